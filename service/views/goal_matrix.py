"""Which 事業 of one plan contribute to which goals of the SDGs, by the element of the frame that they stand under."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.sparql.queryable import Queryable
from service.views.goals import Goal, read_goals
from service.views.plan_frame import Element, read_elements
from service.views.plan_list import Plan
from service.views.plan_projects import PlanProject, read_plan_projects


@dataclass(frozen=True, slots=True)
class GoalGroup:
    """An element and the 事業 with goals that stand right under it; None: of 事業 that stand under none."""

    element: Element | None
    projects: tuple[PlanProject, ...]


@dataclass(frozen=True, slots=True)
class GoalCount:
    """How many 事業 contribute to a goal: by a statement of their own, and only through an element above them."""

    stated: int
    derived: int


@dataclass(frozen=True, slots=True)
class GoalMatrix:
    """The goals that occur in a plan, its groups from the top down, and the 事業 of which no goal is said."""

    plan: Plan
    goals: tuple[Goal, ...]
    groups: tuple[GoalGroup, ...]
    counts: dict[int, GoalCount]
    total: int
    without: tuple[PlanProject, ...]


def read_goal_matrix(store: Queryable, plan: Plan) -> GoalMatrix:
    """Return what the documents say of a plan's 事業 and the goals."""
    return goal_matrix(plan, read_elements(store, plan.iri), read_plan_projects(store, plan.iri), read_goals(store))


def goal_matrix(
    plan: Plan, elements: Sequence[Element], projects: Sequence[PlanProject], goals: dict[int, Goal]
) -> GoalMatrix:
    """Return the matrix of some 事業; one that stands under two elements is in both groups, and counted once."""
    known = {element.iri for element in elements}
    under: dict[str | None, list[PlanProject]] = defaultdict(list)
    for project in projects:
        if project.goals:
            groups_of: list[str | None] = [iri for iri in project.groups if iri in known]
            for group in groups_of or [None]:
                under[group].append(project)
    groups = [
        GoalGroup(element, tuple(under[element.iri])) for element in elements if element.goals or under[element.iri]
    ]
    if under[None]:
        groups.append(GoalGroup(None, tuple(under[None])))
    occurring = _union(project.goals for project in projects) | _union(element.goals for element in elements)
    shown = tuple(goals[number] for number in sorted(occurring) if number in goals)
    return GoalMatrix(
        plan,
        shown,
        tuple(groups),
        {goal.number: _count(projects, goal.number) for goal in shown},
        len(projects),
        tuple(project for project in projects if not project.goals),
    )


def _union(numbers: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset().union(*numbers)


def _count(projects: Sequence[PlanProject], goal: int) -> GoalCount:
    stated = sum(goal in project.stated_goals for project in projects)
    return GoalCount(stated, sum(goal in project.goals for project in projects) - stated)
