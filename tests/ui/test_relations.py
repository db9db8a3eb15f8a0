"""A thing's card for the page of relations, over a small graph in a real store."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyoxigraph as ox
import pytest

from graph.search.search_unit import Hit
from ontology import terms
from tests import small_graph as small
from ui.choices import Name, all_names, choices, starts
from ui.families import FAMILIES, family
from ui.relations import card


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return small.store()


def group(shown: dict[str, Any], label: str, direction: str) -> dict[str, Any]:
    groups = [g for g in shown["groups"] if (g["label"], g["direction"]) == (label, direction)]
    assert len(groups) == 1, [(g["label"], g["direction"]) for g in shown["groups"]]
    return dict(groups[0])


def opened(store: ox.Store, iri: str) -> dict[str, Any]:
    shown = card(store, iri)
    assert shown is not None
    return shown


def test_every_link_has_a_japanese_name_and_its_quote(store: ox.Store) -> None:
    units = group(opened(store, small.P1), "主管課", "out")
    assert [link["label"] for link in units["links"]] == ["デジタル推進課", "市民課"]
    for link in units["links"]:
        assert [cited["quote"] for cited in link["citations"]] == [small.quote("p1")]
        assert link["citations"][0]["locator"]


def test_incoming_links_read_as_a_sentence(store: ox.Store) -> None:
    projects = group(opened(store, small.iri("unit/市民課")), "主管課", "in")
    assert projects["title"] == "これを「主管課」とする事業"
    assert {link["iri"] for link in projects["links"]} == {small.P1, small.O1}


def test_what_belongs_to_a_plan_is_called_by_its_class(store: ox.Store) -> None:
    projects = group(opened(store, small.PLAN), "事業", "in")
    assert projects["title"] == "この計画の事業"


def test_links_that_matter_come_first(store: ox.Store) -> None:
    labels = [g["label"] for g in opened(store, small.P1)["groups"]]
    assert labels[:2] == ["主管課", "指標"]


def test_an_address_outside_is_a_fact_and_no_node(store: ox.Store) -> None:
    law = next(store.quads_for_pattern(None, ox.NamedNode(terms.LAW_ID), None, ox.DefaultGraph())).subject
    shown = opened(store, str(law.value))
    assert any(value.startswith("https://") for fact in shown["facts"] for value in fact["values"])
    assert not any(link["iri"].startswith("https://") for g in shown["groups"] for link in g["links"])


def test_derived_link_names_its_rule_and_its_passage(store: ox.Store) -> None:
    goals = [g for g in opened(store, small.P1)["groups"] if g["links"][0]["iri"] == small.GOAL]
    cited = goals[0]["links"][0]["citations"][0]
    assert (cited["quote"], bool(cited["derived_by"])) == (small.quote("sdg"), True)


def test_targets_are_a_table_by_year_and_no_nodes(store: ox.Store) -> None:
    shown = opened(store, small.iri("indicator/1"))
    assert [[(row["head"], row["value"]) for row in table["rows"]] for table in shown["tables"]] == [
        [("令和8年度", "20%"), ("令和12年度", "40%")]
    ]
    assert all(link["type"] != "目標値" for g in shown["groups"] for link in g["links"])


def test_a_year_lists_what_was_set_for_it_by_indicator(store: ox.Store) -> None:
    labels = [link["label"] for g in opened(store, small.iri("year/2030"))["groups"] for link in g["links"]]
    assert "オンライン申請率：40%" in labels


def test_facts_join_the_values_of_one_name(store: ox.Store) -> None:
    facts = {fact["name"]: fact for fact in opened(store, small.P10)["facts"]}
    numbers = next(fact for fact in facts.values() if "1-10" in fact["values"])
    assert sorted(numbers["values"]) == ["1-10", "1-11"]
    assert len(numbers["citations"]) == 2


def test_a_contradiction_shows_its_values_and_their_places(store: ox.Store) -> None:
    table = opened(store, small.CONFLICT)["tables"][0]
    assert [row["head"] for row in table["rows"]] == ["1-10", "1-11"]
    assert [row["citations"][0]["quote"] for row in table["rows"]] == [small.quote("p10"), small.quote("swap")]
    assert group(opened(store, small.P10), "矛盾", "in")["title"] == "この事業についての矛盾"


def test_bookkeeping_is_not_shown(store: ox.Store) -> None:
    for iri in (small.P1, small.CONFLICT, small.PLAN):
        shown = opened(store, iri)
        said = [value for fact in shown["facts"] for value in fact["values"]]
        assert shown["label"] not in said
        assert not any(link["iri"].startswith(small.iri("passage/")) for g in shown["groups"] for link in g["links"])


def test_nothing_is_known_of_a_strange_iri(store: ox.Store) -> None:
    assert card(store, small.iri("project/ない")) is None
    assert card(store, "ない> . } #") is None


def test_a_thing_found_twice_is_one_choice(store: ox.Store) -> None:
    unit = next(unit for unit in small.units() if unit.iri == small.P1)
    listed = choices(store, [], [Hit(unit, 2.0), Hit(unit, 1.0)], "窓口", 9)
    assert [(c["label"], c["type"], c["family"]) for c in listed] == [("窓口のオンライン申請", "事業", "project")]


def test_what_is_called_so_comes_before_what_the_search_found(store: ox.Store) -> None:
    unit = next(unit for unit in small.units() if unit.iri == small.P1)
    listed = choices(store, all_names(store), [Hit(unit, 2.0)], "Ｒ１２", 9)
    assert [(c["label"], c["type"]) for c in listed] == [("令和12年度", "年度"), ("窓口のオンライン申請", "事業")]


def test_a_contradiction_stands_behind_the_thing_that_it_is_about(store: ox.Store) -> None:
    thing = Name("避難の手助け", small.P10, "避難の手助け", terms.PROJECT)
    conflict = replace(thing, iri=small.CONFLICT, type=terms.CONFLICT)
    assert [c["iri"] for c in choices(store, [conflict, thing], [], "避難の手助け", 9)] == [small.P10, small.CONFLICT]


def test_another_name_of_a_thing_finds_it(store: ox.Store) -> None:
    assert choices(store, all_names(store), [], "避難支援", 9)[0]["iri"] == small.P10


def test_namesakes_are_told_apart_by_their_plan(store: ox.Store) -> None:
    project = ox.NamedNode(small.iri("project/海辺市ICT計画/地図情報の公開"))
    more = small.store()
    for predicate, value in (
        (terms.TYPE, ox.NamedNode(terms.PROJECT)),
        (terms.LABEL, ox.Literal("地図情報の公開")),
        (terms.IN_PLAN, ox.NamedNode(small.OLD)),
        (terms.RESPONSIBLE, ox.NamedNode(small.iri("unit/都市整備課"))),
    ):
        more.add(ox.Quad(project, ox.NamedNode(predicate), value, ox.DefaultGraph()))
    listed = choices(more, all_names(more), [], "地図情報の公開", 9)
    assert sorted(c["label"] for c in listed) == [
        "地図情報の公開（海辺市DX推進計画）",
        "地図情報の公開（海辺市ICT計画）",
    ]
    links = group(opened(more, small.iri("unit/都市整備課")), "主管課", "in")["links"]
    assert len({link["label"] for link in links}) == 2


def test_the_plan_with_the_most_parts_comes_first(store: ox.Store) -> None:
    assert [choice["iri"] for choice in starts(store)] == [small.PLAN, small.OLD]


def test_each_class_has_one_colour() -> None:
    classes = [cls for _, members in FAMILIES.values() for cls in members]
    assert len(classes) == len(set(classes))
    assert (family(terms.PROJECT), family(None), family("http://a/b")) == ("project", "other", "other")
