"""``/sparql`` on a real server: limits, what a client may keep, and that Japanese comes out the same every way."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from graph.workers.messages import Result
from service.current.result_cache import ResultCache
from tests import small_graph
from tests.conftest import TOKEN, Server

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?d && ?g != ?j) }"
NAMES = "SELECT ?name { ?p a kk:Project ; skos:prefLabel ?name } ORDER BY ?name"


@pytest.fixture(scope="module")
def strict(small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with small limits."""
    log = tmp_path_factory.mktemp("strict") / "server.log"
    running = Server(small_data, log, "--no-ui", write_token=TOKEN, sparql_seconds="1", sparql_rows="20", sparql_mb="1")
    running.wait("/readyz", 60)
    yield running
    running.stop()


def _ask(server: Server, query: str, **given: str) -> httpx.Response:
    return server.client.get("/sparql", params={"query": query, **given})


@pytest.mark.alone
def test_a_query_over_its_time_is_a_problem_and_others_go_on(strict: Server) -> None:
    answers: list[tuple[httpx.Response, float]] = []

    def endless() -> None:
        started = time.monotonic()
        answer = httpx.get(f"{strict.base}/sparql", params={"query": ENDLESS}, timeout=30)
        answers.append((answer, time.monotonic() - started))

    threads = [threading.Thread(target=endless) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert _ask(strict, NAMES + f" LIMIT {3 + len(answers)}").status_code == 200
        time.sleep(0.05)
    for answer, seconds in answers:
        assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
        problem = answer.json()
        assert (problem["code"], problem["limit"]) == ("query-over-limit", {"seconds": 1.0})
        assert "LIMIT" in problem["hint"] and "1秒" in problem["detail"]
        assert seconds < 1 + 1


def test_anybody_may_ask_for_less_time_and_the_token_for_more(strict: Server) -> None:
    assert _ask(strict, ENDLESS, timeout="0.2").json()["limit"] == {"seconds": 0.2}
    started = time.monotonic()
    assert _ask(strict, ENDLESS, timeout="100").json()["limit"] == {"seconds": 1.0}
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    given = {"query": ENDLESS, "timeout": "1.5"}
    answer = strict.client.get("/sparql", params=given, headers=bearer)
    assert answer.json()["limit"] == {"seconds": 1.5}
    assert time.monotonic() - started < 5
    assert _ask(strict, NAMES, timeout="soon").json()["code"] == "bad-request"


def test_a_result_over_its_size_is_no_cut_off_answer(strict: Server) -> None:
    rows = _ask(strict, "SELECT * { ?s ?p ?o }")
    assert (rows.status_code, rows.json()["code"]) == (422, "result-too-large")
    assert rows.json()["limit"] == {"rows": 20}
    doubled = "".join(f" BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(13))
    long = f"SELECT ?x13 {{ ?s a kk:Project BIND(STR(?s) AS ?x0){doubled} }}"
    assert _ask(strict, long).json()["limit"] == {"bytes": 1024 * 1024}
    assert _ask(strict, NAMES).status_code == 200


def test_what_a_client_may_keep(server: Server) -> None:
    first = _ask(server, NAMES)
    tag = first.headers["etag"]
    assert (first.headers["cache-control"], first.headers["vary"]) == ("public, no-cache", "Accept, Accept-Encoding")
    again = server.client.get("/sparql", params={"query": NAMES}, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = server.client.get("/sparql", params={"query": NAMES}, headers={"If-None-Match": tag, "Accept": "text/csv"})
    assert (other.status_code, other.headers["etag"] == tag) == (200, False)
    now = _ask(server, "SELECT (RAND() AS ?x) {}")
    assert (now.headers["cache-control"], "etag" in now.headers) == ("no-store", False)
    assert now.content != _ask(server, "SELECT (RAND() AS ?x) {}").content
    assert _ask(server, NAMES).content == first.content


def test_head_and_gzip(server: Server) -> None:
    query = "SELECT * { ?s ?p ?o } LIMIT 200"
    with server.client.stream("GET", "/sparql", params={"query": query}, headers={"Accept-Encoding": "gzip"}) as packed:
        body = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    plain = server.client.get("/sparql", params={"query": query}, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(body) == plain.content
    head = server.client.head("/sparql", params={"query": query}, headers={"Accept-Encoding": "identity"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(plain.content))


def test_japanese_comes_out_the_same_every_way(server: Server) -> None:
    iri = small_graph.P10
    query = f"SELECT ?s ?o {{ VALUES ?s {{ <{iri}> <http://a/%E8%AA%B2> }} OPTIONAL {{ ?s skos:prefLabel ?o }} }}"
    csv, direct = {"Accept": "text/csv"}, "application/sparql-query; charset=utf-8"
    ways = [
        server.client.get(f"/sparql?query={quote(query, safe='')}", headers=csv),
        server.client.get("/sparql", params={"query": query}, headers=csv),
        server.client.post("/sparql", data={"query": query}, headers=csv),
        server.client.post("/sparql", content=query.encode(), headers={**csv, "Content-Type": direct}),
    ]
    assert {way.text for way in ways} == {f"s,o\r\n{iri},避難の手助け\r\nhttp://a/%E8%AA%B2,\r\n"}


def test_other_methods_are_refused(server: Server) -> None:
    answer = server.client.put("/sparql", content=b"ASK {}")
    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, HEAD, POST"


def test_a_cache_keeps_what_was_used_last_within_its_size() -> None:
    cache = ResultCache(10 * 1500)
    for number in range(12):
        cache.put(number, Result(b"x" * 1000, "text/csv"))
        assert cache.get(0) is not None
    assert cache.get(1) is None and cache.get(2) is None
    assert [cache.get(number) is not None for number in (0, 10, 11)] == [True, True, True]
    cache.put("large", Result(b"x" * 15_000, "text/csv"))
    assert cache.get("large") is None
    nothing = ResultCache(0)
    nothing.put("any", Result(b"", "text/csv"))
    assert nothing.get("any") is None
