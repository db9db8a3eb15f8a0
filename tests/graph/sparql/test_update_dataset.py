"""The protocol's dataset, written into an update: what its WHERE clauses then read is what a query would read."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import QueryRefused
from graph.sparql.update_dataset import prefixes_first, with_base, with_dataset

GRAPHS = ("http://例.example/甲", "http://例.example/乙", "http://例.example/丙")
OUT = "http://例.example/out"
_SUBSET = st.lists(st.sampled_from(GRAPHS), unique=True)


def _store() -> ox.Store:
    store = ox.Store()
    store.update("INSERT DATA { <x:none> <x:p> 0 }")
    for number, graph in enumerate(GRAPHS, start=1):
        store.update(f"INSERT DATA {{ GRAPH <{graph}> {{ <x:s> <x:p> {number} }} }}")
    return store


def _held(store: ox.Store) -> set[str]:
    return {quad.object.value for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(OUT))}  # type: ignore[union-attr]


@settings(max_examples=30, deadline=None)
@given(_SUBSET, _SUBSET)
def test_an_update_reads_what_a_query_with_that_dataset_reads(using: list[str], named: list[str]) -> None:
    where = "{ { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    store = _store()
    store.update(with_dataset(f"INSERT {{ GRAPH <{OUT}> {{ ?s ?p ?o }} }} WHERE {where}", using, named))
    described = bool(using or named)
    read = _store().query(
        f"SELECT ?o {where}",
        default_graph=[ox.NamedNode(iri) for iri in using] if described else None,
        named_graphs=[ox.NamedNode(iri) for iri in named] if described else None,
    )
    assert _held(store) == {row["o"].value for row in read}  # type: ignore[union-attr]


@settings(max_examples=20, deadline=None)
@given(_SUBSET.filter(bool))
def test_delete_where_takes_from_those_graphs_only(named: list[str]) -> None:
    store = _store()
    store.update(with_dataset("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", (), named))
    left = {quad.graph_name.value for quad in store if isinstance(quad.graph_name, ox.NamedNode)}
    assert left == set(GRAPHS) - set(named)


@pytest.mark.parametrize(
    "update",
    [
        "CLEAR ALL",
        "INSERT DATA { <x:a> <x:b> 'DELETE WHERE { }' }",
        "DROP SILENT GRAPH <x:where> ; CREATE GRAPH <x:where>",
        "PREFIX where: <x:> BASE <x:using> DELETE DATA { where:a where:b <with> }",
    ],
)
def test_what_reads_nothing_stays_as_it_is(update: str) -> None:
    assert with_dataset(update, GRAPHS, ()) == update


@pytest.mark.parametrize(
    ("update", "wheres"),
    [
        (
            "DELETE { ?s ?p 'WHERE {' } # WHERE {\nINSERT { GRAPH <x:g#a> { ?s ?p ?o } }WHERE{ ?s ?p ?o { ?s ?p ?o } }",
            1,
        ),
        ("CLEAR DEFAULT ; insert { ?s ?p '}' } where { ?s ?p ?o } ; DELETE WHERE { ?s ?p ?o }", 2),
    ],
)
def test_the_engine_reads_what_was_written(update: str, wheres: int) -> None:
    written = with_dataset(update, GRAPHS[:1], GRAPHS[1:])
    assert written.count(f"USING <{GRAPHS[0]}>") == wheres
    _store().update(written)


@pytest.mark.parametrize(
    "update",
    [
        "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "INSERT { ?s ?p ?o } using <x:g> WHERE { ?s ?p ?o }",
        "DELETEWHERE { ?s ?p ?o }",
        "INSERT { ?s ?p ?o } USINGNAMED <x:g> WHERE { ?s ?p ?o }",
    ],
)
def test_a_dataset_of_its_own_and_words_run_together_are_refused(update: str) -> None:
    with pytest.raises(QueryRefused):
        with_dataset(update, GRAPHS, ())
    assert with_dataset(update, (), ()) == update


def test_names_that_are_no_iris_are_refused() -> None:
    for name in ("x> { } ; DROP ALL #", "課", ""):
        with pytest.raises(QueryRefused):
            with_dataset("DELETE WHERE { ?s ?p ?o }", [name], ())


def test_relative_iris_have_a_base_unless_the_update_says_another() -> None:
    store = ox.Store()
    store.update(with_base("INSERT DATA { <課> <x:p> 1 }", "http://a/id/"))
    store.update(with_base("BASE <http://b/> INSERT DATA { <s> <x:p> 1 }", "http://a/id/"))
    assert {quad.subject.value for quad in store} == {"http://a/id/課", "http://b/s"}


def test_each_operation_may_declare_its_prefixes() -> None:
    update = """PREFIX a: <http://a/> INSERT DATA { a:s a:p 'PREFIX c: <http://c/>' } ; # PREFIX d: <x:d>
        PREFIX b: <http://b/> PREFIX a: <http://a/> INSERT DATA { a:s b:p 2 } ; INSERT DATA { b:s a:p 3 }"""
    store = ox.Store()
    with pytest.raises(SyntaxError):  # the reason for what is done here
        store.update(update)
    store.update(prefixes_first(update))
    assert {quad.predicate.value for quad in store} == {"http://a/p", "http://b/p"}
    assert len(store) == 3


@pytest.mark.parametrize(
    "update", ["", "CLEAR ALL ;", "PREFIX a: <x:a> CLEAR ALL ; PREFIX a: <x:b> CLEAR ALL", "CLEAR ALL ; PREFIX a"]
)
def test_what_declares_nothing_in_between_stays(update: str) -> None:
    assert prefixes_first(update) == update
