from __future__ import annotations

import pytest
from pyoxigraph import DefaultGraph, Literal, Quad, QueryBoolean, Store
from rdflib import URIRef

from graph.errors import QueryRefused
from graph.sparql.dataset import Dataset
from ontology import terms
from tests.graph.conftest import BASE, TEXTS, sample_quads


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    store = Store()
    store.extend(sample_quads())
    store.extend({Quad(*quad.triple, DefaultGraph()) for quad in sample_quads()})
    return Dataset(store)


def test_prefixes_need_no_declaration(dataset: Dataset) -> None:
    labels = {row["l"].value for row in dataset.rows("SELECT ?l { ?s skos:prefLabel ?l }")}
    assert labels == {label for label, _ in TEXTS}


def test_the_passages_of_a_statement_are_its_graphs(dataset: Dataset) -> None:
    query = "SELECT ?g ?l { GRAPH ?g { ?s skos:prefLabel ?l } }"
    rows = dataset.rows(query, substitutions={"l": Literal(TEXTS[0][0])})
    assert {row["g"].value for row in rows} == {f"{BASE}passage/sample/0", f"{BASE}passage/sample/1"}


def test_a_bound_term_cannot_break_out(dataset: Dataset) -> None:
    hostile = Literal('" } DELETE { ?s ?p ?o } #')
    found = dataset.query("ASK { ?s skos:prefLabel ?l }", substitutions={"l": hostile})
    assert isinstance(found, QueryBoolean)
    assert not found


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "PREFIX e: <http://127.0.0.1:1/> SELECT * { SERVICEe:x { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "LOAD <file:///etc/passwd>",
        "INSERT DATA { <http://example.org/s> <http://example.org/p> 1 }",
        "DROP ALL",
        "SELECT ?s { ?s ?p }",
        "",
    ],
)
def test_what_a_query_may_not_do_is_refused(dataset: Dataset, query: str) -> None:
    before = len(dataset)
    with pytest.raises(QueryRefused):
        dataset.query(query)
    assert len(dataset) == before


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s skos:prefLabel "SERVICE" } # SERVICE',
        "SELECT ?service { ?service <http://example.org/SERVICE> ?o ; kk:service ?x }",
        "SELECT * { ?s ?p '''a ' SERVICE''' , \"\"\"b \" service\"\"\" }",
    ],
)
def test_the_word_service_is_no_service(dataset: Dataset, query: str) -> None:
    assert dataset.rows(query) == []


def test_from_reads_no_file(dataset: Dataset) -> None:
    assert dataset.rows("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }") == []


def test_rows_wants_a_select(dataset: Dataset) -> None:
    with pytest.raises(QueryRefused, match="SELECT"):
        dataset.rows("ASK { ?s ?p ?o }")


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning:rdflib")  # RDFLib speaks of itself
def test_rdflib_reads_the_same_graph_and_cannot_change_it(dataset: Dataset) -> None:
    view = dataset.rdflib()
    labels = {str(row[0]) for row in view.query("SELECT ?l { ?s skos:prefLabel ?l }")}
    assert labels == {label for label, _ in TEXTS}
    assert len(view) == len({quad.triple for quad in sample_quads()})
    triple = (URIRef(BASE), URIRef(terms.TYPE), URIRef(terms.PLAN))
    for change in (
        lambda: view.add(triple),
        lambda: view.remove((None, None, None)),
        lambda: view.update("CLEAR ALL"),
        lambda: view.parse(data=f"<{BASE}> a <{terms.PLAN}> .", format="turtle"),
    ):
        with pytest.raises(TypeError, match="cannot be changed"):
            change()
