"""What the page of a plan's 体系 shows: the plan, its frame and 事業, what it rests on, what became of 事業 before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.sparql.queryable import Queryable
from service.select_rows import select, values
from service.views.goals import Goal, read_goals
from service.views.plan_frame import Basis, Element, read_basis, read_elements
from service.views.plan_list import Plan
from service.views.plan_projects import PlanProject, read_plan_projects

_REPLACED = "SELECT ?o WHERE {{ {plan} dcterms:replaces ?o }}"


@dataclass(frozen=True, slots=True)
class Fates:
    """What became of the 事業 of a plan, as far as the documents say. The three lists share no 事業."""

    plan: Plan
    carried: tuple[PlanProject, ...]
    ended: tuple[PlanProject, ...]
    unsaid: tuple[PlanProject, ...]

    @property
    def known(self) -> bool:
        """Whether the documents say anything of it."""
        return bool(self.carried or self.ended)

    @property
    def total(self) -> int:
        """How many 事業 there are."""
        return len(self.carried) + len(self.ended) + len(self.unsaid)


@dataclass(frozen=True, slots=True)
class PlanOverview:
    """A plan. fates: of its own 事業; before: of those of the plans before it."""

    plan: Plan
    projects: tuple[PlanProject, ...]
    elements: tuple[Element, ...]
    basis: tuple[Basis, ...]
    goals: dict[int, Goal]
    fates: Fates
    before: tuple[Fates, ...]


def read_overview(store: Queryable, plan: Plan, plans: Sequence[Plan]) -> PlanOverview:
    """Return what the page shows of one of the plans."""
    projects = read_plan_projects(store, plan.iri)
    # The plans before it: named as such, or those whose 事業 its own take up.
    earlier = {row["o"] for row in select(store, _REPLACED.format(plan=values([plan.iri])))}
    earlier |= {kin.plan for project in projects for kin in project.before if kin.plan}
    return PlanOverview(
        plan,
        projects,
        read_elements(store, plan.iri),
        read_basis(store, plan.iri),
        read_goals(store),
        fates(plan, projects),
        tuple(
            fates(other, read_plan_projects(store, other.iri))
            for other in plans
            if other.iri in earlier and other.iri != plan.iri
        ),
    )


def fates(plan: Plan, projects: Sequence[PlanProject]) -> Fates:
    """Return what became of a plan's 事業: a 事業 that another takes up is carried on, even where it is called 終了."""
    return Fates(
        plan,
        tuple(project for project in projects if project.after),
        tuple(project for project in projects if project.ended and not project.after),
        tuple(project for project in projects if not project.ended and not project.after),
    )
