"""Vectors on a real Chroma server: found, built again where lost, text alone while it is away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph.engines import ChromaServer, Engines
from graph.errors import VectorsAway
from graph.revisions.repository import Repository
from graph.search.chroma import forget, wake
from tests.engines import Chroma
from tests.graph.conftest import TEXTS, sample_quads, sample_units


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Chroma]:
    (tmp_path / "server").mkdir()
    running = Chroma(tmp_path / "server")
    yield running
    forget()
    running.kill()


def collections(server: Chroma) -> list[str]:
    """Return the names of the collections on a server."""
    database = f"{server.url}/api/v2/tenants/default_tenant/databases/default_database"
    return sorted(found["name"] for found in httpx.get(f"{database}/collections").json())


def test_vectors_live_on_the_server_and_come_back(server: Chroma, tmp_path: Path) -> None:
    data, (label, text) = tmp_path / "data", TEXTS[2]
    repository = Repository(data, engines=Engines(chroma=ChromaServer(server.url, "a-token")))
    info = repository.publish(sample_quads(), sample_units())
    assert [name.partition(".")[0] for name in collections(server)] == [info.index]
    assert not (data / "chroma" / "chroma.sqlite3").exists()
    opened = repository.open()
    assert repository.attach_vectors(opened)
    found = opened.searcher.search(text)
    assert found[0].unit.label == label

    server.kill()
    assert opened.searcher.search(f"{text}？")[0].unit.label == label  # by text; what was asked before is remembered
    assert not opened.searcher.has_vectors
    with pytest.raises(VectorsAway):
        repository.attach_vectors(opened)
    with pytest.raises(VectorsAway):
        wake(ChromaServer(server.url))
    newer = repository.publish(sample_quads("（変更）"), sample_units()[:4])  # text alone, and said in the log
    assert repository.current() == newer

    shutil.rmtree(tmp_path / "server" / "data")
    server.start()
    assert repository.attach_vectors(opened)
    assert opened.searcher.search(text) == found
    again = repository.open()
    assert repository.attach_vectors(again)
    assert len(again.searcher.units) == 4
    with repository.exclusive():
        repository.keep_vectors([newer])
    assert [name.partition(".")[0] for name in collections(server)] == [newer.index]
