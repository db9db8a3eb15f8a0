"""Whatever is sent, the service answers in its own words and goes on: never a 500, never a lost connection."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import small_graph
from tests.conftest import Server

TEXT = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["?", "%", "';--", '"', "<script>", "\\", "\u0000", "１－１", "①", "令和", "😀", "..", "//", "{}", "*"]
    ),
)
CALLS: dict[str, Callable[[httpx.Client, str], httpx.Response]] = {
    "ask": lambda client, text: client.post("/api/ask", json={"question": text, "session": text[:200]}),
    "search": lambda client, text: client.get("/api/search", params={"q": text}),
    "projects": lambda client, text: client.get(
        "/api/projects", params={"plan": text, "number": text[:50], "department": text, "status": text[:20]}
    ),
    "entity": lambda client, text: client.get("/api/entities/" + quote(text, safe="")),
    "raw entity": lambda client, text: client.get("/api/entities/" + quote(text, safe="/%?#;")),
    "iri": lambda client, text: client.get("/api/entities", params={"iri": small_graph.BASE + text}),
    "paths": lambda client, text: client.get("/api/paths", params={"from": text, "to": small_graph.P1}),
    "saved query": lambda client, text: client.get("/api/queries/unit-projects", params={"unit": text}),
    "saved query name": lambda client, text: client.get("/api/queries/" + quote(text, safe="")),
    "sparql": lambda client, text: client.get("/sparql", params={"query": text}),
    "sparql text": lambda client, text: client.get("/sparql", params={"query": f"SELECT * {{ ?s ?p {text} }} LIMIT 5"}),
    "sparql graph": lambda client, text: client.get("/sparql", params={"query": "ASK {}", "default-graph-uri": text}),
    "id": lambda client, text: client.get("/id/" + quote(text, safe="")),
    "page": lambda client, text: client.get("/page/" + quote(text, safe="")),
    "job": lambda client, text: client.get("/api/jobs/" + quote(text, safe="")),
}


@pytest.mark.parametrize("name", CALLS)
def test_no_text_breaks_it(server: Server, name: str) -> None:
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(TEXT)
    def holds(text: str) -> None:
        answer = CALLS[name](server.client, text)
        assert answer.status_code < 500, (text, answer.text)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"

    holds()


def test_many_at_once(server: Server) -> None:
    def one(number: int) -> int:
        with httpx.Client(base_url=server.base, timeout=30) as client:
            if number % 3 == 0:
                return client.post("/api/ask", json={"question": "市民課が担当する事業は？"}).status_code
            if number % 3 == 1:
                return client.get("/api/projects").status_code
            return client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o } LIMIT 100"}).status_code

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(one, range(90))) == {200}


def test_a_heavy_query_leaves_the_rest_quick(server: Server) -> None:
    """A cross product runs in a process of its own; health and questions answer meanwhile."""
    heavy = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(?c = ?f) }"
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(httpx.get, f"{server.base}/sparql", params={"query": heavy, "timeout": 3}, timeout=60)
        for _ in range(5):
            assert server.client.get("/healthz").elapsed.total_seconds() < 2
            assert server.client.get("/api/projects").elapsed.total_seconds() < 2
        assert running.result().status_code in (200, 503)
