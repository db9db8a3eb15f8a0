"""The page 指標: the targets of a plan by 事業, as small charts with their tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.japanese import era_short, fold
from service.views.plan_facets import kept
from service.views.plan_indicators import Indicator, PlanIndicators, Target, read_indicators
from service.views.plan_list import Plan, read_plans
from service.views.plan_projects import PlanProject
from ui.charts import bars
from ui.markup import lines, relations_link, text
from ui.overview import Shown, facet_fields, here, of_plan, overview, plan_field
from ui.shell import NAME
from ui.source import Source

_EVERY = {"unit": "すべての課", "group": "すべて"}
_KINDS = {"outcome": "成果", "output": "実績"}
_UNDECIDED = "未定"
_HOW = "棒の高さは0から始まります。高さの尺度は指標ごとに違うので、ちがう指標の棒どうしは比べられません。"


def indicators_page(source: Source) -> None:
    """Add the page to the open Blocks."""

    def show(wanted: Mapping[str, str]) -> Shown:
        plans = tuple(plan for plan in source.view("plans", read_plans) if plan.projects)

        def of(plan: Plan) -> Shown:
            found = source.view(f"indicators of {plan.iri}", lambda store: read_indicators(store, plan))
            return indicators_html(found, plans, wanted)

        return of_plan(plans, wanted, "指標", of)

    overview("indicators", show)


def indicators_html(found: PlanIndicators, plans: tuple[Plan, ...], wanted: Mapping[str, str]) -> Shown:
    """Return the page of a plan's 指標 under the conditions of an address."""
    asked = {facet.key: wanted[facet.key] for facet in found.facets if wanted.get(facet.key)}
    left = kept(found.projects, asked, found.facets)
    said = _said(found, asked, left)
    clear = " " + here("indicators", {"plan": found.plan.name}, "条件をすべて外す") if asked else ""
    html = (
        plan_field(plans, found.plan)
        + f'<section aria-labelledby="indicators-head"><h2 id="indicators-head">{text(found.plan.title)}の指標</h2>'
        + facet_fields(found.projects, asked, found.facets, _EVERY)
        + f'<p class="result" id="result" tabindex="-1">{text(said)}{clear}</p>'
        + (f'<p class="about">{_HOW}</p>' if left else "")
        + "".join(_project(project, found) for project in left)
        + "</section>"
    )
    return Shown(html, f"{found.plan.title}｜指標｜{NAME}", said)


def _said(found: PlanIndicators, asked: Mapping[str, str], left: tuple[PlanProject, ...]) -> str:
    def counted(projects: tuple[PlanProject, ...]) -> str:
        return f"{len(projects)}事業の{sum(len(found.of[project.iri]) for project in projects)}指標"

    if not found.projects:
        return "この計画の指標は、取り込んだ文書にありません。"
    if not asked:
        return f"全{counted(found.projects)}を表示しています。"
    words = "、".join(f"{value}が担当" if key == "unit" else value for key, value in asked.items())
    return f"全{counted(found.projects)}のうち、{words}：{counted(left) if left else '合う指標はありません'}。"


def _project(project: PlanProject, found: PlanIndicators) -> str:
    number = f'<span class="number">{text(project.number)}</span> ' if project.number else ""
    units = f'<p class="about">{text("、".join(project.units))}</p>' if project.units else ""
    cards = "".join(f"<li>{_indicator(one, found.years)}</li>" for one in found.of[project.iri])
    return (
        f'<section class="measured"><h3>{number}{relations_link(project.iri, project.name)}</h3>{units}'
        f'<ul class="charts">{cards}</ul></section>'
    )


def _indicator(one: Indicator, years: tuple[int, ...]) -> str:
    name = f"{one.name}（{one.breakdown}）" if one.breakdown and one.breakdown != one.name else one.name
    kind = f'<span class="kind family-indicator">{_KINDS[one.kind]}</span>' if one.kind in _KINDS else ""
    unit = f'<span class="about">単位：{text(one.unit)}</span>' if one.unit else ""
    return (
        f"<figure><figcaption><h4>{kind}{text(name)}</h4>{unit}</figcaption>{_chart(one, name, years)}"
        f"{_notes(one)}{_table(one, name, years)}</figure>"
    )


def _chart(one: Indicator, name: str, years: tuple[int, ...]) -> str:
    # With all targets: a year of which something is said in words is not undecided.
    return bars(years, one.targets, name, _missing(one)) if one.drawn else ""


def _missing(one: Indicator) -> str:
    """Return what stands for a year without a target."""
    return _UNDECIDED if one.undecided is not None else ""


def _notes(one: Indicator) -> str:
    """Return in words what the chart does not show."""
    notes = []
    if one.undecided is not None:
        # A cell that says nothing but 未定 gives no reason.
        reason = "" if fold(one.undecided) == _UNDECIDED else one.undecided
        notes.append(f'<strong class="state">{_UNDECIDED}</strong>{lines(reason) or "目標は、まだ決まっていません。"}')
    elif not one.targets:
        notes.append("目標の値は書かれていません。")
    several = [target for target in one.undrawn if len(target.values) > 1]
    if several:
        notes.append(f"{_years(several)}は、文書によって値が違うため、グラフにしていません。")
    words = [target for target in one.undrawn if len(target.values) == 1 and target.number is None]
    if words:
        values = "、".join(dict.fromkeys(text(target.values[0]) for target in words))
        notes.append(f"{_years(words)}は数値で書かれていないため、グラフにしていません：{values}")
    if any(target.number is not None for target in one.undrawn):
        notes.append("年度によって単位が違うため、グラフにしていません。値は表にあります。")
    return "".join(f'<p class="note">{note}</p>' for note in notes)


def _years(targets: Sequence[Target]) -> str:
    return "、".join(era_short(target.year) for target in targets)


def _table(one: Indicator, name: str, years: tuple[int, ...]) -> str:
    """Return the values as printed; it is open where there is no chart to look at."""
    if not one.targets:
        return ""
    printed = {target.year: "／".join(target.values) for target in one.targets}
    missing = _missing(one) or "書かれていません"
    rows = "".join(
        f'<tr><th scope="row">{era_short(year)}</th><td>{text(printed.get(year, missing))}</td></tr>' for year in years
    )
    summary = f'<summary>値の表<span class="sr-only">：{text(name)}</span></summary>'
    return (
        f'<details data-key="{text(one.iri)}"{"" if one.drawn else " open"}>{summary}'
        '<table class="results"><thead><tr><th scope="col">年度</th><th scope="col">目標</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></details>"
    )
