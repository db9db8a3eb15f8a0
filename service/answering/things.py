"""Things of a class under conditions: lists, counts, and the 課, numbers and goals of what a question is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from graph.japanese import fold
from ontology import terms as t
from service.answering import anchors, conditions, holders
from service.answering.answer import Item, Status
from service.answering.catalogue import Candidate
from service.answering.evidence import Statement
from service.answering.interpret import Ask, Intent
from service.answering.knowledge import Entity, Row
from service.answering.link import Linked
from service.answering.plan import Condition, Query, where
from service.answering.schema import Step
from service.answering.tools import Result, Tools, Topic, item
from service.answering.wording import wording

_FRAMES = tuple(t.FRAME_CLASSES.values())
_FIELD_CUE = re.compile(
    r"^(の?(欄|項目|ところ|部分)(の中|のなか)?[にで]|[にで].{0,24}(入って|入る|含|書い|載|挙げ|という語|の文字|記載|出てく))"
)
_HIRAGANA = re.compile(r"[ぁ-ん]")  # ends of verbs, which join rather than tell apart
_BETTER = 1.25  # how much better the other plan's 事業 has to fit
_WORTH = 0.6  # part of the leftover words' worth that has to be found for them to be a condition
_MANY = 60


def listing(linked: Linked, intent: Intent, tools: Tools, topic: Topic) -> Result | None:
    """Return the things asked for, or None where no conditions lead to any."""
    for kind in intent.types:
        named = [iri for mention in linked.entities(kind) for iri in mention.iris]
        if named and kind in _FRAMES:
            return _themselves([tools.knowledge.entities[iri] for iri in dict.fromkeys(named)], tools)
        among = _with_text(kind, linked, intent, tools)
        if among == ():
            continue
        for found in conditions.alternatives(kind, linked, tools):
            extra = (
                *found,
                *_taken_over(kind, linked, tools, topic),
                *_described(kind, found, linked, tools, topic),
                *_joint(kind, linked),
                *_open_targets(kind, linked),
            )
            if among is None and not _says_enough(kind, extra, linked, tools):
                break
            query = Query((kind,), extra, among or ())
            rows = tools.select(query.sparql())
            if rows:
                return _result(kind, rows, query, linked, tools, intent)
    return None


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
    if any(condition.path != (Step(t.IN_PLAN),) for condition in found):
        return True
    left = [x for x in linked.rest if not x.pair and len(x.forms[0]) > 1 and not _HIRAGANA.match(x.forms[0][-1])]
    known = [x for x in left if tools.linker.known(x)]
    return not known and not linked.quoted and (bool(found) or kind in _FRAMES)


def _result(
    kind: str, rows: Sequence[Row], query: Query, linked: Linked, tools: Tools, intent: Intent
) -> Result | None:
    entities = _distinct(rows, tools)
    if not query.among:
        entities = _by_rest(entities, linked, tools)
    if not entities:
        return None
    chosen = {entity.iri for entity in entities}
    statements = [
        Statement(_bound(row, s), p, _bound(row, o) or None, _said_as(row, tools))
        for row in rows
        if row["x"] in chosen
        for s, p, o in _telling(query)
        if _bound(row, s)
    ] or [Statement(entity.iri, t.LABEL, None, entity.label) for entity in entities]
    if intent.ask == Ask.COUNT:
        return Result(
            items=(Item(label=None, type=tools.knowledge.class_labels.get(kind), value=str(len(entities))),),
            statements=tuple(dict.fromkeys(statements))[:_MANY],
            text=f"{len(entities)}件です：{_names(entities)}。",
            sparql=query.sparql(),
            anchors=tuple(chosen),
        )
    return Result(
        items=tuple(_printed(entity, statements, tools) for entity in entities),
        statements=tuple(dict.fromkeys(statements))[:_MANY],
        text=f"{len(entities)}件あります：{_names(entities)}。" if len(entities) > 1 else f"{entities[0].label}です。",
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


def _said_as(row: Row, tools: Tools) -> str:
    return tools.knowledge.entities[row["x"]].label


def _bound(row: Row, name: str) -> str:
    return row.get(name, "")


def _distinct(rows: Iterable[Row], tools: Tools) -> list[Entity]:
    entities = {row["x"]: tools.knowledge.entities[row["x"]] for row in rows if row["x"] in tools.knowledge.entities}
    return sorted(entities.values(), key=_order)


def _order(entity: Entity) -> tuple[list[tuple[int, str]], str]:
    number = entity.numbers[0] if entity.numbers else "~"
    return [(int(p) if p.isdecimal() else 0, p) for p in re.split(r"(\d+)", number)], entity.label


def _by_rest(entities: list[Entity], linked: Linked, tools: Tools) -> list[Entity]:
    """Return the entities that the words left over describe, where these are worth it and tell them apart."""
    rest = [term for term in linked.rest if tools.linker.known(term) and not _HIRAGANA.match(term.forms[0][-1])]
    if not rest or len(entities) < 2:
        return entities
    ranked = tools.catalogue.rank(rest, entities)
    if ranked and ranked[0].covered >= _WORTH and (len(rest) > 1 or len(rest[0].forms[0]) > 2):
        return [c.entity for c in ranked if c.score >= ranked[0].score * 0.8]
    if entities[0].type == t.PROJECT:
        return entities
    return holders.said_with(entities, linked, rest, tools) or entities


def _with_text(kind: str, linked: Linked, intent: Intent, tools: Tools) -> tuple[str, ...] | None:
    """Return the 事業 whose named field holds the words asked for; None where no field is asked about."""
    if kind != t.PROJECT:
        return None
    name, words = next(
        ((n, w) for n, words in wording().fields.items() for w in words if _field_cue(linked.text, w)), (None, "")
    )
    needles = list(linked.quoted) or _needles(linked, words)
    if name is None or not needles:
        return None
    found = []
    years = linked.years if name == "schedule" else ()
    for project in tools.knowledge.of(t.PROJECT):
        text = _field(project, name, years, tools)
        if text and all(needle in text for needle in needles):
            found.append(project.iri)
    del intent
    return tuple(found) if found or linked.quoted else None


def _field_cue(text: str, word: str) -> bool:
    at = text.find(word)
    return at >= 0 and _FIELD_CUE.match(text[at + len(word) :]) is not None


def _needles(linked: Linked, field: str) -> list[str]:
    at = linked.text.find(field) + len(field)
    after = linked.text[at:]
    return [term.forms[0] for term in linked.terms if not term.pair and term.forms[0] in after[:20]][:1]


def _field(project: Entity, name: str, years: tuple[int, ...], tools: Tools) -> str:
    if name == "label":
        return "\n".join(map(fold, project.names))
    if name != "schedule":
        return project.folded((t.NS + name,))
    wanted = "".join(f" FILTER(?y = {year})" for year in years[:1])
    rows = tools.select(
        f"SELECT ?a WHERE {{ <{project.iri}> <{t.HAS_SCHEDULE}> ?s . ?s <{t.ACTIVITY}> ?a ; "
        f"<{t.FISCAL_YEAR}>/<{t.NOTATION}> ?y {wanted} }}"
    )
    return "\n".join(fold(row["a"]) for row in rows)


def _taken_over(kind: str, linked: Linked, tools: Tools, topic: Topic) -> Iterable[Condition]:
    """Yield the condition that a follow-up's pronoun stands for."""
    if kind == t.PROJECT and not linked.entities(t.UNIT):
        units = anchors.taken_over(linked, topic, tools, (t.UNIT,))
        if units and "課" in linked.text:
            yield where(t.RESPONSIBLE, *(unit.iri for unit in units))


def _described(
    kind: str, found: Sequence[Condition], linked: Linked, tools: Tools, topic: Topic
) -> Iterable[Condition]:
    """Yield the condition that things belong to the 事業 that the question describes, where it names nothing else."""
    if kind not in (t.GOAL, t.MEASURE, t.PRIORITY, t.PROGRAMME) or conditions.choices_made(linked, kind):
        return
    if any(condition.path != (Step(t.IN_PLAN),) for condition in found) or not linked.rest:
        return
    about = anchors.find(linked.with_terms(linked.rest), tools, topic, t.PROJECT)
    paths = tools.schema.paths(kind, t.PROJECT, limit=1)
    if about.only is not None and about.covered >= _WORTH and paths:
        yield Condition(paths[0], iris=(about.only.iri,))


def _joint(kind: str, linked: Linked) -> Iterable[Condition]:
    if kind == t.PROJECT and linked.says("joint") and not linked.entities(t.UNIT):
        yield Condition((Step(t.RESPONSIBLE),), at_least=linked.at_least or 2)


def _open_targets(kind: str, linked: Linked) -> Iterable[Condition]:
    """Yield the condition that targets are undecided; that all are, where the question says so."""
    if not linked.says("undecided") or kind not in (t.PROJECT, t.INDICATOR):
        return
    steps = (Step(t.HAS_INDICATOR),) if kind == t.PROJECT else ()
    yield Condition((*steps, Step(t.UNDECIDED)))
    if linked.says("every_year"):
        yield Condition((*steps, Step(t.OF_INDICATOR, inverse=True)), negated=True)


def departments(linked: Linked, tools: Tools, topic: Topic) -> Result | None:
    """Return the 課 of what the question is about, or the 事業 to choose from where their 課 differ."""
    found = anchors.find(linked, tools, topic, t.PROJECT)
    if not found.named:
        frames = anchors.find(linked, tools, topic, t.PRIORITY, t.MEASURE, t.PROGRAMME)
        if frames.entities and (frames.named or frames.share > found.share + 0.05):
            return _units_of([*frames.entities], tools, (Step(t.GROUP), ))
        indicators = anchors.find(linked, tools, topic, t.INDICATOR)
        if indicators.covered > found.covered + 0.15:
            owners = [i for e in indicators.entities for i in e.parts.get(t.PROJECT, ())]
            entities = [tools.knowledge.entities[iri] for iri in dict.fromkeys(owners)]
            return _units_of(entities, tools, ())
    wanted = _in_plan(list(found.entities), linked, tools)
    return _units_of(wanted, tools, ()) if wanted else None


def in_other_plan(linked: Linked, tools: Tools, inside: Candidate) -> Result | None:
    """Return what a 事業 of the other plan was or became in the plan asked about, where the words describe that one
    much better than any in the plan."""
    if linked.plan is None:
        return None
    best = tools.catalogue.rank(linked.terms, tools.knowledge.of(t.PROJECT))[:1]
    if not best or best[0].entity.plan == linked.plan or best[0].covered < _WORTH:
        return None
    if best[0].score < _BETTER * next(
        (c.score for c in tools.catalogue.rank(linked.terms, [inside.entity])), 0.0
    ):
        return None
    found = _in_plan([best[0].entity], linked, tools)
    if found == [best[0].entity]:
        return None
    statements = [Statement(e.iri, t.SUCCEEDS) for e in (*found, best[0].entity)]
    return Result(
        items=tuple(item(e, tools.knowledge) for e in found),
        statements=tuple(statements),
        text=f"「{best[0].entity.label}」に当たるのは、{'、'.join(e.label for e in found)}です。",
        anchors=tuple(e.iri for e in found),
    )


def _in_plan(entities: list[Entity], linked: Linked, tools: Tools) -> list[Entity]:
    """Return the entities, or where the question speaks of the other plan, what they succeed or are succeeded by."""
    if linked.plan is None or any(e.plan == linked.plan for e in entities) or not entities:
        return entities
    iris = " ".join(f"<{e.iri}>" for e in entities)
    rows = tools.select(
        f"SELECT ?x WHERE {{ VALUES ?e {{ {iris} }} ?e <{t.SUCCEEDS}>|^<{t.SUCCEEDS}> ?x . ?x <{t.IN_PLAN}> <{linked.plan}> }}"
    )
    return [tools.knowledge.entities[row["x"]] for row in rows] or entities


def _units_of(entities: list[Entity], tools: Tools, path: tuple[Step, ...]) -> Result | None:
    projects = tuple(entity.iri for entity in entities)
    if path:
        query = Query((t.PROJECT,), (Condition(path, iris=projects), Condition((Step(t.RESPONSIBLE),))))
    else:
        query = Query((t.PROJECT,), (Condition((Step(t.RESPONSIBLE),)),), among=projects)
    rows = tools.select(query.sparql())
    end = "c1" if path else "c0"
    if not rows:
        return None
    units: dict[str, dict[str, None]] = {}
    for row in rows:
        units.setdefault(row["x"], {})[row[end]] = None
    names = tools.knowledge.entities
    if not path and len({frozenset(u) for u in units.values()}) > 1:
        return Result(
            items=tuple(item(names[iri], tools.knowledge) for iri in units),
            statements=tuple(Statement(iri, t.RESPONSIBLE, None, names[iri].label) for iri in units),
            text="当てはまる事業がいくつかあります。どの事業についてお知りになりたいですか。",
            status=Status.AMBIGUOUS,
            suggestions=tuple(f"「{names[iri].label}」の主管課はどこですか" for iri in units),
            sparql=query.sparql(),
        )
    distinct = [names[iri] for iri in dict.fromkeys(iri for found in units.values() for iri in found) if iri in names]
    disputed = [] if path else _disputed(projects, tools)
    distinct += [names[row["u"]] for row in disputed if names[row["u"]] not in distinct]
    subject = "・".join(f"「{entity.label}」" for entity in entities[:3])
    return Result(
        items=tuple(item(unit, tools.knowledge) for unit in distinct),
        statements=(
            *(Statement(row["x"], t.RESPONSIBLE, None, names[row[end]].label) for row in rows),
            *(Statement(row["x"], t.DISPUTED_RESPONSIBLE, None, names[row["u"]].label) for row in disputed),
        ),
        text=f"{subject}の主管課は、{'、'.join(unit.label for unit in distinct)}です。"
        + ("資料によって書かれている課が異なります。" if disputed else ""),
        sparql=query.sparql(),
        anchors=projects,
    )


def _disputed(projects: Sequence[str], tools: Tools) -> list[Row]:
    """Return the 課 that only some passages name, where the documents disagree."""
    values = " ".join(f"<{iri}>" for iri in projects)
    rows = tools.select(f"SELECT ?x ?u WHERE {{ VALUES ?x {{ {values} }} ?x <{t.DISPUTED_RESPONSIBLE}> ?u }}")
    return [row for row in rows if row["u"] in tools.knowledge.entities]


def _names(entities: Sequence[Entity]) -> str:
    shown = "、".join(e.label for e in entities[:10])
    return shown + (f" ほか{len(entities) - 10}件" if len(entities) > 10 else "")
