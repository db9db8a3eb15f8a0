"""No query leaves the machine, however its SERVICE is written."""

from __future__ import annotations

import contextlib
import http.server
import threading
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from graph.errors import QueryRefused
from graph.guard import check_query as check

REACHING = [
    "SELECT * { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    "SELECT * { service <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<http://127.0.0.1:%d/>{?s ?p ?o}}",
    "SELECT * { {} SERVICE<http://127.0.0.1:%d/>{?s ?p ?o}}",
    "SELECT * { # a comment\nSERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    "SELECT * { VALUES ?a { 1 }SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    "SELECT * { VALUES ?a { '#' } SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    "SELECT * { VALUES ?a { '''a'b\\''''} SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    "SELECT * { VALUES ?a { <http://x/#y> } SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    "PREFIX e: <http://127.0.0.1:%d/> SELECT * { SERVICE e:x { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:%d/> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "PREFIX e: <http://127.0.0.1:%d/> SELECT * { SERVICEe:x { ?s ?p ?o } }",
    "SELECT * { VALUES ?v { <http://127.0.0.1:%d/> } SERVICE ?v { ?s ?p ?o } }",
    "SELECT * { VALUES ?s { 1 } OPTIONAL { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } } }",
    "ASK { FILTER EXISTS { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } } }",
]
STAYING = [
    "SELECT * { ?s ?p 'SERVICE <http://a/>' }",
    'SELECT * { ?s ?p """SERVICE "quoted" <http://a/>""" }',
    "SELECT ?service { ?service ?p ?o }",
    "SELECT $SERVICE { $SERVICE ?p ?o }",
    "PREFIX e: <http://e/SERVICE#> SELECT * { ?s e:service ?o ; e:publicService ?q }",
    "# SERVICE <http://a/>\nSELECT * { ?s ?p ?o }",
    "SELECT * { <http://e/SERVICE> ?p ?o }",
    "SELECT * { ?s ?p ?o FILTER(?o < 5 && ?o > 1) }",
]


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """Give the port of a server on this machine and the list of what it was asked."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_error(500)

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            return None

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port, asked
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("query", REACHING)
def test_refused(query: str) -> None:
    with pytest.raises(QueryRefused, match="SERVICE"):
        check(query % 9 if "%d" in query else query)


@pytest.mark.parametrize("query", STAYING)
def test_passed_and_understood_by_the_engine(query: str) -> None:
    check(query)
    ox.Store().query(query)


def test_the_engine_itself_would_reach_out(listener: tuple[int, list[str]]) -> None:
    """The reason for the guard; where this fails, the engine has learned to refuse."""
    port, asked = listener
    reached = 0
    for query in REACHING:
        before = len(asked)
        with contextlib.suppress(OSError, SyntaxError, RuntimeError, TypeError):
            list(ox.Store().query(query % port))
        reached += len(asked) > before
    assert reached >= 8
