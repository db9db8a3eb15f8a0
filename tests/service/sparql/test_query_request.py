"""SPARQL 1.1 Protocol without a server: requests read, results serialised."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from graph import errors as graph_errors
from graph.errors import GraphError
from service.errors import BadRequest, NotAcceptable, ServiceError, UnsupportedMediaType
from service.sparql.query_request import FORM_TYPE, QUERY_TYPE, QueryRequest, read_request, run
from tests import small_graph

NAMES = "SELECT ?name WHERE { ?p a kk:Project ; skos:prefLabel ?name } ORDER BY ?name"
BUILD = "CONSTRUCT { ?p skos:prefLabel ?name } WHERE { ?p a kk:Project ; skos:prefLabel ?name }"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return small_graph.store()


def _encoded(**values: str) -> bytes:
    return urlencode(values).encode()


def test_three_ways_to_ask_are_the_same() -> None:
    query = "ASK { ?s ?p '市民課 + 100%' }"
    by_get = read_request("GET", _encoded(query=query), None, b"", "text/csv")
    by_form = read_request("POST", b"", FORM_TYPE + "; charset=UTF-8", _encoded(query=query), "text/csv")
    direct = read_request("POST", b"", QUERY_TYPE, query.encode(), "text/csv")
    assert by_get == by_form == direct == QueryRequest(query, accept="text/csv")


def test_the_datasets_that_the_protocol_names() -> None:
    pairs = [("query", "ASK {}"), ("default-graph-uri", "http://a/課"), ("named-graph-uri", "http://b/")]
    read = read_request("GET", urlencode(pairs).encode(), None, b"", None)
    assert read == QueryRequest("ASK {}", ("http://a/課",), ("http://b/",))
    direct = read_request("POST", urlencode(pairs[1:]).encode(), QUERY_TYPE, b"ASK {}", None)
    assert direct == read


def test_a_plain_get_asks_for_the_description() -> None:
    assert read_request("GET", b"", None, b"", None) is None


@pytest.mark.parametrize(
    ("method", "query_string", "content_type", "body", "error"),
    [
        ("GET", b"query=a&query=b", None, b"", BadRequest),
        ("GET", b"quer=a", None, b"", BadRequest),
        ("GET", b"query=%FF", None, b"", BadRequest),
        ("GET", b"update=x", None, b"", BadRequest),
        ("GET", b"query=ASK%20%7B%7D&format=pdf", None, b"", NotAcceptable),
        ("POST", b"", None, b"ASK {}", UnsupportedMediaType),
        ("POST", b"", "text/plain", b"ASK {}", UnsupportedMediaType),
        ("POST", b"", "application/sparql-update", b"CLEAR ALL", UnsupportedMediaType),
        ("POST", b"", FORM_TYPE, b"update=CLEAR%20ALL", BadRequest),
        ("POST", b"", FORM_TYPE, b"", BadRequest),
        ("POST", b"", QUERY_TYPE, b"\xff", BadRequest),
        ("POST", b"query=a", QUERY_TYPE, b"ASK {}", BadRequest),
    ],
)
def test_what_the_protocol_forbids(
    method: str, query_string: bytes, content_type: str | None, body: bytes, error: type[ServiceError]
) -> None:
    with pytest.raises(error):
        read_request(method, query_string, content_type, body, None)


@pytest.mark.parametrize(
    ("accept", "media_type", "part"),
    [
        (None, "application/sparql-results+json", '"value":"窓口のオンライン申請"'),
        ("application/json", "application/json", '"value":"窓口のオンライン申請"'),
        ("application/sparql-results+xml", "application/sparql-results+xml", "<literal>窓口のオンライン申請</literal>"),
        ("text/csv", "text/csv", "窓口のオンライン申請\r\n"),
        ("text/tab-separated-values", "text/tab-separated-values", '"窓口のオンライン申請"\n'),
    ],
)
def test_formats_of_rows(store: ox.Store, accept: str | None, media_type: str, part: str) -> None:
    result = run(store, QueryRequest(NAMES, accept=accept))
    assert result.media_type == media_type
    assert part in result.body.decode()


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_formats_of_graphs_hold_the_same_triples(store: ox.Store, accept: str) -> None:
    result = run(store, QueryRequest(BUILD, accept=accept))
    assert result.media_type == accept
    read = {quad.triple for quad in ox.parse(result.body, format=ox.RdfFormat.from_media_type(accept))}
    expected = store.query(BUILD, prefixes={"kk": "https://keikaku.example/ns#", "skos": small_graph.terms.SKOS})
    assert read == set(expected)  # type: ignore[arg-type]


def test_ask_and_describe(store: ox.Store) -> None:
    assert json.loads(run(store, QueryRequest("ASK { ?s a kk:Plan }")).body)["boolean"] is True
    described = run(store, QueryRequest(f"DESCRIBE <{small_graph.P1}>", accept="application/n-triples"))
    assert "窓口のオンライン申請" in described.body.decode()


@pytest.mark.parametrize(
    ("query", "accept", "error"),
    [
        ("SELEC ?s {}", None, graph_errors.QuerySyntax),
        ("SELECT ?s { ?s ex:p ?o }", None, graph_errors.QuerySyntax),
        ("INSERT DATA { <http://a> <http://b> 1 }", None, graph_errors.QuerySyntax),
        ("LOAD <http://127.0.0.1/>", None, graph_errors.QuerySyntax),
        ("SELECT * { SERVICE <http://127.0.0.1/> {} }", None, graph_errors.QueryRefused),
        (NAMES, "text/turtle", graph_errors.QueryFormat),
        (BUILD, "text/csv", graph_errors.QueryFormat),
    ],
)
def test_refused(store: ox.Store, query: str, accept: str | None, error: type[GraphError]) -> None:
    with pytest.raises(error) as caught:
        run(store, QueryRequest(query, accept=accept))
    assert str(caught.value).endswith("。")
    assert "\n" not in str(caught.value)


def test_from_reads_no_file(store: ox.Store) -> None:
    result = run(store, QueryRequest("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"))
    assert json.loads(result.body)["results"]["bindings"] == []


def test_named_and_default_graphs_by_the_protocol(store: ox.Store) -> None:
    passage = small_graph.passage("o1")
    counted = "SELECT (COUNT(*) AS ?n) { ?s a kk:Project }"
    asked = QueryRequest(counted, default_graphs=(passage,), accept="text/csv")
    assert run(store, asked).body.split() == [b"n", b"1"]
    graphs = QueryRequest("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", named_graphs=(passage,), accept="text/csv")
    assert run(store, graphs).body.decode().split() == ["g", passage]
    with pytest.raises(BadRequest):
        run(store, QueryRequest("ASK {}", default_graphs=("no iri",)))


def test_no_triple_is_counted_twice(store: ox.Store) -> None:
    every = run(store, QueryRequest("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", accept="text/csv")).body
    distinct = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"
    assert every == run(store, QueryRequest(distinct, accept="text/csv")).body


def test_an_iri_under_post_stays_as_it_is(store: ox.Store) -> None:
    """A form body that is decoded twice changes percent signs; seen in other endpoints."""
    query = "SELECT ?x { VALUES ?x { <http://a/%E8%AA%B2> '50%25' } }"
    read = read_request("POST", b"", FORM_TYPE, b"query=" + quote(query, safe="").encode(), "text/csv")
    assert read is not None
    assert run(store, read).body.decode().split() == ["x", "http://a/%E8%AA%B2", "50%25"]
