"""The tree of a plan: nested lists with headings that fold, down to the 事業."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ontology import terms
from service.views.plan_frame import BESIDE, Element, Frame, Node
from service.views.plan_projects import PlanProject
from ui.markup import lines, relations_link, text

_TOP = 3  # the level of the first heading in the tree
_LOWEST = 6
LOOSE = "体系のどこに属するか書かれていない事業"
_FOLD = (
    '<div class="fold" role="group" aria-label="体系の開閉"><button type="button" class="quiet" data-fold="open">'
    'すべて開く</button><button type="button" class="quiet" data-fold="close">すべて閉じる</button></div>'
)


def tree_html(frame: Frame) -> str:
    """Return the tree. A single 基本理念 stands above all the rest, as in the plan itself."""
    principles = [root for root in frame.roots if root.element.kind == terms.PRINCIPLE]
    others = [root for root in frame.roots if root.element.kind != terms.PRINCIPLE]
    above = principles[0] if len(principles) == 1 and not principles[0].total else None
    if above is not None:
        shown = [_node(Node(above.element, (*above.children, *others), above.projects), _TOP)] if others else []
        if not others and not frame.loose:
            shown = [_node(above, _TOP)]
    else:
        shown = [_node(root, _TOP) for root in frame.roots]
    if frame.loose:
        shown.append(_folding("loose", f"<h{_TOP}>{LOOSE}</h{_TOP}>", len(frame.loose), _projects(frame.loose)))
    if not shown:
        return ""
    return f'{_FOLD}<ul class="tree">{"".join(f"<li>{one}</li>" for one in shown)}</ul>'


def beside_html(elements: Sequence[Element]) -> str:
    """Return what a plan says beside the way to its 事業: 共通事項, 将来像 and the like, folded."""
    kinds: dict[str, list[Element]] = defaultdict(list)
    for element in elements:
        if element.kind in BESIDE:
            kinds[element.kind_name].append(element)
    sections = "".join(
        f'<details data-key="{text(kind)}"><summary><h3>{text(kind)}</h3><span class="count">{len(found)}件</span>'
        f"</summary><dl>{''.join(map(_beside, found))}</dl></details>"
        for kind, found in kinds.items()
    )
    return f'<section class="beside" aria-label="体系のほかに書かれていること">{sections}</section>' if sections else ""


def _beside(element: Element) -> str:
    about = f"<dd>{lines(element.about)}</dd>" if element.about else ""
    return f"<dt>{_name(element)}</dt>{about}"


def _node(node: Node, level: int) -> str:
    element = node.element
    depth = min(level, _LOWEST)
    heading = f'<h{depth}><span class="kind family-frame">{text(element.kind_name)}</span>{_name(element)}</h{depth}>'
    inside = f'<p class="about">{lines(element.about)}</p>' if element.about else ""
    if node.children:
        inside += f"<ul>{''.join(f'<li>{_node(child, level + 1)}</li>' for child in node.children)}</ul>"
    if node.projects:
        inside += _projects(node.projects)
    if not inside:  # nothing to unfold
        return f'<div class="leaf">{heading}</div>'
    return _folding(element.iri, heading, node.total, inside)


def _folding(key: str, heading: str, count: int, inside: str) -> str:
    counted = f'<span class="count">{count}事業</span>' if count else ""
    return (
        f'<details open data-key="{text(key)}"><summary>{heading}{counted}</summary>'
        f'<div class="inside">{inside}</div></details>'
    )


def _name(element: Element) -> str:
    return f"{text(element.number)} {text(element.name)}" if element.number else text(element.name)


def _projects(projects: Sequence[PlanProject]) -> str:
    return f'<ul class="projects">{"".join(map(_project, projects))}</ul>'


def _project(project: PlanProject) -> str:
    kind = (
        f'<span class="badge kind-{_STYLES.get(project.kind, "other")}">{text(project.kind)}</span>'
        if project.kind
        else ""
    )
    before = "、".join(f"「{text(kin.name)}」" for kin in project.before)
    came = f'<span class="about came-from">前の計画の{before}を引き継ぐ</span>' if before else ""
    units = text("、".join(project.units)) if project.units else "課は書かれていません"
    link = relations_link(project.iri, "つながり").replace(
        "<a ", f'<a aria-label="「{text(project.name)}」のつながり" ', 1
    )
    return (
        f'<li class="project"><span class="number">{text(project.number or "")}</span>'
        f'<span class="what"><span class="name">{text(project.name)}</span>{came}</span>'
        f'<span class="units">{units}</span><span class="state">{kind}</span><span class="go">{link}</span></li>'
    )


_STYLES: dict[str | None, str] = {"新規": "new", "継続": "kept", "終了": "ended"}
