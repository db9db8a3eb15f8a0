"""Things of a class under conditions: lists and counts, with the statements that make them so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from graph.japanese import fold
from ingest.extract.table_headers import is_number
from ontology import terms as t
from service.answering import conditions, disagreements, holders, qualifiers
from service.answering.answer import Item, Status
from service.answering.evidence import Statement
from service.answering.interpret import Ask, Intent
from service.answering.knowledge import Entity, Row
from service.answering.mentions import Linked
from service.answering.plan.query import Condition, Query
from service.answering.run import rows as rows_of
from service.answering.schema import Step
from service.answering.tools import Result, Tools, Topic, item

_FRAMES = tuple(t.FRAME_CLASSES.values())
_WORTH = 0.6  # part of the leftover words' worth that has to be found for them to be a condition
_SOME, _FAR = 0.35, 0.6  # less is enough for one thing that is far ahead of the next
_BESIDE_IT = re.compile(r"(それ|これ|その[^、。]{1,6}?|この[^、。]{1,6}?)(以外|のほか|の他|を除)")
_MANY = 60
_CIRCLED = re.compile(r"[①-⑳]")


def listing(linked: Linked, intent: Intent, tools: Tools, topic: Topic) -> Result | None:
    """Return the things asked for, or None where no conditions lead to any."""
    others = _others(linked, topic)
    for kind in intent.types:
        named = [iri for mention in linked.entities(kind) for iri in mention.iris]
        if named and (kind in _FRAMES or _by_number(linked, kind)):
            found_named = [tools.knowledge.entities[iri] for iri in dict.fromkeys(named)]
            if kind == t.PROJECT and linked.plan is None and len({e.plan for e in found_named}) > 1:
                return _which(found_named, linked, tools)
            return disagreements.other_names(_themselves(found_named, tools), found_named, tools)
        among = qualifiers.with_text(kind, linked, tools) or _of_before(kind, linked, tools, topic)
        if among == ():
            continue
        for found in conditions.alternatives(kind, linked, tools):
            extra = (*found, *qualifiers.further(kind, found, linked, tools, topic))
            if among is None and not others and not _says_enough(kind, extra, linked, tools):
                break
            query = Query((kind,), extra, among or ())
            rows = [row for row in rows_of(query, tools) if row["x"] not in others]
            if rows:
                return _result(kind, rows, query, linked, tools, intent)
    return None


def _others(linked: Linked, topic: Topic) -> frozenset[str]:
    """Return what was spoken of before, where only others are asked for (その事業以外で)."""
    asked = linked.follows and (_BESIDE_IT.search(linked.text) or linked.says("other_than_those"))
    return frozenset((*topic.entities, *topic.anchors)) if asked else frozenset()


def _which(named: Sequence[Entity], linked: Linked, tools: Tools) -> Result:
    """Return the things of several plans that bear the number asked about, to choose from."""
    plans = [tools.knowledge.entities[e.plan].label if e.plan in tools.knowledge.entities else "" for e in named]
    return Result(
        items=tuple(item(entity, tools.knowledge) for entity in named),
        statements=tuple(Statement(e.iri, t.NUMBER, None, e.label) for e in named),
        text="同じ番号の事業がいくつかの計画にあります。どの事業についてお知りになりたいですか。",
        status=Status.AMBIGUOUS,
        suggestions=tuple(f"{plan}の{linked.text}" for plan in plans),
    )


def _of_before(kind: str, linked: Linked, tools: Tools, topic: Topic) -> tuple[str, ...] | None:
    """Return the things of the answer before where only these are asked about (そのうち)."""
    if not linked.says("among_those"):
        return None
    names = tools.knowledge.entities
    return tuple(iri for iri in topic.entities if iri in names and names[iri].type == kind) or None


def _by_number(linked: Linked, kind: str) -> bool:
    """Tell whether things are spoken of by their numbers only (③-1はどんな事業), and nothing is asked beside them."""
    beside = any(mention.type == t.SUCCEEDS for mention in linked.classes()) or linked.values
    return kind == t.PROJECT and not beside and all(is_number(m.text) for m in linked.entities(kind))


def themselves(linked: Linked, tools: Tools) -> Result:
    """Return the elements of the frame that the question names."""
    named = [iri for mention in linked.entities(*_FRAMES) for iri in mention.iris]
    return _themselves([tools.knowledge.entities[iri] for iri in dict.fromkeys(named)], tools)


def _themselves(entities: Sequence[Entity], tools: Tools) -> Result:
    """Return the things that the question describes by a name of their own."""
    return Result(
        items=tuple(item(entity, tools.knowledge) for entity in entities),
        statements=tuple(
            Statement(e.iri, prop, None, e.label) for e in entities for prop in (t.ALT_LABEL, t.LABEL, t.IN_PLAN)
        ),
        text=f"{'、'.join(entity.label for entity in entities)}です。",
        anchors=tuple(entity.iri for entity in entities),
    )


def _says_enough(kind: str, found: Sequence[Condition], linked: Linked, tools: Tools) -> bool:
    """Return whether conditions say what the question says: the plan alone does not, where there are words left."""
    if any(condition.path[-1] != Step(t.IN_PLAN) for condition in found):
        return True
    if {iri for m in linked.entities(kind) for iri in m.iris} - conditions.left_out(kind, linked):
        return False  # a thing is named, and nothing says how others are related to it
    left = [x for x in linked.rest if not x.pair and len(x.forms[0]) > 1 and not x.doing]
    known = [x for x in left if tools.linker.known(x)]
    unsaid = [said for said in linked.quoted if not any(said == m.text for m in linked.mentions)]
    return not known and not unsaid and (bool(found) or kind in _FRAMES)


def _result(
    kind: str, rows: Sequence[Row], query: Query, linked: Linked, tools: Tools, intent: Intent
) -> Result | None:
    left_out = conditions.left_out(kind, linked)
    entities = [e for e in _distinct(rows, tools) if e.iri not in left_out]
    if not query.among:
        entities = _by_field(entities, linked, intent) or _by_rest(entities, linked, tools)
    if not entities:
        return None
    chosen = {entity.iri for entity in entities}
    statements = [
        Statement(row[s], p, row.get(o), tools.knowledge.entities[row["x"]].label)
        for row in rows
        if row["x"] in chosen
        for s, p, o in _telling(query)
        if s in row
    ] or [Statement(entity.iri, t.LABEL, None, entity.label) for entity in entities]
    if intent.ask == Ask.COUNT:
        return Result(
            items=(Item(label=None, type=tools.knowledge.class_labels.get(kind), value=str(len(entities))),),
            statements=tuple(dict.fromkeys(statements))[:_MANY],
            text=f"{len(entities)}件です{_by_plan(entities, tools)}：{_names(entities)}。",
            sparql=query.sparql(),
            anchors=tuple(chosen),
        )
    return Result(
        items=tuple(_printed(entity, statements, tools) for entity in entities),
        statements=tuple(dict.fromkeys(statements))[:_MANY],
        text=f"{len(entities)}件あります{_by_plan(entities, tools)}：{_names(entities)}。"
        if len(entities) > 1
        else f"{entities[0].label}です。",
        sparql=query.sparql(),
        anchors=tuple(iri for mention in linked.mentions if mention.kind != "class" for iri in mention.iris),
    )


def _printed(entity: Entity, statements: Sequence[Statement], tools: Tools) -> Item:
    """Return an entity as an item; a law by the name under which the passages that speak of it print it."""
    if entity.type != t.LAW:
        return item(entity, tools.knowledge)
    own = [s for s in statements if s.object == entity.iri or s.subject == entity.iri]
    text = fold("".join(p.text for s in own for p in tools.evidence.passages(s)))
    names = [name for name in entity.names if fold(name) in text]
    return replace(item(entity, tools.knowledge), label=max(names, key=len) if names else entity.label)


def _telling(query: Query) -> list[tuple[str, str, str]]:
    """Return the triples of a query that say something of its things: being in the plan only where nothing else is."""
    triples = query.triples()
    return [triple for triple in triples if triple[1] != t.IN_PLAN] or triples


def _distinct(rows: Iterable[Row], tools: Tools) -> list[Entity]:
    entities = {row["x"]: tools.knowledge.entities[row["x"]] for row in rows if row["x"] in tools.knowledge.entities}
    current = tools.knowledge.current
    return sorted(entities.values(), key=lambda e: (e.plan not in (None, current), *_order(e)))


def _order(entity: Entity) -> tuple[list[tuple[int, str]], str]:
    number = entity.numbers[0] if entity.numbers else "~"
    first = (-1 if _CIRCLED.match(number) else 0, "")  # 重点事業 ①-1 before 1-1, as the lists print them
    return [first, *((int(p) if p.isdecimal() else 0, p) for p in re.split(r"(\d+)", number))], entity.label


def _by_field(entities: list[Entity], linked: Linked, intent: Intent) -> list[Entity]:
    """Return the entities of which the field asked about says the words left over: 注記に条件がある計画."""
    if intent.field is None or not linked.rest:
        return []
    prop = t.NS + intent.field
    return [e for e in entities if any(term.found(e.folded((prop,))) for term in linked.rest)]


def _by_rest(entities: list[Entity], linked: Linked, tools: Tools) -> list[Entity]:
    """Return the entities that the words left over describe, where these are worth it and tell them apart."""
    rest = [term for term in linked.rest if tools.linker.known(term) and not term.doing]
    if not rest or len(entities) < 2:
        return entities
    ranked = tools.catalogue.rank(rest, entities)
    alone = ranked and (len(ranked) == 1 or ranked[1].score < _FAR * ranked[0].score)
    worth = _SOME if alone else _WORTH
    if ranked and ranked[0].covered >= worth and (len(rest) > 1 or len(rest[0].forms[0]) > 2):
        return [c.entity for c in takewhile(lambda c: c.score >= ranked[0].score * 0.8, ranked)]
    if entities[0].type == t.PROJECT:
        topics = [term for term in rest if not term.doing and not term.pair]
        return entities if not topics or tools.catalogue.rank(topics, entities) else []
    return holders.said_with(entities, linked, rest, tools) or entities


def _by_plan(entities: Sequence[Entity], tools: Tools) -> str:
    """Return how many of the things stand in each plan, where they stand in several: the newest first."""
    counts = Counter(e.plan for e in entities if e.plan)
    names = tools.knowledge.entities
    told = [f"{names[plan].label} {count}件" for plan, count in counts.items() if plan in names]
    return f"（{'、'.join(told)}）" if len(told) > 1 else ""


def _names(entities: Sequence[Entity]) -> str:
    shown = "、".join(e.label for e in entities[:10])
    return shown + (f" ほか{len(entities) - 10}件" if len(entities) > 10 else "")
