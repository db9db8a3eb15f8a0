"""Query workers: real processes over the small graph, killed, starved and crowded."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import (
    GraphError,
    QueryBusy,
    QueryFormat,
    QueryOverLimit,
    QueryRefused,
    QuerySyntax,
    RevisionDamaged,
    WriteOutside,
)
from graph.sparql.media_types import GRAPH_FORMATS, RESULT_FORMATS
from graph.workers.messages import Limits, Query
from graph.workers.query_evaluation import _rows
from graph.workers.worker_pool import Pool, Sizes
from ontology.terms import PREFIXES
from tests import small_graph

LIMITS = Limits(seconds=10)
NAMES = "SELECT ?s ?name { ?s a kk:Project ; skos:prefLabel ?name }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?d && ?g != ?j) }"
ROOT = small_graph.iri("graph/curation")
COUNT = Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", result_type="text/csv")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workers") / "dataset.nq"
    small_graph.store().dump(str(path), ox.RdfFormat.N_QUADS)
    return path


def run(source: Path | None, scene: Callable[[Pool], Awaitable[None]], sizes: Sizes | None = None) -> None:
    """Play a scene with a pool, and look that no process of it is left afterwards."""

    async def whole() -> None:
        before = set(_descendants(os.getpid()))  # another test's server may run
        pool = Pool(source, PREFIXES, sizes or Sizes())
        try:
            await scene(pool)
        finally:
            pool.close()
        for _ in range(100):
            if before.issuperset(left := _descendants(os.getpid())):
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"left behind: {left}")

    asyncio.run(whole())


def _descendants(of: int) -> list[int]:
    """Return the keepers and workers that descend from a process."""
    listed = subprocess.run(
        ["ps", "-ww", "-eo", "pid,ppid,stat,args"], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 3) for line in listed.splitlines()[1:]]
    parents = {int(row[0]): int(row[1]) for row in rows}

    def descends(pid: int) -> bool:
        while pid in parents and pid > 1:
            pid = parents[pid]
            if pid == of:
                return True
        return False

    return [int(row[0]) for row in rows if "workers.keeper" in row[3] and row[2][0] != "Z" and descends(int(row[0]))]


def test_every_format_is_what_the_engine_writes(source: Path) -> None:
    store = small_graph.store()
    build = "CONSTRUCT { ?s skos:prefLabel ?n } WHERE { ?s a kk:Project ; skos:prefLabel ?n }"

    async def scene(pool: Pool) -> None:
        for media_type, form in RESULT_FORMATS.items():
            result = await pool.query(Query(NAMES + " ORDER BY ?s", result_type=media_type), LIMITS)
            expected = store.query(NAMES + " ORDER BY ?s", prefixes=PREFIXES)
            assert isinstance(expected, ox.QuerySolutions)
            assert (result.body, result.media_type) == (expected.serialize(format=form), media_type)
        for media_type, rdf in GRAPH_FORMATS.items():
            result = await pool.query(Query(build, graph_type=media_type), LIMITS)
            triples = {quad.triple for quad in ox.parse(result.body, format=rdf)}
            assert triples == set(store.query(build, prefixes=PREFIXES))  # type: ignore[arg-type]
        bound = Query(
            "SELECT ?s ?p ?o { ?s ?p ?o }", bindings={"s": f"<{small_graph.P1}>", "p": f"<{PREFIXES['rdf']}type>"}
        )
        rows = json.loads((await pool.query(bound, LIMITS)).body)["results"]["bindings"]
        assert [row["o"]["value"] for row in rows] == [f"{PREFIXES['kk']}Project"]
        graph = Query("SELECT ?s { ?s a kk:Project }", (small_graph.passage("o1"),), result_type="text/csv")
        assert (await pool.query(graph, LIMITS)).body.decode().split() == ["s", small_graph.O1]

    run(source, scene)


@pytest.mark.alone
def test_what_cannot_be_answered_is_an_error_and_the_pool_goes_on(source: Path) -> None:
    wrong: list[tuple[Query, Limits, type[GraphError], str]] = [
        (Query("SELEC"), LIMITS, QuerySyntax, "SPARQL"),
        (Query("INSERT DATA { <http://a> <http://b> 1 }"), LIMITS, QuerySyntax, "SPARQL"),
        (Query(NAMES, result_type=None), LIMITS, QueryFormat, "Accept"),
        (Query("DESCRIBE <http://a>", graph_type=None), LIMITS, QueryFormat, "Accept"),
        (Query(NAMES), Limits(rows=2), QueryOverLimit, "2件"),
        (Query("CONSTRUCT WHERE { ?s ?p ?o }"), Limits(rows=2), QueryOverLimit, "2件"),
        (Query("SELECT * { ?s ?p ?o }"), Limits(bytes=5000), QueryOverLimit, "5,000バイト"),
        (Query("SELECT * { ?s ?p ?o }", bindings={"s": '"'}), LIMITS, QueryRefused, "実行できません"),
        (Query(_hungry()), Limits(seconds=30, memory_mb=64), QueryOverLimit, "64MB"),
        (Query(ENDLESS), Limits(seconds=0.5), QueryOverLimit, "0.5秒"),
    ]

    async def scene(pool: Pool) -> None:
        for query, limits, error, part in wrong:
            started = time.monotonic()
            with pytest.raises(error, match=re.escape(part)) as caught:
                await pool.query(query, limits)
            assert str(caught.value).endswith("。")
            if part == "0.5秒":
                assert time.monotonic() - started < 0.5 + 1
            assert (await pool.query(Query(NAMES + " LIMIT 1"), LIMITS)).body
        counts = pool.stats()
        assert (counts.killed, counts.crashed) == (1, 1)

    run(source, scene)


def _hungry() -> str:
    """Return a query that needs some hundred megabytes at once: a string doubled time and again."""
    doubled = "".join(f" BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(28))
    return f"SELECT (STRLEN(?x28) AS ?n) {{ BIND('0123456789' AS ?x0){doubled} }}"


_TEXTS = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), max_size=20)


@given(_TEXTS)
def test_rows_are_counted_right_in_every_format(texts: list[str]) -> None:
    """Whatever the values hold: quotation marks, line breaks, brackets, tags."""
    store = ox.Store()
    tricky = ['},{"', '"},"y":{', "<result>", "\n", '"\n"', "\t", ","]
    values = " ".join(str(ox.Literal(text)) for text in [*texts, *tricky])
    for form in (
        ox.QueryResultsFormat.JSON,
        ox.QueryResultsFormat.XML,
        ox.QueryResultsFormat.CSV,
        ox.QueryResultsFormat.TSV,
    ):
        result = store.query(f"SELECT ?x ?y {{ VALUES ?x {{ {values} }} }}")
        assert isinstance(result, ox.QuerySolutions)
        body = result.serialize(format=form)
        assert body is not None
        assert _rows(body, form) == len(texts) + len(tricky)
        if form == ox.QueryResultsFormat.CSV:
            assert len(list(csv.reader(io.StringIO(body.decode(), newline="")))) == len(texts) + len(tricky) + 1


@pytest.mark.alone
def test_long_queries_do_not_keep_the_others_waiting(source: Path) -> None:
    async def scene(pool: Pool) -> None:
        long = [asyncio.create_task(pool.query(Query(ENDLESS), Limits(seconds=2.5))) for _ in range(4)]
        await asyncio.sleep(0.8)
        assert (pool.stats().slow, pool.stats().slowed) == (2, 2)
        waits = []
        for _ in range(20):
            started = time.monotonic()
            await pool.query(Query(NAMES), LIMITS)
            waits.append(time.monotonic() - started)
        assert sorted(waits)[10] < 0.25
        ended = await asyncio.gather(*long, return_exceptions=True)
        # Two may go on; the other two were in somebody's way, or came to their end, too.
        assert [type(error) for error in ended].count(QueryOverLimit) >= 2
        assert all(isinstance(error, (QueryOverLimit, QueryBusy)) for error in ended)
        assert (await pool.query(Query(NAMES), LIMITS)).body

    run(source, scene, Sizes(workers=2, slow=2))


def test_a_queue_has_an_end(source: Path) -> None:
    async def scene(pool: Pool) -> None:
        long = asyncio.create_task(pool.query(Query(ENDLESS), Limits(seconds=1)))
        await asyncio.sleep(0.1)
        waiting = [asyncio.create_task(pool.query(Query(NAMES), LIMITS)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(QueryBusy):
            await pool.query(Query(NAMES), LIMITS)
        # Somebody waits, no long query may go on beside: it is ended as soon as it counts as long.
        assert all(result.body for result in await asyncio.gather(*waiting))
        with pytest.raises(QueryBusy):
            await long
        assert pool.stats().busy == 1

    run(source, scene, Sizes(workers=1, slow=0, queue=3))


def test_a_client_that_goes_away_takes_its_query_along(source: Path) -> None:
    async def scene(pool: Pool) -> None:
        task = asyncio.create_task(pool.query(Query(ENDLESS), LIMITS))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert pool.stats().running == 0
        assert (await pool.query(Query(NAMES), LIMITS)).body

    run(source, scene, Sizes(workers=1, slow=0))


def test_processes_ended_from_outside_are_replaced(source: Path) -> None:
    async def scene(pool: Pool) -> None:
        await pool.query(Query(NAMES), LIMITS)
        keeper = pool._keepers._process.pid
        workers = _descendants(keeper)
        assert workers
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(0.1)
        assert (await pool.query(Query(NAMES), LIMITS)).body
        os.kill(keeper, signal.SIGKILL)
        await asyncio.sleep(0.2)
        assert (await pool.query(Query(NAMES), LIMITS)).body

    run(source, scene)


def test_workers_end_with_the_server_even_in_a_query(source: Path) -> None:
    script = f"""
import asyncio, pathlib
from graph.workers.worker_pool import Pool
from graph.workers.messages import Limits, Query
async def main():
    pool = Pool(pathlib.Path({str(source)!r}), {{}})
    tasks = [asyncio.create_task(pool.query(Query({ENDLESS!r}), Limits(seconds=60))) for _ in range(2)]
    await asyncio.sleep(0.3)
    print(pool.stats().running, flush=True)
    await asyncio.gather(*tasks)
asyncio.run(main())
"""
    server = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=Path(__file__).parents[3])
    assert server.stdout is not None
    assert server.stdout.readline() == b"2\n"
    left = _descendants(server.pid)
    assert len(left) == 3  # the keeper and two workers
    server.kill()
    server.communicate()
    until = time.monotonic() + 5
    while any(_alive(pid) for pid in left):
        assert time.monotonic() < until
        time.sleep(0.02)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_an_update_is_seen_by_all_or_by_nobody() -> None:
    async def scene(pool: Pool) -> None:
        async def count() -> int:
            return int((await pool.query(COUNT, LIMITS)).body.split()[1])

        for number in range(3):
            await pool.update(f"INSERT DATA {{ <http://a> <http://b> {number} }}", LIMITS)
            assert await count() == number + 1
        with pytest.raises(QuerySyntax):
            await pool.update("INSERT DATA { <http://a> <http://b> 4 } ; nonsense", LIMITS)
        fill = "INSERT { ?s ?p ?x } WHERE { ?s ?p ?o BIND(RAND() AS ?x) }"
        with pytest.raises(QueryOverLimit):
            endless = " ; ".join([fill] * 40)  # doubles the dataset forty times
            await pool.update(endless, Limits(seconds=1))
        assert await count() == 3
        await asyncio.gather(*(pool.update(f"INSERT DATA {{ <http://c> <http://d> {n} }}", LIMITS) for n in range(8)))
        assert await count() == 11

    run(None, scene)


@pytest.fixture(scope="module", params=["file", "folder"])
def either(request: pytest.FixtureRequest, source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset in memory, and on the disk."""
    if request.param == "file":
        return source
    folder = tmp_path_factory.mktemp("revisions") / "r-1" / "store"
    folder.parent.mkdir()
    store = ox.Store(str(folder))
    store.bulk_load(path=str(source), format=ox.RdfFormat.N_QUADS)
    del store
    return folder


def test_what_an_update_would_change(either: Path) -> None:
    said = f"INSERT DATA {{ GRAPH <{ROOT}> {{ <{small_graph.P1}> skos:note '訂正' }} }}"
    outside = [
        f"INSERT DATA {{ <{small_graph.P1}> skos:note '訂正' }}",
        f"{said} ; DELETE WHERE {{ ?s skos:prefLabel ?o }}",
        f"INSERT DATA {{ GRAPH <{ROOT}x> {{ <http://a> <http://b> 1 }} }}",
        f"DELETE WHERE {{ GRAPH <{small_graph.passage('o1')}> {{ ?s ?p ?o }} }}",
        f"MOVE <{small_graph.passage('o1')}> TO <{ROOT}>",
        "DROP ALL",
    ]

    async def scene(pool: Pool) -> None:
        before = (await pool.query(COUNT, LIMITS)).body
        changed = await pool.changes(said, LIMITS, within=ROOT)
        assert (changed.added.count(b"\n"), changed.removed) == (1, b"")
        assert "訂正" in changed.added.decode() and f"<{ROOT}>" in changed.added.decode()
        below = said.replace(ROOT, f"{ROOT}/2026")
        assert (await pool.changes(below, LIMITS, within=ROOT)).added.count(b"\n") == 1
        undone = f"{said} ; CLEAR GRAPH <{ROOT}>"
        nothing = await pool.changes(undone, LIMITS, within=ROOT)
        assert (nothing.added, nothing.removed) == (b"", b"")
        for update in outside:
            with pytest.raises(WriteOutside) as caught:
                await pool.changes(update, LIMITS, within=ROOT)
            assert ROOT in str(caught.value)
        assert (await pool.query(COUNT, LIMITS)).body == before
        assert [path.name for path in either.parent.parent.glob(".trial-*")] == []

    run(either, scene)


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    broken = tmp_path / "r-1" / "dataset.nq"
    broken.parent.mkdir()
    broken.write_text("<http://a> nonsense")
    with pytest.raises(RevisionDamaged, match="r-1"):
        Pool(broken, PREFIXES)


def test_a_pool_that_was_retired_ends_what_runs_first(source: Path) -> None:
    async def scene(pool: Pool) -> None:
        slow = asyncio.create_task(pool.query(Query(ENDLESS), Limits(seconds=0.5)))
        await asyncio.sleep(0.1)
        pool.retire()
        assert (await pool.query(Query(NAMES), LIMITS)).body  # who took hold of it before may still ask
        with pytest.raises(QueryOverLimit):
            await slow
        pool.close()
        with pytest.raises(QueryBusy):
            await pool.query(Query(NAMES), LIMITS)

    run(source, scene)
