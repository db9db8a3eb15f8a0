"""Parts of the page 計画の体系: what a plan rests on, and what became of the 事業 of the plan before."""

from __future__ import annotations

from collections.abc import Sequence

from service.views.plan_frame import Basis
from service.views.plan_list import Plan
from service.views.plan_overview import Fates
from service.views.plan_projects import PlanProject
from ui.markup import lines, relations_link, text
from ui.overview import here

_LEVELS = ("国", "県", "市")


def basis_html(basis: Sequence[Basis]) -> str:
    """Return the laws and the plans of 国, 県 and 市 that a plan rests on; nothing where no document says so."""
    rows = [("法令", [one for one in basis if one.law])]
    rows += [(f"{level}の計画", [one for one in basis if not one.law and one.level == level]) for level in _LEVELS]
    rows += [("ほかの計画", [one for one in basis if not one.law and one.level not in _LEVELS])]
    listed = "".join(f"<dt>{name}</dt><dd><ul>{''.join(map(_basis, found))}</ul></dd>" for name, found in rows if found)
    if not listed:
        return ""
    return (
        '<section class="basis" aria-labelledby="basis-head"><h2 id="basis-head">この計画のよりどころ</h2>'
        f"<dl>{listed}</dl></section>"
    )


def _basis(one: Basis) -> str:
    # Every law is 根拠法令: its heading says so already.
    words = "" if one.law else f'<span class="about">{text("・".join(one.words))}</span>'
    return f"<li>{relations_link(one.iri, one.name)}{words}</li>"


def fates_html(fates: Fates, shown: Plan) -> str:
    """Return what became of the 事業 of a plan, as a folded table. shown: the plan of the page."""
    own = fates.plan == shown
    parts = [
        f"{len(group)}事業は{words}"
        for group, words in (
            (fates.carried, "次の計画に引き継がれ" if own else "この計画に引き継がれ"),
            (fates.ended, "終了し"),
            (fates.unsaid, "その後が書かれていません"),
        )
        if group
    ]
    said = _sentence(parts)
    whose = "この計画の事業" if own else f"前の計画「{text(fates.plan.title)}」の事業"
    other = (
        "" if own else f'<p class="go">{here("plan", {"plan": fates.plan.name}, f"{fates.plan.title}の体系を見る")}</p>'
    )
    rows = "".join(map(_fate, (*fates.carried, *fates.ended, *fates.unsaid)))
    return (
        f'<section class="fates" aria-labelledby="fates-{int(own)}"><h2 id="fates-{int(own)}">{whose}のその後</h2>'
        f"<p>{fates.total}事業のうち、{said}</p>{other}"
        f'<details data-key="fates {text(fates.plan.iri)}"><summary>事業ごとの一覧（{fates.total}事業）</summary>'
        f'<div class="table-frame" tabindex="0" role="region" aria-label="{whose}のその後の一覧">'
        '<table class="results stacked"><thead><tr><th scope="col">番号</th><th scope="col">事業</th>'
        f'<th scope="col">その後</th></tr></thead><tbody>{rows}</tbody></table></div></details></section>'
    )


def _sentence(parts: Sequence[str]) -> str:
    """Return clauses as one sentence: the last one is brought to its end."""
    if not parts:
        return ""
    ends = {"引き継がれ": "引き継がれています", "終了し": "終了しています"}
    last = parts[-1]
    for open_end, end in ends.items():
        if last.endswith(open_end):
            last = last.removesuffix(open_end) + end
    return "、".join((*parts[:-1], last)) + "。"


def _fate(project: PlanProject) -> str:
    said = []
    if project.after:
        links = "、".join(relations_link(kin.iri, kin.name) for kin in project.after)
        said.append(f'<p><strong class="state">引き継ぎ</strong>{links}</p>')
    if project.ended and not project.after:
        reasons = "<br>".join(map(lines, project.end_reasons))
        said.append(f'<p><strong class="state">終了</strong>{reasons or "理由は書かれていません。"}</p>')
    elif project.after and project.end_reasons:
        said.extend(f'<p class="about">{lines(reason)}</p>' for reason in project.end_reasons)
    elif not said:
        word = text(project.kind) if project.kind else "書かれていません"
        said.append(f'<p><strong class="state">{word}</strong>引き継いだ事業は書かれていません。</p>')
    return (
        f'<tr><td class="number" data-head="番号">{text(project.number or "")}</td>'
        f'<th scope="row" class="name">{relations_link(project.iri, project.name)}</th>'
        f'<td data-head="その後">{"".join(said)}</td></tr>'
    )
