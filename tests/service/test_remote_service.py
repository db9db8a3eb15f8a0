"""The whole service with its dataset on an Oxigraph server and its vectors on a Chroma server."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import TOKEN, Server
from tests.engines import Chroma, Oxigraph
from tests.small_graph import BASE, P1


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oxigraph]:
    running = Oxigraph(tmp_path_factory.mktemp("oxigraph"))
    yield running
    running.kill()


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    running = Chroma(tmp_path_factory.mktemp("chroma"))
    yield running
    running.kill()


@pytest.fixture(scope="module")
def remote(
    oxigraph: Oxigraph, chroma: Chroma, small_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The service over both servers, from a copy of the small graph."""
    data = Path(shutil.copytree(small_data, tmp_path_factory.mktemp("remote") / "data"))
    settings = {
        "sparql_url": f"{oxigraph.url}/query",
        "sparql_update_url": f"{oxigraph.url}/update",
        "chroma_url": chroma.url,
        "write_token": TOKEN,
    }
    running = Server(data, data / "server.log", "--no-ui", **settings)
    running.wait("/readyz", 120)
    yield running
    running.stop()


PATHS = [
    "/api/projects",
    "/api/conflicts",
    "/api/documents",
    f"/api/entities/{P1.removeprefix(BASE)}",
    f"/api/entities/{P1.removeprefix(BASE)}/neighbors",
    "/api/queries/unit-projects?unit=市民課",
    "/api/search?q=申請",
    f"/data/{P1.removeprefix(BASE)}?format=nt",
    "/sparql?query=SELECT ?s ?o { ?s skos:prefLabel ?o } ORDER BY ?s ?o&format=csv",
    "/sparql?query=ASK { ?s a kk:Project }",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_address_says_what_the_embedded_service_says(remote: Server, server: Server, path: str) -> None:
    there, here = remote.client.get(path), server.client.get(path)
    assert (there.status_code, there.headers["content-type"]) == (here.status_code, here.headers["content-type"])
    assert there.status_code == 200, there.text
    if path.startswith("/data"):
        assert sorted(there.text.splitlines()) == sorted(here.text.splitlines())
    else:
        assert there.content == here.content


@pytest.mark.parametrize("question", ["窓口のオンライン申請の担当課は？", "終了した事業は？", "避難の手助けの番号は？"])
def test_questions_are_answered_alike(remote: Server, server: Server, question: str) -> None:
    there, here = (one.client.post("/api/ask", json={"question": question}).json() for one in (remote, server))
    assert (there["status"], there["boolean"]) == (here["status"], here["boolean"])
    assert sorted(map(json.dumps, there["items"])) == sorted(map(json.dumps, here["items"]))


def test_a_correction_is_published_to_the_engine(remote: Server, oxigraph: Oxigraph) -> None:
    label = '"窓口の電子申請"'
    update = f"INSERT DATA {{ GRAPH <{BASE}graph/curation> {{ <{P1}> skos:altLabel {label} }} }}"
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
    done = remote.client.post("/sparql/update", content=update, headers=headers)
    assert done.status_code in (200, 204), done.text
    assert any(label in line and "graph/curation" in line for line in oxigraph.dump())
    query = f"SELECT ?n {{ <{P1}> skos:altLabel ?n }}"
    until = time.monotonic() + 20
    while time.monotonic() < until:  # until the new revision is open
        answer = remote.client.get("/sparql", params={"query": query, "format": "csv"})
        if answer.status_code == 200 and "窓口の電子申請" in answer.text:
            return
        assert answer.status_code in (200, 503)
        time.sleep(0.1)
    raise AssertionError(answer.text)


def test_an_engine_that_is_away_is_503_and_the_service_recovers(remote: Server, oxigraph: Oxigraph) -> None:
    oxigraph.kill()
    for path in ("/api/projects?q=x", "/api/entities/nothing", "/sparql?query=ASK { ?a ?b 1 }"):
        answer = remote.client.get(path)
        if answer.status_code != 200:  # what is kept for the revision needs no engine
            assert answer.status_code == 503, answer.text
            assert int(answer.headers["retry-after"]) > 0
            assert answer.headers["content-type"].startswith("application/problem+json")
    assert remote.client.post("/api/ask", json={"question": "市民課の事業は？"}).status_code == 503
    assert remote.client.get("/healthz").status_code == 200
    oxigraph.start()
    assert remote.client.post("/api/ask", json={"question": "市民課の事業は？"}).status_code == 200
    assert remote.client.get("/sparql?query=ASK { ?a ?b 1 }").status_code == 200
