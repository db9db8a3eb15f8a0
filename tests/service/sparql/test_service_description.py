"""The service's description of itself is true: what it names answers, what it counts is there."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest

from graph.sparql.media_types import GRAPH_FORMATS
from service.sparql.service_description import SD, VOID
from tests import small_graph
from tests.conftest import Server

TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@pytest.fixture
def client(server: Server) -> httpx.Client:
    return server.client


def described(client: httpx.Client, path: str, media_type: str = "text/turtle") -> ox.Store:
    answer = client.get(path, headers={"Accept": media_type})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    store = ox.Store()
    store.extend(ox.Quad(*quad.triple) for quad in ox.parse(answer.content, format=GRAPH_FORMATS[media_type]))
    return store


def objects(store: ox.Store, subject: ox.NamedNode | ox.BlankNode, predicate: str) -> list[ox.NamedNode]:
    return [quad.object for quad in store.quads_for_pattern(subject, ox.NamedNode(predicate), None)]  # type: ignore[misc]


def instances(store: ox.Store, kind: str) -> list[ox.NamedNode]:
    return [quad.subject for quad in store.quads_for_pattern(None, TYPE, ox.NamedNode(kind))]  # type: ignore[misc]


def number(client: httpx.Client, pattern: str) -> int:
    query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
    return int(client.get("/sparql", params={"query": query}).json()["results"]["bindings"][0]["n"]["value"])


@pytest.mark.parametrize("path", ["/sparql", "/void"])
@pytest.mark.parametrize("media_type", GRAPH_FORMATS)
def test_every_format_says_the_same(client: httpx.Client, path: str, media_type: str) -> None:
    def plain(kind: str) -> ox.Dataset:
        found = ox.Dataset(described(client, path, kind))
        found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        return found

    assert plain(media_type) == plain("text/turtle")


def test_the_services_answer_where_the_description_says(client: httpx.Client) -> None:
    store = described(client, "/sparql")
    services = instances(store, f"{SD}Service")
    assert len(services) == 2
    for service in services:
        [endpoint] = objects(store, service, f"{SD}endpoint")
        [language, *_] = objects(store, service, f"{SD}supportedLanguage")
        [dataset] = objects(store, service, f"{SD}defaultDataset")
        [default] = objects(store, dataset, f"{SD}defaultGraph")
        assert objects(store, dataset, TYPE.value).count(ox.NamedNode(f"{SD}Dataset")) == 1
        assert objects(store, default, TYPE.value) == [ox.NamedNode(f"{SD}Graph")]
        if language.value.endswith("Update"):
            assert client.post(endpoint.value).status_code == 401
        else:
            assert client.get(endpoint.value, params={"query": "ASK {}"}).json()["boolean"] is True
            assert ox.NamedNode(f"{SD}UnionDefaultGraph") in objects(store, service, f"{SD}feature")
            [search] = objects(store, service, f"{SD}propertyFeature")
            query = f"SELECT ?s {{ ?s <{search.value}> '窓口' }}"
            assert client.get(endpoint.value, params={"query": query}).json()["results"]["bindings"]


def test_the_numbers_are_those_of_the_data(client: httpx.Client) -> None:
    store = described(client, "/void")
    [dataset] = instances(store, f"{VOID}Dataset")

    def said(name: str) -> list[str]:
        return [term.value for term in objects(store, dataset, VOID + name)]

    assert said("triples") == [str(number(client, "?s ?p ?o"))]
    assert said("distinctSubjects") == [str(number(client, "SELECT DISTINCT ?s { ?s ?p ?o }"))]
    assert said("distinctObjects") == [str(number(client, "SELECT DISTINCT ?o { ?s ?p ?o }"))]
    assert said("classes") == [str(number(client, "SELECT DISTINCT ?c { ?s a ?c }"))]
    assert said("uriSpace") == [small_graph.BASE]
    below = f'?s a ?c FILTER(STRSTARTS(STR(?s), "{small_graph.BASE}"))'
    assert said("entities") == [str(number(client, f"SELECT DISTINCT ?s {{ {below} }}"))]
    for part in objects(store, dataset, f"{VOID}propertyPartition"):
        [predicate] = objects(store, part, f"{VOID}property")
        assert objects(store, part, f"{VOID}triples")[0].value == str(number(client, f"?s {predicate} ?o"))
    things = {
        objects(store, part, f"{VOID}class")[0].value for part in objects(store, dataset, f"{VOID}classPartition")
    }
    assert len(things) == int(said("classes")[0])
    assert "https://keikaku.example/ns#" in said("vocabulary")
    [example] = said("exampleResource")
    assert number(client, f"<{example}> ?p ?o") > 0
    assert len(said("dataDump")) == 3
    for dump in said("dataDump"):
        assert client.head(dump).status_code == 200


def test_the_dataset_is_described_where_one_looks_for_it(client: httpx.Client) -> None:
    answer = client.get("/.well-known/void", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/void")
    assert "turtle" in client.get("/void", headers={"Accept": "text/html"}).headers["content-type"]
    assert client.get("/void", headers={"Accept": "image/png"}).status_code == 406
    tag = client.get("/void").headers["etag"]
    assert client.get("/void", headers={"If-None-Match": tag}).status_code == 304
    assert client.head("/void").content == b""
    assert client.get("/void", headers={"Host": "a b"}).status_code == 400
