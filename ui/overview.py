"""The pages that show a whole plan: what the address asks for is made here; the browser only puts it in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

import gradio as gr

from service.errors import NotFound
from service.views.plan_facets import Facet, choices
from service.views.plan_list import Plan, plan_named
from service.views.plan_projects import PlanProject
from ui.markup import text
from ui.safely import safely
from ui.shell import NAME

_LONGEST = 4_000  # characters of an address's question
_MOST_PARTS = 20

_TEMPLATE = """
<p class="notice" role="alert" hidden></p>
<div class="shown" aria-busy="true"><p class="waiting">読み込んでいます…</p></div>
"""
NOTHING_YET = (
    '<p class="nothing">事業や体系のある計画が、まだありません。文書を取り込むと、ここに表示されます。'
    "取り込み方は、サービスの担当者にお尋ねください。</p>"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows for an address. title: of the browser's window; said: one sentence, read out."""

    html: str
    title: str
    said: str


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a field; count: what it would leave, None where that says nothing."""

    value: str
    label: str
    count: int | None = None


def overview(name: str, show: Callable[[Mapping[str, str]], Shown]) -> None:
    """Add a page to the open Blocks that shows what `show` makes of the address."""

    def read(address: str) -> dict[str, Any]:
        def made() -> dict[str, Any]:
            shown = show(asked(str(address)))
            return {"html": shown.html, "title": shown.title, "said": shown.said}

        return safely(made)

    with gr.Column(elem_id="page", elem_classes=f"page-{name}"):
        gr.HTML(
            "",
            html_template=_TEMPLATE,
            js_on_load="keikaku.overview(element, server)",
            apply_default_css=False,
            server_functions=[read],
            elem_id="overview",
        )


def asked(address: str) -> dict[str, str]:
    """Return what the part of an address behind the question mark asks for; the first value of each name counts.

    >>> asked("?plan=%E8%A8%88%E7%94%BB&unit=&unit=x")
    {'unit': 'x', 'plan': '計画'}
    """
    try:
        parts = parse_qsl(address.removeprefix("?")[:_LONGEST], max_num_fields=_MOST_PARTS)
    except ValueError:  # more parts than any page has conditions
        return {}
    return dict(reversed(parts))


def address(slug: str, parts: Mapping[str, str]) -> str:
    """Return the address of a page under some conditions; empty ones are left out.

    It names the page: Gradio's ``<base>`` would take a question mark alone to the first page.
    """
    return f"{slug}?" + urlencode({key: value for key, value in parts.items() if value})


def here(slug: str, parts: Mapping[str, str], label: str) -> str:
    """Return a link to the page that is open, under other conditions."""
    return f'<a data-here href="{text(address(slug, parts))}">{text(label)}</a>'


def chosen_plan(plans: Sequence[Plan], wanted: Mapping[str, str]) -> Plan:
    """Return the plan that an address asks for, the newest where it asks for none; raises NotFound."""
    plan = plan_named(plans, wanted.get("plan", ""))
    if plan is None:
        raise NotFound("その名前の計画は、いまのデータにありません。上の「ページ」の一覧から開き直してください。")
    return plan


def of_plan(plans: Sequence[Plan], wanted: Mapping[str, str], title: str, show: Callable[[Plan], Shown]) -> Shown:
    """Return what a page shows of the plan that an address asks for; where there is none yet, how there comes to be."""
    if not plans:
        return Shown(NOTHING_YET, f"{title}｜{NAME}", "計画がまだありません。")
    return show(chosen_plan(plans, wanted))


def facet_fields(
    projects: Sequence[PlanProject],
    asked: Mapping[str, str],
    facets: Sequence[Facet],
    every: Mapping[str, str],
    name: Callable[[str, str], str] = lambda key, value: value,
) -> str:
    """Return the form of the facets that part some 事業; nothing where there is nothing to choose.

    every: what is said where a facet is not chosen; name: what a value of a facet is called.
    """
    offered = choices(projects, asked, facets)
    fields = [
        field(
            facet.key,
            facet.name,
            [Option(one.value, name(facet.key, one.value), one.count) for one in offered[facet.key]],
            asked.get(facet.key, ""),
            every[facet.key],
        )
        for facet in facets
        if offered[facet.key]
    ]
    return f'<form class="conditions" aria-label="表示の条件">{"".join(fields)}</form>' if fields else ""


def plan_field(plans: Iterable[Plan], chosen: Plan) -> str:
    """Return the form in which a plan is chosen."""
    options = [
        Option(plan.name, "　".join(filter(None, (plan.title, plan.period, f"{plan.projects}事業")))) for plan in plans
    ]
    return f'<form class="conditions plans">{field("plan", "計画", options, chosen.name)}</form>'


def field(key: str, label: str, options: Sequence[Option], chosen: str, every: str | None = None) -> str:
    """Return a select with its label. every: what is said where nothing is chosen; None where something must be."""
    listed = [Option("", every), *options] if every is not None else list(options)
    inside = "".join(
        f'<option value="{text(option.value)}"{" selected" if option.value == chosen else ""}>{text(option.label)}'
        f"{'' if option.count is None else f'（{option.count}）'}</option>"
        for option in listed
    )
    return (
        f'<div class="field field-{key}"><label for="by-{key}">{text(label)}</label>'
        f'<select id="by-{key}" name="{key}">{inside}</select></div>'
    )
