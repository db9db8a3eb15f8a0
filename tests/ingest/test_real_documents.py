"""The city's own documents, read whole: counts and figures that a clerk would check."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from graph.japanese import fold
from ingest.extract import extract
from ingest.graph_build import build_graph
from ingest.model.facts import Facts, IndicatorFact, ProjectMention, ScheduleFact
from ingest.readers.file_reading import read_bytes
from ingest.resolve.resolved_knowledge import Knowledge, resolve
from ontology import terms
from ontology.loader import roles
from tests import city
from tests.city import build, documents
from tests.ingest import rewrap
from tests.small_graph import BASE

pytestmark = city.marks


@cache
def knowledge() -> Knowledge:
    """All that they speak of."""
    return resolve({name: city.facts(name) for name in documents()}, documents(), roles())


def test_every_project_of_both_plans_once() -> None:
    counts = Counter(knowledge().plans[project.plan].label for project in knowledge().projects)
    assert {fold(label): count for label, count in counts.items()} == {
        fold("はだのDX推進計画"): 40,
        fold("はだのICT活用推進計画"): 58,
    }


def test_each_project_has_its_department() -> None:
    lacking = [project.label for project in knowledge().projects if not project.said("departments")]
    assert lacking == []


def test_the_contradictions_of_the_documents_are_found() -> None:
    kinds = Counter(conflict.kind for conflict in knowledge().conflicts)
    assert kinds["number-swap"] == 1
    assert kinds["department-mismatch"] == 1
    assert kinds["missing-number"] == 1
    assert {"2-1-(3)"} == {c.subject for c in knowledge().conflicts if c.kind == "missing-number"}
    assert kinds["count-mismatch"] >= 1


def test_forty_pages_with_indicators() -> None:
    facts = [fact for found in knowledge().facts.values() for fact in found.of(IndicatorFact)]
    assert len({fact.project for fact in facts}) == 40
    assert sum(len(fact.targets) for fact in facts) > 500


def test_every_statement_of_a_document_has_its_quote() -> None:
    described = {
        quad.subject.value for quad in build().quads if quad.predicate.value == terms.QUOTE and quad.object.value
    }
    placed = {quad.subject.value for quad in build().quads if quad.predicate.value == terms.IS_PART_OF}
    graphs = {quad.graph_name.value for quad in build().quads if "/id/passage/" in quad.graph_name.value}
    assert graphs and graphs <= described and graphs <= placed


def test_quotes_stand_in_their_documents() -> None:
    texts = ["".join(document.text.split()) for document in documents().values()]
    for quad in build().quads:
        if quad.predicate.value == terms.QUOTE:
            assert any("".join(quad.object.value.split()) in text for text in texts)


def test_the_same_documents_give_the_same_build() -> None:
    again = build_graph(documents(), BASE, lambda stage, done, total: None)
    assert set(again.quads) == set(build().quads)
    assert again.units == build().units


def said(facts: Facts) -> set[tuple[object, ...]]:
    """The facts of 事業 without their places, widths and spaces folded."""
    found: set[tuple[object, ...]] = set()
    for fact in facts.items:
        if isinstance(fact, ProjectMention):
            departments = tuple(fold(item.text) for item in fact.departments)
            found.add((fold(fact.plan or ""), fact.number and fold(fact.number), fold(fact.name), departments))
        elif isinstance(fact, IndicatorFact):
            targets = tuple((year, fold(item.text)) for year, item in fact.targets)
            found.add((fold(fact.project), fact.kind, fold(fact.name), fact.breakdown, targets))
        elif isinstance(fact, ScheduleFact):
            found.add((fold(fact.project), fact.year, fold(fact.activity)))
    return found


@pytest.mark.parametrize("name", ["rewrap 60", "rewrap 76 double", "pipes", "wide digits", "crlf"])
def test_another_print_of_the_document_says_the_same(name: str) -> None:
    for document in documents().values():
        before = said(city.facts(document.name))
        again = read_bytes(PRINTS[name](document.text).encode(), Path(document.name))
        assert said(extract(again, roles())) == before


PRINTS = {
    "rewrap 60": lambda text: rewrap.rewrap(text, 60),
    "rewrap 76 double": lambda text: rewrap.rewrap(text, 76, double=True),
    "pipes": rewrap.pipes,
    "wide digits": rewrap.wide_digits,
    "crlf": rewrap.crlf,
}
