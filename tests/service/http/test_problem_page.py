"""An error is a page for a person's browser, and a problem for programs."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.conftest import Server

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def _failed(url: str, accept: str) -> tuple[int, str, str]:
    with pytest.raises(HTTPError) as failed:
        urlopen(Request(url, headers={"Accept": accept}), timeout=30)
    return failed.value.code, failed.value.headers.get_content_type(), failed.value.read().decode()


def test_a_browser_gets_a_page_with_ways_back(server: Server) -> None:
    status, kind, body = _failed(f"{server.base}/no/such/<b>place</b>", BROWSER)
    assert (status, kind) == (404, "text/html")
    assert 'lang="ja"' in body and 'href="/"' in body
    assert "<b>place" not in body


def test_its_style_is_allowed_by_its_policy(server: Server) -> None:
    page = server.client.get("/no/such/place", headers={"Accept": BROWSER})
    style = page.text.partition("<style>")[2].partition("</style>")[0]
    seal = b64encode(sha256(style.encode()).digest()).decode()
    assert style
    assert f"style-src 'sha256-{seal}'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/problem+json, text/html;q=0.5"])
def test_a_program_gets_a_problem(server: Server, accept: str) -> None:
    status, kind, body = _failed(f"{server.base}/no/such/place", accept)
    assert (status, kind) == (404, "application/problem+json")
    assert '"code":"not-found"' in body


def test_a_missing_thing_is_a_page_too(server: Server) -> None:
    status, kind, body = _failed(f"{server.base}/api/entities?iri=http://example.org/nothing", BROWSER)
    assert (status, kind) == (404, "text/html")
    assert "<h1>" in body
