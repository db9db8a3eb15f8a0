"""Yes or no: whether what is asked about meets the conditions that the question states."""

from __future__ import annotations

import re
from itertools import pairwise

from graph.japanese import era_short
from ontology import terms as t
from service.answering import anchors, conditions, indicators, series
from service.answering.answer import Item
from service.answering.evidence import Statement
from service.answering.knowledge import Entity
from service.answering.mentions import Linked
from service.answering.plan.query import Condition, Query
from service.answering.run import rows as rows_of
from service.answering.schema import Step
from service.answering.tools import Result, Tools, Topic, item, to_choose

_VALUE = re.compile(r"\d[\d,.]*(?:%|件|人|時間|回|円|種類|箇所|台|点|業務|手続|施設|店舗|名|秒)")
_OFFERS = re.compile(r"か[、,]?.{1,12}か[?。]?$|どちら|どっち|それとも")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FRAMES = frozenset(t.FRAME_CLASSES.values())


def checked(linked: Linked, tools: Tools, topic: Topic) -> Result | None:
    """Return yes or no with what the graph states; None where the question states nothing that it could check."""
    about = linked.with_terms(linked.rest) if linked.rest else linked
    subjects = list(anchors.find(about, tools, topic, t.PROJECT).entities)
    if not subjects:
        return None
    stated = _stated(linked, subjects, tools)
    if not stated:
        return None
    subjects = _fitting(subjects, linked, tools)
    if len(subjects) > 1 and len({_holds([one], c, tools) for one in subjects for c in stated}) > 1:
        asked = (f"「{one.label}」は{linked.text[linked.values[0].start :]}" for one in subjects if linked.values)
        return to_choose(subjects, stated[0].path[0].property, asked, tools.knowledge)
    asserted = [c for c in stated if not c.negated] or stated
    holds = all(_holds(subjects, condition, tools) for condition in asserted)
    query = Query((t.PROJECT,), tuple(asserted), among=tuple(s.iri for s in subjects))
    statements = [
        Statement(subject.iri, condition.path[0].property)
        for subject in subjects
        for condition in asserted
        if not condition.path[0].inverse
    ]
    names = "、".join(f"「{subject.label}」" for subject in subjects)
    actual = _actual(subjects, asserted[0], tools)
    return Result(
        items=tuple(item(subject, tools.knowledge) for subject in subjects),
        statements=tuple(statements),
        text=("はい。" if holds else "いいえ。") + (f"{names}は{actual}です。" if actual else ""),
        boolean=holds,
        sparql=query.sparql(),
        anchors=tuple(subject.iri for subject in subjects),
    )


def choice(linked: Linked, tools: Tools, topic: Topic) -> Result | None:
    """Return which of the values that the question offers a 事業 has: 「新規ですか、継続ですか」."""
    offered = _offered(linked)
    subject = anchors.find(linked.with_terms(linked.rest), tools, topic, t.PROJECT).only if offered else None
    if subject is None or not _OFFERS.search(linked.text):
        return None
    for prop, values in offered.items():
        query = f"SELECT ?value WHERE {{ <{subject.iri}> <{t.NS + prop}> ?value }}"
        found = [row["value"] for row in tools.select(query) if row["value"] in values]
        if found:
            return Result(
                items=(Item(label=subject.label, iri=subject.iri, type="事業", value=found[0]),),
                statements=(Statement(subject.iri, t.NS + prop, None, found[0]),),
                text=f"「{subject.label}」は{found[0]}です。",
                sparql=query,
                anchors=(subject.iri,),
            )
    return None


def _offered(linked: Linked) -> dict[str, list[str]]:
    """Return the values named of each property of which the question names two."""
    found: dict[str, list[str]] = {}
    for value in linked.values:
        found.setdefault(value.property, []).append(value.value)
    return {prop: values for prop, values in found.items() if len(set(values)) > 1}


def of_targets(linked: Linked, tools: Tools, topic: Topic) -> Result | None:
    """Return whether an indicator's targets are as the question states: settled, growing, above or equal to a value."""
    wanted = _VALUE.search(linked.text)
    steadily, settled = linked.says("steadily"), linked.says("settled") or linked.says("undecided")
    if not (steadily or settled or (wanted and any(linked.says(word) for word in ("more", "less", "equal")))):
        return None
    about = linked.without("steadily", "settled", "undecided", "more", "less", "rising", "falling")
    found = indicators.meant(about, tools, topic)
    if not found:
        return None
    known, query = series.series(found[0], tools)
    if settled:
        holds = bool(known) == (not linked.says("undecided") or linked.says("settled"))
        statements = [Statement(o.iri, t.VALUE) for o in known[:1]] or [Statement(found[0].iri, t.UNDECIDED)]
        told = "目標値が決まっています" if known else "目標値はまだ決まっていません"
    else:
        numbers = [(o, o.number) for o in known if o.number is not None]
        if not numbers:
            return None
        statements = [Statement(o.iri, t.VALUE, None, o.value) for o, _ in numbers]
        told = "目標は" + "、".join(f"{era_short(o.year)}が{o.value}" for o, _ in numbers)
        if steadily:
            steps = [b - a for (_, a), (_, b) in pairwise(numbers)]
            holds = all(step < 0 if linked.says("falling") else step > 0 for step in steps)
        else:
            assert wanted is not None
            limit = float(_NUMBER.findall(wanted[0].replace(",", ""))[0])
            asked = [n for o, n in numbers if not linked.years or o.year in linked.years]
            if not asked:
                return None
            compare = (lambda n: n >= limit) if linked.says("more") else (lambda n: n <= limit)
            holds = any(map(compare if linked.says("more") or linked.says("less") else limit.__eq__, asked))
    return Result(
        items=(Item(label=found[0].label, iri=found[0].iri, type="指標"),),
        statements=tuple(statements),
        text=f"{'はい' if holds else 'いいえ'}。「{found[0].label}」の{told}。",
        boolean=holds,
        sparql=query,
        anchors=(found[0].iri, *found[0].parts.get(t.PROJECT, ())),
    )


def _stated(linked: Linked, subjects: list[Entity], tools: Tools) -> list[Condition]:
    """Return the conditions that the question states: values of properties that the subjects have, 課, groups, and
    classes of groups (重点事業)."""
    readings = [
        [c for c in combination if c.path != (Step(t.IN_PLAN),)]
        for combination in conditions.alternatives(t.PROJECT, linked, tools, skip=(t.PROJECT, t.TERM))
    ]
    found = next((r for r in readings if all(_has(subjects, c, tools) for c in r)), readings[0] if readings else [])
    for mention in linked.classes():
        kinds = [iri for iri in mention.iris if iri in _FRAMES]
        if kinds:
            members = [e.iri for e in tools.knowledge.of(kinds[0])]
            found.append(Condition((Step(t.GROUP),), iris=tuple(members)))
    return found


def _has(subjects: list[Entity], condition: Condition, tools: Tools) -> bool:
    """Return whether the graph says anything of the subjects where a condition on a value looks."""
    if not condition.literals:
        return True
    query = Query((t.PROJECT,), (Condition(condition.path),), among=tuple(s.iri for s in subjects))
    return bool(rows_of(query, tools))


def _fitting(subjects: list[Entity], linked: Linked, tools: Tools) -> list[Entity]:
    """Return the subjects in the plan asked about: the current one where the former is only compared with."""
    wanted = linked.plan if len(linked.plans) == 1 and linked.plan == tools.knowledge.former else None
    inside = [s for s in subjects if s.plan == (wanted or tools.knowledge.current)]
    return inside or subjects


def _holds(subjects: list[Entity], condition: Condition, tools: Tools) -> bool:
    query = Query((t.PROJECT,), (condition,), among=tuple(s.iri for s in subjects))
    return len({row["x"] for row in rows_of(query, tools)}) == len(subjects)


def _actual(subjects: list[Entity], condition: Condition, tools: Tools) -> str:
    """Return what the graph states of the subjects where the condition looks."""
    values = " ".join(f"<{s.iri}>" for s in subjects)
    step = condition.path[0]
    way = f"^<{step.property}>" if step.inverse else f"<{step.property}>"
    rows = tools.select(f"SELECT DISTINCT ?o WHERE {{ VALUES ?x {{ {values} }} ?x {way} ?o }}")
    names = tools.knowledge.entities
    return "・".join(f"「{names[r['o']].label}」" if r["o"] in names else r["o"] for r in rows)
