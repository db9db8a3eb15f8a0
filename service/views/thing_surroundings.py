"""What stands around one thing, group by group: so many statements of each property, however many there are.

A fixed number of queries, whatever the thing: the counts, the statements with their graphs, the passages behind those
graphs, and the names of all that is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pyoxigraph as ox

from graph.sparql.queryable import Queryable
from ontology.terms import TYPE
from service.select_rows import select
from service.views.statement_sources import Source, sources
from service.views.thing_statements import Named, names

Way = Literal["value", "says", "out", "in"]
WAYS: tuple[Way, ...] = ("value", "says", "out", "in")
SOURCES = 5  # passages shown under one statement
_MOST_GROUPS = 100
_SORTABLE = 6_000  # statements of one property that are sorted before a part of them is taken
_COUNTS = """SELECT ?way ?p (COUNT(*) AS ?n) WHERE {{
  {{ {thing} ?p ?o BIND(IF(isLiteral(?o), "value", "out") AS ?way) FILTER(!isBlank(?o)) }}
  UNION {{ ?o ?p {thing} BIND("in" AS ?way) FILTER(isIRI(?o)) }}
  UNION {{ SELECT DISTINCT ?o ("says" AS ?way) (rdf:subject AS ?p) WHERE {{
    {thing} a kk:Passage . GRAPH {thing} {{ ?o ?property ?value FILTER(isIRI(?o)) }} }} }} }} GROUP BY ?way ?p"""
# The graphs of a statement in one text: thousands of passages may say the same.
_STATEMENTS = """SELECT ?way ?p ?o ?start (GROUP_CONCAT(STR(?g); SEPARATOR=" ") AS ?graphs)
  (SAMPLE(LANG(?o)) AS ?lang) WHERE {{
  {{ {{ {ahead} }} OPTIONAL {{ GRAPH ?g {{ {thing} ?p ?o }} }} }}
  UNION {{ {{ {back} }} OPTIONAL {{ GRAPH ?g {{ ?o ?p {thing} }} }} }} }} GROUP BY ?way ?p ?o ?start"""
_PART = """SELECT DISTINCT ("{way}" AS ?way) (<{property}> AS ?p) ?o ?start WHERE {{
  {pattern} OPTIONAL {{ ?o oa:start ?start }} }} {order} LIMIT {limit} OFFSET {offset}"""
_PATTERN = {
    "value": "{thing} <{property}> ?o FILTER(isLiteral(?o))",
    "says": "GRAPH {thing} {{ ?o ?property ?value FILTER(isIRI(?o)) }}",
    "out": "{thing} <{property}> ?o FILTER(isIRI(?o))",
    "in": "?o <{property}> {thing} FILTER(isIRI(?o))",
}
_NOTHING = "SELECT ?way ?p ?o ?start WHERE {} LIMIT 0"


@dataclass(frozen=True, slots=True)
class Statement:
    """One value or link. value: the text or the other thing's IRI; language: a tag or ""; other: the thing linked, None
    for a text; sources: at most SOURCES of its passages; graphs: how many graphs state it."""

    value: str
    language: str
    other: Named | None
    sources: tuple[Source, ...]
    graphs: int


@dataclass(frozen=True, slots=True)
class Group:
    """The statements of one property in one direction. total: how many there are, of which these may be a part."""

    way: Way
    property: Named
    total: int
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """A thing with its classes and the groups of what is said of it: values, links out, links in; of a passage also
    the things that it says something of (``says``, under the property rdf:subject)."""

    thing: Named
    types: tuple[Named, ...]
    groups: tuple[Group, ...]


def around(store: Queryable, iri: str, *, limit: int, offset: int = 0, only: tuple[Way, str] | None = None) -> Around:
    """Return what stands around a thing, `limit` statements of each property from the one at `offset`.

    only: a direction and the IRI of a property, where just that group is wanted.
    """
    thing = str(ox.NamedNode(iri))
    counts = [
        (row["way"], row["p"], int(row["n"]))
        for row in select(store, _COUNTS.format(thing=thing))
        if only is None or (row["way"], row["p"]) in (only, ("out", TYPE))
    ][:_MOST_GROUPS]
    rows = select(store, _statements(thing, counts, limit, offset)) if counts else []
    graphs: dict[tuple[str, str, str, str], list[str]] = {}
    for row in rows:
        graphs[row["way"], row["p"], row["o"], row.get("lang", "")] = row.get("graphs", "").split()
    cited = sources(store, [graph for stated in graphs.values() for graph in stated[:SOURCES]])
    linked = (row["o"] for row in rows if row["way"] != "value")
    called = names(store, [iri, *(property for _, property, _ in counts), *linked])
    starts = {(row["way"], row["o"]): int(row["start"]) for row in rows if "start" in row}
    totals = {(way, property): count for way, property, count in counts}
    groups: dict[tuple[str, str], list[tuple[int, Statement]]] = {key: [] for key in totals}
    for (way, property, value, language), stated in graphs.items():
        said = tuple(source for graph in stated[:SOURCES] for source in cited.get(graph, []))[:SOURCES]
        other = None if way == "value" else called[value]
        place = starts.get((way, value), min((source.start for source in said), default=0))
        groups[way, property].append((place, Statement(value, language, other, said, len(stated))))
    made = [
        Group(way, called[property], totals[way, property], tuple(each for _, each in sorted(listed, key=_order)))
        for way in WAYS
        for (found, property), listed in groups.items()
        if found == way
    ]
    # Properties in the order in which they are printed.
    first = {key: min((place for place, _ in listed), default=0) for key, listed in groups.items()}
    made.sort(key=lambda group: (WAYS.index(group.way), first[group.way, group.property.iri], group.property.label))
    types = tuple(each.other for group in made for each in group.statements if _is_type(group) and each.other)
    return Around(called[iri], types, tuple(group for group in made if not _is_type(group)))


def _statements(thing: str, counts: list[tuple[str, str, int]], limit: int, offset: int) -> str:
    """Return the one query for a part of each group."""
    parts: dict[bool, list[str]] = {True: [], False: []}
    for way, property, count in counts:
        pattern = _PATTERN[way].format(thing=thing, property=property)
        order = "ORDER BY ?start ?o" if limit < count <= _SORTABLE else ""
        first = 0 if (way, property) == ("out", TYPE) else offset  # the classes head every page
        part = _PART.format(way=way, property=property, pattern=pattern, order=order, limit=limit, offset=first)
        parts[way in ("says", "in")].append(part)
    ahead, back = (" } UNION { ".join(parts[side]) or _NOTHING for side in (False, True))
    return _STATEMENTS.format(thing=thing, ahead=ahead, back=back)


def _is_type(group: Group) -> bool:
    return group.way == "out" and group.property.iri == TYPE


def _order(entry: tuple[int, Statement]) -> tuple[int, str, str]:
    place, statement = entry
    return place, statement.other.label if statement.other else "", statement.value
