"""What Prometheus is told, and what is written down, by a real server."""

from __future__ import annotations

import json
import logging
import shutil
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.observe import event_log
from service.settings import load_settings
from tests.conftest import TOKEN, Server

QUESTION = "避難の手助けを担当する課は？"


@pytest.fixture(scope="module")
def measured(small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that writes JSON, and the questions too."""
    folder = tmp_path_factory.mktemp("measured")
    shutil.copytree(small_data, folder / "data")
    server = Server(
        folder / "data",
        folder / "log",
        "--no-ui",
        write_token=TOKEN,
        log_json="true",
        log_questions="true",
        sparql_seconds="1",
    )
    server.wait("/readyz", 60)
    yield server
    server.stop()


def _samples(server: Server) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    text = server.client.get("/metrics")
    assert text.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text.text)
        for sample in family.samples
    }


def _grown(server: Server, before: dict[tuple[str, tuple[tuple[str, str], ...]], float]) -> dict[str, float]:
    """Return what grew, as name{label,label} → by how much."""
    return {
        f"{name}{{{','.join(value for _, value in labels)}}}": value - before.get((name, labels), 0.0)
        for (name, labels), value in _samples(server).items()
        if value != before.get((name, labels), 0.0)
    }


def test_what_is_counted(measured: Server) -> None:
    client, before = measured.client, _samples(measured)
    for name in ("市民課", "市民課", "ない課"):
        client.get(f"/api/entities/unit/{name}")
    client.get("/no/such/page")
    client.post("/api/documents")
    client.get("/sparql", params={"query": "SELECT * { SERVICE <http://127.0.0.1:9/> {} }"})
    for _ in range(3):
        client.get("/sparql", params={"query": "ASK { ?s ?p 'kept' }"})
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
    assert client.get("/sparql", params={"query": endless}).status_code == 503
    grown = _grown(measured, before)
    entity = "/api/entities/{id:path}"
    assert grown[f"keikaku_requests_total{{GET,{entity},200}}"] == 2
    assert grown[f"keikaku_requests_total{{GET,{entity},404}}"] == 1
    assert grown[f"keikaku_request_seconds_count{{{entity}}}"] == 3
    assert grown["keikaku_requests_total{GET,(pages),404}"] == 1
    assert grown["keikaku_requests_total{GET,/sparql,200}"] == 3
    assert grown["keikaku_query_cache_hits_total{}"] == 2
    assert grown["keikaku_queries_total{}"] == 2
    assert grown["keikaku_query_workers_killed_total{}"] == 1
    assert grown["keikaku_problems_total{not-found}"] == 2
    for code in ("unauthorized", "sparql-refused", "query-over-limit"):
        assert grown[f"keikaku_problems_total{{{code}}}"] == 1


def test_what_is_so_now(measured: Server) -> None:
    values = {name: value for (name, _), value in _samples(measured).items()}
    labels = {dict(labels).get("revision") for name, labels in _samples(measured) if name == "keikaku_revision_info"}
    assert labels == {measured.client.get("/readyz").json()["revision"]}
    assert values["keikaku_ready"] == 1 and values["keikaku_quads"] > 100
    assert values["keikaku_requests_in_flight"] == 1  # this one
    assert values["keikaku_query_queue"] == 0
    assert values["process_resident_memory_bytes"] > 10_000_000


def test_labels_are_few_whatever_is_asked(measured: Server) -> None:
    before = len(_samples(measured))
    for n in range(60):
        measured.client.get(f"/x{n}/y")
        measured.client.get(f"/id/unit/x{n}")
        measured.client.request("PROPFIND", f"/api/{n}")
        measured.client.get("/api/search", params={"q": f"語{n}"})
    assert len(_samples(measured)) - before < 120
    assert "語1" not in measured.client.get("/metrics").text


def test_lines_bear_the_id_of_their_request(measured: Server) -> None:
    answer = measured.client.post("/api/ask", json={"question": QUESTION}, headers={"X-Request-ID": "asked-1"})
    assert answer.status_code == 200
    measured.client.get("/sparql", params={"query": "ASK { ?s ?p '問い' }"}, headers={"X-Request-ID": "asked-2"})
    measured.client.post("/api/documents", headers={"Authorization": f"Bearer {TOKEN[:-1]}"})
    time.sleep(0.6)  # lines are written a few times a second
    lines = [json.loads(line) for line in measured.log.read_text().splitlines()]
    of_one = {line["logger"]: line for line in lines if line["request_id"] == "asked-1"}
    assert of_one["keikaku.access"]["route"] == "/api/ask" and of_one["keikaku.access"]["status"] == 200
    assert QUESTION in of_one["keikaku.questions"]["message"]
    of_two = {line["logger"]: line for line in lines if line["request_id"] == "asked-2"}
    assert "問い" in of_two["keikaku.questions"]["message"]
    assert TOKEN[:-1] not in measured.log.read_text()


def test_questions_are_not_written_unless_wanted(server: Server) -> None:
    server.client.post("/api/ask", json={"question": QUESTION})
    server.client.get("/sparql", params={"query": "ASK { ?s ?p '問い' }"})
    server.client.get("/api/search", params={"q": "避難"})
    time.sleep(0.6)
    log = server.log.read_text()
    assert "/api/ask 200" in log
    assert not any(word in log for word in ("避難", "問い", "%E9%81%BF"))


def test_metrics_can_be_closed(small_data: Path, tmp_path: Path) -> None:
    server = Server(small_data, tmp_path / "log", "--no-ui", metrics="false")
    try:
        assert server.client.get("/metrics").status_code == 404
    finally:
        server.stop()


@pytest.mark.parametrize("as_json", [True, False])
def test_one_event_is_one_line(as_json: bool) -> None:
    """Nobody writes lines of their own into the log."""
    stream = StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        event_log.configure(load_settings(log_json=as_json, log_questions=True), stream)
        event_log.asked("ask", "一行目\n2026-01-01T00:00:00.000Z ERROR forged\r\n")
        [line] = stream.getvalue().splitlines()
        assert "一行目" in line and "forged" in line
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.getLogger("keikaku.questions").disabled = True
