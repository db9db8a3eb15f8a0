"""The limits of one client: its rate, its address behind a proxy, its body; and what the layer around all adds."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from service.errors import SettingsError
from service.http.client_limits import SMALL, Clients, Rates, body_limit, body_limits, bucket
from service.http.request_layer import Front
from service.observe.event_log import AccessLog
from service.settings import Settings, load_settings


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    """An app behind the layer: says who asks, reads the body, fails where it is told to."""
    request = Request(scope, receive)
    path = request.url.path
    if path == "/fails":
        raise RuntimeError("in the app")
    if path == "/page":
        await HTMLResponse("<p>x</p>", headers={"Content-Security-Policy": "default-src 'self'"})(scope, receive, send)
        return
    if path == "/careless":  # takes a disconnection for an empty body
        while (message := await receive()).get("more_body"):
            pass
        await PlainTextResponse(message["type"])(scope, receive, send)
        return
    body = await request.body()
    client = request.client.host if request.client else ""
    answer: Response = PlainTextResponse(f"{client} {request.url.scheme} {len(body)}")
    await answer(scope, receive, send)


def _layer(client: str = "198.51.100.7", **settings: Any) -> tuple[Callable[..., httpx.Response], io.StringIO]:
    """Return what asks the app through the layer as a client of an address, and what the layer writes down."""
    written = io.StringIO()
    known = load_settings(**settings)
    log = AccessLog(as_json=known.log_json, stream=written)
    front: ASGIApp = Front(_echo, known, log)

    def ask(method: str = "GET", path: str = "/", **given: Any) -> httpx.Response:
        async def run() -> httpx.Response:
            transport = httpx.ASGITransport(front, client=(client, 1))
            async with httpx.AsyncClient(transport=transport, base_url="http://service.example") as session:
                answer = await session.request(method, path, **given)
            log.flush()
            return answer

        return asyncio.run(run())

    return ask, written


@given(st.integers(1, 600), st.lists(st.floats(0, 5), min_size=1, max_size=300))
def test_never_more_than_the_bucket_and_what_flows_in(per_minute: int, pauses: list[float]) -> None:
    """In any time t at most per_minute + per_minute·t/60 requests pass; and one that waits as told then passes."""
    rates, now = Rates(per_minute), 1000.0
    for passed, pause in enumerate(pauses, 1):
        now += pause
        wait = rates.wait("a", now)
        if wait:
            assert 0 < wait <= 60 / per_minute + 1e-6
            now += wait + 1e-6
            assert rates.wait("a", now) == 0.0
        assert passed <= per_minute + (now - 1000.0) * per_minute / 60 + 1e-3


def test_clients_do_not_share_a_bucket_and_few_are_remembered() -> None:
    rates = Rates(2, most=100)
    assert [rates.wait("a", 0.0) for _ in range(2)] == [0.0, 0.0]
    assert rates.wait("a", 0.0) > 0
    assert rates.wait("b", 0.0) == 0.0
    for n in range(10_000):
        rates.wait(f"c{n}", 1.0)
    assert len(rates._full) <= 100


def test_too_many_requests() -> None:
    ask, _ = _layer(requests_per_minute=3)
    answers = [ask() for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    refused = answers[-1]
    assert refused.headers["content-type"] == "application/problem+json" and refused.json()["code"] == "rate-limited"
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert ask(path="/healthz").status_code == 200  # what watches the service is not turned away
    unlimited, _ = _layer(requests_per_minute=0)
    assert {unlimited().status_code for _ in range(50)} == {200}


def test_this_machine_counts_where_the_rate_was_set() -> None:
    counted, _ = _layer("127.0.0.1", requests_per_minute=2)
    assert [counted().status_code for _ in range(3)] == [200, 200, 429]
    free, _ = _layer("127.0.0.1")
    assert {free().status_code for _ in range(1300)} == {200}
    proxied, _ = _layer("127.0.0.1")  # somebody else's requests, by a proxy that nobody told us of
    headers = {"X-Forwarded-For": "192.0.2.1"}
    assert {proxied(headers=headers).status_code for _ in range(1300)} == {200, 429}


def test_who_asks_behind_a_proxy() -> None:
    forwarded = {"X-Forwarded-For": "203.0.113.9, 192.0.2.33", "X-Forwarded-Proto": "https"}
    believed, written = _layer("10.1.2.3", trusted_proxies=("10.0.0.0/8",))
    assert believed(headers=forwarded).text == "192.0.2.33 https 0"
    assert believed().text == "10.1.2.3 http 0"
    assert "192.0.2.33" in written.getvalue()
    doubted, _ = _layer("10.1.2.3")
    assert doubted(headers=forwarded).text == "10.1.2.3 http 0"
    by_client, _ = _layer("10.1.2.3", trusted_proxies=("10.0.0.0/8",), requests_per_minute=1)
    for n in range(3):  # each its own bucket; a name that the client made up before it changes nothing
        assert by_client(headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code == 200
        assert by_client(headers={"X-Forwarded-For": f"6.6.6.{n}, 192.0.2.{n}"}).status_code == 429


@pytest.mark.parametrize("forwarded", ["", "unknown", "1.2.3", "1.2.3.4:80", "a, b", "::1%eth0", "'; DROP", "é"])
def test_a_proxy_that_names_no_address(forwarded: str) -> None:
    clients = Clients(("10.0.0.0/8", "2001:db8::/32"))
    named = clients.client("10.0.0.1", forwarded)
    assert named in ("10.0.0.1", forwarded)


def test_proxies_that_are_none_are_no_setting() -> None:
    with pytest.raises(SettingsError, match="KEIKAKU_TRUSTED_PROXIES"):
        load_settings(trusted_proxies=("proxy.example",))


def test_an_ipv6_client_has_one_bucket_for_its_network() -> None:
    assert bucket("2001:db8::1") == bucket("2001:db8::ffff:1") != bucket("2001:db8:0:1::1")


def test_bodies_by_address() -> None:
    limits = body_limits(Settings(max_file_mb=7))
    mb = 1024 * 1024
    assert body_limit(limits, "/api/ask") == body_limit(limits, "/sparql") == SMALL
    assert body_limit(limits, "/api/documents/") == 70 * mb
    assert body_limit(limits, "/sparql/update") == 4 * mb
    for path in ("/rdf-graph-store", "/rdf-graph-store/graph/curation/x"):
        assert body_limit(limits, path) == 7 * mb


@pytest.mark.parametrize("path", ["/", "/careless"])
def test_a_body_over_its_limit_is_413_however_it_comes(path: str) -> None:
    ask, _ = _layer()

    async def pieces() -> Any:
        for _ in range(20):
            yield b"x" * 100_000

    for content in (b"x" * 2_000_000, pieces()):
        answer = ask("POST", path, content=content)
        assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    if path == "/":
        assert ask("POST", path, content=b"x" * 1_000_000).text.endswith(" 1000000")


def test_ids_of_requests() -> None:
    ask, _ = _layer()
    assert ask(headers={"X-Request-ID": "abc-1.2_3"}).headers["x-request-id"] == "abc-1.2_3"
    for odd in ("", "a b", "x" * 65, "あ".encode(), 'a"b', "<a>"):
        given = ask(headers={"X-Request-ID": odd}).headers["x-request-id"]
        assert given != odd and len(given) == 16
    failed = ask(path="/fails")
    assert failed.status_code == 500 and failed.json()["request_id"] == failed.headers["x-request-id"]
    assert "in the app" not in failed.text


def test_headers_that_guard() -> None:
    ask, _ = _layer()
    data, page = ask().headers, ask(path="/page").headers
    assert data["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert page["content-security-policy"] == "default-src 'self'"  # its own stays
    assert page["x-frame-options"] == "SAMEORIGIN" and "camera=()" in page["permissions-policy"]
    for answer in (data, page, ask("POST", content=b"x" * 2_000_000).headers):
        assert answer["x-content-type-options"] == "nosniff"
        assert answer["cross-origin-resource-policy"] == "same-origin"


def test_one_line_a_request_and_nothing_of_what_was_asked() -> None:
    ask, text = _layer()
    ask(path="/sparql?query=SELECT%20%E3%81%B2%E3%81%BF%E3%81%A4", headers={"X-Request-ID": "r1"})
    [line] = text.getvalue().splitlines()
    assert " INFO keikaku.access [r1] GET /sparql 200 " in line and line.endswith("B 198.51.100.7")
    ask, lines = _layer(log_json=True)
    ask("POST", "/unit/ひみつ", content="ひみつ".encode(), headers={"X-Request-ID": "r2"})
    entry = json.loads(lines.getvalue())
    assert entry.pop("time").endswith("Z") and 0 <= entry.pop("ms") < 10_000
    assert entry == {
        "level": "INFO",
        "logger": "keikaku.access",
        "request_id": "r2",
        "method": "POST",
        "route": "(pages)",
        "status": 200,
        "bytes": len("198.51.100.7 http 9"),
        "client": "198.51.100.7",
    }
    assert "ひみつ" not in lines.getvalue() and "%E3" not in text.getvalue()
