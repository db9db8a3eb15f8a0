"""The page SDGs: a plan's 事業 by the goals that they contribute to, stated and handed down told apart."""

from __future__ import annotations

from collections.abc import Mapping

from service.views.goal_matrix import GoalGroup, GoalMatrix, read_goal_matrix
from service.views.goals import Goal
from service.views.plan_list import Plan, read_plans
from service.views.plan_projects import PlanProject
from ui.goal_colours import COLOURS, ink
from ui.markup import relations_link, text
from ui.overview import Shown, address, of_plan, overview, plan_field
from ui.plan_tree import LOOSE
from ui.shell import NAME
from ui.source import Source

_STATED = '<span class="mark stated">明記</span>'
_DERIVED = '<span class="mark derived">取組から</span>'
_MARKS = (
    f'<ul class="marks" aria-label="印の意味"><li>{_STATED}そのものについて、文書に書かれています</li>'
    f"<li>{_DERIVED}上の取組に書かれていて、事業に引き継いだものです</li></ul>"
)


def goals_page(source: Source) -> None:
    """Add the page to the open Blocks."""

    def show(wanted: Mapping[str, str]) -> Shown:
        plans = tuple(plan for plan in source.view("plans", read_plans) if plan.projects)

        def of(plan: Plan) -> Shown:
            found = source.view(f"goals of {plan.iri}", lambda store: read_goal_matrix(store, plan))
            return goals_html(found, plans)

        return of_plan(plans, wanted, "SDGs", of)

    overview("goals", show)


def goals_html(found: GoalMatrix, plans: tuple[Plan, ...]) -> Shown:
    """Return the page of a plan."""
    said = _said(found)
    table = _MARKS + _table(found) if found.goals else ""
    html = (
        plan_field(plans, found.plan)
        + f'<section aria-labelledby="goals-head"><h2 id="goals-head">{text(found.plan.title)}とSDGs</h2>'
        + f'<p class="result" id="result" tabindex="-1">{text(said)}</p>{table}'
        + (_without(found.without) if found.goals else "")
        + "</section>"
    )
    return Shown(html, f"{found.plan.title}｜SDGs｜{NAME}", said)


def _said(found: GoalMatrix) -> str:
    if not found.goals:
        return "この計画とSDGsのつながりは、取り込んだ文書に書かれていません。"
    linked = found.total - len(found.without)
    return f"全{found.total}事業のうち{linked}事業が、SDGsの{len(found.goals)}のゴールにつながっています。"


def _table(found: GoalMatrix) -> str:
    heads = "".join(map(_head, found.goals))
    counts = "".join(f"<td>{_count(found, goal)}</td>" for goal in found.goals)
    bodies = "".join(f"<tbody>{_group(group, found.goals)}</tbody>" for group in found.groups)
    return (
        '<div class="matrix-frame" tabindex="0" role="region" aria-label="事業とSDGsの表" data-scroll="matrix">'
        f'<table class="matrix"><thead><tr><th scope="col">事業</th>{heads}</tr></thead>'
        f'<tbody><tr class="counts"><th scope="row">事業の数</th>{counts}</tr></tbody>{bodies}</table></div>'
    )


def _head(goal: Goal) -> str:
    colour = COLOURS.get(goal.number, "#ffffff")
    style = f"background:{colour};color:{ink(colour)}"
    return (
        f'<th scope="col"><span class="goal-number" style="{style}">{goal.number}</span>'
        f"{relations_link(goal.iri, goal.name)}</th>"
    )


def _count(found: GoalMatrix, goal: Goal) -> str:
    """Return the number as a link to these 事業 in the 体系, and of which kind they are."""
    count = found.counts[goal.number]
    total = count.stated + count.derived
    if not total:
        return "0"
    link = text(address("plan", {"plan": found.plan.name, "sdg": str(goal.number)}))
    label = text(f"{total}事業：ゴール{goal.number}につながる事業の体系")
    parts = (("明記", count.stated), ("取組から", count.derived))
    kinds = "".join(f'<span class="about">{word} {number}</span>' for word, number in parts if number)
    return f'<a href="{link}" aria-label="{label}">{total}事業</a>{kinds}'


def _group(group: GoalGroup, goals: tuple[Goal, ...]) -> str:
    element = group.element
    if element is None:
        name, stated = LOOSE, frozenset[int]()
    else:
        kind = f'<span class="kind family-frame">{text(element.kind_name)}</span>'
        number = f"{text(element.number)} " if element.number else ""
        name, stated = f"{kind}{number}{relations_link(element.iri, element.name)}", element.goals
    cells = "".join(f"<td>{_STATED if goal.number in stated else ''}</td>" for goal in goals)
    rows = "".join(_project(project, goals) for project in group.projects)
    return f'<tr class="element"><th scope="row">{name}</th>{cells}</tr>{rows}'


def _project(project: PlanProject, goals: tuple[Goal, ...]) -> str:
    cells = "".join(f"<td>{_mark(project, goal.number)}</td>" for goal in goals)
    return f'<tr><th scope="row">{_named(project)}</th>{cells}</tr>'


def _mark(project: PlanProject, goal: int) -> str:
    if goal in project.stated_goals:
        return _STATED
    return _DERIVED if goal in project.goals else ""


def _named(project: PlanProject) -> str:
    number = f'<span class="number">{text(project.number)}</span>' if project.number else ""
    return number + relations_link(project.iri, project.name)


def _without(projects: tuple[PlanProject, ...]) -> str:
    if not projects:
        return ""
    listed = "".join(f"<li>{_named(project)}</li>" for project in projects)
    return (
        '<details class="without matrix" data-key="without"><summary>SDGsとのつながりが書かれていない事業'
        f"（{len(projects)}事業）</summary><ul>{listed}</ul></details>"
    )
