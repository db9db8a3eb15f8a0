"""Tags by revision, what a client may keep, and compression."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.http.client_caching import VARY, etag, gzipped, is_steady, kept, not_modified, takes_gzip

_PARTS = st.lists(st.one_of(st.none(), st.text(), st.binary()), max_size=4)


@given(_PARTS, _PARTS)
def test_a_tag_tells_apart_whatever_differs(one: list[str | bytes | None], other: list[str | bytes | None]) -> None:
    def plain(parts: list[str | bytes | None]) -> list[bytes | None]:
        return [part.encode() if isinstance(part, str) else part for part in parts]

    assert (etag("r", *one) == etag("r", *other)) == (plain(one) == plain(other))
    assert etag("r", *one) != etag("s", *one)


@given(_PARTS, st.lists(st.sampled_from(['"x"', 'W/"y,z"', '"日"'])), st.booleans())
def test_a_tag_is_found_in_any_list_of_tags(parts: list[str | bytes | None], others: list[str], strong: bool) -> None:
    tag = etag("r", *parts)
    sent = tag.removeprefix("W/") if strong else tag
    with_it = ", ".join([*others, sent]).encode()
    assert not_modified([(b"accept", b"*/*"), (b"if-none-match", with_it)], tag)
    assert not not_modified([(b"if-none-match", ", ".join(others).encode())], tag)
    assert not_modified([(b"if-none-match", b" * ")], tag)


@pytest.mark.parametrize(
    ("query", "steady"),
    [
        ("SELECT ?now { ?now ?rand ?uuid }", True),
        ("SELECT (now( ) AS ?x) {}", False),
        ("SELECT (RAND # why\n () AS ?x) {}", False),
        ("SELECT (STRUUID() AS ?x) {}", False),
        ("SELECT (N\\u004fW() AS ?x) {}", False),
    ],
)
def test_what_differs_each_time_has_no_tag(query: str, steady: bool) -> None:
    assert is_steady(query) is steady


def test_what_a_client_may_keep() -> None:
    assert kept('W/"a"') == {"ETag": 'W/"a"', "Cache-Control": "public, no-cache", "Vary": VARY}
    assert kept('W/"a"', max_age=60)["Cache-Control"] == "public, max-age=60"
    assert kept(None) == {"Cache-Control": "no-store", "Vary": VARY}


def test_compressed_where_it_is_worth_it() -> None:
    asked = [(b"accept-encoding", b"gzip")]
    body = "課".encode() * 2000
    packed = gzipped(body, asked)
    assert packed is not None
    assert gzip.decompress(packed) == body
    assert gzipped(body, asked) == packed  # no time of day in it
    assert gzipped(body, []) is None
    assert gzipped(b"short", asked) is None


@pytest.mark.parametrize(
    ("value", "taken"), [(b"gzip;q=0", False), (b"GZIP;q=0.5", True), (b"identity, *;q=0", False), (b"gzip;q=x", False)]
)
def test_who_takes_gzip(value: bytes, taken: bool) -> None:
    assert takes_gzip([(b"accept-encoding", value)]) is taken
