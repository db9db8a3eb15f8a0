"""The contradictions of a revision, read in a handful of queries whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from graph.sparql.queryable import Queryable
from service.select_rows import Row, select
from service.views.conflict import PARTS, Conflict, Reading, Thing
from service.views.document_titles import read_titles
from service.views.statement_sources import excerpt, last_part

_CONFLICTS = """SELECT ?c ?kind ?severity ?label ?likely ?why WHERE {
  ?c a kk:Conflict OPTIONAL { ?c kk:conflictKind ?kind } OPTIONAL { ?c kk:severity ?severity }
  OPTIONAL { ?c skos:prefLabel ?label }
  OPTIONAL { ?c kk:likely ?likely } OPTIONAL { ?c kk:why ?why } }"""
_READINGS = """SELECT DISTINCT ?c ?value ?quote ?locator ?document ?name ?start WHERE {
  ?c kk:reading ?reading . ?reading kk:value ?value ; kk:inPassage ?passage . ?passage kk:quote ?quote
  OPTIONAL { ?passage kk:locator ?locator } OPTIONAL { ?passage oa:start ?start }
  OPTIONAL { ?passage dcterms:isPartOf ?document OPTIONAL { ?document dcterms:identifier ?name } } }"""
_SUBJECTS = """SELECT DISTINCT ?c ?thing ?label ?plan WHERE {
  ?c a kk:Conflict ; kk:subject ?thing . ?thing skos:prefLabel ?label OPTIONAL { ?thing kk:inPlan ?plan } }"""
_NAMED = """SELECT DISTINCT ?thing ?label ?plan WHERE {{ VALUES ?label {{ {labels} }}
  ?thing skos:prefLabel ?label ; a ?class VALUES ?class {{ kk:Project kk:Plan eli:LegalResource }}
  OPTIONAL {{ ?thing kk:inPlan ?plan }} }}"""
_AT_ONCE = 500  # names in one query


def read_conflicts(store: Queryable) -> tuple[Conflict, ...]:
    """Return every contradiction, the gravest first."""
    readings = _readings(store)
    rows: dict[str, Row] = {}
    for row in select(store, _CONFLICTS):
        rows.setdefault(row["c"], row)
    things = _things(store, {iri: row.get("label", "") for iri, row in rows.items()})
    found = [
        Conflict(
            iri,
            row.get("kind", ""),
            row.get("severity", ""),
            row.get("label", ""),
            things.get(iri, ()),
            tuple(readings.get(iri, ())),
            row.get("likely"),
            row.get("why"),
        )
        for iri, row in rows.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.gravity.rank, one.kind, one.subject, one.iri)))


def _readings(store: Queryable) -> dict[str, list[Reading]]:
    """Return the readings of each contradiction in the order of the text, each once."""
    titles = read_titles(store)
    found: dict[str, dict[Reading, None]] = defaultdict(dict)
    rows = select(store, _READINGS)
    for row in sorted(rows, key=lambda row: (row.get("document", ""), int(row.get("start", 0)), row["value"])):
        document = row.get("document", "")
        name = row.get("name") or last_part(document)
        reading = Reading(row["value"], name, titles.get(document, name), row.get("locator", ""), excerpt(row["quote"]))
        found[row["c"]][reading] = None
    return {conflict: list(said) for conflict, said in found.items()}


def _things(store: Queryable, subjects: Mapping[str, str]) -> dict[str, tuple[Thing, ...]]:
    """Return the things that stand in each contradiction's subject. subjects: in words, by contradiction.

    The graph names one thing at most. Others are found by their names: in the same plan, or where the name is unique.
    """
    stated = {row["c"]: row for row in select(store, _SUBJECTS)}
    parts = {conflict: subject.split(PARTS) for conflict, subject in subjects.items()}
    open_names = {
        part for conflict, names in parts.items() for part in names if len(names) > 1 or conflict not in stated
    }
    named = _named(store, sorted(name for name in open_names if name))
    found: dict[str, tuple[Thing, ...]] = {}
    for conflict, names in parts.items():
        known = stated.get(conflict)
        if known and len(names) == 1:
            # The words may be more than the thing's name, such as a number before it: they are about it all the same.
            found[conflict] = (Thing(known["thing"], subjects[conflict]),)
            continue
        plan = known.get("plan") if known else None
        matches = [(name, [row for row in named[name] if plan in (None, row.get("plan"))]) for name in names]
        found[conflict] = tuple(Thing(rows[0]["thing"], name) for name, rows in matches if len(rows) == 1)
    return found


def _named(store: Queryable, labels: Iterable[str]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    wanted = list(labels)
    for start in range(0, len(wanted), _AT_ONCE):
        inside = " ".join(str(ox.Literal(label)) for label in wanted[start : start + _AT_ONCE])
        for row in select(store, _NAMED.format(labels=inside)):
            found[row["label"]].append(row)
    return found
