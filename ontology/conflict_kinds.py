"""What people read for the kinds and severities of contradictions: `conflict_kinds.yaml`, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from ontology.errors import DataFileError

FILE = "conflict_kinds.yaml"
LIKELY = "確からしい値"
OTHER = "そのほかの食い違い"
UNKNOWN = "重大さ不明"


@dataclass(frozen=True, slots=True)
class Severity:
    """How grave a contradiction is. rank: 0 is the gravest; about: what it means, one sentence, empty where unknown."""

    key: str
    label: str
    about: str
    rank: int


@dataclass(frozen=True, slots=True)
class ConflictKind:
    """What disagrees. advice: what the author does; likely: what the likely value is called.

    absent: the value that says that a list has no such row, for which the quote is `absent_quote`; empty where the kind
    has none.
    """

    key: str
    label: str
    advice: str = ""
    likely: str = LIKELY
    absent: str = ""
    absent_quote: str = ""

    def absent_quote_of(self, value: str) -> str:
        """Return what the quote of a value is where the value says that there is no such row, else an empty text."""
        return self.absent_quote if self.absent and value == self.absent else ""


@dataclass(frozen=True, slots=True)
class ConflictWords:
    """All of the file. severities: by key and by every other spelling."""

    severities: Mapping[str, Severity]
    kinds: Mapping[str, ConflictKind]


@cache
def conflict_words() -> ConflictWords:
    """Return the words of `conflict_kinds.yaml`; raises DataFileError where the file does not fit."""
    return read_conflict_words((Path(__file__).parent / FILE).read_text(encoding="utf-8"))


def kind_of(key: str) -> ConflictKind:
    """Return the words of a kind; one that the file does not know is called as it is, if that is Japanese.

    >>> kind_of("name-variant").label, kind_of("日付の違い").label, kind_of("date-mismatch").label
    ('名称の書き方の違い', '日付の違い', 'そのほかの食い違い')
    """
    known = conflict_words().kinds.get(key)
    return known or ConflictKind(key, OTHER if key.isascii() else key)


def severity_of(key: str) -> Severity:
    """Return the words of a severity; one that the file does not know comes after all others.

    >>> severity_of("high") == severity_of("高"), severity_of("?").label
    (True, '重大さ不明')
    """
    known = conflict_words().severities
    return known.get(key) or Severity(key, UNKNOWN, "", len(known))


def read_conflict_words(text: str) -> ConflictWords:
    """Return the words that a YAML text says; raises DataFileError with what to mend."""
    try:
        data = yaml.load(text, Loader=yaml.BaseLoader)
        severities: dict[str, Severity] = {}
        for rank, (key, said) in enumerate(data["severities"].items()):
            severity = Severity(key, _label(key, said), said.get("about", ""), rank)
            severities |= dict.fromkeys((key, *said.get("words", ())), severity)
        kinds = {key: _kind(key, said) for key, said in data["kinds"].items()}
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        problem = "書き方が正しくありません。項目 severities と kinds、字下げ、「:」の後の空白を確かめてください。"
        raise DataFileError(FILE, problem) from error
    return ConflictWords(MappingProxyType(severities), MappingProxyType(kinds))


def _kind(key: str, said: Mapping[str, Any]) -> ConflictKind:
    absent = said.get("absent", {})
    return ConflictKind(
        key,
        _label(key, said),
        said.get("advice", ""),
        said.get("likely", LIKELY),
        absent.get("value", ""),
        absent.get("quote", ""),
    )


def _label(key: str, said: Mapping[str, Any]) -> str:
    label = said.get("label", "")
    if not isinstance(label, str) or not label:
        raise DataFileError(FILE, f"「{key}」に label がありません。画面で見せることばを書いてください。")
    return label
