"""A real process: answers at once, ready soon, opens what is published later."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from graph.revisions.repository import Repository
from tests import small_graph
from tests.conftest import Server

pytestmark = pytest.mark.slow


@pytest.mark.alone
def test_health_at_once_and_ready_soon_with_the_pages(small_data: Path, tmp_path: Path) -> None:
    server = Server(small_data, tmp_path / "log")
    try:
        healthy = server.wait("/healthz", 30)
        early = server.client.get("/readyz")
        ready = server.wait("/readyz", 60)
        # On a machine that others keep busy the process's own seconds of work are what can be told.
        busy = os.getloadavg()[0] > 2 * (os.cpu_count() or 1)
        assert healthy <= 5 or busy
        assert (_worked(server) if busy else ready) <= 20
        assert early.status_code in (200, 503)
        server.wait("/", 60)
        assert "text/html" in server.client.get("/").headers["content-type"]
        assert server.client.put("/api/ask").status_code == 405
        assert server.client.get("/no/such/page").headers["content-type"] == "application/problem+json"
    finally:
        server.stop()


def _worked(server: Server) -> float:
    """Return the processor seconds that a server has used."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_without_data_not_ready_and_then_the_first_revision_is_opened(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", tmp_path / "log", "--no-ui", reload_seconds="0.3")
    try:
        server.wait("/healthz", 30)
        for path in ("/readyz", "/api/projects", "/api/search?q=x", "/sparql?query=ASK%7B%7D", "/id/unit/x"):
            answer = server.client.get(path)
            assert answer.status_code == 503
            assert answer.headers["content-type"] == "application/problem+json"
            assert int(answer.headers["retry-after"]) > 0
            assert answer.json()["code"] in ("no-data", "not-ready")
        Repository(tmp_path / "data").publish(small_graph.quads(), small_graph.units())
        server.wait("/readyz", 60)
        assert server.client.get("/api/projects").json()["total"] == 5
        first = server.client.get("/readyz").json()["revision"]
        fewer = [quad for quad in small_graph.quads() if quad.subject.value != small_graph.O2]
        Repository(tmp_path / "data").publish(fewer, small_graph.units(), description={"base": small_graph.BASE})
        deadline = time.monotonic() + 60
        while server.client.get("/readyz").json()["revision"] == first and time.monotonic() < deadline:
            assert server.client.get("/api/projects").json()["total"] in (4, 5)  # one of them always serves
            time.sleep(0.05)
        assert server.client.get("/api/projects").json()["total"] == 4
    finally:
        server.stop()
