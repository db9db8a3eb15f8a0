"""Saved queries over the samples: every one gives rows, and no argument is more than a value."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.revisions.repository import OpenRevision, Repository
from graph.sparql.search_pattern import expand
from ontology.saved_queries import MOST_CHOICES, saved_queries
from service.errors import Invalid
from service.views.saved_query_run import Names, Table, prepare, run_saved, saved_query
from tests import small_graph
from tests.conftest import ROOT, Server

STORE = small_graph.store()


@pytest.fixture(scope="module")
def revision(samples_data: Path) -> OpenRevision:
    return Repository(samples_data, vectors=False).open()


def table(revision: OpenRevision, name: str, **arguments: str) -> Table:
    store, query = revision.dataset.store, saved_query(name)
    return run_saved(store, query, prepare(query, arguments, Names(store).find, revision.searcher.search))


@pytest.mark.parametrize("name", sorted(saved_queries()))
def test_each_gives_rows_on_the_samples(revision: OpenRevision, name: str) -> None:
    project = next(unit.iri for unit in revision.searcher.units if "/project/" in unit.iri)
    values = {"iri": project, "string": "窓口の手続きをオンラインで"}
    needed = {p.name: values[p.type] for p in saved_query(name).parameters if p.required}
    found = table(revision, name, **needed)
    assert found.rows
    assert found.total == len(found.rows)
    assert found.readable().rows


def test_words_lead_through_the_graph_best_first(revision: OpenRevision) -> None:
    found = table(revision, "words-to-laws", words="窓口の手続きをオンラインで").to_json()["rows"]
    scores = [float(row["近さ"]) for row in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert any(row["主管課"] for row in found) and any(row["計画の根拠法令"] for row in found)
    statements = table(revision, "words-to-statements", words="窓口の手続きをオンラインで").to_json()["rows"]
    quotes = {unit.quote for unit in revision.searcher.units if unit.kind == "passage"}
    assert {row["原文"] for row in statements} <= quotes


def test_a_page_of_a_table(revision: OpenRevision) -> None:
    whole = table(revision, "unit-projects")
    parts = [whole.part(offset, 3) for offset in range(0, whole.total, 3)]
    assert [row for part in parts for row in part.rows] == list(whole.rows)
    assert {part.total for part in parts} == {whole.total}


@given(st.text(max_size=60), st.sampled_from(["words-to-targets", "unit-projects", "conflicts", "statement-sources"]))
def test_whatever_is_given_is_a_value_or_refused(text: str, name: str) -> None:
    """Nothing given can widen a query: a table has no rows, or those of the thing that the text names."""
    store, query = STORE, saved_query(name)
    try:
        runs = prepare(query, {query.parameters[0].name: text}, Names(store).find, lambda *_: [])
    except Invalid as refused:
        assert refused.detail.endswith("。")
        return
    if text.strip():
        rows = run_saved(store, query, runs).rows
        assert all(text.strip() in row or name in ("unit-projects", "statement-sources") for row in rows)


def test_a_name_of_too_many_things_is_told() -> None:
    with pytest.raises(Invalid, match="IRI"):
        prepare(
            saved_query("unit-projects"),
            {"unit": "市民課"},
            lambda kind, name: [f"http://x/{number}" for number in range(MOST_CHOICES + 1)],
            lambda *_: [],
        )


_EXAMPLES = re.findall(r"```sparql\n(.+?)```", (ROOT / "docs" / "QUERIES.md").read_text(encoding="utf-8"), re.S)


def test_the_manual_has_examples() -> None:
    assert len(_EXAMPLES) == 3


@pytest.mark.parametrize("example", _EXAMPLES)
def test_the_examples_of_the_manual_give_rows(revision: OpenRevision, example: str) -> None:
    rows = revision.dataset.rows(expand(example, revision.searcher.search))
    assert rows
    assert any(len(row) == 3 or "事業の数" in row for row in rows)


def test_a_search_joins_the_graph_over_http(server: Server) -> None:
    query = """SELECT ?課 WHERE { ?p kk:search ("避難の手助け" 1 "entity") ; kk:responsible/skos:prefLabel ?課 }"""
    for answer in (
        server.client.get("/sparql", params={"query": query}),
        server.client.post("/sparql", data={"query": query}),
        server.client.post("/sparql", content=query.encode(), headers={"Content-Type": "application/sparql-query"}),
    ):
        assert [row["課"]["value"] for row in answer.json()["results"]["bindings"]] == ["危機管理課"]
    refused = server.client.get("/sparql", params={"query": "SELECT * { ?p kk:search ?words }"})
    assert refused.status_code == 400
    assert "kk:search" in refused.json()["detail"] and refused.headers["content-type"] == "application/problem+json"


def test_words_reach_a_saved_query_over_http(server: Server) -> None:
    url = "/api/queries/words-to-laws"
    first = server.client.get(url, params={"words": "避難の手助け"})
    assert first.json()["rows"][0]["事業"] == "避難の手助け"
    again = server.client.get(url, params={"words": "避難の手助け"}, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = server.client.get(url, params={"words": "地図"})
    assert other.headers["etag"] != first.headers["etag"]
    hostile = server.client.get(url, params={"words": '" 9) . ?s ?p ?o . (?a) kk:search ("'})
    assert hostile.status_code == 200
    assert server.client.get(url).status_code == 422


def test_openapi_describes_every_saved_query(server: Server) -> None:
    described = server.client.get("/openapi.json").json()["paths"]["/api/queries/{name}"]["get"]
    names = {parameter["name"] for parameter in described["parameters"]}
    for query in saved_queries().values():
        assert f"`{query.name}`" in described["description"]
        assert {parameter.name for parameter in query.parameters} <= names
