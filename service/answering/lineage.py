"""Which plan comes before or after another, asked by the word for the other plan (前の計画は？ 次の計画の名前は)."""

from __future__ import annotations

import re

from ontology import terms as t
from service.answering.evidence import Statement
from service.answering.mentions import Linked
from service.answering.tools import Result, Tools, item
from service.answering.wording import wording

_ASKED = re.compile(r"^(の(名前|名称|正式名称|名))?(は|って|を|とは|が)?(何|なに|なん|どれ|どの|どういう|教え|[?。]|$)")
_INHERITED = re.compile(
    r"(?:(何という|どの|どういう|どんな|何の)計画を(?:引き継|受け継|継承)|を(?:引き継|受け継|継承)[^、。]{0,6}計画(?:は|って|を))"
)


def asked(linked: Linked, tools: Tools) -> Result | None:
    """Return the plan before or after the one named, where the question asks for it by its role."""
    if linked.plans and (found := _INHERITED.search(linked.text)):
        return _result(linked, found[1] is not None, tools, linked.plans[-1])
    for role, forward in (("old", True), ("new", False)):
        for word in wording().plans[role]:
            at = linked.text.find(word)
            if at < 0 or not _ASKED.match(linked.text[at + len(word) :]) or not _asks_which(linked, at + len(word)):
                continue
            return _result(linked, forward, tools)
    return None


def _asks_which(linked: Linked, end: int) -> bool:
    """Return whether nothing but a plan is asked for behind the role's word."""
    beside = any(m.start >= end or t.PROJECT in m.iris for m in linked.classes())
    return not linked.entities(t.PROJECT) and not beside and not linked.topics()


def _result(linked: Linked, forward: bool, tools: Tools, named: str | None = None) -> Result | None:
    names = tools.knowledge.entities
    known = (tools.knowledge.current, tools.knowledge.former)
    role = known[1] if forward else known[0]
    start = named or next((iri for iri in linked.plans if iri != role), known[0] if forward else known[1])
    if start is None or start not in names:
        return None
    way = f"<{start}> <{t.REPLACES}> ?x" if forward else f"?x <{t.REPLACES}> <{start}>"
    query = f"SELECT ?x WHERE {{ {way} }}"
    found = [names[row["x"]] for row in tools.select(query) if row["x"] in names]
    if not found:
        return None
    side = "前" if forward else "次"
    newer = [names[start]] if forward else found
    return Result(
        items=tuple(item(plan, tools.knowledge) for plan in found),
        statements=tuple(Statement(plan.iri, t.REPLACES, None, None) for plan in newer),
        text=f"「{names[start].label}」の{side}の計画は、{'、'.join(p.label for p in found)}です。",
        sparql=query,
        anchors=tuple(plan.iri for plan in found),
    )
