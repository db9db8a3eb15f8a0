"""The same document printed another way says the same: on the sample plan and on the real documents."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.japanese import fold
from ingest.extract import extract
from ingest.model.document import Span
from ingest.model.facts import Fact, FigureFact, FrameFact
from ingest.readers import read
from ingest.readers.file_reading import read_bytes
from ontology.loader import roles
from tests.ingest import rewrap

ROOT = Path(__file__).resolve().parents[3]
PLAN = next((ROOT / "samples").glob("*計画.md"))
REAL = sorted((ROOT.parent / "shared" / "documents").glob("*.txt"))
Said = frozenset[object]


def said(value: object) -> object:
    """A fact without its places, widths and spaces."""
    if isinstance(value, Span):
        return None
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, tuple):
        return tuple(said(item) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = [part.name for part in dataclasses.fields(value) if part.name != "table"]
        return (type(value).__name__, *(said(getattr(value, name)) for name in parts))
    return value


def facts(text: str, name: str, *, rewrapped: bool = False) -> Said:
    """What a text says; rewrapped: without what stands in charts and flattened tables.

    There every label and value is a line of its own: wrapped otherwise, one and the next cannot be told apart.
    """
    found = extract(read_bytes(text.encode(), Path(name)), roles())
    return frozenset(said(fact) for fact in found.items if not (rewrapped and _stands_in_lines(fact)))


def _stands_in_lines(fact: Fact) -> bool:
    return isinstance(fact, FigureFact) or (isinstance(fact, FrameFact) and fact.kind == "programme")


@cache
def printed() -> tuple[str, Said]:
    """The sample plan as plain text, and what it says."""
    text = read(PLAN).text
    return text, facts(text, "計画.txt")


def test_the_sample_says_much() -> None:
    assert len({type(fact) for fact in extract(read(PLAN), roles()).items}) >= 10


@settings(max_examples=15, deadline=None)
@given(width=st.integers(60, 140), wide=st.booleans(), crlf=st.booleans(), tabs=st.booleans())
def test_the_sample_printed_another_way_says_the_same(width: int, wide: bool, crlf: bool, tabs: bool) -> None:
    text, before = printed()
    again = rewrap.rewrap(rewrap.tabs(text) if tabs else text, width)
    again = rewrap.wide_digits(again) if wide else again
    again = rewrap.crlf(again) if crlf else again
    after = facts(again, "計画.txt")
    assert after == before, f"lost {list(before - after)[:3]}, new {list(after - before)[:3]}"


PRINTS = {
    "pipes": rewrap.pipes,
    "tabs": rewrap.tabs,
    "wide digits": rewrap.wide_digits,
    "crlf": rewrap.crlf,
    "width 100": lambda text: rewrap.rewrap(text, 100),
    "width 72, double spaced": lambda text: rewrap.rewrap(text, 72, double=True),
}


@cache
def real(path: Path, *, rewrapped: bool) -> Said:
    """What a real document says as it is."""
    return facts(read(path).text, path.name, rewrapped=rewrapped)


@pytest.mark.documents
@pytest.mark.skipif(not REAL, reason="the city's documents do not lie beside the repository")
@pytest.mark.parametrize("way", PRINTS)
def test_the_real_documents_printed_another_way_say_the_same(way: str) -> None:
    for path in REAL:
        rewrapped = "width" in way
        before = real(path, rewrapped=rewrapped)
        after = facts(PRINTS[way](read(path).text), path.name, rewrapped=rewrapped)
        assert after == before, f"{path.name}: lost {list(before - after)[:3]}, new {list(after - before)[:3]}"
