"""Things under their own addresses: pages that stay small and quick, RDF that is whole, nothing else to be had."""

from __future__ import annotations

import hashlib
import re
import time
from base64 import b64encode
from html import escape, unescape
from typing import Any
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest

from ontology import terms
from service.http.plain_page import POLICY
from service.views.thing_addresses import root_from
from service.views.thing_page import ThingPage
from service.views.thing_surroundings import SOURCES, around
from tests import small_graph
from tests.conftest import Server

GOAL = "http://metadata.un.org/sdg/9"
DOCUMENT = small_graph.iri("document/大きな文書")
MANY = 5000


class Counting:
    """A store that counts its queries."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.queries: list[str] = []

    def query(self, text: str, **given: Any) -> Any:
        self.queries.append(text)
        return self.store.query(text, **given)


@pytest.fixture(scope="module")
def busy() -> ox.Store:
    """The small graph, with a goal that 5,000 事業 contribute to and a document of 5,000 passages."""
    store = small_graph.store()
    node, quads = ox.NamedNode, []
    for number in range(MANY):
        project, passage = node(small_graph.iri(f"project/p/{number}")), node(f"{DOCUMENT}/{number}")
        for said in (
            (project, terms.TYPE, node(terms.PROJECT)),
            (project, terms.LABEL, ox.Literal(f"事業{number}")),
            (project, terms.SDG_RELATION, node(GOAL)),
            (passage, terms.IS_PART_OF, node(DOCUMENT)),
            (passage, terms.QUOTE, ox.Literal(f"文{number}")),
            (passage, terms.START, ox.Literal(number)),
            (node(DOCUMENT), terms.LABEL, ox.Literal("大きな文書")),
        ):
            triple = (said[0], node(said[1]), said[2])
            quads += [ox.Quad(*triple, passage), ox.Quad(*triple)]
    store.extend(quads)
    return store


@pytest.mark.parametrize("iri", [small_graph.P1, small_graph.PLAN, GOAL, DOCUMENT, terms.PROJECT, terms.PASSAGE])
def test_the_number_of_queries_does_not_depend_on_the_thing(busy: ox.Store, iri: str) -> None:
    store = Counting(busy)
    found = around(store, iri, limit=20)
    assert 4 <= len(store.queries) <= 5  # counts, statements, sources, names, and names of what has none
    assert all(len(group.statements) == min(group.total, 20) for group in found.groups)
    assert all(len(each.sources) <= SOURCES for group in found.groups for each in group.statements)


@pytest.mark.parametrize("iri", [GOAL, DOCUMENT, terms.PROJECT])
def test_the_busiest_page_is_made_in_a_tenth_of_a_second(busy: ox.Store, iri: str) -> None:
    def seconds() -> float:
        begun = time.process_time()
        ThingPage(small_graph.BASE, "../").whole(around(busy, iri, limit=20))
        return time.process_time() - begun

    assert min(seconds() for _ in range(5)) < 0.1


def test_counts_and_printed_order(busy: ox.Store) -> None:
    [incoming] = [group for group in around(busy, DOCUMENT, limit=20).groups if group.way == "in"]
    assert (incoming.total, incoming.property.iri) == (MANY, terms.IS_PART_OF)
    assert [each.other.label for each in incoming.statements if each.other] == [f"文{number}" for number in range(20)]
    [name] = [group for group in around(busy, DOCUMENT, limit=20).groups if group.property.iri == terms.LABEL]
    assert name.statements[0].graphs == MANY  # each passage says it; the page quotes a few


def test_a_passage_leads_to_what_it_says_something_of(busy: ox.Store) -> None:
    [said] = [group for group in around(busy, small_graph.passage("p1"), limit=20).groups if group.way == "says"]
    assert said.total == 3
    assert {each.other.label for each in said.statements if each.other} == {
        "窓口のオンライン申請",
        "デジタル推進課",
        "市民課",
    }
    assert not [group for group in around(busy, DOCUMENT, limit=20).groups if group.way == "says"]


@pytest.mark.parametrize(
    ("iri", "way"),
    [(small_graph.P1, "value"), (small_graph.passage("p1"), "says"), (GOAL, "in"), (terms.PROJECT, "in")],
)
def test_parts_make_up_the_whole(busy: ox.Store, iri: str, way: str) -> None:
    for group in around(busy, iri, limit=1).groups:
        if group.way != way:
            continue
        listed = [
            (each.value, each.language)
            for offset in range(0, group.total, 1000)
            for part in around(busy, iri, limit=1000, offset=offset, only=(group.way, group.property.iri)).groups
            for each in part.statements
        ]
        assert len(listed) == len(set(listed)) == group.total


def test_nothing_in_the_data_is_markup() -> None:
    store, node = ox.Store(), ox.NamedNode
    hostile = "\"><script>alert(1)</script>'&"
    thing, other = node(small_graph.iri("x/'onmouseover='y")), node("javascript:alert(1)")
    for subject, predicate, value in (
        (thing, terms.LABEL, ox.Literal(hostile)),
        (thing, terms.ALT_LABEL, ox.Literal(hostile, language="en")),
        (thing, terms.IN_PLAN, other),
        (other, terms.LABEL, ox.Literal(hostile)),
        (thing, "http://x/'\u3000p", ox.Literal("v")),
    ):
        store.add(ox.Quad(subject, node(predicate), value))
    page = ThingPage(small_graph.BASE, "../../").whole(around(store, thing.value, limit=20))
    assert "<script" not in page and escape(hostile) in page
    tags = re.findall(r"<([a-z0-9]+)((?:\s[^<>]*)?)>", page)
    assert not [attributes for _, attributes in tags if re.search(r"\son\w+\s*=", re.sub(r'"[^"]*"', '""', attributes))]
    assert not re.findall(r'href="(?!\.\./|#|data:,|http://127)[^"]*"', page)


def test_the_policy_lets_nothing_run() -> None:
    page = ThingPage(small_graph.BASE, "./").whole(around(small_graph.store(), small_graph.P1, limit=5))
    [style] = re.findall(r"<style>(.*?)</style>", page, re.S)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in POLICY and "default-src 'none'" in POLICY
    assert " style=" not in page and "<script" not in page


@pytest.mark.parametrize(("path", "root"), [("id/unit/a", "../../"), ("page", "./"), ("page/a%2Fb", "../")])
def test_the_way_to_the_root(path: str, root: str) -> None:
    assert root_from(path) == root
    assert httpx.URL(f"http://h/prefix/{path}").join(root) == httpx.URL("http://h/prefix/")


@pytest.fixture(scope="module")
def client(server: Server) -> httpx.Client:
    return server.client


@pytest.mark.parametrize("encode", [str, quote, lambda path: quote(path, safe="")])
def test_an_iri_opens_encoded_or_not(client: httpx.Client, encode: Any) -> None:
    path = small_graph.P1.removeprefix(small_graph.BASE)
    page = client.get("/id/" + encode(path), headers={"Accept": "text/html"}, follow_redirects=True)
    assert page.status_code == 200 and "<h1>窓口のオンライン申請</h1>" in page.text
    rdf = client.get("/id/" + encode(path), headers={"Accept": "text/turtle"}, follow_redirects=True)
    about = ox.NamedNode(small_graph.P1)
    found = {quad.triple for quad in ox.parse(rdf.content, format=ox.RdfFormat.TURTLE)}
    store = small_graph.store()
    default = ox.DefaultGraph()
    wanted = {q.triple for q in store.quads_for_pattern(about, None, None, default)}
    wanted |= {q.triple for q in store.quads_for_pattern(None, None, about, default)}
    assert wanted <= found


@pytest.mark.parametrize("accept", ["application/n-triples", "application/rdf+xml", "application/ld+json"])
def test_every_format_says_the_same(client: httpx.Client, accept: str) -> None:
    path = "/data/unit/市民課"
    turtle = client.get(path, headers={"Accept": "text/turtle"})
    other = client.get(path, headers={"Accept": accept})
    assert other.headers["content-type"].partition(";")[0] == accept
    read = [
        {str(quad.triple) for quad in ox.parse(body.content, format=ox.RdfFormat.from_media_type(kind))}
        for body, kind in ((turtle, "text/turtle"), (other, accept))
    ]
    assert read[0] == read[1] and read[0]


def test_things_of_others_have_a_page_here(client: httpx.Client) -> None:
    page = client.get("/page", params={"iri": GOAL})
    assert "産業と技術革新の基盤をつくろう" in page.text and "窓口のオンライン申請" in page.text
    assert client.get("/data", params={"iri": GOAL, "format": "nt"}).status_code == 200
    assert client.get("/page", params={"iri": "http://nowhere/"}).status_code == 404
    assert client.get("/data", params={"iri": "no iri"}).status_code == 404


def test_more_than_a_page_holds_is_led_to(client: httpx.Client) -> None:
    where: dict[str, str | int] = {"iri": terms.PASSAGE, "way": "in", "property": terms.TYPE, "limit": 5}
    total = len(small_graph.TEXT.splitlines())
    first = client.get("/page", params=where)
    assert f"全{total}件のうち 1〜5件目" in first.text and 'rel="prev"' not in first.text
    following = unescape(re.findall(r'<link rel="next" href="([^"]+)"', first.text)[0])
    second = client.get(first.url.join(following))
    assert "6〜10件目" in second.text and 'rel="prev"' in second.text
    beyond = client.get("/page", params={**where, "offset": 1000})
    assert beyond.status_code == 200 and "この先はありません" in beyond.text
    assert client.get("/page", params={**where, "property": terms.LABEL}).status_code == 404
    assert client.get("/page", params={"iri": GOAL, "way": "in"}).status_code == 422


@pytest.mark.parametrize("path", ["/id/unit/市民課", "/page/unit/市民課", "/data/unit/市民課", "/api/dataset"])
def test_what_is_kept_is_not_sent_again(client: httpx.Client, path: str) -> None:
    first = client.get(path)
    assert "Accept" in first.headers["vary"]
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    if path.startswith("/id/"):
        assert again.status_code == 303
    else:
        assert (again.status_code, again.content) == (304, b"")
    head = client.head(path)
    assert (head.status_code, head.content, head.headers["etag"]) == (first.status_code, b"", first.headers["etag"])
    other = client.get(path, headers={"Accept": "application/rdf+xml"})
    assert path.startswith("/page/") or other.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("place", ["id", "page", "data", "dumps"])
@pytest.mark.parametrize(
    "way",
    [
        "../CURRENT",
        "%2e%2e/CURRENT",
        "..%2fCURRENT",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "....//etc/passwd",
        "%00",
        "/etc/passwd",
    ],
)
def test_no_way_leads_out(server: Server, place: str, way: str) -> None:
    import http.client

    address = httpx.URL(server.base)
    connection = http.client.HTTPConnection(address.host, address.port, timeout=30)  # sends a path as it is
    try:
        connection.request("GET", f"/{place}/{way}")
        answer = connection.getresponse()
        body = answer.read().decode()
        assert answer.status in (400, 404)
        assert "root:" not in body and "r-" not in re.sub(r'"instance":"[^"]*"', "", body)
    finally:
        connection.close()
