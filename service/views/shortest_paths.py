"""The shortest ways between two things over the links of the graph, by a search from both ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pyoxigraph as ox

from graph.sparql.queryable import Queryable
from ontology.terms import DERIVED_FROM, IS_PART_OF, TYPE
from service.select_rows import select, values
from service.views.thing_statements import graph_json

MOST_STEPS = 8
FRONTIER = 5_000  # things looked at in one step; beyond it a way would say little
WAYS = 5
# Links that join everything with everything and therefore nothing.
_EMPTY_LINKS = values([TYPE, IS_PART_OF, DERIVED_FROM])
_STEP = """SELECT DISTINCT ?a ?p ?b ?out WHERE {{ VALUES ?a {{ {frontier} }}
  {{ ?a ?p ?b BIND(true AS ?out) }} UNION {{ ?b ?p ?a BIND(false AS ?out) }}
  FILTER(isIRI(?b) && ?p NOT IN ({empty}))
}}"""
_GRAPHS = "SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ {s} {p} {o} }} }}"

Edge = tuple[str, str, str]  # subject, property, object


@dataclass(slots=True)
class _Side:
    """What one end has reached: for each thing the edges by which it was first reached, and from where."""

    reached: dict[str, list[tuple[str, Edge]]]
    frontier: list[str] = field(default_factory=list)


def shortest(store: Queryable, start: str, end: str, *, steps: int = MOST_STEPS) -> list[list[Edge]]:
    """Return up to `WAYS` shortest ways as lists of edges; none where more than `steps` edges would be needed."""
    if start == end:
        return [[]]
    here, there = _Side({start: []}, [start]), _Side({end: []}, [end])
    for _ in range(steps):
        smaller, other = (here, there) if len(here.frontier) <= len(there.frontier) else (there, here)
        if not smaller.frontier or len(smaller.frontier) > FRONTIER:
            return []
        _grow(store, smaller)
        meeting = [thing for thing in smaller.frontier if thing in other.reached]
        if meeting:
            ways = (
                list(reversed(before)) + after
                for thing in sorted(meeting)
                for before in _back(here, thing)
                for after in _back(there, thing)
            )
            return list(islice(ways, WAYS))
    return []


def as_json(store: Queryable, start: str, ways: list[list[Edge]]) -> dict[str, Any]:
    """Return ways with the names of things and links, each edge once with its sources."""
    edges: dict[Edge, list[str]] = {edge: _stating(store, edge) for way in ways for edge in way}
    drawn = graph_json(store, edges, centre=start)
    index = {edge: position for position, edge in enumerate(edges)}
    return {
        "length": len(ways[0]) if ways else None,
        "paths": [[index[edge] for edge in way] for way in ways],
        **drawn,
    }


def _grow(store: Queryable, side: _Side) -> None:
    fresh: dict[str, list[tuple[str, Edge]]] = {}
    for start in range(0, len(side.frontier), 500):
        query = _STEP.format(frontier=values(side.frontier[start : start + 500]), empty=_EMPTY_LINKS.replace(" ", ", "))
        for row in select(store, query):
            if row["b"] not in side.reached:
                out = row["out"] == "true"
                edge = (row["a"], row["p"], row["b"]) if out else (row["b"], row["p"], row["a"])
                fresh.setdefault(row["b"], []).append((row["a"], edge))
    side.reached.update(fresh)
    side.frontier = sorted(fresh)


def _back(side: _Side, thing: str) -> Iterable[list[Edge]]:
    """Yield the edges from `thing` back to the side's end, nearest to `thing` first."""
    entries = side.reached[thing]
    if not entries:
        yield []
    for previous, edge in sorted(entries):
        for rest in _back(side, previous):
            yield [edge, *rest]


def _stating(store: Queryable, edge: Edge) -> list[str]:
    s, p, o = (str(ox.NamedNode(part)) for part in edge)
    return [row["g"] for row in select(store, _GRAPHS.format(s=s, p=p, o=o))]
