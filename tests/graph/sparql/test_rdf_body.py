"""RDF that somebody sends: read in every format, whatever it is made to do."""

from __future__ import annotations

import time

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.sparql.media_types import GRAPH_FORMATS
from graph.sparql.rdf_body import FORMATS, BodyRefused, read_rdf

BASE = "http://例.example/graph/訂正"
_XML = b'%s<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="http://p/">%s</rdf:RDF>'
_ENTITIES = b'<!ENTITY a0 "ha ha ha ha">' + b"".join(
    b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 10)
)


def _thing(content: bytes, doctype: bytes = b"") -> bytes:
    return _XML % (doctype, b'<rdf:Description rdf:about="http://a/"><p:p>%s</p:p></rdf:Description>' % content)


@pytest.mark.parametrize("media_type", FORMATS)
def test_every_format_says_the_same(media_type: str) -> None:
    triples = [
        ox.Triple(ox.NamedNode("http://a/課"), ox.NamedNode("http://p/名"), ox.Literal('甲\n"乙" \\', language="ja")),
        ox.Triple(ox.NamedNode("http://a/課"), ox.NamedNode("http://p/数"), ox.Literal(3)),
    ]
    body = ox.serialize(triples, format=GRAPH_FORMATS[media_type]) or b""
    read = ox.parse(read_rdf(body, media_type, BASE), format=ox.RdfFormat.N_TRIPLES)
    assert {quad.triple for quad in read} == set(triples)


def test_relative_iris_begin_with_the_base_and_blank_nodes_have_new_names() -> None:
    body = "<課> <http://p/> [] ; <http://q/> <#a> .".encode()
    first, second = (read_rdf(body, "text/turtle", BASE).decode() for _ in range(2))
    assert "<http://例.example/graph/課>" in first
    assert "<http://例.example/graph/訂正#a>" in first
    assert first != second


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (_thing(b"&a9;", b"<!DOCTYPE r [%s]>" % _ENTITIES), "application/rdf+xml"),
        (_thing(b"&a;" * 3000, b'<!DOCTYPE r [<!ENTITY a "%s">]>' % (b"x" * 50_000)), "application/rdf+xml"),
        (_thing(b"&a;", b'<!DOCTYPE r [<!ENTITY a "&a;">]>'), "application/rdf+xml"),
        (_thing(b"&a;", b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]>'), "application/rdf+xml"),
        (b'{"http://p/a":' * 6_000 + b"1" + b"}" * 6_000, "application/ld+json"),
        (b'{"@context": "http://127.0.0.1:1/c", "@id": "http://a/", "http://p/": "1"}', "application/ld+json"),
        (b'{"@context": "file:///etc/passwd", "@id": "http://a/", "http://p/": "1"}', "application/ld+json"),
        (b'{"@id": "http://g/", "@graph": [{"@id": "http://a/", "http://p/": "1"}]}', "application/ld+json"),
        (b"@prefix p: <http://%s/> . " % (b"x" * 50_000) + b"p:a p:b p:c . " * 2000, "text/turtle"),
        (b"<a> <b> .", "text/turtle"),
        (b"\xff\xfe", "text/turtle"),
    ],
    ids=[
        "entities",
        "quadratic",
        "itself",
        "file",
        "deep",
        "context",
        "context-file",
        "graphs",
        "prefix",
        "no",
        "utf8",
    ],
)
def test_what_is_refused_takes_neither_the_process_nor_long(body: bytes, media_type: str) -> None:
    begun = time.monotonic()
    with pytest.raises(BodyRefused, match=r"。$"):
        read_rdf(body, media_type, BASE)
    assert time.monotonic() - begun < 15


@settings(max_examples=8, deadline=None)
@given(st.binary(max_size=60), st.sampled_from(list(FORMATS)))
def test_no_body_raises_anything_else(body: bytes, media_type: str) -> None:
    try:
        list(ox.parse(read_rdf(body, media_type, BASE), format=ox.RdfFormat.N_TRIPLES))
    except BodyRefused as error:
        assert str(error).endswith("。")
