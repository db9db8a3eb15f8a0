"""No query leaves the machine, however its SERVICE is written."""

from __future__ import annotations

import contextlib
import http.server
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pyoxigraph as ox
import pytest

from graph.errors import QueryRefused
from graph.sparql.guard import check_query as check

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
    # "<" is "less than" here, and the quotation mark, or the comment, is not where a reader of IRIs takes it to be
    "SELECT * { VALUES ?a { 'a' } FILTER(?a>'>'||?a<'>') SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } FILTER(?a='a') }",
    "PREFIX : <http://127.0.0.1:%d/> SELECT * { VALUES (?a ?b) { (1 2) } FILTER(?a<?b)SERVICE:#>\n{ ?s ?p ?o } }",
    # … and here it begins an IRI, with an escape in it
    "SELECT * { VALUES ?z { <http://x/\\u0041#b> } SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    "SELECT * { VALUES ?z { <http://x/\\u0041'> } SERVICE <http://127.0.0.1:%d/> {} VALUES ?y { <http://x/'> } }",
    # a name takes characters that are no letters, and an escaped quotation mark
    "PREFIX e: <http://x/> SELECT * { VALUES ?z { e:a、\\'b } SERVICE <http://127.0.0.1:%d/> {} VALUES ?y { e:\\' } }",
    "PREFIX e_: <http://x/> SELECT * { VALUES ?z { e_:a\\'b } SERVICE <http://127.0.0.1:%d/> {} VALUES ?y { e_:\\' } }",
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
    "SELECT * { <http://e/o'SERVICE> ?p ?o FILTER(?o<'>') }",
    "SELECT * { VALUES ?s { " + "<http://e/graph/service/(x)> " * 3_000 + "} ?s ?p ?o }",
    "SELECT * { VALUES (?s ?o) { " + "('(((' 1) " * 3_000 + "} ?s ?p ?o }",
]
# what nests too deep for the engine's stack, by the number of levels
NESTING: dict[str, Callable[[int], str]] = {
    "parentheses": lambda n: "ASK { FILTER(" + "(" * n + "1" + ")" * n + ") }",
    "groups": lambda n: "ASK " + "{" * n + "}" * n,
    "subselects": lambda n: "ASK " + "{ SELECT * {" * n + "}}" * n,
    "negation": lambda n: "ASK " + "{ FILTER NOT EXISTS " * n + "{}" + "}" * n,
    "functions": lambda n: "ASK { FILTER(" + "STR(" * n + "1" + ")" * n + ") }",
    "hidden in a string for one who reads IRIs": lambda n: "ASK { FILTER(1<'>')" + "{" * n + "}" * n + "FILTER('') }",
    "bindings": lambda n: "ASK { " + "".join(f"BIND(1 AS ?v{i})" for i in range(n)) + " }",
    "differences": lambda n: "ASK { ?s ?p ?o " + "MINUS { ?s ?p ?o }" * n + " }",
    "sums": lambda n: "ASK { FILTER(1" + "+1" * n + ") }",
    "alternatives": lambda n: "ASK { FILTER(?a" + "||?b" * n + ") }",
    "paths": lambda n: "ASK { ?s <a:a>" + "|<a:a>" * n + " ?o }",
    "refusals": lambda n: "ASK { FILTER(" + "!" * n + "true) }",
}


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


ALLOWED = "http://sparql.example/query"


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ SERVICE <{ALLOWED}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ ?a ?b ?c.service silent # with a comment\n <{ALLOWED}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ VALUES ?z {{ <http://x/service> }} SERVICE<{ALLOWED}>{{ ?s ?p ?o }} }}",
    ],
)
def test_an_endpoint_of_the_list(query: str) -> None:
    check(query, (ALLOWED,))
    with pytest.raises(QueryRefused):
        check(query, ("http://sparql.example/",))


@pytest.mark.parametrize(
    "query",
    [
        *REACHING,
        f"SELECT * {{ SERVICE <{ALLOWED}/more> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE <{ALLOWED}?x=1> {{ ?s ?p ?o }} }}",
        f"PREFIX e: <{ALLOWED}> SELECT * {{ SERVICE e: {{ ?s ?p ?o }} }}",
        f"SELECT * {{ VALUES ?v {{ <{ALLOWED}> }} SERVICE ?v {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE #<{ALLOWED}>\n <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE <{ALLOWED}> {{ SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }} }}",
        f"BASE <http://127.0.0.1:9/> SELECT * {{ SERVICE <> {{ SERVICE <{ALLOWED}> {{}} }} }}",
    ],
)
def test_all_but_the_list(query: str) -> None:
    with pytest.raises(QueryRefused, match="KEIKAKU_SPARQL_SERVICES"):
        check(query, (ALLOWED,))


@pytest.mark.parametrize("kind", NESTING)
def test_what_nests_too_deep(kind: str) -> None:
    check(NESTING[kind](40))
    with pytest.raises(QueryRefused, match="入り組みすぎ"):
        check(NESTING[kind](20_000))


def test_the_engine_itself_would_end_the_process() -> None:
    """The reason for the bounds, and that what they let through is far from the edge."""
    code = "import sys, pyoxigraph as ox; list(ox.Store().query(sys.stdin.read().replace('ASK', 'SELECT *', 1)))"
    deep, fair = NESTING["negation"](20_000), NESTING["negation"](90)
    check(fair)
    for query, survives in ((deep, False), (fair, True)):
        done = subprocess.run([sys.executable, "-c", code], input=query, text=True, check=False)
        assert (done.returncode == 0) is survives


@pytest.mark.parametrize(
    "unit", ["<#", "<'>", "a.", "<'''>", '"\\', '<"""', "service ", "(", "<a>'", "<a'#", "''''", "<a#>", "_:a:"]
)
def test_reading_takes_time_in_proportion(unit: str) -> None:
    """No long text keeps the reader busy for long, however its parts are shaped."""
    text = unit * (300_000 // len(unit)) + "service"
    started = time.process_time()
    with contextlib.suppress(QueryRefused):
        check(text)
    assert time.process_time() - started < 2
