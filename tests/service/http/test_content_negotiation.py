"""Content negotiation by RFC 9110."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.http.content_negotiation import choose

OFFERED = ["application/json", "text/csv", "text/html"]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/*", "text/csv"),
        ("text/html", "text/html"),
        ("text/html;q=0.4, text/csv;q=0.5", "text/csv"),
        ("*/*;q=0.1, text/html", "text/html"),
        ("application/json;q=0, */*", "text/csv"),
        ("text/*;q=0.9, text/csv;q=0.1, application/json;q=0.5", "text/html"),
        ("TEXT/CSV", "text/csv"),
        ("text/html; charset=utf-8", "text/html"),
        ("image/png", None),
        ("text/csv;q=0", None),
        ("nonsense", None),
        ("text/csv;q=bad", None),
    ],
)
def test_chosen(accept: str | None, chosen: str | None) -> None:
    assert choose(accept, OFFERED) == chosen


@given(st.text(max_size=80))
def test_any_header_gives_an_offer_or_none(accept: str) -> None:
    assert choose(accept, OFFERED) in [*OFFERED, None]
