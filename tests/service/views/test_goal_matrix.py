"""事業 by the goals of the SDGs: what is stated, what is handed down, what is said of none."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
import pytest

from ontology import terms
from service.views.goal_matrix import GoalCount, GoalMatrix, goal_matrix, read_goal_matrix
from service.views.goals import read_goals
from service.views.plan_frame import read_elements
from service.views.plan_list import Plan, read_plans
from service.views.plan_projects import read_plan_projects
from tests import small_graph as small


@pytest.fixture
def store() -> ox.Store:
    made = small.store()
    for predicate, term in ((terms.TYPE, ox.NamedNode(terms.FRAME)), (terms.IN_PLAN, ox.NamedNode(small.PLAN))):
        made.add(ox.Quad(ox.NamedNode(small.GROUP), ox.NamedNode(predicate), term, ox.DefaultGraph()))
    return made


def plan(store: ox.Store, iri: str = small.PLAN) -> Plan:
    return next(one for one in read_plans(store) if one.iri == iri)


def rows(found: GoalMatrix) -> list[tuple[str | None, list[str]]]:
    return [(group.element and group.element.name, [one.name for one in group.projects]) for group in found.groups]


def test_seventeen_goals_in_their_order(store: ox.Store) -> None:
    assert list(read_goals(store)) == list(range(1, 18))


def test_only_goals_that_occur_and_who_says_so(store: ox.Store) -> None:
    found = read_goal_matrix(store, plan(store))
    assert [goal.number for goal in found.goals] == [9]
    assert rows(found) == [("便利な窓口", ["窓口のオンライン申請"])]
    assert found.counts == {9: GoalCount(stated=0, derived=1)}
    assert [project.name for project in found.without] == ["地図情報の公開", "避難の手助け"]


def test_a_stated_goal_counts_as_stated_wherever_the_project_stands(store: ox.Store) -> None:
    first, second, _ = read_plan_projects(store, small.PLAN)
    stated = replace(second, goals=frozenset({9, 4}), stated_goals=frozenset({4, 9}))
    found = goal_matrix(plan(store), read_elements(store, small.PLAN), (first, stated), read_goals(store))
    assert found.counts == {4: GoalCount(1, 0), 9: GoalCount(1, 1)}
    assert rows(found)[-1] == (None, ["地図情報の公開"])


def test_a_project_in_two_groups_is_counted_once(store: ox.Store) -> None:
    elements = read_elements(store, small.PLAN)
    other = replace(elements[0], iri="http://example.org/other", name="ほか", goals=frozenset())
    first = read_plan_projects(store, small.PLAN)[0]
    twice = replace(first, groups=(*first.groups, other.iri))
    found = goal_matrix(plan(store), (*elements, other), (twice,), read_goals(store))
    assert [names for _, names in rows(found)] == [[first.name], [first.name]]
    assert found.counts[9] == GoalCount(0, 1)


def test_a_plan_without_goals_has_none(store: ox.Store) -> None:
    found = read_goal_matrix(store, plan(store, small.OLD))
    assert (found.goals, found.groups, len(found.without)) == ((), (), 2)
