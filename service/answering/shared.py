"""Things that several groups share, or that none has: goals of two 基本取組, goals that no 基本取組 is given."""

from __future__ import annotations

import re

from ontology import terms as t
from service.answering.answer import Item
from service.answering.evidence import Statement
from service.answering.interpret import Ask, Intent
from service.answering.mentions import Linked
from service.answering.plan.query import shorten
from service.answering.schema import pattern
from service.answering.tools import Result, Tools, item

_FRAMES = tuple(t.FRAME_CLASSES.values())
_SEVERAL = re.compile(r"([2-9二三四五]つ|複数|[2-9])(以上)?の|重複し|重なっ|またが")
_COUNTED = re.compile(r"[2-9二三四五]つの(基本取組|基本方針)に(出て|含ま|ある)")
_HOW_MANY = re.compile(r"いくつ|(何|なん)(個|種類|件|番まで)")
_DENIED = re.compile(
    r"(割り当て|出て|含ま|関係|対応|ひもづ|紐づ|つなが|入|載)[^、。]{0,8}(ない|ません|なし)|出てこない"
)


def among_groups(linked: Linked, intent: Intent, tools: Tools) -> Result | None:
    """Return the goals that the groups of a plan have: all of them, those of several groups, or those of none."""
    if not _asks_goals(linked, intent):
        return None
    frame = next((iri for m in linked.classes() for iri in m.iris if iri in _FRAMES), None)
    if any(map(tools.linker.known, linked.topics())):
        return None  # 電子地域通貨の事業が属する基本取組: not all of its kind
    if frame is None or linked.entities(*_FRAMES, t.PROJECT, t.GOAL, t.UNIT):
        return None
    path = next(iter(tools.schema.paths(t.GOAL, frame, limit=1)), None)
    plan = linked.plan or tools.knowledge.current
    if path is None or plan is None:
        return None
    query = shorten(
        f"SELECT ?x ?group WHERE {{ ?x a <{t.GOAL}> . {pattern(path, 'x', 'group', 'g')[0]} "
        f"?group a <{frame}> ; <{t.IN_PLAN}> <{plan}> }}"
    )
    groups: dict[str, set[str]] = {}
    for row in tools.select(query):
        groups.setdefault(row["x"], set()).add(row["group"])
    if not groups:
        return None
    return _result(linked, intent, groups, path[-1].property, query, tools)


def _asks_goals(linked: Linked, intent: Intent) -> bool:
    shared = any(words.search(linked.text) for words in (_SEVERAL, _DENIED, _HOW_MANY))
    return linked.speaks_of(t.GOAL) and (shared or t.GOAL in intent.types or intent.ask is Ask.GOAL)


def _result(
    linked: Linked, intent: Intent, groups: dict[str, set[str]], prop: str, query: str, tools: Tools
) -> Result | None:
    names = tools.knowledge.entities
    if _DENIED.search(linked.text):
        chosen = [e for e in tools.knowledge.of(t.GOAL) if e.iri not in groups]
        said = "どこにもないのは、"
    elif _SEVERAL.search(linked.text) and not _COUNTED.search(linked.text):
        least = linked.at_least or 2
        chosen = [names[iri] for iri, found in groups.items() if len(found) >= least]
        said = f"{least}つ以上に割り当てられているのは、"
    else:
        chosen = [names[iri] for iri in groups]
        said = "割り当てられているのは、"
    if not chosen:
        return None
    ordered = sorted(chosen, key=lambda goal: int(goal.numbers[0]))
    told = said + "、".join(f"目標{goal.numbers[0]}「{goal.label}」" for goal in ordered) + "です。"
    counted = intent.ask is Ask.COUNT or _HOW_MANY.search(linked.text) is not None
    evidence = {group for found in groups.values() for group in found}
    return Result(
        items=(Item(label=None, type=tools.knowledge.class_labels.get(t.GOAL), value=str(len(ordered))),)
        if counted
        else tuple(item(goal, tools.knowledge) for goal in ordered),
        statements=tuple(Statement(group, prop) for group in sorted(evidence)),
        text=f"{len(ordered)}個です。" + told if counted else told,
        sparql=query,
        anchors=tuple(goal.iri for goal in ordered),
    )
