"""The 指標 of a plan: which targets are numbers, which are not, in which order they stand."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox

from ontology import terms
from service.views.plan_facets import Choice, choices, kept
from service.views.plan_indicators import Indicator, PlanIndicators, read_indicators
from service.views.plan_list import read_plans
from tests import small_graph as small

RATE = small.iri("indicator/1")


def read(store: ox.Store) -> PlanIndicators:
    return read_indicators(store, read_plans(store)[0])


def with_numbers(*numbers: tuple[int, str, str | None]) -> Indicator:
    """Return the 指標 with further targets: year, value, number."""
    store = small.store()
    for place, (year, value, number) in enumerate(numbers):
        target = ox.NamedNode(f"{RATE}/further/{place}")
        facts: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            (terms.OF_INDICATOR, ox.NamedNode(RATE)),
            (terms.FISCAL_YEAR, ox.NamedNode(small.iri(f"year/{year}"))),
            (terms.VALUE, ox.Literal(value)),
        ]
        if number is not None:
            facts.append((terms.NUMERIC_VALUE, ox.Literal(number)))
        for predicate, term in facts:
            store.add(ox.Quad(target, ox.NamedNode(predicate), term, ox.DefaultGraph()))
    return read(store).of[small.P1][0]


def test_indicators_stand_by_project_in_the_order_of_numbers() -> None:
    found = read(small.store())
    assert [project.iri for project in found.projects] == [small.P1, small.P2]
    assert found.years == (2026, 2030)
    [rate], [seen] = (found.of[project.iri] for project in found.projects)
    assert [(target.year, target.values) for target in rate.targets] == [(2026, ("20%",)), (2030, ("40%",))]
    assert (rate.kind, rate.undecided) == ("outcome", None)
    assert (seen.kind, seen.undecided, seen.targets) == ("output", "調査のあとに定める", ())


def test_only_numbers_are_drawn() -> None:
    found = with_numbers((2027, "25%", "25"), (2028, "前年以上", None))
    assert [target.number for target in found.drawn] == [Decimal(25)]
    assert [target.year for target in found.undrawn] == [2026, 2028, 2030]


def test_values_that_disagree_are_not_drawn() -> None:
    found = with_numbers((2027, "25%", "25"), (2027, "30%", "30"), (2028, "35%", "35"))
    assert [target.year for target in found.drawn] == [2028]
    assert next(target.values for target in found.targets if target.year == 2027) == ("25%", "30%")


def test_values_of_different_measures_share_no_axis() -> None:
    assert with_numbers((2027, "25%", "25"), (2028, "30件", "30")).drawn == ()


def test_conditions_are_by_unit_and_by_group() -> None:
    store = small.store()
    for predicate, term in ((terms.TYPE, ox.NamedNode(terms.FRAME)), (terms.IN_PLAN, ox.NamedNode(small.PLAN))):
        store.add(ox.Quad(ox.NamedNode(small.GROUP), ox.NamedNode(predicate), term, ox.DefaultGraph()))
    found = read(store)
    assert choices(found.projects, {}, found.facets)["group"] == (Choice("便利な窓口", 1),)
    assert [one.iri for one in kept(found.projects, {"group": "便利な窓口"}, found.facets)] == [small.P1]
    assert [one.iri for one in kept(found.projects, {"unit": "都市整備課"}, found.facets)] == [small.P2]
