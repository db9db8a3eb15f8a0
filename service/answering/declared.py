"""Answers about properties and classes that the vocabulary declares and the program has no name for.

What something has, whether it has it, and all things of such a class. Things *by* such a property are ordinary
conditions (`conditions`), which join every other one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.japanese import fold
from ontology import terms as t
from service.answering import anchors, conditions, things
from service.answering.answer import Item
from service.answering.evidence import Statement
from service.answering.further import Property, Said
from service.answering.interpret import Ask, Intent
from service.answering.knowledge import Entity, Row
from service.answering.mentions import Linked, Mention
from service.answering.plan.query import Query, iri_text, shorten
from service.answering.run import rows as rows_of
from service.answering.tools import Result, Tools, Topic, item

_ASKED = re.compile(
    r"^(の?(一覧|リスト|すべて|全て|全部))?(は|って|を|が|とは|も)?"
    r"(全部|すべて|全て)?(どこ|何|なに|なん|誰|だれ|どなた|どれ|どの|どう|どんな|いつ|いくつ|いくら|教え|知り|挙げ|列挙|ある|あり|[?。]|$)"
)
_COUNTED = re.compile(r"(何|なん)(件|個|人|名|つ|種類|団体|か所|箇所)|いくつ|(件|人|個)?数は")
_TOLD = re.compile(r"^(は|って|が)(?P<value>.+?)(なの|です|でしょう)?か?[?。]?$")  # a value after the word: yes or no
_FIGURE = re.compile(r"^約?\d[\d,.]*\D{0,3}$")


def asked(linked: Linked, intent: Intent, tools: Tools, topic: Topic) -> tuple[Result, ...] | None:
    """Return the results where a question asks for something declared: none where nothing states it, so that no
    neighbour is offered. None where the question asks for something else."""
    further = tools.knowledge.further
    apart = [(m.start, m.end) for m in linked.mentions if m.kind != "class"]
    if not further:
        return None
    for one in further.said(linked.text, apart):
        if not intent.yesno and _tells(one, linked):
            intent = replace(intent, yesno=True)
        if not intent.yesno and not _ASKED.match(linked.text[one.end :]):
            continue
        if one.iri in further.classes:
            return tuple(filter(None, [_listed(one.iri, linked, intent, tools, topic)]))
        found = _of_thing(further.properties[one.iri], one, linked, intent, tools, topic)
        if found is not None:
            return found
    return None


def described(linked: Linked, intent: Intent, tools: Tools) -> Linked:
    """Return the question as one that names the 事業 which it describes by something declared: ○○が△△の事業の担当課."""
    further = tools.knowledge.further
    stated = [(v.start, v.end) for v in linked.values if v.property in further.properties]
    stated += [(m.start, m.end) for m in linked.entities(*further.classes)]
    if not stated or intent.ask in (Ask.THINGS, Ask.COUNT) or intent.yesno or linked.entities(t.PROJECT):
        return linked
    for found in conditions.alternatives(t.PROJECT, linked, tools):
        rows = rows_of(Query((t.PROJECT,), found), tools)
        iris = tuple(dict.fromkeys(row["x"] for row in rows if row["x"] in tools.knowledge.entities))
        if iris:
            start, end = min(stated)
            mention = Mention(start, end, "entity", t.PROJECT, iris, linked.text[start:end])
            return replace(linked, mentions=(*linked.mentions, mention))
    return linked


def _tells(said: Said, linked: Linked) -> bool:
    """Return whether a value follows the word and nothing else does: the question is whether it is so."""
    told = _TOLD.match(linked.text[said.end :])
    if told is None:
        return False
    place = (said.end + told.start("value"), said.end + told.end("value"))
    return place in [*((v.start, v.end) for v in linked.values), *((m.start, m.end) for m in linked.mentions)]


def _of_thing(
    prop: Property, said: Said, linked: Linked, intent: Intent, tools: Tools, topic: Topic
) -> tuple[Result, ...] | None:
    """Return what the named or described things have under a property."""
    about = linked.with_terms(x for x in linked.rest if x.forms[0] not in prop.words) if linked.rest else linked
    owners = anchors.find(about, tools, topic, *prop.domains).entities
    stated = {value.value for value in linked.values if value.property == prop.iri}
    stated |= {iri for mention in linked.entities(*prop.ranges) for iri in mention.iris}
    if not owners or bool(stated) is not intent.yesno:
        return None
    values = " ".join(iri_text(owner.iri) for owner in owners)
    query = f"SELECT ?x ?value WHERE {{ VALUES ?x {{ {values} }} ?x {iri_text(prop.iri)} ?value }} ORDER BY ?x ?value"
    rows = tools.select(query)
    if not rows:
        return ()
    named = {owner.iri: owner for owner in owners}
    shown = {row["value"]: _printed(row, tools) for row in rows}
    label = tools.knowledge.class_labels.get(prop.iri, "内容")
    holders = "」「".join(dict.fromkeys(named[row["x"]].label for row in rows))
    truth = bool(stated & shown.keys()) if intent.yesno else None
    return (
        Result(
            items=tuple(
                {
                    value: _item(value, named[row["x"]], label, tools) for row in rows for value in [row["value"]]
                }.values()
            ),
            statements=tuple(Statement(row["x"], prop.iri, row["value"], shown[row["value"]]) for row in rows),
            text=("" if truth is None else "はい。" if truth else "いいえ。")
            + f"「{holders}」の{label}は{'、'.join(shown.values())}です。",
            boolean=truth,
            sparql=shorten(query),
            anchors=tuple(owner.iri for owner in owners),
        ),
    )


def _listed(kind: str, linked: Linked, intent: Intent, tools: Tools, topic: Topic) -> Result | None:
    """Return the things of a class, under the question's conditions where it states any."""
    wanted = replace(intent, ask=Ask.COUNT if _COUNTED.search(linked.text) else Ask.THINGS, types=(kind,))
    if any(conditions.alternatives(kind, linked, tools)):
        return things.listing(linked, wanted, tools, topic)
    return _all(tools.knowledge.of(kind), kind, wanted, tools)


def _all(entities: Sequence[Entity], kind: str, intent: Intent, tools: Tools) -> Result | None:
    if not entities:
        return None
    names = "、".join(entity.label for entity in entities)
    count = Item(type=tools.knowledge.class_labels.get(kind), value=str(len(entities)))
    return Result(
        items=(count,) if intent.ask is Ask.COUNT else tuple(item(entity, tools.knowledge) for entity in entities),
        statements=tuple(Statement(entity.iri, t.LABEL, None, entity.label) for entity in entities),
        text=f"{len(entities)}件あります：{names}。",
        sparql=Query((kind,)).sparql(),
    )


def _printed(row: Row, tools: Tools) -> str:
    thing = tools.knowledge.entities.get(row["value"])
    return thing.label if thing else row["value"]


def _item(value: str, owner: Entity, label: str, tools: Tools) -> Item:
    """Return a value as an item: a thing, a figure of its owner, or a text."""
    thing = tools.knowledge.entities.get(value)
    if thing is not None:
        return item(thing, tools.knowledge)
    if _FIGURE.match(fold(value)):
        return Item(label=owner.label, iri=owner.iri, type=label, value=value)
    return Item(label=value, type=label)
