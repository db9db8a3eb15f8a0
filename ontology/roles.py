"""The words by which documents say what a column, a heading or a mark is: `roles.yaml`, read and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_type_hints

import yaml

from ontology.errors import DataFileError

FILE = "roles.yaml"
_FLAGS = {"true": True, "false": False}
_SEPARATORS = {"space": " ", "newline": "\n"}

Words = tuple[str, ...]
WordsByKey = Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class ColumnRole:
    """Header words of one table column. fill_down: an empty cell means "as above" (a merged cell)."""

    words: Words
    fill_down: bool


@dataclass(frozen=True, slots=True)
class Roles:
    """All role words as printed in the file, unfolded; the caller compares folded forms.

    columns: by role (number, name, department, …). indicator_kinds: outcome, output. sections: by kind
    of labelled section (current_state, ideal_state, initiative, summary, …). frame: by `FrameFact.kind`. relations: by
    `Relation` value. novelty_values and status_values: the words that stand for each value of the graph.
    department_separators: real characters, a space and a line end among them.
    """

    columns: Mapping[str, ColumnRole]
    indicator_kinds: WordsByKey
    schedule: Words
    sections: WordsByKey
    undecided: Words
    no_value: Words
    frame: WordsByKey
    relations: WordsByKey
    repost: Words
    total_words: Words
    novelty_values: WordsByKey
    renamed: Words
    status_values: WordsByKey
    department_suffixes: Words
    division_suffixes: Words
    department_separators: Words
    draft: Words


@cache
def roles() -> Roles:
    """Return the role words of `roles.yaml`; raises DataFileError where the file does not fit."""
    return read_roles((Path(__file__).parent / FILE).read_text(encoding="utf-8"))


def read_roles(text: str) -> Roles:
    """Return the role words that a YAML text says; raises DataFileError with what to mend."""
    try:
        data = yaml.load(text, Loader=yaml.BaseLoader)  # all scalars as text: "No" is a word here, not false
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{mark.line + 1}行目の近くの" if mark else ""
        problem = f"{where}書き方が正しくありません。字下げと「:」の後の空白を確かめてください。"
        raise DataFileError(FILE, problem) from error
    if not isinstance(data, dict):
        raise DataFileError(FILE, "項目がありません。元のファイルの形に戻してください。")
    hints = get_type_hints(Roles)
    wanted = {field.name for field in fields(Roles)}
    if missing := wanted - data.keys():
        raise DataFileError(FILE, f"項目「{_list(missing)}」がありません。元のファイルから戻してください。")
    if unknown := data.keys() - wanted:
        raise DataFileError(FILE, f"知らない項目「{_list(unknown)}」があります。綴りを確かめてください。")
    values: dict[str, Any] = {}
    for name in wanted:
        if name == "columns":
            values[name] = _columns(data[name])
        elif hints[name] == Words:
            values[name] = _words(name, data[name])
        else:
            values[name] = _groups(name, data[name])
    values["department_separators"] = tuple(_SEPARATORS.get(word, word) for word in values["department_separators"])
    return Roles(**values)


def _list(names: Iterable[object]) -> str:
    return "、".join(sorted(str(name) for name in names))


def _words(place: str, data: object) -> Words:
    if not isinstance(data, list) or not data or not all(isinstance(word, str) and word for word in data):
        raise DataFileError(FILE, f"「{place}」には、ことばを一つ以上 [ことば, ことば] の形で書いてください。")
    if twice := {word for word in data if data.count(word) > 1}:
        raise DataFileError(FILE, f"「{place}」に「{_list(twice)}」が二回あります。一つにしてください。")
    return tuple(data)


def _mapping(place: str, data: object) -> dict[str, object]:
    if not isinstance(data, dict) or not data:
        raise DataFileError(FILE, f"「{place}」の下に「名前: [ことば, …]」の行を書いてください。")
    return data


def _groups(place: str, data: object) -> WordsByKey:
    return MappingProxyType({key: _words(f"{place} の {key}", words) for key, words in _mapping(place, data).items()})


def _columns(data: object) -> Mapping[str, ColumnRole]:
    columns: dict[str, ColumnRole] = {}
    owner: dict[str, str] = {}
    for key, value in _mapping("columns", data).items():
        place = f"columns の {key}"
        if not isinstance(value, dict) or value.get("fill_down") not in _FLAGS:
            raise DataFileError(FILE, f"「{place}」に fill_down: true か false を書いてください。")
        words = _words(place, value.get("words"))
        for word in words:
            if word in owner:
                both = f"columns の {owner[word]} と {key} の両方"
                raise DataFileError(FILE, f"「{word}」が{both}にあります。一方から消してください。")
            owner[word] = key
        columns[key] = ColumnRole(words, _FLAGS[value["fill_down"]])
    return MappingProxyType(columns)
