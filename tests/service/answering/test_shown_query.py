"""The SPARQL that an answer shows, run again on the store, gives the very things of the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from graph.japanese import era_short, fold
from graph.revisions.repository import Repository
from service.answering.answer import Answer, Item
from service.answering.engine import Answerer
from service.answering.say.together import parts
from service.select_rows import select

QUESTIONS = Path(__file__).parents[2] / "data/questions.jsonl"
_SIZES = {"億": 1e8, "万": 1e4, "千": 1e3}
Row = Mapping[str, str]


def asked() -> Iterator[str]:
    """Yield the questions that stand by themselves."""
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        if line.strip() and "question" in (row := json.loads(line)):
            yield row["question"]


def number(text: str) -> float | None:
    """Return a printed figure as a number: 26億4千万円."""
    found = re.findall(r"([\d,]+(?:\.\d+)?)([億万千]*)", fold(text))
    if not found:
        return None
    whole = 0.0
    for digits, sizes in found:
        figure = float(digits.replace(",", ""))
        for size in sizes:
            figure *= _SIZES[size]
        whole += figure
    return whole


def shows(row: Row, item: Item, dated: bool) -> bool:
    """Return whether a row holds what an item says; a day is read out of the line that a row quotes."""
    if "quote" in row:
        return True
    values = set(row.values())
    if item.iri is not None and item.iri not in values:
        return False
    if item.value is not None and item.value not in values:
        figures = [abs(float(v)) for v in values if re.fullmatch(r"-?\d+(\.\d+)?([eE]-?\d+)?", v)]
        meant = number(item.value)
        if meant is None or not any(abs(figure - meant) <= 0.006 * max(1.0, meant) for figure in figures):
            return False
    if item.year is not None and dated and item.year not in {era_short(int(row["year"]))}:
        return False
    return bool(item.iri or item.value or item.year) or item.label in values


def gives(rows: Iterable[Row], items: Iterable[Item]) -> bool:
    """Return whether each item has its row, and each row its item."""
    found, told = list(rows), list(items)
    dated = any("year" in row for row in found)
    every = all(any(shows(row, item, dated) for row in found) for item in told)
    return every and all(any(shows(row, item, dated) for item in told) for row in found)


@pytest.fixture(scope="module")
def samples(samples_data: Path) -> tuple[Answerer, object]:
    """An answerer over the samples, and their store."""
    revision = Repository(samples_data).open()
    return Answerer(revision), revision.dataset.store


def test_the_query_that_is_shown_gives_the_items(samples: tuple[Answerer, object]) -> None:
    answerer, store = samples
    shown, wrong = 0, []
    for question in asked():
        answer = answerer.ask(question)
        if answer.sparql is None or not answer.items or answer.status.value != "answered":
            continue
        shown += 1
        if not _gives(answer, store):
            wrong.append((question, answer.text[:80], answer.sparql))
    assert shown > 80
    assert wrong == []


def _gives(answer: Answer, store: object) -> bool:
    rows = [row for query in parts(answer.sparql or "") for row in select(store, query)]  # type: ignore[arg-type]
    return gives(rows, answer.items)
