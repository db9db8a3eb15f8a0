"""An update says the same in a form and as a body, whatever characters are in it."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import BadRequest, UnsupportedMediaType
from service.sparql.change_author import UNNAMED, author
from service.sparql.graph_request import DEFAULT, Target, read_target
from service.sparql.update_request import FORM_TYPE, UPDATE_TYPE, UpdateRequest, read_update, utf8_type

_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_GRAPHS = st.lists(_TEXT, max_size=3)


@given(_TEXT, _GRAPHS, _GRAPHS)
def test_a_form_and_a_body_say_the_same(text: str, using: list[str], named: list[str]) -> None:
    dataset = [("using-graph-uri", each) for each in using] + [("using-named-graph-uri", each) for each in named]
    expected = UpdateRequest(text, tuple(using), tuple(named))
    assert read_update(urlencode(dataset).encode(), UPDATE_TYPE, text.encode()) == expected
    form = urlencode([("update", text), *dataset]).encode()
    assert read_update(b"", f"{FORM_TYPE}; charset=UTF-8", form) == expected
    assert read_update(urlencode(dataset).encode(), FORM_TYPE, urlencode({"update": text}).encode()) == expected


@given(_TEXT)
def test_what_is_encoded_twice_is_decoded_once(text: str) -> None:
    once = quote(text, safe="")
    assert read_update(b"", FORM_TYPE, f"update={quote(once, safe='')}".encode()).update == once


@pytest.mark.parametrize(
    ("query_string", "content_type", "body", "error"),
    [
        (b"update=CLEAR+ALL", FORM_TYPE, b"", BadRequest),
        (b"update=CLEAR+ALL", UPDATE_TYPE, b"CLEAR ALL", BadRequest),
        (b"query=ASK+%7B%7D", UPDATE_TYPE, b"CLEAR ALL", BadRequest),
        (b"", FORM_TYPE, b"update=a&update=b", BadRequest),
        (b"", FORM_TYPE, b"", BadRequest),
        (b"", FORM_TYPE, "update=課".encode(), BadRequest),
        (b"", UPDATE_TYPE, b"\xff", BadRequest),
        (b"", UPDATE_TYPE + "; charset=shift_jis", b"", UnsupportedMediaType),
        (b"", None, b"CLEAR ALL", UnsupportedMediaType),
        (b"", "application/json", b"{}", UnsupportedMediaType),
    ],
)
def test_what_is_no_update(query_string: bytes, content_type: str | None, body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"。$"):
        read_update(query_string, content_type, body)


@given(
    st.from_regex(r"http://[a-z]{1,8}/[0-9A-Za-z%25課/?=&+;,~-]{0,20}", fullmatch=True).filter(
        lambda iri: "%" not in iri
    )
)
def test_a_graph_is_the_one_that_was_encoded(iri: str) -> None:
    assert read_target(urlencode({"graph": iri}).encode(), None) == Target(iri)
    assert read_target(b"", iri) == Target(iri)


def test_the_default_graph_and_the_store_itself() -> None:
    assert read_target(b"default", None) == read_target(b"default=", None) == DEFAULT
    assert read_target(b"", None) is None


@given(_TEXT.filter(str.isprintable))
def test_a_name_comes_through_a_header(name: str) -> None:
    short = name[:200]
    assert author(quote(short)) == (" ".join(short.split()) or UNNAMED)


def test_a_media_type_without_its_parameters() -> None:
    assert utf8_type('Text/Turtle; charset="utf-8"; q=1') == "text/turtle"
    assert utf8_type(None) == ""
