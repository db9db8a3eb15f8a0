"""How much a dataset holds, by class and property, for its description: counted once for each state of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass

from graph.workers.messages import Query
from ontology.terms import PREFIXES, PROJECT
from service.sparql.writable_graphs import Graphs

_PATIENCE = 2.0  # seconds that a description waits for its numbers; without them it is still true
_MOST = 200  # classes and properties that are listed, the most frequent first


@dataclass(frozen=True, slots=True)
class Statistics:
    """Numbers of the default graph. entities: IRIs below the base that something is said of; classes: things by class;
    properties: triples by property; example: a 事業, where there is one."""

    triples: int
    subjects: int
    objects: int
    entities: int
    classes: tuple[tuple[str, int], ...]
    properties: tuple[tuple[str, int], ...]
    example: str | None

    @property
    def vocabularies(self) -> tuple[str, ...]:
        """The namespaces of ours that the classes and properties are taken from."""
        used = [iri for iri, _ in (*self.classes, *self.properties)]
        return tuple(space for space in sorted(PREFIXES.values()) if any(iri.startswith(space) for iri in used))


class Counting:
    """The statistics of what a dataset holds now."""

    def __init__(self, graphs: Graphs) -> None:
        self._graphs = graphs
        self._revision: str | None = None
        self._task: asyncio.Task[Statistics] | None = None

    async def now(self) -> Statistics | None:
        """Return the statistics, None where they take longer than one cares to wait: they are there a little later."""
        revision = self._graphs.revision
        if self._task is None or self._revision != revision:
            self._revision, self._task = revision, asyncio.create_task(_count(self._graphs))
        done, _ = await asyncio.wait({self._task}, timeout=_PATIENCE)
        if not done or self._task.cancelled() or self._task.exception() is not None:
            return None
        return self._task.result()


async def _count(graphs: Graphs) -> Statistics:
    [sizes] = await _rows(
        graphs,
        "SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o }",
    )
    below = f"FILTER(isIRI(?s) && STRSTARTS(STR(?s), {json.dumps(graphs.base, ensure_ascii=False)}))"
    [entities] = await _rows(graphs, f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?s {{ ?s a ?c {below} }} }}")
    [first] = await _rows(graphs, f"SELECT (MIN(?s) AS ?example) {{ ?s a <{PROJECT}> }}")
    return Statistics(
        int(sizes["triples"]),
        int(sizes["subjects"]),
        int(sizes["objects"]),
        int(entities["n"]),
        await _numbers(graphs, "?s a ?what FILTER(isIRI(?what))"),
        await _numbers(graphs, "?s ?what ?o"),
        first.get("example"),
    )


async def _numbers(graphs: Graphs, pattern: str) -> tuple[tuple[str, int], ...]:
    text = f"SELECT ?what (COUNT(*) AS ?n) {{ {pattern} }} GROUP BY ?what ORDER BY DESC(?n) ?what LIMIT {_MOST}"
    return tuple((row["what"], int(row["n"])) for row in await _rows(graphs, text))


async def _rows(graphs: Graphs, text: str) -> list[Mapping[str, str]]:
    result = await graphs.query(Query(text))
    bindings = json.loads(result.body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in bindings]
