"""Targets of indicators: the value of a year, indicators that meet a value, the indicators of a 事業."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.japanese import era_short, fold
from ontology import terms as t
from service.answering import anchors
from service.answering.answer import Item, Status
from service.answering.evidence import Statement
from service.answering.indicators import owner
from service.answering.knowledge import PREFIXES, Entity
from service.answering.mentions import Linked
from service.answering.plan.query import shorten
from service.answering.scope import RANGE
from service.answering.series import Target, series
from service.answering.tools import Result, Tools, Topic, to_choose

_SAID = 0.6  # part of the question's worth, the 課 apart, that an indicator and its 事業 have to hold
_VALUE = re.compile(r"\d[\d,.]*(?:%|件|人|時間|回|円|種類|箇所|台|点|業務|手続|施設|店舗|名|秒)")


def value(linked: Linked, tools: Tools, topic: Topic, found: Sequence[Entity]) -> Result | None:
    """Return the targets of the indicators for the years asked, or that they are undecided."""
    years = linked.years or topic.years if not linked.years and topic.question else linked.years
    if len(years) == 2 and RANGE.search(linked.text):
        years = tuple(range(min(years), max(years) + 1))  # R8〜R10: R9 as well
    owners = {owner(e) for e in found}
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


def of_units(linked: Linked, tools: Tools, topic: Topic) -> Result | None:
    """Return the targets of the rows of an indicator that are broken down by the 課 named."""
    names = [fold(tools.knowledge.entities[iri].label) for m in linked.entities(t.UNIT) for iri in m.iris]
    near = tools.catalogue.shelf(t.INDICATOR).holding(names)
    rows = [e for e in near if any(name in e.folded((t.BREAKDOWN,)) for name in names)]
    if not rows:
        return _of_department(linked, tools, topic)
    about = [x for x in linked.terms if not any(x.forms[0] in name for name in names)]
    ranked = tools.catalogue.rank(about, rows)
    if not ranked or ranked[0].covered < _SAID or not ranked[0].key:
        return None
    best = [c for c in ranked if owner(c.entity) == owner(ranked[0].entity)]
    said = [c for c in best if c.entity.label == best[0].entity.label] if best[0].named > best[-1].named else best
    return value(linked, tools, topic, [c.entity for c in said])


def _of_department(linked: Linked, tools: Tools, topic: Topic) -> Result | None:
    """Return the targets of the one 事業 of a 課, or its 事業 to choose from: 「○○課の事業、R10の目標値は」."""
    if not linked.speaks_of(t.PROJECT) or linked.topics():
        return None
    units = " ".join(f"<{iri}>" for m in linked.entities(t.UNIT) for iri in m.iris)
    plan = linked.plan or tools.knowledge.current
    rows = tools.select(
        f"SELECT DISTINCT ?x WHERE {{ VALUES ?u {{ {units} }} ?x <{t.RESPONSIBLE}> ?u ; <{t.IN_PLAN}> <{plan}> ; "
        f"<{t.HAS_INDICATOR}> ?i }} ORDER BY ?x"
    )
    names = tools.knowledge.entities
    projects = [names[row["x"]] for row in rows if row["x"] in names]
    found = [names[iri] for p in projects for iri in p.parts.get(t.INDICATOR, ()) if iri in names]
    return value(linked, tools, topic, found) if found else None


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
    every = tools.select(query)
    rows = [row for row in every if fold(row["value"]) == printed[0]]
    if linked.says("first_time") and linked.years:
        before = tools.select(query.replace(f"FILTER(?y = {linked.years[0]})", f"FILTER(?y < {linked.years[0]})"))
        early = {row["x"] for row in before if fold(row["value"]) == printed[0]}
        rows = [row for row in rows if row["x"] not in early]
    if linked.says("always"):
        others = {row["x"] for row in every if fold(row["value"]) != printed[0]}
        rows = [row for row in rows if row["x"] not in others]
    if not rows:
        return None
    names = tools.knowledge.entities
    found = {row["x"]: row for row in rows if row["x"] in names}
    labels = {names[iri].label: iri for iri in reversed(found)}
    return Result(
        items=tuple(Item(label=label, iri=iri, type="指標") for label, iri in reversed(labels.items())),
        statements=tuple(Statement(row["target"], t.VALUE, None, names[iri].label) for iri, row in found.items()),
        text=f"目標が{printed[0]}の指標は、{'、'.join(reversed(labels))}です。",
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
        asked = (f"「{p.label}」の指標は何ですか" for p in projects)
        return to_choose(projects, t.HAS_INDICATOR, asked, tools.knowledge)
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
    """Return the 事業 to choose from, each with the indicator that is asked for there."""
    names = tools.knowledge.entities
    asked: dict[str, Entity] = {}
    for indicator in found:
        project = owner(indicator)
        if project in names:
            asked.setdefault(project, indicator)
    return Result(
        items=tuple(
            Item(label=names[iri].label, iri=iri, type="事業", number=next(iter(names[iri].numbers), None))
            for iri in asked
        ),
        statements=tuple(
            Statement(iri, t.HAS_INDICATOR, indicator.iri, indicator.label) for iri, indicator in asked.items()
        ),
        text="当てはまる指標がいくつかの事業にあります。どの事業についてお知りになりたいですか。",
        status=Status.AMBIGUOUS,
        suggestions=tuple(f"「{names[iri].label}」の{indicator.label}の目標は？" for iri, indicator in asked.items()),
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
    """Return the sentence of the values, the name of each indicator once: 「○○はR8に5件、R9に6件です。」."""
    project = tools.knowledge.entities.get(owner(found[0]) or "")
    rows: dict[str, list[str]] = {}
    for one in items:
        rows.setdefault(one.label or "", []).append(f"{one.year}に{one.value}{one.unit or ''}")
    said = "。".join(f"{label}は{'、'.join(values)}" for label, values in rows.items())
    return (f"「{project.label}」の目標です。" if project else "") + said + "。"
