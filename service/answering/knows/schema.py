"""The schema as a graph: which classes the properties of a revision join, and the short paths between two classes.

It is read off the data (every property between two typed things, with how far it fans out), so that a question may be
answered over whatever a revision holds, and a path through a thing that everything hangs on is dear.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ontology import terms as t
from service.answering.knows.named_entities import Select

_SILENT = frozenset(
    {
        *(t.TYPE, t.IS_PART_OF, t.DERIVED_FROM, t.DISPUTED_RESPONSIBLE),
        *(t.NS + name for name in ("inPassage", "subject", "reading")),
    }
)
_LONGEST = 4
_STEP = 4.0


@dataclass(frozen=True, slots=True)
class Step:
    """One property, walked forward or backward."""

    property: str
    inverse: bool = False


Path = tuple[Step, ...]


class Schema:
    """Finds paths of properties between classes."""

    def __init__(self, edges: Iterable[tuple[str, str, str, int, int, int]]) -> None:
        """edges: class, property, class, number of statements, of subjects and of objects."""
        self._out: dict[str, list[tuple[Step, str, float]]] = defaultdict(list)
        self._ranges: dict[str, dict[str, None]] = defaultdict(dict)
        self._known: dict[tuple[str, str, int], list[Path]] = {}
        for source, prop, target, count, subjects, objects in edges:
            self._ranges[prop][target] = None
            self._out[source].append((Step(prop), target, _cost(count, subjects)))
            self._out[target].append((Step(prop, inverse=True), source, _cost(count, objects)))

    def ranges(self, prop: str) -> tuple[str, ...]:
        """Return the classes of the things that a property leads to; none where it leads to texts."""
        return tuple(self._ranges.get(prop, ()))

    def steps(self) -> Iterator[tuple[str, Step, str]]:
        """Yield every step that some thing can take, with the classes at its ends."""
        for source, steps in self._out.items():
            for step, target, _ in steps:
                yield source, step, target

    def paths(self, source: str, target: str, limit: int = 3) -> list[Path]:
        """Return the cheapest paths from one class to another, cheapest first; the empty path where they are one."""
        asked = (source, target, limit)
        if asked not in self._known:
            self._known[asked] = self._paths(source, target, limit)
        return self._known[asked]

    def _paths(self, source: str, target: str, limit: int) -> list[Path]:
        if source == target:
            return [()]
        queue: list[tuple[float, int, str, Path, frozenset[str]]] = [(0.0, 0, source, (), frozenset({source}))]
        found: list[Path] = []
        order = 0
        while queue and len(found) < limit:
            cost, _, here, path, seen = heapq.heappop(queue)
            if here == target:
                found.append(path)
                continue
            if len(path) == _LONGEST:
                continue
            for step, there, price in self._out.get(here, ()):
                if path and path[-1] == Step(step.property, not step.inverse):
                    continue  # there and back again is no relation
                if there not in seen or (there == here and len(path) < 1):
                    order += 1
                    heapq.heappush(queue, (cost + price, order, there, (*path, step), seen | {there}))
        return found


def _cost(count: int, ends: int) -> float:
    """Return the price of a step: a shorter path is cheaper, then one that leads to fewer things."""
    return _STEP + math.log2(max(1.0, count / max(1, ends)))


def load(select: Select) -> Schema:
    """Return the schema of a revision's default graph."""
    rows = select(
        "SELECT ?c ?p ?d (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) (COUNT(DISTINCT ?o) AS ?k) "
        f"WHERE {{ ?s ?p ?o . ?s <{t.TYPE}> ?c . ?o <{t.TYPE}> ?d }} GROUP BY ?c ?p ?d"
    )
    return Schema(
        (row["c"], row["p"], row["d"], int(row["n"]), int(row["m"]), int(row["k"]))
        for row in rows
        if row["p"] not in _SILENT
    )


def pattern(path: Path, start: str, end: str, prefix: str) -> tuple[str, list[tuple[str, str, str]]]:
    """Return a path as SPARQL triples between two variables, and those triples (subject, property, object names)."""
    triples = []
    here = start
    for index, step in enumerate(path):
        there = end if index == len(path) - 1 else f"{prefix}{index}"
        triples.append((there, step.property, here) if step.inverse else (here, step.property, there))
        here = there
    return " ".join(f"?{s} <{p}> ?{o} ." for s, p, o in triples), triples
