"""Targets of indicators: which indicator is meant, the value of a year, indicators that meet a value."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.japanese import era_short, fold
from ontology import terms as t
from service.answering import anchors
from service.answering.answer import Item, Status
from service.answering.catalogue import Candidate
from service.answering.evidence import Statement
from service.answering.knowledge import PREFIXES, Entity
from service.answering.mentions import Linked
from service.answering.plan import shorten
from service.answering.series import Target, series
from service.answering.tools import Result, Tools, Topic, item
from service.answering.wording import wording

_ENOUGH = 0.5  # part of the question's worth that an indicator and its 事業 have to hold
_NAMED = 0.2  # part that the indicator's own name has to hold
_SURE = 0.8
_NEARLY = 0.9
_LIKE = 0.92
_OWNER = 0.4  # part that the 事業's name has to hold where its indicators are not named
_VALUE = re.compile(r"\d[\d,.]*(?:%|件|人|時間|回|円|種類|箇所|台|点|業務|手続|施設|店舗|名|秒)")


def indicators(linked: Linked, tools: Tools, topic: Topic) -> tuple[list[Entity], float]:
    """Return the indicators that a question speaks of, and which part of its worth they hold."""
    pool = tools.knowledge.of(t.INDICATOR)
    projects = anchors.taken_over(linked, topic, tools, (t.PROJECT,)) or [
        tools.knowledge.entities[iri] for m in linked.entities(t.PROJECT) for iri in m.iris
    ]
    if projects:
        own = {iri for project in projects for iri in project.parts.get(t.INDICATOR, ())}
        pool = [e for e in pool if e.iri in own] or pool
    named = _fitting(_named(linked, {e.iri for e in pool}), pool, linked, tools)
    if named:
        return named, 1.0
    must = [word for word in wording().must_be_said if word in linked.text]
    pool = [e for e in pool if all(word in fold(e.label) for word in must)]
    asked = [x for x in linked.rest if not x.pair] if projects and linked.entities(t.PROJECT) else []
    ranked = tools.catalogue.rank(asked or linked.terms, pool)
    if projects and pool and (not ranked or ranked[0].named < _NAMED):
        return (pool if len(pool) <= 3 and not _names_one(linked) else []), 1.0
    enough = _SURE if must else _ENOUGH
    sure = bool(ranked) and (ranked[0].key or ranked[0].covered >= _SURE)
    if not sure or ranked[0].covered < enough or ranked[0].named < _NAMED:
        return _of_described(linked, tools, topic), ranked[0].covered if ranked else 0.0
    return _same(ranked), ranked[0].covered


def _named(linked: Linked, pool: set[str]) -> list[str]:
    """Return the indicators of a pool that the question calls by their names: by the longest of these."""
    mentions = sorted(linked.entities(t.INDICATOR), key=lambda m: m.start - m.end)
    return next((found for m in mentions if (found := [iri for iri in m.iris if iri in pool])), [])


def _fitting(named: list[str], pool: list[Entity], linked: Linked, tools: Tools) -> list[Entity]:
    """Return those of the indicators called by name that the rest of the question (breakdown, 事業) fits; none where it
    fits another indicator better, whose name is only printed otherwise."""
    ranked = tools.catalogue.rank(linked.terms, pool) if named else []
    inside = [c for c in ranked if c.entity.iri in named]
    if not inside or inside[0].score < ranked[0].score * _NEARLY:
        return []
    return [c.entity for c in inside if c.score >= inside[0].score * 0.97]


def _of_described(linked: Linked, tools: Tools, topic: Topic) -> list[Entity]:
    """Return the indicators of the 事業 that the question describes, where none of them has a target: all are open."""
    project = anchors.find(linked, tools, topic, t.PROJECT)
    if project.only is None or (project.share < _OWNER and project.covered < _SURE):
        return []
    names = tools.knowledge.entities
    own = [names[iri] for iri in project.only.parts.get(t.INDICATOR, ()) if iri in names]
    return own if own and not any(series(e, tools)[0] for e in own) else []


def _names_one(linked: Linked) -> bool:
    return bool([term for term in linked.rest if not term.pair])


def _same(ranked: Sequence[Candidate]) -> list[Entity]:
    """Return the best indicator with its other breakdown rows, and others only where they fit quite as well."""
    best = ranked[0]
    chosen = [c for c in ranked if c.score >= best.score * _LIKE and c.named >= best.named - 0.02]
    exact = [c for c in chosen if c.score >= best.score * 0.995]
    family = [c for c in exact if c.entity.label == best.entity.label and _owner(c.entity) == _owner(best.entity)]
    return [c.entity for c in (family if len(family) > 1 else exact)]


def _owner(indicator: Entity) -> str | None:
    return next(iter(indicator.parts.get(t.PROJECT, ())), None)


def value(linked: Linked, tools: Tools, topic: Topic, found: Sequence[Entity]) -> Result | None:
    """Return the targets of the indicators for the years asked, or that they are undecided."""
    years = linked.years or topic.years if not linked.years and topic.question else linked.years
    owners = {_owner(e) for e in found}
    if len(owners) > 1 and len(found) > 1:
        return _choose(found, tools)
    items: list[Item] = []
    statements: list[Statement] = []
    query = None
    for indicator in found:
        targets, query = series(indicator, tools)
        for target in targets:
            if not years or target.year in years:
                items.append(_item(indicator, target, tools))
                statements.append(Statement(target.iri, t.VALUE, None, target.value))
    anchors_of = tuple(dict.fromkeys([*(e.iri for e in found), *(o for o in owners if o)]))
    if items:
        told = _told(found, items, tools)
        return Result(tuple(items), tuple(statements), text=told, sparql=query, anchors=anchors_of)
    return _undecided(found, tools, anchors_of, query)


def _undecided(found: Sequence[Entity], tools: Tools, anchors_of: tuple[str, ...], query: str | None) -> Result | None:
    values = " ".join(f"<{e.iri}>" for e in found)
    rows = tools.select(f"{PREFIXES}SELECT ?i ?r WHERE {{ VALUES ?i {{ {values} }} ?i kk:undecidedReason ?r }}")
    if not rows:
        return None
    names = tools.knowledge.entities
    return Result(
        items=tuple(Item(label=names[r["i"]].label, iri=r["i"], type="指標") for r in rows[:1]),
        statements=tuple(Statement(r["i"], t.UNDECIDED, None, r["r"]) for r in rows),
        text=f"「{names[rows[0]['i']].label}」の目標値はまだ決まっていません（{rows[0]['r']}）。",
        sparql=query,
        anchors=anchors_of,
    )


def meeting(linked: Linked, tools: Tools) -> Result | None:
    """Return the indicators whose target has the value named in the question, in the year named."""
    printed = _VALUE.search(linked.text)
    if printed is None:
        return None
    year = f" FILTER(?y = {linked.years[0]})" if linked.years else ""
    query = shorten(
        f"SELECT DISTINCT ?x ?target ?value WHERE {{\n  ?target <{t.OF_INDICATOR}> ?x ; <{t.VALUE}> ?value ; "
        f"<{t.FISCAL_YEAR}>/<{t.NOTATION}> ?y .{year}\n}}"
    )
    rows = [row for row in tools.select(query) if fold(row["value"]) == printed[0]]
    if not rows:
        return None
    names = tools.knowledge.entities
    found = {row["x"]: row for row in rows if row["x"] in names}
    return Result(
        items=tuple(Item(label=names[iri].label, iri=iri, type="指標") for iri in found),
        statements=tuple(Statement(row["target"], t.VALUE, None, names[iri].label) for iri, row in found.items()),
        text=f"目標が{printed[0]}の指標は、{'、'.join(names[iri].label for iri in found)}です。",
        sparql=query,
    )


def of_project(linked: Linked, tools: Tools, topic: Topic) -> Result | None:
    """Return the indicators of the 事業 that the question is about, or the 事業 to choose from."""
    found = anchors.find(linked, tools, topic, t.PROJECT)
    projects = [p for p in found.entities if p.parts.get(t.INDICATOR)]
    if not projects:
        return None
    names = tools.knowledge.entities
    if len(projects) > 1:
        return Result(
            items=tuple(item(p, tools.knowledge) for p in projects),
            statements=tuple(Statement(p.iri, t.HAS_INDICATOR) for p in projects),
            text="当てはまる事業がいくつかあります。どの事業についてお知りになりたいですか。",
            status=Status.AMBIGUOUS,
            suggestions=tuple(f"「{p.label}」の指標は何ですか" for p in projects),
        )
    owned = [names[iri] for iri in projects[0].parts[t.INDICATOR] if iri in names]
    kinds = {value.value for value in linked.values if value.property == "indicatorKind"}
    query = shorten(
        f"SELECT ?indicator ?kind WHERE {{ <{projects[0].iri}> <{t.HAS_INDICATOR}> ?indicator . "
        f"?indicator <{t.INDICATOR_KIND}> ?kind }}"
    )
    kept = {row["indicator"] for row in tools.select(query) if not kinds or row["kind"] in kinds}
    wanted = {e.label: e for e in owned if e.iri in kept}
    return Result(
        items=tuple(Item(label=e.label, iri=e.iri, type="指標") for e in wanted.values()),
        statements=tuple(Statement(e.iri, t.LABEL, None, e.label) for e in wanted.values()),
        text=f"「{projects[0].label}」の指標は、{'、'.join(wanted)}です。",
        sparql=query,
        anchors=(projects[0].iri,),
    )


def _choose(found: Sequence[Entity], tools: Tools) -> Result:
    owners = dict.fromkeys(_owner(e) for e in found)
    names = tools.knowledge.entities
    projects = [names[iri] for iri in owners if iri in names]
    return Result(
        items=tuple(Item(label=p.label, iri=p.iri, type="事業", number=next(iter(p.numbers), None)) for p in projects),
        statements=tuple(Statement(p.iri, t.HAS_INDICATOR, None, found[0].label) for p in projects),
        text=f"「{found[0].label}」はいくつかの事業にあります。どの事業についてお知りになりたいですか。",
        status=Status.AMBIGUOUS,
        suggestions=tuple(f"「{p.label}」の{found[0].label}の目標は？" for p in projects),
    )


def _item(indicator: Entity, target: Target, tools: Tools) -> Item:
    breakdown = "・".join(indicator.texts.get(t.BREAKDOWN, ()))
    rows = tools.select(f"SELECT ?u WHERE {{ <{indicator.iri}> <{t.UNIT_OF_MEASURE}> ?u }}")
    return Item(
        label=indicator.label + (f"（{breakdown}）" if breakdown else ""),
        iri=indicator.iri,
        type="指標",
        value=target.value,
        unit=rows[0]["u"] if rows and rows[0]["u"] not in target.value else None,
        year=era_short(target.year),
    )


def _told(found: Sequence[Entity], items: Sequence[Item], tools: Tools) -> str:
    owner = tools.knowledge.entities.get(_owner(found[0]) or "")
    said = "、".join(f"{i.label}は{i.year}に{i.value}{i.unit or ''}" for i in items)
    return (f"「{owner.label}」の目標です。" if owner else "") + said + "。"
