"""The list of 事業 in the contract's shape, and its filters."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from ontology import terms
from service.api.models import ProjectModel
from service.views.project_filter import Project, Wanted, chosen
from service.views.project_list import read_projects
from tests import small_graph


@pytest.fixture(scope="module")
def projects() -> tuple[Project, ...]:
    return read_projects(small_graph.store())


def test_newest_plan_first_then_natural_order_of_numbers(projects: tuple[Project, ...]) -> None:
    assert [(project.json["plan"], project.json["number"]) for project in projects] == [
        ("海辺市DX推進計画", "①-1"),
        ("海辺市DX推進計画", "1-2"),
        ("海辺市DX推進計画", "1-10"),
        ("海辺市ICT計画", "2-1-(2)"),
        ("海辺市ICT計画", "2-1-(10)"),
    ]


def test_every_row_has_exactly_the_documented_shape(projects: tuple[Project, ...]) -> None:
    for project in projects:
        assert ProjectModel.model_validate(project.json).model_dump() == project.json


def test_all_fields_of_one(projects: tuple[Project, ...]) -> None:
    row = projects[0].json
    assert row["iri"] == small_graph.P1
    assert row["name"] == "窓口のオンライン申請"
    assert row["departments"] == ["デジタル推進課", "市民課"]
    assert (row["status"], row["novelty"], row["group"]) == (None, "新規", "便利な窓口")
    assert (row["sdgs"], row["predecessors"], row["successors"]) == ([9], ["紙の窓口申請"], [])
    [indicator] = row["indicators"]
    assert indicator["targets"] == {"R8": "20%", "R12": "40%"}
    assert list(indicator["targets"]) == ["R8", "R12"]
    assert projects[4].json["successors"] == ["窓口のオンライン申請"]
    assert projects[1].json["indicators"][0]["undecided"] == "調査のあとに定める"
    assert projects[2].json["alternative_names"] == ["避難支援"]


def test_where_documents_disagree_both_numbers_are_there_and_find_it(projects: tuple[Project, ...]) -> None:
    row = projects[2].json
    assert (row["number"], row["numbers"]) == ("1-10", ["1-10", "1-11"])
    assert chosen(projects, Wanted(number="1-11")) == [row]


def test_the_number_stated_more_often_is_the_primary_one() -> None:
    store = small_graph.store()
    for name in ("kpi", "sdg"):
        graph = ox.NamedNode(small_graph.passage(name))
        store.add(ox.Quad(ox.NamedNode(small_graph.P10), ox.NamedNode(terms.NUMBER), ox.Literal("1-11"), graph))
    [row] = chosen(read_projects(store), Wanted(number="1-10"))
    assert row["number"] == "1-11"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), ["①-1", "1-2", "1-10", "2-1-(2)", "2-1-(10)"]),
        (Wanted(plan="海辺市DX推進計画"), ["①-1", "1-2", "1-10"]),
        (Wanted(plan="海辺市ＤＸ推進計画（案）"), ["①-1", "1-2", "1-10"]),
        (Wanted(plan=small_graph.OLD), ["2-1-(2)", "2-1-(10)"]),
        (Wanted(plan="ICT"), ["2-1-(2)", "2-1-(10)"]),
        (Wanted(plan="ない計画"), []),
        (Wanted(number="2-1-10"), ["2-1-(10)"]),
        (Wanted(number="２－１－（２）"), ["2-1-(2)"]),
        (Wanted(number="①-1"), ["①-1"]),
        (Wanted(number="1-1"), []),
        (Wanted(department="市民課"), ["①-1", "2-1-(10)"]),
        (Wanted(department="デジタル"), ["①-1", "2-1-(2)"]),
        (Wanted(status="終了"), ["2-1-(10)"]),
        (Wanted(novelty="継続"), ["1-2", "1-10"]),
        (Wanted(sdg=9), ["①-1"]),
        (Wanted(sdg=1), []),
        (Wanted(plan="海辺市ICT計画", department="デジタル推進課", status="継続"), ["2-1-(2)"]),
    ],
)
def test_filters(projects: tuple[Project, ...], wanted: Wanted, found: list[str]) -> None:
    assert [row["number"] for row in chosen(projects, wanted)] == found


def test_a_whole_name_is_preferred_to_a_part(projects: tuple[Project, ...]) -> None:
    """市民課 must not bring 戸籍市民課 along where a 課 is called just that."""
    store = small_graph.store()
    unit = ox.NamedNode(small_graph.iri("unit/戸籍市民課"))
    store.add(ox.Quad(unit, ox.NamedNode(terms.LABEL), ox.Literal("戸籍市民課"), ox.DefaultGraph()))
    store.add(ox.Quad(ox.NamedNode(small_graph.P2), ox.NamedNode(terms.RESPONSIBLE), unit, ox.DefaultGraph()))
    found = chosen(read_projects(store), Wanted(department="市民課"))
    assert [row["number"] for row in found] == ["①-1", "2-1-(10)"]


def test_an_empty_store_has_none() -> None:
    assert read_projects(ox.Store()) == ()
