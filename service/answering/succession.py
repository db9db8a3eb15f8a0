"""What a 事業 was or became in another plan, followed along the graph in the direction that is asked for."""

from __future__ import annotations

import re

from graph.japanese import fold
from ontology import terms as t
from service.answering import anchors
from service.answering.answer import Item
from service.answering.evidence import Statement
from service.answering.knowledge import Entity
from service.answering.mentions import Linked
from service.answering.tools import Result, Tools, Topic, item
from service.answering.wording import wording

_INTO = re.compile(r"[にへ](統合|吸収|組み込|まとめ|移|載せ替)(さ|ら|し|っ|れ|め)")
_WORTH = 0.5  # part of the question's worth that the names of the described 事業 have to hold


def followed(linked: Linked, tools: Tools, topic: Topic) -> Result | None:
    """Return the 事業 that the one spoken of became (後継, 統合先) or was before (前身); None where the question does
    not ask for it, or the graph does not say."""
    becomes, was = linked.says("becomes"), linked.says("was")
    if linked.says("inherits") and linked.entities(t.PROJECT) and not (becomes or was):
        former = any(
            tools.knowledge.entities[i].plan == tools.knowledge.former for i in linked.entities(t.PROJECT)[0].iris
        )
        becomes, was = former, not former
    if not (becomes or was) and _in_other_plan(linked, tools):
        was = linked.plan == tools.knowledge.former
        becomes = not was
    if not (becomes or was) or linked.years:
        return None
    if becomes and (named := _called_before(linked, tools)):
        return named
    subject = _subject(linked.without("becomes", "was"), tools, topic, becomes and not was)
    if subject is None:
        return None
    rows = tools.select(
        f"SELECT ?x ?s ?o WHERE {{ {{ BIND(<{subject.iri}> AS ?o) ?s <{t.SUCCEEDS}> ?o BIND(?s AS ?x) }} UNION "
        f"{{ BIND(<{subject.iri}> AS ?s) ?s <{t.SUCCEEDS}> ?o BIND(?o AS ?x) }} }}"
    )
    names = tools.knowledge.entities
    found = {row["x"]: (names[row["x"]], row["s"]) for row in rows if row["x"] in names}
    if not found:
        return _merged(subject, tools) if becomes else _old_name(subject, tools)
    labels = "、".join(one.label for one, _ in found.values())
    later = all(one.plan == tools.knowledge.current for one, _ in found.values())
    return Result(
        items=tuple(item(one, tools.knowledge) for one, _ in found.values()),
        statements=tuple(Statement(newer, t.SUCCEEDS, None, one.label) for one, newer in found.values()),
        text=f"「{subject.label}」{'は、新しい計画では' if later else 'の前の計画での事業は、'}{labels}です。",
        sparql=f"SELECT ?x WHERE {{ <{subject.iri}> ^<{t.SUCCEEDS}>|<{t.SUCCEEDS}> ?x }}",
        anchors=(subject.iri,),
    )


def _in_other_plan(linked: Linked, tools: Tools) -> bool:
    """Return whether a 事業 of one plan is named and the question is about the other plan: 「○○は新計画だとどれ」."""
    named = [tools.knowledge.entities[iri] for m in linked.entities(t.PROJECT) for iri in m.iris]
    plans = (tools.knowledge.current, tools.knowledge.former)
    conditioned = linked.values or linked.entities(t.UNIT, t.GOAL, *t.FRAME_CLASSES.values())
    return bool(named) and not conditioned and linked.plan in plans and all(e.plan != linked.plan for e in named)


def absorbed(linked: Linked, tools: Tools) -> Result | None:
    """Return the 事業 that went into the group or 事業 that the question names, by their remarks: 重点事業③に統合された
    事業."""
    into = _INTO.search(linked.text)
    if into is None or not linked.says("absorbed"):
        return None
    kinds = (*t.FRAME_CLASSES.values(), t.PROJECT)
    groups = [tools.knowledge.entities[i] for m in linked.entities(*kinds) if m.end <= into.start() + 1 for i in m.iris]
    if not groups:
        before = tools.linker.terms(linked.text[: into.start()])
        described = anchors.described(before, tools, (t.PROJECT,), linked.plan or tools.knowledge.former)
        groups = [e for e in described.entities if described.share >= _WORTH]
    names = {fold(name) for group in groups for name in group.names}
    said = [word for word in wording().operators["absorbed"].findall(linked.text) if word]
    near = tools.catalogue.shelf(t.PROJECT).holding(sorted(names))
    found = [
        p
        for p in near
        if linked.plan in (None, p.plan)
        and p not in groups
        and any(name in p.folded((t.REMARK,)) for name in names)
        and any(word in p.folded((t.REMARK,)) for word in said)
    ]
    if not found:
        return None
    return Result(
        items=tuple(item(p, tools.knowledge) for p in found),
        statements=tuple(Statement(p.iri, t.REMARK, None, groups[0].label) for p in found),
        text=f"「{groups[0].label}」に移ったのは、{'、'.join(p.label for p in found)}です。",
        sparql=f"SELECT ?x ?remark WHERE {{ ?x <{t.REMARK}> ?remark }}",
        anchors=tuple(group.iri for group in groups),
    )


def _old_name(subject: Entity, tools: Tools) -> Result | None:
    """Return the old names that the documents print for a 事業 of whose former plan nothing has been read."""
    query = f"SELECT ?name WHERE {{ <{subject.iri}> <{t.OLD_NAME}> ?name }}"
    old = [row["name"] for row in tools.select(query)]
    if not old:
        return None
    return Result(
        items=tuple(Item(label=name, type=tools.knowledge.class_labels.get(t.OLD_NAME)) for name in old),
        statements=tuple(Statement(subject.iri, t.OLD_NAME, None, name) for name in old),
        text=f"「{subject.label}」の旧名称は{'、'.join(old)}です。",
        sparql=query,
        anchors=(subject.iri,),
    )


def _called_before(linked: Linked, tools: Tools) -> Result | None:
    """Return the 事業 of which the documents print the name in the question as an old name."""
    found = [row for _, row in tools.standing.old_names.said(linked.text)]
    if not found:
        return None
    later = [tools.knowledge.entities[row["x"]] for row in found]
    return Result(
        items=tuple(item(one, tools.knowledge) for one in later),
        statements=tuple(Statement(row["x"], t.OLD_NAME, None, row["name"]) for row in found),
        text=f"「{found[0]['name']}」は、新しい計画では「{'」「'.join(one.label for one in later)}」です。",
        sparql=f"SELECT ?x ?name WHERE {{ ?x <{t.OLD_NAME}> ?name }}",
        anchors=tuple(one.iri for one in later),
    )


def _merged(subject: Entity, tools: Tools) -> Result | None:
    """Return the 事業 into which one went according to its remark, or what that one is called now."""
    text = subject.folded((t.REMARK, t.END_REASON))
    named = [
        e
        for e in tools.catalogue.names(t.PROJECT).bearers(text)
        if e.iri != subject.iri and any(f"「{fold(name)}" in text or f"{fold(name)}」" in text for name in e.names)
    ]
    if not named:
        return None
    into = named[0]
    rows = tools.select(f"SELECT ?s WHERE {{ ?s <{t.SUCCEEDS}> <{into.iri}> }}")
    later = [tools.knowledge.entities[row["s"]] for row in rows]
    now = later or [into]
    return Result(
        items=tuple(item(one, tools.knowledge) for one in now),
        statements=(
            Statement(subject.iri, t.REMARK, None, into.label),
            *(Statement(one.iri, t.SUCCEEDS, None, into.label) for one in later),
        ),
        text=f"「{subject.label}」は「{into.label}」に移りました。"
        + (f"新しい計画では「{'」「'.join(one.label for one in later)}」です。" if later else ""),
        sparql=f"SELECT ?remark WHERE {{ <{subject.iri}> <{t.REMARK}> ?remark }}",
        anchors=(subject.iri,),
    )


def _subject(linked: Linked, tools: Tools, topic: Topic, older: bool) -> Entity | None:
    """Return the 事業 spoken of: named, taken over, or described by its name; an old one where it became something."""
    wanted = tools.knowledge.former if older else tools.knowledge.current
    named = [tools.knowledge.entities[iri] for m in linked.entities(t.PROJECT) for iri in m.iris]
    named = named or anchors.taken_over(linked, topic, tools, (t.PROJECT,))
    if named:
        return next((e for e in named if e.plan == wanted), named[0])
    for plan in (wanted, None):
        found = anchors.described(linked.subject, tools, (t.PROJECT,), plan)
        if found.only is not None and found.share >= _WORTH:
            return found.only
    return None
