"""One thing, its neighbours, and the sources of every statement."""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox
import pytest

from ontology import terms
from service.api.models import EntityModel, Neighbourhood
from service.errors import NotFound
from service.views import thing_statements
from tests import small_graph


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return small_graph.store()


@pytest.mark.parametrize(
    "path",
    [
        "unit/市民課",
        quote("unit/市民課"),
        "unit/" + quote("市民課", safe=""),
        quote("project/海辺市DX推進計画/窓口のオンライン申請"),
        quote("project/海辺市DX推進計画/窓口のオンライン申請").lower().replace("dx", "DX"),
    ],
)
def test_found_however_it_is_encoded(store: ox.Store, path: str) -> None:
    assert thing_statements.find(store, small_graph.BASE, path).startswith(small_graph.BASE)


@pytest.mark.parametrize("path", ["unit/ない課", "unit/%ZZ", "x y", "<>", ""])
def test_not_found(store: ox.Store, path: str) -> None:
    with pytest.raises(NotFound):
        thing_statements.find(store, small_graph.BASE, path)


def test_described_with_a_verbatim_source_for_everything(store: ox.Store) -> None:
    found = thing_statements.describe(store, small_graph.P1, limit=100)
    assert EntityModel.model_validate(found).model_dump() == found
    assert (found["label"], [kind["label"] for kind in found["types"]]) == ("窓口のオンライン申請", ["事業"])
    for statement in (*found["properties"], *found["outgoing"], *found["incoming"]):
        assert statement["citations"], statement
        for citation in statement["citations"]:
            assert citation["quote"] in small_graph.TEXT
            assert citation["document"] == small_graph.DOCUMENT
            assert citation["locator"].endswith("行目")


def test_derived_links_name_their_rule(store: ox.Store) -> None:
    found = thing_statements.describe(store, small_graph.P1, limit=100)
    [link] = [link for link in found["outgoing"] if link["property_iri"] == terms.SUCCEEDS]
    assert link["label"] == "紙の窓口申請"
    assert [(said["derived_by"], said["quote"]) for said in link["citations"]] == [
        ("旧名称", small_graph.quote("succ"))
    ]


def test_incoming_links(store: ox.Store) -> None:
    found = thing_statements.describe(store, small_graph.iri("unit/市民課"), limit=100)
    assert {link["label"] for link in found["incoming"]} == {"窓口のオンライン申請", "紙の窓口申請"}
    assert found["incoming_total"] == 2


def test_properties_are_named_in_japanese(store: ox.Store) -> None:
    found = thing_statements.describe(store, small_graph.P10, limit=100)
    for statement in (*found["properties"], *found["outgoing"]):
        assert not statement["property"].isascii(), statement


def test_neighbours_both_ways(store: ox.Store) -> None:
    found = thing_statements.neighbours(store, small_graph.O1, limit=100, offset=0)
    assert Neighbourhood.model_validate(found).model_dump() == found
    ways = {(edge["label"], edge["direction"]) for edge in found["edges"]}
    assert ways == {("計画", "out"), ("主管課", "out"), ("引き継ぐ旧事業", "in")}
    assert all(edge["citations"] for edge in found["edges"])
    assert {node["iri"] for node in found["nodes"]} == {
        end for edge in found["edges"] for end in (edge["source"], edge["target"])
    }


@pytest.mark.parametrize("iri", [small_graph.P1, small_graph.PLAN, small_graph.GOAL])
def test_pages_of_neighbours_make_up_the_whole(store: ox.Store, iri: str) -> None:
    whole = thing_statements.neighbours(store, iri, limit=1000, offset=0)
    paged = [
        (edge["source"], edge["property"], edge["target"])
        for offset in range(0, whole["total"], 2)
        for edge in thing_statements.neighbours(store, iri, limit=2, offset=offset)["edges"]
    ]
    assert len(paged) == whole["total"] == len(set(paged))
    assert set(paged) == {(edge["source"], edge["property"], edge["target"]) for edge in whole["edges"]}


def test_things_without_a_name_are_called_by_what_they_say(store: ox.Store) -> None:
    target = small_graph.iri("indicator/1/2030")
    assert thing_statements.names(store, [target])[target].label == "40%"
