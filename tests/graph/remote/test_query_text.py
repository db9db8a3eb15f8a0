"""Queries for another machine: prefixes and bound terms written into the text mean what they meant beside it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import QueryRefused
from graph.remote.query_text import has_own_dataset, with_bindings, with_prefixes
from graph.remote.virtuoso import readable, results

A = "http://a/"
NAME = ox.Variable("o")


def rows(query: str, substitutions: dict[ox.Variable, ox.Literal | ox.NamedNode] | None = None) -> list[str]:
    """Return the rows of a SELECT over three statements."""
    store = ox.Store()
    for subject, value in (("s", ox.Literal("x")), ("t", ox.Literal("y")), ("t", ox.NamedNode(A + "s"))):
        store.add(ox.Quad(ox.NamedNode(A + subject), ox.NamedNode(A + "p"), value))
    found = store.query(query, substitutions=substitutions)  # type: ignore[arg-type]
    assert isinstance(found, ox.QuerySolutions)
    return sorted(str(row) for row in found)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?o { ?s ?p ?o }",
        "SELECT ?s ?o { OPTIONAL { ?s ?p ?o } }",
        "SELECT (COUNT(*) AS ?n) ?o { ?s ?p ?o } GROUP BY ?o # {",
        'SELECT ?o ?s WHERE { { ?s ?p ?o } UNION { ?o ?p ?s } FILTER(?p != "{") } ORDER BY ?s LIMIT 9',
        "SELECT (EXISTS { ?s ?p 1 } AS ?e) ?o { ?s ?p ?o }",
        "SELECT * { { SELECT ?o { ?s ?p ?o } } }",
        "SELECT ?o { ?s ?p ?v BIND(?v AS ?o) }",
        "SELECT ?o { SELECT ?o { ?s ?p ?o } }",
    ],
)
@pytest.mark.parametrize("term", [ox.Literal("x"), ox.NamedNode(A + "s"), ox.Literal("z")])
def test_a_bound_term_gives_the_same_rows(query: str, term: ox.Literal | ox.NamedNode) -> None:
    assert rows(with_bindings(query, {NAME: term})) == rows(query, {NAME: term})


@given(st.text(max_size=40))
def test_no_text_leaves_its_term(text: str) -> None:
    query = with_bindings("SELECT ?o { }", {NAME: ox.Literal(text)})
    assert [row for row in rows(query)] == rows("SELECT ?o { }", {NAME: ox.Literal(text)})


def test_a_blank_node_cannot_be_bound() -> None:
    with pytest.raises(QueryRefused):
        with_bindings("SELECT ?o { ?s ?p ?o }", {NAME: ox.BlankNode()})


def test_a_query_keeps_its_own_prefix() -> None:
    query = "# PREFIX b: <x>\nprefix a: <http://a/> SELECT ?s { ?s a:p ?o . FILTER(?o != b:z) }"
    assert len(rows(with_prefixes(query, {"a": "http://other/", "b": A}))) == 3


def test_a_dataset_is_told_by_from_alone() -> None:
    assert has_own_dataset("SELECT * FROM <http://a/g> { ?s ?p ?o }")
    assert not has_own_dataset('SELECT ?from { ?s <http://a/FROM> "FROM" } # FROM')


def test_virtuoso_reads_names_and_separators_outside_ascii() -> None:
    query = 'SELECT ?課 (GROUP_CONCAT(?値; SEPARATOR="、") AS ?全部) { ?課 ?p ?値 } GROUP BY ?課 # 課'
    asked = readable(query, A, [])
    assert asked.text.partition("#")[0].isascii()
    sign = next(iter(asked.signs))
    body = f'{{"head":{{"vars":[]}},"results":{{"bindings":[{{"v2__":{{"type":"literal","value":"a{sign}b"}}}}]}}}}'
    found = ox.parse_query_results(results(body.encode(), asked, ["課", "全部"]), format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    assert [variable.value for variable in found.variables] == ["課", "全部"]
    assert [row["全部"].value for row in found] == ["a、b"]
