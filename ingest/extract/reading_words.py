"""The words by which running text is read: `reading_words.yaml`, which staff may extend."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import yaml

from ingest.extract.running_text import plain


@dataclass(frozen=True, slots=True)
class Words:
    """All lists of the file, widths made regular, longest word first; see the file for what each is."""

    plan_endings: tuple[str, ...]
    plan_generic: tuple[str, ...]
    this_plan: tuple[str, ...]
    previous_plan: tuple[str, ...]
    national: tuple[str, ...]
    law_endings: tuple[str, ...]
    law_unmarked: tuple[str, ...]
    not_laws: tuple[str, ...]
    plan_lists: tuple[str, ...]
    law_lists: tuple[str, ...]
    period_headings: tuple[str, ...]
    glossary_headings: tuple[str, ...]
    chronology_headings: tuple[str, ...]
    measures: tuple[str, ...]
    units: tuple[str, ...]
    definition_endings: tuple[str, ...]
    name_endings: tuple[str, ...]


@cache
def words() -> Words:
    """Return the lists of `reading_words.yaml`; raises ValueError with the list's name where one is missing."""
    path = Path(__file__).with_name("reading_words.yaml")
    data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    lists: dict[str, tuple[str, ...]] = {}
    for field in fields(Words):
        if not isinstance(data.get(field.name), list):
            raise ValueError(f"{path.name} の「{field.name}」の一覧がありません。元のファイルから戻してください。")
        lists[field.name] = tuple(sorted((plain(str(word)) for word in data[field.name]), key=len, reverse=True))
    return Words(**lists)


@cache
def any_of(group: tuple[str, ...]) -> str:
    """Return a regular expression that matches any of the words, longest first."""
    return "(?:" + "|".join(re.escape(word) for word in group) + ")"
