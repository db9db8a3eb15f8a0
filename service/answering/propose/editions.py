"""Which plan's document a survey's figure stands in, and which one a question means: 前の計画のとき, 今回, a year."""

from __future__ import annotations

from collections.abc import Sequence

from ontology import terms as t
from service.answering.plan.sparql_text import iri_text
from service.answering.reading.marks import Reading, Span
from service.answering.step_interface import Tools

_DOCUMENT = (
    f"{{ ?g <{t.PREFIXES['dcterms']}isPartOf> ?document }} UNION "
    f"{{ ?g <{t.PREFIXES['prov']}wasDerivedFrom> ?p . ?p <{t.PREFIXES['dcterms']}isPartOf> ?document }}"
)
CURRENT, FORMER, PLANNED = "current", "former", "planned"  # planned: no survey tells of years to come


def editions(iris: Sequence[str], tools: Tools) -> dict[str, str]:
    """Return for figures whether they stand in the current plan's document or in another."""
    current = tools.knowledge.current
    if not iris or not current:
        return {}
    things = " ".join(map(iri_text, iris))
    rows = tools.select(
        f"SELECT DISTINCT ?x ?document WHERE {{ VALUES ?x {{ {things} }} GRAPH ?g {{ ?x <{t.VALUE}> ?v }} "
        f"{_DOCUMENT} }}"
    )
    own = tools.select(
        f"SELECT ?document (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?x <{t.IN_PLAN}> {iri_text(current)} }} "
        f"{_DOCUMENT} }} GROUP BY ?document ORDER BY DESC(?n) LIMIT 1"
    )
    home = own[0]["document"] if own else None
    return {row["x"]: CURRENT if row["document"] == home else FORMER for row in rows}


def edition_meant(reading: Reading, tools: Tools) -> tuple[str, tuple[Span, ...]] | None:
    """Return which of two surveys a question speaks of, with the words that say so; None where none or both are."""
    known = tools.knowledge
    said: dict[str, list[Span]] = {}
    for plan in reading.plans:
        said.setdefault(CURRENT if plan.iri == known.current else FORMER, []).append(plan.span)
    for span in reading.cue("this_time"):
        said.setdefault(CURRENT, []).append(span)
    for span in reading.cue("last_time"):
        said.setdefault(FORMER, []).append(span)
    start, own = (known.periods.get(plan or "", (0, 0))[0] for plan in (known.former, known.current))
    for year in reading.years if start and own else ():
        edition = FORMER if year <= start else CURRENT if year < own else PLANNED
        said.setdefault(edition, []).extend(reading.year_spans)
    if PLANNED in said:
        return PLANNED, ()
    if len(said) != 1:
        return None
    edition, spans = next(iter(said.items()))
    return edition, tuple(spans)
