"""Example questions made from what a revision holds, so that every one of them can be answered."""

from __future__ import annotations

from collections.abc import Iterator

from graph.japanese import era_long
from ontology import terms as t
from service.answering.knowledge import PREFIXES, Knowledge, Select

_TARGETS = """SELECT ?project ?indicator ?year (COUNT(?other) AS ?n) WHERE {
  ?x kk:inPlan <%s> ; skos:prefLabel ?project ; kk:hasIndicator ?i . ?i skos:prefLabel ?indicator .
  ?target kk:ofIndicator ?i ; kk:fiscalYear/skos:notation ?year ; kk:value ?value .
  ?other kk:ofIndicator ?i
} GROUP BY ?project ?indicator ?year ORDER BY DESC(?n) DESC(?year) ?indicator LIMIT 4"""

_UNITS = """SELECT ?l (COUNT(?x) AS ?n) WHERE {
  ?x kk:inPlan <%s> ; kk:responsible/skos:prefLabel ?l
} GROUP BY ?l HAVING(COUNT(?x) < 6) ORDER BY DESC(?n) ?l LIMIT 2"""
_ENDED = """SELECT ?l WHERE {
  ?x kk:inPlan <%s> ; skos:prefLabel ?l ; kk:endReason ?r
} ORDER BY ?l LIMIT 2"""


def candidates(knowledge: Knowledge, select: Select) -> Iterator[str]:
    """Yield questions about the revision's own things, one of each kind before the second of any; whoever shows them
    tries them first."""
    kinds = [list(kind) for kind in _kinds(knowledge, select)]
    for rank in range(max(map(len, kinds), default=0)):
        for kind in kinds:
            if rank < len(kind):
                yield kind[rank]


def _kinds(knowledge: Knowledge, select: Select) -> Iterator[list[str]]:
    """Yield lists of questions, a list a kind."""
    current, former = knowledge.current, knowledge.former
    if current is not None:
        label = knowledge.entities[current].label
        yield [
            f"「{row['indicator']}」の{era_long(int(row['year']))}の目標は？"
            for row in select(PREFIXES + _TARGETS % current)
        ]
        yield [f"「{project}」の主管課はどこですか" for project in _projects(knowledge, current)[:3]]
        units = select(PREFIXES + _UNITS % current)
        yield [f"{row['l']}が担当する{label}の事業は？" for row in units]
        yield [f"{label}で新規の事業はいくつありますか", f"{label}の根拠となる法律は？"]
    if former is not None:
        rows = select(PREFIXES + _ENDED % former)
        yield [f"「{row['l']}」はなぜ終わりましたか" for row in rows]
    rows = select(f"{PREFIXES}SELECT DISTINCT ?l WHERE {{ ?x a kk:Measure ; skos:prefLabel ?l ; kk:contributesTo ?g }}")
    yield [f"「{row['l']}」に関係するSDGsの目標は？" for row in rows[:2]]
    yield [f"{term.label}とは何ですか" for term in knowledge.of(t.TERM)[:3]]
    rows = select(f"{PREFIXES}SELECT DISTINCT ?l WHERE {{ ?x a kk:Council ; skos:prefLabel ?l ; kk:secretariat ?s }}")
    yield [f"{row['l']}の庶務はどこが処理しますか" for row in rows[:1]]


def _projects(knowledge: Knowledge, plan: str) -> list[str]:
    """Return the names of a plan's 事業, the short ones first."""
    return sorted((p.label for p in knowledge.of(t.PROJECT) if p.plan == plan), key=lambda name: (len(name), name))
