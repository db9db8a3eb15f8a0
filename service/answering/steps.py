"""From what is asked for to the ways of answering it, tried in order until one has rows and sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ontology import terms as t
from service.answering import (
    agents,
    aggregate,
    anchors,
    attributes,
    comparison,
    declared,
    departments,
    disagreements,
    figures,
    holders,
    indicators,
    lineage,
    sayings,
    series,
    shared,
    succession,
    targets,
    texts,
    things,
    times,
    truth,
)
from service.answering.answer import Item
from service.answering.evidence import Statement
from service.answering.interpret import Ask, Intent
from service.answering.mentions import Linked
from service.answering.nearest import nearest
from service.answering.tools import Result, Tools, Topic, item, to_choose
from service.answering.wording import wording

_TO_CHOOSE, _NAMES = 4, 0.3  # 事業 that a question may mean at once; part of it that their names hold
_SAID = 0.5  # part of the question's worth that a 事業 has to hold to be told from its neighbours
_AHEAD, _FAR_AHEAD = 0.15, 0.3  # by which share of its score the best 事業 leads, in the documents' words and in others
_AS_OF = re.compile(r"時点|現在|月末|年末|アンケート|調査|回答")  # a figure of that day is asked for, not what happened
_SEVERAL = re.compile(r"[2-9二三四五]つ|いくつか|すべて|全て|何件|ありますか|ある[?か]")


def results(linked: Linked, intent: Intent, tools: Tools, topic: Topic) -> Iterator[Result]:
    """Yield results, the likeliest first; the caller takes the first that has sources."""
    if texts.asks_elsewhere(linked, intent):
        return
    if not tools.parts.paths:
        yield from texts.texts(linked, intent, tools)
        return
    found = declared.asked(linked, intent, tools, topic)
    if found is not None:
        yield from found
        return
    linked = declared.described(linked, intent, tools)
    for result in _graph(linked, intent, tools, topic):
        if result is not None:
            yield result
    if not _beyond(linked, intent, tools, topic):
        yield from texts.texts(linked, intent, tools)


def _beyond(linked: Linked, intent: Intent, tools: Tools, topic: Topic) -> bool:
    """Return whether a target is asked for of a year that has none: no other figure answers that."""
    if intent.ask is not Ask.VALUE or not linked.years:
        return False
    start = tools.knowledge.periods.get(tools.knowledge.current or "", (9999, 0))[0]
    return max(linked.years) >= start and bool(indicators.meant(linked, tools, topic))


def _graph(linked: Linked, intent: Intent, tools: Tools, topic: Topic) -> Iterator[Result | None]:
    if linked.says("disagree"):
        yield disagreements.asked(linked, tools)
    if linked.years and linked.says("planned") and not intent.yesno:
        yield times.planned(linked, tools)
    yield shared.among_groups(linked, intent, tools)
    if linked.plans:
        yield lineage.asked(linked, tools)
    if not intent.yesno:
        yield comparison.compared(linked, intent.ask, tools)
    yield truth.choice(linked, tools, topic)
    if intent.yesno:
        yield truth.of_targets(linked, tools, topic)
        yield truth.checked(linked, tools, topic)
        yield attributes.of_named(linked, tools, topic)
    elif intent.ask is Ask.DEPARTMENT:
        yield aggregate.grouped(linked, intent, tools)
        if linked.absent:
            yield things.listing(linked, replace(intent, ask=Ask.THINGS, types=(t.UNIT,)), tools, topic)
        if linked.entities(t.COUNCIL):
            yield attributes.of_named(linked, tools, topic)
        yield departments.departments(linked, tools, topic)
    elif intent.ask in (Ask.THINGS, Ask.COUNT):
        if t.POST in intent.types:
            yield agents.doing(linked, tools)
        if intent.ask is Ask.THINGS and linked.entities(t.COUNCIL):
            yield attributes.of_named(linked, tools, topic)
        yield from _things(linked, intent, tools, topic)
    elif intent.ask is Ask.REASON:
        yield sayings.end_reason(linked, tools, topic)
    elif intent.ask is Ask.DEFINITION:
        yield sayings.definition(linked, tools)
        if linked.entities(t.PROJECT):
            yield things.listing(linked, replace(intent, ask=Ask.THINGS, types=(t.PROJECT,)), tools, topic)
    elif intent.ask is Ask.NUMBER:
        if linked.entities(t.LAW, t.ARTICLE):
            yield attributes.of_named(linked, tools, topic)
        yield numbers(linked, tools, topic)
    elif intent.ask is Ask.GOAL:
        yield things.listing(linked, replace(intent, ask=Ask.THINGS, types=(t.GOAL,)), tools, topic)
    elif intent.ask is Ask.HOLDER:
        yield agents.doing(linked, tools)
        yield attributes.of_named(linked, tools, topic)
        if not linked.entities(t.UNIT):
            yield holders.appointed(linked, tools)
    elif intent.ask is Ask.YEAR:
        yield _targets(linked, intent, tools, topic)
        happened = linked.says("past")  # what has happened stands in the chronology before anywhere else
        for way in (times.when, attributes.of_named) if happened else (attributes.of_named, times.when):
            yield way(linked, tools, topic)
    elif intent.ask is Ask.VALUE:
        if _long_ago(linked, tools) and not linked.asks("value"):
            yield times.events(linked, tools)
        yield attributes.of_named(linked, tools, topic)
        if not linked.entities(t.UNIT):
            yield from _values(linked, intent, tools, topic)
        else:
            yield targets.of_units(linked, tools, topic)
    else:
        yield from _open(linked, intent, tools, topic)


def _open(linked: Linked, intent: Intent, tools: Tools, topic: Topic) -> Iterator[Result | None]:
    """Yield what the graph says where no kind of answer is asked for: a field, a relation, or the thing itself."""
    if _names_frame(linked, intent):
        yield things.themselves(linked, tools)
    elif linked.says("becomes") or linked.says("was"):
        yield succession.followed(linked, tools, topic)
    elif intent.field is not None:
        if linked.entities(t.COUNCIL, t.POST):
            yield attributes.of_named(linked, tools, topic)
        yield _which_field(linked, tools, topic)
        yield sayings.of_project(linked, intent.field, tools, topic)
    elif linked.entities(*attributes.OWNERS):
        yield attributes.of_named(linked, tools, topic)
    elif linked.plans:
        yield attributes.of_named(linked, tools, topic, focused=True)


def _which_field(linked: Linked, tools: Tools, topic: Topic) -> Result | None:
    """Return the 事業 to choose from where a field is asked of 「○○の事業」 and several are meant alike."""
    if not any(t.PROJECT in m.iris and m.text == "事業" for m in linked.classes()):
        return None
    words = [word for words in wording().fields.values() for word in words if word in linked.text]
    about = linked.with_terms(x for x in linked.subject if not any(x.forms[0] in word for word in words))
    found = anchors.find(about, tools, topic, t.PROJECT)
    if not 1 < len(found.entities) <= _TO_CHOOSE or found.share < _NAMES:
        return None
    asked = linked.text[max(m.end for m in linked.classes() if t.PROJECT in m.iris) :].lstrip("、の")
    suggestions = (f"「{one.label}」の{asked}" for one in found.entities)
    return to_choose(found.entities, t.LABEL, suggestions, tools.knowledge, labelled=True)


def _names_frame(linked: Linked, intent: Intent) -> bool:
    """Return whether nothing but an element of the frame is named: it is asked what that is (目指す姿③の言葉)."""
    named = linked.entities(*t.FRAME_CLASSES.values())
    beside = linked.values or linked.entities(t.UNIT, t.GOAL) or linked.speaks_of(t.PROJECT)
    return bool(named) and not beside and intent.field in (None, "label") and not [x for x in linked.rest if not x.pair]


def _long_ago(linked: Linked, tools: Tools) -> bool:
    """Return whether a bare question is about years before the plans: only a chronology speaks of them."""
    starts = [
        tools.knowledge.periods[p][0]
        for p in (tools.knowledge.current, tools.knowledge.former)
        if p in tools.knowledge.periods
    ]
    return (
        bool(starts)
        and bool(linked.years)
        and max(linked.years) < min(starts)
        and not linked.classes()
        and not _AS_OF.search(linked.text)
    )


def _values(linked: Linked, intent: Intent, tools: Tools, topic: Topic) -> Iterator[Result | None]:
    """Yield targets and figures, the kind that fits the question's words better first."""
    start = tools.knowledge.periods.get(tools.knowledge.current or "", (9999, 0))[0]
    said = any(word in linked.text for word in wording().target_words) or bool(topic.question)
    aims = said or bool(linked.entities(t.INDICATOR)) or any(year >= start for year in linked.years)
    target = _targets(linked, intent, tools, topic)
    if target is None and aims and _beyond(linked, intent, tools, topic):
        return
    figure = figures.figures(linked, tools)
    yield from (target, figure) if aims or figure is None else (figure, target)


def _things(linked: Linked, intent: Intent, tools: Tools, topic: Topic) -> Iterator[Result | None]:
    yield aggregate.grouped(linked, intent, tools)
    if t.PROJECT in intent.types and intent.ask is Ask.THINGS:
        yield succession.absorbed(linked, tools)
        yield succession.followed(linked, tools, topic)
    if t.EVENT in intent.types or linked.says("same") or _long_ago(linked, tools):
        yield times.events(linked, tools)
    if t.INDICATOR in intent.types:
        yield targets.meeting(linked, tools)
        if linked.entities(t.UNIT) and not linked.entities(t.PROJECT):
            yield things.listing(linked, intent, tools, topic)
        yield targets.of_project(linked, tools, topic)
    if t.PLAN in intent.types and intent.field in (None, "label"):
        yield attributes.of_named(linked, tools, topic, t.PLAN)
    yield things.listing(linked, intent, tools, topic)
    if t.PLAN in intent.types and linked.entities(*attributes.OWNERS):
        yield attributes.of_named(linked, tools, topic)
    yield holders.in_passages(linked, intent.types, tools)
    yield lookup(linked, intent, tools, topic)


def _targets(linked: Linked, intent: Intent, tools: Tools, topic: Topic) -> Result | None:
    found = indicators.meant(linked, tools, topic)
    if not found:
        return None
    if linked.says("difference") and len(linked.years) != 1:
        return series.change(linked, tools, found)
    if linked.says("max") or linked.says("min") or linked.says("growth"):
        return series.compared(linked, tools, found)
    if intent.ask is Ask.YEAR:
        return series.reached(linked, tools, found)
    return targets.value(linked, tools, topic, found)


def _asks_one(linked: Linked) -> bool:
    """Return whether one 事業 is asked for by that very word, not whatever comes near."""
    several = any(linked.says(word) for word in ("all", "both")) or _SEVERAL.search(linked.text)
    return not several and any("事業" in m.text and t.PROJECT in m.iris for m in linked.classes())


def numbers(linked: Linked, tools: Tools, topic: Topic) -> Result | None:
    """Return the numbers of the 事業 that a question is about: all of them where the documents disagree."""
    described = anchors.find(linked, tools, topic, t.PROJECT).entities
    about = departments.within_plan(list(described), linked, tools)
    if len(about) > 1:
        asked = (f"「{one.label}」の事業番号は何番ですか" for one in about)
        return to_choose(about, t.NUMBER, asked, tools.knowledge)
    project = about[0] if about else None
    if project is None or not project.numbers:
        return None
    several = len(project.numbers) > 1
    return Result(
        items=tuple(Item(label=number, iri=project.iri, type="事業番号", number=number) for number in project.numbers),
        statements=tuple(Statement(project.iri, t.NUMBER, number, number) for number in project.numbers),
        text=f"「{project.label}」の事業番号は{'、'.join(project.numbers)}です。"
        + ("資料によって番号が異なっています。" if several else ""),
        anchors=(project.iri,),
    )


def lookup(linked: Linked, intent: Intent, tools: Tools, topic: Topic) -> Result | None:
    """Return the 事業 that the words describe: one where it is clear, else the nearest three."""
    if not {t.PROJECT, t.PLAN} & set(intent.types):
        return None
    if not texts.speaks_of_it(linked, tools):
        return None
    ranked = nearest(linked.terms, tools, linked.question, linked.plan)
    if not ranked:
        return None
    other = departments.in_other_plan(linked, tools, ranked[0])
    if other is not None:
        return other
    ahead = 1.0 - ranked[1].score / ranked[0].score if len(ranked) > 1 else 1.0
    said = ranked[0].covered >= _SAID  # everyday words are too few to tell one from its neighbours
    one = _asks_one(linked)
    clear = (said and (ahead > _AHEAD or one)) or (one and ahead > _FAR_AHEAD) or len(ranked) == 1
    chosen = [c.entity for c in ranked[: 1 if clear else 3]]
    passages = tools.retrieval.passages(linked.question, linked.terms)
    return Result(
        items=tuple(item(e, tools.knowledge) for e in chosen),
        statements=tuple(Statement(e.iri, t.SUMMARY) for e in chosen),
        passages=tuple(passages),
        text=f"「{chosen[0].label}」です。" if clear else f"近いものは「{'」「'.join(e.label for e in chosen)}」です。",
        anchors=tuple(e.iri for e in chosen[:1]),
    )
