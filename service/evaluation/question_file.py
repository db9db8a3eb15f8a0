"""A file of questions: one JSON object a line, with what is expected of the answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.errors import BadRequest

Spellings = tuple[str, ...]
_SETS = ("labels", "values", "ambiguous")


@dataclass(frozen=True, slots=True)
class Expected:
    """What an answer must be; absent parts are None. labels, values, ambiguous: one tuple of accepted spellings for
    each item; passage: any of these must be quoted; undecided: no value may be given."""

    labels: tuple[Spellings, ...] | None = None
    values: tuple[Spellings, ...] | None = None
    ambiguous: tuple[Spellings, ...] | None = None
    passage: Spellings | None = None
    boolean: bool | None = None
    status: str | None = None
    undecided: bool = False

    @property
    def unanswerable(self) -> bool:
        """Whether the documents hold no answer."""
        return self.status == "not_found"


@dataclass(frozen=True, slots=True)
class Question:
    """turns: what is asked one after the other in one conversation; the answer to the last one is judged."""

    id: str
    category: str
    turns: tuple[str, ...]
    expected: Expected


def load(path: Path) -> list[Question]:
    """Return the questions of a file; raises BadRequest with the line that cannot be used."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise BadRequest(f"{path}：質問のファイルがありません。パスを確かめてください。") from None
    except (OSError, UnicodeDecodeError):
        raise BadRequest(f"{path}：UTF-8の文字ファイルとして読めません。") from None
    found = [_question(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not found:
        raise BadRequest(f"{path}：質問が1つもありません。")
    return found


def _question(path: Path, number: int, line: str) -> Question:
    try:
        row = json.loads(line)
        turns = tuple(map(str, row.get("turns") or [row["question"]]))
        return Question(str(row.get("id", number)), str(row.get("category", "")), turns, _expected(row["expect"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadRequest(f"{path}の{number}行目：質問として読めません（{error}）。") from None


def _expected(given: Mapping[str, Any]) -> Expected:
    if unknown := set(given) - {"passage", "boolean", "status", "undecided", *_SETS}:
        raise ValueError(f"expect の {'、'.join(sorted(unknown))} は使えません")
    if not given:
        raise ValueError("expect が空です")
    sets = {name: tuple(_spellings(one) for one in given[name]) for name in _SETS if name in given}
    passage = _spellings(given["passage"]) if "passage" in given else None
    undecided = bool(given.get("undecided", False))
    if undecided and passage is None:
        raise ValueError("undecided には passage も要ります")
    return Expected(
        **sets, passage=passage, boolean=given.get("boolean"), status=given.get("status"), undecided=undecided
    )


def _spellings(given: Any) -> Spellings:
    return tuple(map(str, given)) if isinstance(given, list) else (str(given),)
