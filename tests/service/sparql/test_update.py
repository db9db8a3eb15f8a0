"""Corrections over HTTP in the ordinary service: what may be written, who wrote it, and that it is served at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from graph.durable_files import writer_lock
from graph.revisions.repository import Repository
from ontology import terms
from service.api.app import create_app
from service.current.running_state import State
from service.settings import load_settings
from tests import small_graph
from tests.conftest import TOKEN

WRITER = {"Authorization": f"Bearer {TOKEN}"}
UPDATE = {**WRITER, "Content-Type": "application/sparql-update"}
CURATION = small_graph.iri("graph/curation")
UNIT = small_graph.iri("unit/市民課")


class _ByWords(State):
    """A service without the embedding model, which takes seconds to load and has no part in this."""

    def repository(self) -> Repository:
        return Repository(self.settings.data_dir, vectors=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("curated")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    """Give a client of the service over the small graph, which is written to here."""
    settings = load_settings(data_dir=folder, write_token=TOKEN, base_iri=small_graph.BASE)
    state = _ByWords(settings)
    state.repository().publish(small_graph.quads(), small_graph.units(), description={"base": small_graph.BASE})
    with TestClient(create_app(settings, state=state)) as running:
        deadline = time.monotonic() + 60
        while running.get("/readyz").status_code != 200 and time.monotonic() < deadline:
            time.sleep(0.05)
        yield running


def update(client: TestClient, text: str, **headers: str) -> Any:
    return client.post("/sparql/update", content=text.encode(), headers={**UPDATE, **headers})


def ask(client: TestClient, query: str) -> bool:
    return bool(client.get("/sparql", params={"query": query}).json()["boolean"])


def test_a_correction_is_served_at_once_with_who_and_when(client: TestClient) -> None:
    before, begun = client.get("/readyz").json()["revision"], datetime.now(UTC)
    text = "INSERT DATA { GRAPH <graph/curation> { <unit/市民課> skos:altLabel '市民窓口の課' } }"
    answer = update(client, text, From=quote("山田 花子"))
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert (told["added"], told["removed"]) == (1, 0)
    assert client.get("/readyz").json()["revision"] == told["revision"] != before
    assert ask(client, f"ASK {{ <{UNIT}> skos:altLabel '市民窓口の課' }}")
    query = f"""SELECT ?name ?at {{ GRAPH <{CURATION}/history> {{ ?done <{terms.GENERATED}> <{CURATION}> ;
        <{terms.ENDED_AT}> ?at ; <{terms.ASSOCIATED_WITH}>/<{terms.LABEL}> ?name }} }}"""
    [row] = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert row["name"]["value"] == "山田 花子"
    assert begun <= datetime.fromisoformat(row["at"]["value"]) <= datetime.now(UTC)
    again = update(client, text)
    assert again.status_code == 200
    assert again.json() == {"revision": told["revision"], "added": 0, "removed": 0}
    gone = update(client, "DELETE WHERE { GRAPH <graph/curation> { ?s ?p ?o } }").json()
    assert (gone["added"], gone["removed"]) == (0, 1)
    assert not ask(client, f"ASK {{ <{UNIT}> skos:altLabel '市民窓口の課' }}")


@pytest.mark.parametrize(
    "text",
    [
        "CLEAR ALL",
        "DROP DEFAULT",
        "INSERT DATA { <unit/市民課> skos:altLabel '課' }",
        "INSERT DATA { GRAPH <graph/reference> { <unit/市民課> skos:altLabel '課' } }",
        "INSERT DATA { GRAPH <graph/curations> { <unit/市民課> skos:altLabel '課' } }",
        "INSERT DATA { GRAPH <graph/curation/history> { <unit/市民課> skos:altLabel '課' } }",
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o FILTER(?o = '市民課') } }",
        "MOVE <graph/reference> TO <graph/curation>",
    ],
)
def test_nothing_else_is_changed(client: TestClient, text: str) -> None:
    before = client.get("/readyz").json()["revision"]
    answer = update(client, text)
    assert answer.status_code == 403
    assert answer.json()["code"] == "write-outside"
    assert CURATION in answer.json()["detail"]
    assert client.get("/readyz").json()["revision"] == before


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("CLEAR XYZ", 400),
        ("LOAD <http://127.0.0.1:1/> INTO GRAPH <graph/curation>", 400),
        ("INSERT DATA { GRAPH <graph/curation> { <x:s> <x:p> 'a'@en--ltr } }", 400),
        ("INSERT DATA { GRAPH <graph/curation> { <x:s> <x:p> <<( <x:s> <x:p> 1 )>> } }", 400),
        ("INSERT DATA { GRAPH <graph/curation> { <x:s> a kk:Project } }", 422),
    ],
)
def test_what_is_refused_leaves_the_revision(client: TestClient, text: str, status: int) -> None:
    before = client.get("/readyz").json()["revision"]
    answer = update(client, text)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/readyz").json()["revision"] == before


def test_without_the_token_nothing_is_written(client: TestClient) -> None:
    text = "INSERT DATA { GRAPH <graph/curation> { <x:s> <x:p> 1 } }"
    for given in ("", "Bearer wrong-token-0123456789"):
        assert update(client, text, Authorization=given).status_code == 401
        assert client.put("/rdf-graph-store/graph/curation", headers={"Authorization": given}).status_code == 401
    for name in ("%FF", "a" * 300, quote("a\x00b")):
        assert update(client, text, From=name).status_code == 400


def test_writes_come_one_after_the_other_and_none_is_lost(client: TestClient) -> None:
    text = "INSERT {{ GRAPH <graph/curation/多> {{ ?u skos:altLabel '{}' }} }} WHERE {{ ?u skos:prefLabel '市民課' }}"
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda each=number: found.append(update(client, text.format(each)).status_code))
        for number in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [200] * 2
    assert ask(client, f"ASK {{ GRAPH <{CURATION}/多> {{ <{UNIT}> skos:altLabel '0' , '1' }} }}")


def test_while_another_process_publishes_a_write_waits_for_a_better_moment(client: TestClient, folder: Path) -> None:
    text = "INSERT DATA { GRAPH <graph/curation> { <unit/市民課> skos:altLabel '課' } }"
    with writer_lock(folder / "LOCK"):
        answer = update(client, text)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert not ask(client, f"ASK {{ <{UNIT}> skos:altLabel '課' }}")


def test_graphs_are_read_by_all_and_written_where_curators_write(client: TestClient) -> None:
    store = "/rdf-graph-store"
    passage = client.get(f"{store}/{quote(small_graph.passage('o1').removeprefix(small_graph.BASE))}")
    assert passage.status_code == 200
    assert "紙の窓口申請" in passage.text
    assert client.get(store, params={"graph": small_graph.passage("o1")}).text == passage.text
    assert client.get(f"{store}?default", headers={"Accept": "application/n-triples"}).text.count("\n") > 100
    turtle = {**WRITER, "Content-Type": "text/turtle", "From": "curator@example.org"}
    body = f"<{UNIT}> <http://www.w3.org/2004/02/skos/core#altLabel> '窓口' ; <http://p/> <rel> .".encode()
    for path in ("?default", "/graph/reference", f"?graph={quote(small_graph.passage('o1'))}", "?graph=x:a"):
        for method in ("PUT", "POST", "DELETE"):
            refused = client.request(method, store + path, content=body, headers=turtle)
            assert (refused.status_code, refused.json()["code"]) == (403, "write-outside")
    made = client.put(f"{store}/graph/curation/b", content=body, headers=turtle)
    assert (made.status_code, made.json()["added"]) == (201, 2)
    assert ask(client, f"ASK {{ <{UNIT}> skos:altLabel '窓口' ; <http://p/> <{CURATION}/rel> }}")
    fresh = client.post(store, content=b"[] <http://p/> 1 .", headers=turtle)
    assert fresh.status_code == 201
    where = fresh.headers["location"]
    assert where.startswith(CURATION + "/")
    assert ask(client, f"ASK {{ GRAPH <{where}> {{ ?s <http://p/> 1 }} }}")
    assert client.delete(f"{store}/graph/curation/b", headers=turtle).json()["removed"] == 2
    assert client.delete(f"{store}/graph/curation/b", headers=turtle).status_code == 404
