"""The page 計画の体系: a plan from its 基本理念 down to each 事業, what it rests on, and what became of 事業 before."""

from __future__ import annotations

from collections.abc import Mapping

from service.views.plan_facets import FACETS, kept
from service.views.plan_frame import frame_of
from service.views.plan_list import Plan, read_plans
from service.views.plan_overview import PlanOverview, read_overview
from ui.markup import text
from ui.overview import Shown, facet_fields, here, of_plan, overview, plan_field
from ui.plan_parts import basis_html, fates_html
from ui.plan_tree import beside_html, tree_html
from ui.shell import NAME
from ui.source import Source

_EVERY = {"unit": "すべての課", "sdg": "すべてのゴール", "kind": "すべて", "priority": "すべて"}


def plan_page(source: Source) -> None:
    """Add the page to the open Blocks."""

    def show(wanted: Mapping[str, str]) -> Shown:
        plans = source.view("plans", read_plans)

        def of(plan: Plan) -> Shown:
            found = source.view(f"overview of {plan.iri}", lambda store: read_overview(store, plan, plans))
            return plan_html(found, plans, wanted)

        return of_plan(plans, wanted, "計画の体系", of)

    overview("plan", show)


def plan_html(found: PlanOverview, plans: tuple[Plan, ...], wanted: Mapping[str, str]) -> Shown:
    """Return the page of a plan under the conditions of an address."""
    asked = {facet.key: wanted[facet.key] for facet in FACETS if wanted.get(facet.key)}
    left = kept(found.projects, asked)
    said = _said(found, asked, len(left))
    html = (
        plan_field(plans, found.plan)
        + basis_html(found.basis)
        + "".join(fates_html(one, found.plan) for one in (found.fates, *found.before) if one.known)
        + '<section class="frame" aria-labelledby="frame-head"><h2 id="frame-head">'
        + f"{text(found.plan.title)}の体系</h2>{_conditions(found, asked)}"
        + f'<p class="result" id="result" tabindex="-1">{text(said)}{_clear(found.plan, asked)}</p>'
        + tree_html(frame_of(found.elements, left, empty=not asked))
        + "</section>"
        + ("" if asked else beside_html(found.elements))
    )
    return Shown(html, f"{found.plan.title}｜計画の体系｜{NAME}", said)


def _said(found: PlanOverview, asked: Mapping[str, str], left: int) -> str:
    """Return in words how many 事業 are shown and why."""
    total = len(found.projects)
    if not asked:
        return f"全{total}事業を表示しています。" if total else "この計画の事業は、取り込んだ文書にありません。"
    words = [_word(found, key, value) for key, value in asked.items()]
    count = f"{left}事業" if left else "合う事業はありません"
    return f"全{total}事業のうち、{'、'.join(words)}：{count}。"


def _word(found: PlanOverview, key: str, value: str) -> str:
    if key == "sdg":
        return _goal(found, value)
    return {"unit": f"{value}が担当"}.get(key, value)


def _goal(found: PlanOverview, number: str) -> str:
    goal = found.goals.get(int(number)) if number.isdecimal() and len(number) < 3 else None
    return f"SDGs {number} {goal.name}" if goal else f"SDGs {number}"


def _clear(plan: Plan, asked: Mapping[str, str]) -> str:
    return " " + here("plan", {"plan": plan.name}, "条件をすべて外す") if asked else ""


def _conditions(found: PlanOverview, asked: Mapping[str, str]) -> str:
    def name(key: str, value: str) -> str:
        return _goal(found, value).removeprefix("SDGs ") if key == "sdg" else value

    return facet_fields(found.projects, asked, FACETS, _EVERY, name)
