"""`keikaku serve --scratch`: an empty dataset, literal SPARQL, the Protocol's rules for queries and updates."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
import pytest

from tests.conftest import TOKEN, Server

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
WRITER = {"Authorization": f"Bearer {TOKEN}"}
A, B, C = "http://例.example/課/甲", "http://例.example/課/乙", "http://例.example/out"


@pytest.fixture
def client(scratch: Server) -> httpx.Client:
    """Give a client of the scratch service with nothing in its dataset."""
    update(scratch.client, "DROP ALL")
    return scratch.client


def update(client: httpx.Client, text: str, **parameters: str | list[str]) -> httpx.Response:
    answer = client.post(
        "/sparql/update", content=text.encode(), headers={**WRITER, "Content-Type": UPDATE}, params=parameters
    )
    assert answer.status_code == 204, answer.text
    return answer


def ask(client: httpx.Client, query: str, **parameters: str | list[str]) -> bool:
    answer = client.get("/sparql", params={"query": query, **parameters})
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["boolean"])


def fill(client: httpx.Client) -> None:
    update(client, f"INSERT DATA {{ GRAPH <{A}> {{ <{A}> a <x:Doc> }} GRAPH <{B}> {{ <{B}> a <x:Doc> }} }}")


def test_it_starts_quickly_without_what_it_does_not_need(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", tmp_path / "log", "--scratch")
    try:
        server.wait("/sparql", 20)
        assert _worked(server) < 2
        maps = Path(f"/proc/{server.process.pid}/maps").read_text()
        assert not any(name in maps for name in ("torch", "numpy", "chromadb"))
        assert not (tmp_path / "data").exists()
        assert server.client.post("/sparql/update", headers=WRITER, content="CLEAR ALL").status_code == 403
        assert server.client.put("/rdf-graph-store?default", headers=WRITER).status_code == 403
    finally:
        server.stop()


def _worked(server: Server) -> float:
    """Return the processor seconds that a server has used, which tell more than the clock on a busy machine."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_japanese_iris_are_the_same_by_get_form_and_direct_post(client: httpx.Client) -> None:
    odd = "http://例.example/計画/100%25/%E8%AA%B2+課&a=b"
    update(client, f"INSERT DATA {{ GRAPH <{A}> {{ <{odd}> <x:p> '50% + 課 & %41' }} }}")
    query = f"SELECT ?s ?o {{ VALUES ?s {{ <{odd}> }} ?s <x:p> ?o }}"
    body = {"query": query, "default-graph-uri": A}
    for answer in (
        client.get("/sparql", params=body),
        client.post("/sparql", data=body),
        client.post(
            "/sparql", content=query.encode(), headers={"Content-Type": QUERY}, params={"default-graph-uri": A}
        ),
    ):
        [row] = answer.json()["results"]["bindings"]
        assert row["s"]["value"] == odd
        assert row["o"]["value"] == "50% + 課 & %41"


def test_a_form_says_the_same_as_a_direct_post(client: httpx.Client) -> None:
    text = f"INSERT {{ GRAPH <{C}> {{ ?s a <x:Seen> }} }} WHERE {{ ?s a <x:Doc> }}"
    fill(client)
    answer = client.post("/sparql/update", data={"update": text, "using-graph-uri": A}, headers=WRITER)
    assert answer.status_code == 204
    assert ask(
        client, f"ASK {{ GRAPH <{C}> {{ <{A}> a <x:Seen> }} FILTER NOT EXISTS {{ GRAPH <{C}> {{ <{B}> ?p ?o }} }} }}"
    )


def test_the_dataset_of_a_query(client: httpx.Client) -> None:
    fill(client)
    assert not ask(client, "ASK { ?s ?p ?o }")  # no union: the default graph is a graph of its own
    assert ask(client, f"ASK {{ <{A}> a ?a . <{B}> a ?b }}", **{"default-graph-uri": [A, B]})
    assert not ask(client, f"ASK {{ <{B}> a ?b }}", **{"default-graph-uri": A})
    assert not ask(client, "ASK { ?s ?p ?o }", **{"named-graph-uri": A})
    assert not ask(client, f"ASK {{ GRAPH <{B}> {{ ?s ?p ?o }} }}", **{"named-graph-uri": A})
    assert ask(client, f"ASK FROM <{A}> {{ <{A}> a <x:Doc> }}")
    assert ask(client, f"ASK FROM <{A}> {{ <{B}> a <x:Doc> }}", **{"default-graph-uri": B})  # the protocol's goes first
    assert not ask(client, "ASK { ?s ?p ?o }", **{"default-graph-uri": "http://no.example/such"})


def test_the_dataset_of_an_update(client: httpx.Client) -> None:
    fill(client)
    text = f"INSERT {{ GRAPH <{C}> {{ ?s <x:in> ?in }} }} WHERE {{ %s }}"
    update(client, text % "?s a <x:Doc> BIND('default' AS ?in)", **{"using-graph-uri": [A, B]})
    update(client, text % "GRAPH ?in { ?s a <x:Doc> }", **{"using-named-graph-uri": B})
    assert ask(client, f"ASK {{ GRAPH <{C}> {{ <{A}> <x:in> 'default' . <{B}> <x:in> 'default' , <{B}> }} }}")
    assert not ask(client, f"ASK {{ GRAPH <{C}> {{ <{A}> <x:in> <{A}> }} }}")
    update(client, "DELETE WHERE { GRAPH ?g { ?s a <x:Doc> } }", **{"using-named-graph-uri": A})
    assert not ask(client, f"ASK {{ GRAPH <{A}> {{ ?s ?p ?o }} }}")
    assert ask(client, f"ASK {{ GRAPH <{B}> {{ ?s ?p ?o }} }}")


def test_no_prefix_is_declared_and_relative_iris_have_a_base(client: httpx.Client) -> None:
    assert client.get("/sparql", params={"query": "ASK { ?s a kk:Plan }"}).status_code == 400
    update(client, "INSERT DATA { <s> <x:p> <o> }")
    assert ask(client, "ASK { <s> <x:p> ?o FILTER(isIRI(?o) && ?o = <o> && STR(?o) != 'o') }")


def test_an_update_is_done_whole_or_not_at_all(client: httpx.Client) -> None:
    text = "INSERT DATA { <x:s> <x:p> 1 } ; DROP GRAPH <x:missing>"
    answer = client.post("/sparql/update", content=text, headers={**WRITER, "Content-Type": UPDATE})
    assert answer.status_code == 400
    assert not ask(client, "ASK { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("method", "content_type", "body", "status"),
    [
        ("GET", None, "", 405),
        ("PUT", UPDATE, "CLEAR ALL", 405),
        ("POST", None, "CLEAR ALL", 415),
        ("POST", None, "update=CLEAR%20ALL", 415),
        ("POST", "text/plain", "CLEAR ALL", 415),
        ("POST", QUERY, "CLEAR ALL", 415),
        ("POST", UPDATE + "; charset=UTF-16", "CLEAR ALL", 415),
        ("POST", UPDATE, "CLEAR XYZ", 400),
        ("POST", FORM, "update=CLEAR%20ALL&update=CLEAR%20ALL", 400),
        ("POST", FORM, "query=ASK%20%7B%7D", 400),
        ("POST", FORM, "update=CLEAR%20ALL&query=ASK%20%7B%7D", 400),
        ("POST", FORM, "", 400),
        ("POST", FORM, "update=%FF", 400),
    ],
)
def test_what_an_update_may_not_be(
    client: httpx.Client, method: str, content_type: str | None, body: str, status: int
) -> None:
    headers = {**WRITER, **({"Content-Type": content_type} if content_type else {})}
    answer = client.request(method, "/sparql/update", content=body.encode(), headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_in_another_encoding_is_refused(client: httpx.Client) -> None:
    for path, kind in (("/sparql", QUERY), ("/sparql/update", UPDATE)):
        body = "ASK {} # 課".encode("utf-16")
        answer = client.post(path, content=body, headers={**WRITER, "Content-Type": kind})
        assert answer.status_code == 400


def test_a_dataset_is_named_in_one_place_only(client: httpx.Client) -> None:
    for text in (
        "WITH <x:a> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "INSERT { ?s ?p ?o } USING <x:a> WHERE { ?s ?p ?o }",
        "INSERT { ?s ?p ?o } USING NAMED <x:a> WHERE { GRAPH ?g { ?s ?p ?o } }",
    ):
        for name in ("using-graph-uri", "using-named-graph-uri"):
            answer = client.post(
                "/sparql/update", content=text, headers={**WRITER, "Content-Type": UPDATE}, params={name: "x:b"}
            )
            assert answer.status_code == 400
            assert "どちらか" in answer.json()["detail"]
        update(client, text)


def test_a_failed_token_reads_no_body(client: httpx.Client) -> None:
    for authorization in ("Bearer wrong-token-0123456789", f"Basic {TOKEN}", ""):
        for method, path in (
            ("POST", "/sparql/update"),
            ("PUT", "/rdf-graph-store?default"),
            ("DELETE", "/rdf-graph-store?default"),
        ):
            answer = client.request(method, path, headers={"Authorization": authorization})
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Bearer")


def test_answers_are_tagged_by_the_state_of_the_dataset(client: httpx.Client) -> None:
    path = "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o }"})
    first = client.get(path)
    assert client.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    update(client, "INSERT DATA { <x:s> <x:p> 1 }")
    second = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 200
    assert len(second.json()["results"]["bindings"]) == 1
    timed = client.get("/sparql", params={"query": "SELECT (NOW() AS ?t) {}"})
    assert "etag" not in timed.headers


def test_nothing_is_loaded_from_another_place(client: httpx.Client) -> None:
    for text in (
        "LOAD <http://127.0.0.1:1/x.ttl>",
        "LOAD SILENT <file:///etc/passwd> INTO GRAPH <x:g>",
        "CLEAR ALL ; loadsilent<http://127.0.0.1:1/x>",
        "PREFIX e: <http://127.0.0.1:1/> LOADe:x",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    ):
        answer = client.post("/sparql/update", content=text, headers={**WRITER, "Content-Type": UPDATE})
        assert answer.status_code == 400
        assert "使えません" in answer.json()["detail"]
    update(client, "INSERT DATA { <x:load> <x:p> 'LOAD <x:y>' } # LOAD")


def test_a_name_that_is_no_iri_is_refused(client: httpx.Client) -> None:
    text = "INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    path = "/sparql/update?using-graph-uri=" + quote("x> {} ; DROP ALL #")
    answer = client.post(path, content=text, headers={**WRITER, "Content-Type": UPDATE})
    assert answer.status_code == 400
