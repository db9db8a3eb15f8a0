"""The Graph Store Protocol over an empty dataset: every method, both ways to name a graph, every format."""

from __future__ import annotations

import gzip

import httpx
import pyoxigraph as ox
import pytest

from graph.sparql.media_types import GRAPH_FORMATS
from tests.conftest import TOKEN, Server

WRITER = {"Authorization": f"Bearer {TOKEN}"}
STORE = "/rdf-graph-store"
NAME = "http://例.example/グラフ/甲?x=1&y=%E8%AA%B2"
BODY = '<http://a/課> <http://p/名> "甲" ; <http://p/先> [ <http://p/名> "乙" ] .'
TURTLE = {**WRITER, "Content-Type": "text/turtle; charset=utf-8"}


@pytest.fixture
def client(scratch: Server) -> httpx.Client:
    """Give a client of the scratch service with nothing in its dataset."""
    answer = scratch.client.post("/sparql/update", data={"update": "DROP ALL"}, headers=WRITER)
    assert answer.status_code == 204
    return scratch.client


def put(client: httpx.Client, body: str = BODY, graph: str = NAME) -> httpx.Response:
    return client.put(STORE, content=body.encode(), headers=TURTLE, params={"graph": graph})


def held(client: httpx.Client, path: str = STORE, **parameters: str) -> ox.Dataset:
    """Return what a graph holds, whatever its blank nodes are called."""
    answer = client.get(path, params=parameters or None, headers={"Accept": "text/turtle"})
    assert answer.status_code == 200, answer.text
    return _canonical(answer.content, ox.RdfFormat.TURTLE, str(answer.url))


def _canonical(body: bytes, form: ox.RdfFormat, base: str = "http://base/") -> ox.Dataset:
    found = ox.Dataset(ox.parse(body, format=form, base_iri=base))
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return found


def test_a_graph_is_made_replaced_added_to_and_taken_away(client: httpx.Client) -> None:
    assert client.get(STORE, params={"graph": NAME}).status_code == 404
    assert put(client).status_code == 201
    assert held(client, graph=NAME) == _canonical(BODY.encode(), ox.RdfFormat.TURTLE)
    assert put(client, "<http://a/> <http://p/> 1 .").status_code == 204
    more = client.post(STORE, content=b"<http://a/> <http://p/> 2 .", headers=TURTLE, params={"graph": NAME})
    assert more.status_code == 204
    assert len(held(client, graph=NAME)) == 2
    for status in (204, 404):
        assert client.delete(STORE, headers=WRITER, params={"graph": NAME}).status_code == status
    assert client.get(STORE, params={"graph": NAME}).status_code == 404


def test_an_address_is_a_graph(client: httpx.Client, scratch: Server) -> None:
    path = f"{STORE}/%E8%A8%88%E7%94%BB/1.ttl"
    assert client.put(path, content=b"<> <p> <../b> .", headers=TURTLE).status_code == 201
    address = scratch.base + path
    body = f"<{address}> <{scratch.base}{STORE}/%E8%A8%88%E7%94%BB/p> <{scratch.base}{STORE}/b> ."
    assert held(client, graph=address) == _canonical(body.encode(), ox.RdfFormat.TURTLE)
    assert held(client, path) == held(client, graph=address)


def test_the_default_graph_is_a_graph_of_its_own(client: httpx.Client) -> None:
    assert len(held(client, default="")) == 0
    assert client.put(f"{STORE}?default", content=BODY.encode(), headers=TURTLE).status_code == 204
    assert put(client, "<http://a/> <http://p/> 1 .").status_code == 201
    assert len(held(client, default="")) == 3
    assert client.delete(f"{STORE}?default", headers=WRITER).status_code == 204
    assert len(held(client, default="")) == 0
    assert len(held(client, graph=NAME)) == 1


def test_an_empty_graph_is_there(client: httpx.Client) -> None:
    assert put(client, "").status_code == 201
    assert len(held(client, graph=NAME)) == 0
    assert put(client, "").status_code == 204


def test_a_new_graph_has_an_address_that_opens(client: httpx.Client) -> None:
    made = [client.post(STORE, content=BODY.encode(), headers=TURTLE) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    first, second = (answer.headers["location"] for answer in made)
    assert first != second
    assert held(client, first) == _canonical(BODY.encode(), ox.RdfFormat.TURTLE) == held(client, graph=second)


def test_blank_nodes_of_two_bodies_are_two(client: httpx.Client) -> None:
    body = b"_:b0 <http://p/> 1 ."
    for _ in range(2):
        client.post(STORE, content=body, headers=TURTLE, params={"graph": NAME})
    assert len(held(client, graph=NAME)) == 2


def test_files_of_a_form_are_added_together(client: httpx.Client) -> None:
    files = {
        "one": ("一.ttl", b"_:b <http://p/> 1 .", "text/turtle"),
        "two": ("two.nt", b'_:b <http://p/> "2" .\n', "application/octet-stream"),
        "three": ("three", b'{"http://p/": 3}', "application/ld+json"),
    }
    assert client.post(STORE, files=files, headers=WRITER, params={"graph": NAME}).status_code == 201
    found = held(client, graph=NAME)
    assert {quad.object.value for quad in found} == {"1", "2", "3"}
    assert len({quad.subject.value for quad in found}) == 3
    assert client.post(STORE, data={"a": "b"}, headers=WRITER, params={"graph": NAME}).status_code == 415
    field = {"one": (None, b"<http://a/> <http://p/> 1 .")}
    refused = client.post(STORE, files=field, headers=WRITER, params={"graph": NAME})
    assert (refused.status_code, "ファイル" in refused.json()["detail"]) == (400, True)
    wrong = {"one": ("一.txt", b"a", "text/plain")}
    assert client.post(STORE, files=wrong, headers=WRITER, params={"graph": NAME}).status_code == 415


@pytest.mark.parametrize("media_type", GRAPH_FORMATS)
def test_every_format(client: httpx.Client, media_type: str) -> None:
    put(client)
    answer = client.get(STORE, params={"graph": NAME}, headers={"Accept": f"image/png, {media_type};q=0.5"})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert "Accept" in answer.headers["vary"]
    assert _canonical(answer.content, GRAPH_FORMATS[media_type]) == _canonical(BODY.encode(), ox.RdfFormat.TURTLE)
    head = client.head(STORE, params={"graph": NAME}, headers={"Accept": media_type})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == answer.headers["content-length"]


def test_what_a_client_has_is_not_sent_again(client: httpx.Client) -> None:
    put(client, " ".join(f"<http://a/{number}> <http://p/> {number} ." for number in range(200)))
    asked = {"Accept": "application/n-triples", "Accept-Encoding": "gzip"}
    first = client.get(STORE, params={"graph": NAME}, headers=asked)
    assert first.headers["content-encoding"] == "gzip"
    tag = {"If-None-Match": first.headers["etag"]}
    again = client.get(STORE, params={"graph": NAME}, headers={**asked, **tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(STORE, params={"graph": NAME}, headers={"Accept": "text/turtle", **tag}).status_code == 200
    put(client)
    assert client.get(STORE, params={"graph": NAME}, headers={**asked, **tag}).status_code == 200


@pytest.mark.parametrize(
    ("method", "query", "headers", "body", "status"),
    [
        ("GET", "", {}, b"", 400),
        ("GET", "?graph=x:a&default", {}, b"", 400),
        ("GET", "?graph=x:a&graph=x:b", {}, b"", 400),
        ("GET", "/a?graph=x:a", {}, b"", 400),
        ("GET", "?graph=relative", {}, b"", 400),
        ("GET", "?grpah=x:a", {}, b"", 400),
        ("GET", "?graph=%FF", {}, b"", 400),
        ("GET", "?default", {"Accept": "image/png"}, b"", 406),
        ("PUT", "", TURTLE, b"", 405),
        ("DELETE", "", WRITER, b"", 405),
        ("PATCH", "?default", {**WRITER, "Content-Type": "application/sparql-update"}, b"CLEAR ALL", 405),
        ("PUT", "?default", TURTLE, b"<a", 400),
        ("PUT", "?default", TURTLE, b"\xff", 400),
        ("PUT", "?default", WRITER, BODY.encode(), 415),
        ("PUT", "?default", {**WRITER, "Content-Type": "text/plain"}, BODY.encode(), 415),
        ("PUT", "?default", {**WRITER, "Content-Type": "text/turtle; charset=shift_jis"}, b"", 415),
        ("PUT", "?default", {**TURTLE, "Content-Encoding": "gzip"}, gzip.compress(BODY.encode(), mtime=0), 415),
        (
            "PUT",
            "?default",
            {**WRITER, "Content-Type": "application/ld+json"},
            b'{"@context": "http://127.0.0.1:1/"}',
            400,
        ),
        ("PUT", "?default", {**TURTLE, "From": "%FF"}, b"", 400),
        ("PUT", "?default", {"Content-Type": "text/turtle"}, b"", 401),
        ("POST", "?default", {"Content-Type": "text/turtle"}, b"", 401),
        ("DELETE", "?default", {}, b"", 401),
    ],
)
def test_what_is_refused(
    client: httpx.Client, method: str, query: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    answer = client.request(method, STORE + query, headers=headers, content=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].endswith("。")
    assert len(held(client, default="")) == 0
