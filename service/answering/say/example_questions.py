"""Example questions made from what a revision holds: plans over its own things, said as questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ontology import terms as t
from service.answering.knows.named_entities import PREFIXES
from service.answering.knows.schema import Step
from service.answering.operators.attribute import Values
from service.answering.operators.measure import Series
from service.answering.operators.things import Things
from service.answering.plan.conditions import Has, Is
from service.answering.plan.sets import All, Named, Via, Where
from service.answering.say.plans import question
from service.answering.step_interface import Tools

_TARGETS = """SELECT ?i ?indicator ?year (COUNT(?other) AS ?n) WHERE {
  ?x kk:inPlan <%s> ; kk:hasIndicator ?i . ?i skos:prefLabel ?indicator .
  ?target kk:ofIndicator ?i ; kk:fiscalYear/skos:notation ?year ; kk:value ?value .
  ?other kk:ofIndicator ?i
} GROUP BY ?i ?indicator ?year ORDER BY DESC(?n) DESC(?year) ?indicator LIMIT 4"""
_UNITS = """SELECT ?u ?l (COUNT(?x) AS ?n) WHERE {
  ?x kk:inPlan <%s> ; kk:responsible ?u . ?u skos:prefLabel ?l
} GROUP BY ?u ?l HAVING(COUNT(?x) < 6) ORDER BY DESC(?n) ?l LIMIT 2"""
_ENDED = "SELECT ?x WHERE { ?x kk:inPlan <%s> ; skos:prefLabel ?l ; kk:endReason ?r } ORDER BY ?l LIMIT 2"
_GOALS = "SELECT DISTINCT ?x ?l WHERE { ?x a kk:Measure ; skos:prefLabel ?l ; kk:contributesTo ?g } ORDER BY ?l LIMIT 2"
_OFFICES = "SELECT DISTINCT ?x ?l WHERE { ?x a kk:Council ; skos:prefLabel ?l ; kk:secretariat ?s } ORDER BY ?l LIMIT 1"


def candidates(tools: Tools) -> Iterator[str]:
    """Yield questions about the revision's own things that have rows, one of each kind before the second of any;
    whoever shows them tries them first."""
    kinds = [list(kind) for kind in _kinds(tools)]
    for rank in range(max(map(len, kinds), default=0)):
        for kind in kinds:
            if rank < len(kind) and kind[rank].run(tools) is not None:
                yield from question(kind[rank], tools)[:1]


def _kinds(tools: Tools) -> Iterator[list[Any]]:
    """Yield lists of plans, a list a kind."""
    known = tools.knowledge

    def rows(query: str) -> list[dict[str, str]]:
        return [dict(row) for row in tools.select(PREFIXES + query)]

    if known.current is not None:
        mine = Has((Step(t.IN_PLAN),), Named(t.PLAN, (known.current,)))
        yield [Series(Named(t.INDICATOR, (r["i"],)), (int(r["year"]),)) for r in rows(_TARGETS % known.current)]
        units = (Step(t.RESPONSIBLE),)
        projects = _projects(tools, known.current)[:3]
        yield [Things(Via(Named(t.PROJECT, (iri,)), units, t.UNIT)) for iri in projects]
        of_units = [Has(units, Named(t.UNIT, (r["u"],))) for r in rows(_UNITS % known.current)]
        yield [Things(Where(All(t.PROJECT), (mine, one))) for one in of_units]
        new = Where(All(t.PROJECT), (mine, Is((Step(t.NOVELTY),), ("新規",))))
        laws = Via(Named(t.PLAN, (known.current,)), (Step(t.BASED_ON),), t.LAW)
        yield [Things(new, True), Things(laws)]
    if known.former is not None:
        yield [Values(Named(t.PROJECT, (r["x"],)), (t.END_REASON,)) for r in rows(_ENDED % known.former)]
    yield [Things(Via(Named(t.MEASURE, (r["x"],)), (Step(t.SDG_RELATION),), t.GOAL)) for r in rows(_GOALS)]
    yield [Values(Named(t.TERM, (term.iri,)), (t.DEFINITION,)) for term in known.of(t.TERM)[:3]]
    yield [Values(Named(t.COUNCIL, (r["x"],)), (t.SECRETARIAT,)) for r in rows(_OFFICES)]


def _projects(tools: Tools, plan: str) -> list[str]:
    """Return a plan's 事業, those of short names first."""
    found = [p for p in tools.knowledge.of(t.PROJECT) if p.plan == plan]
    return [p.iri for p in sorted(found, key=lambda p: (len(p.label), p.label))]
