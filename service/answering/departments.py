"""The 課 of what a question is about, and what a 事業 was or became in another plan."""

from __future__ import annotations

from collections.abc import Sequence

from ontology import terms as t
from service.answering import anchors
from service.answering.evidence import Statement
from service.answering.knowledge import Entity, Row
from service.answering.mentions import Linked
from service.answering.plan.query import Condition, Query
from service.answering.run import rows as rows_of
from service.answering.schema import Step
from service.answering.shelf import Candidate
from service.answering.tools import Result, Tools, Topic, item, to_choose

_BETTER = 1.25  # how much better the other plan's 事業 has to fit
_NAMED = 0.5  # part of the question that names have to hold for several of them to be meant alike
_LIKELY = 0.88  # the second described 事業 scores less than that share of the first
_WORTH = 0.6  # part of the question's worth that it has to hold
_CLOSER, _FITS = 0.05, 0.15  # by how much a group's name, or an indicator, has to fit better than any 事業


def departments(linked: Linked, tools: Tools, topic: Topic) -> Result | None:
    """Return the 課 of what the question is about, or the 事業 to choose from where their 課 differ."""
    found = anchors.find(linked, tools, topic, t.PROJECT)
    if not found.named:
        frames = anchors.find(linked, tools, topic, t.PRIORITY, t.MEASURE, t.PROGRAMME)
        if frames.entities and (frames.named or frames.share > found.share + _CLOSER):
            return _units_of([*frames.entities], tools, (Step(t.GROUP),))
        indicators = anchors.find(linked, tools, topic, t.INDICATOR)
        if indicators.covered > found.covered + _FITS:
            owners = [i for e in indicators.entities for i in e.parts.get(t.PROJECT, ())]
            entities = [tools.knowledge.entities[iri] for iri in dict.fromkeys(owners)]
            return _units_of(entities, tools, ())
    if not found.named and len(found.entities) != 1 and found.share < _NAMED:
        likely = anchors.searched(linked.terms, tools, t.PROJECT, linked.plan, linked.question)
        if likely and (len(likely) == 1 or likely[1].score < _LIKELY * likely[0].score):
            found = anchors.Anchors((likely[0].entity,), False, likely[0].covered, likely[0].named)
    wanted = within_plan(list(found.entities), linked, tools)
    return _units_of(wanted, tools, ()) if wanted else None


def in_other_plan(linked: Linked, tools: Tools, inside: Candidate) -> Result | None:
    """Return what a 事業 of the other plan was or became in the plan asked about, where the words describe that one
    much better than any in the plan."""
    if linked.plan is None:
        return None
    best = tools.catalogue.rank(linked.terms, tools.knowledge.of(t.PROJECT))[:1]
    if not best or best[0].entity.plan == linked.plan or best[0].covered < _WORTH:
        return None
    within = tools.catalogue.rank(linked.terms, [inside.entity])
    if within and best[0].score < _BETTER * within[0].score:
        return None
    found = within_plan([best[0].entity], linked, tools)
    if found == [best[0].entity]:
        return None
    statements = [Statement(e.iri, t.SUCCEEDS) for e in (*found, best[0].entity)]
    return Result(
        items=tuple(item(e, tools.knowledge) for e in found),
        statements=tuple(statements),
        text=f"「{best[0].entity.label}」に当たるのは、{'、'.join(e.label for e in found)}です。",
        anchors=tuple(e.iri for e in found),
    )


def within_plan(entities: list[Entity], linked: Linked, tools: Tools) -> list[Entity]:
    """Return the entities, or where the question speaks of the other plan, what they succeed or are succeeded by."""
    if linked.plan is None or any(e.plan == linked.plan for e in entities) or not entities:
        return entities
    iris = " ".join(f"<{e.iri}>" for e in entities)
    rows = tools.select(
        f"SELECT ?x WHERE {{ VALUES ?e {{ {iris} }} ?e <{t.SUCCEEDS}>|^<{t.SUCCEEDS}> ?x . "
        f"?x <{t.IN_PLAN}> <{linked.plan}> }}"
    )
    return [tools.knowledge.entities[row["x"]] for row in rows] or entities


def _units_of(entities: list[Entity], tools: Tools, path: tuple[Step, ...]) -> Result | None:
    projects = tuple(entity.iri for entity in entities)
    if path:
        query = Query((t.PROJECT,), (Condition(path, iris=projects), Condition((Step(t.RESPONSIBLE),))))
    else:
        query = Query((t.PROJECT,), (Condition((Step(t.RESPONSIBLE),)),), among=projects)
    rows = rows_of(query, tools)
    end = "c1" if path else "c0"
    if not rows:
        return None
    units: dict[str, dict[str, None]] = {}
    for row in rows:
        units.setdefault(row["x"], {})[row[end]] = None
    names = tools.knowledge.entities
    if not path and len({frozenset(u) for u in units.values()}) > 1:
        several = [names[iri] for iri in units]
        asked = (f"「{one.label}」の主管課はどこですか" for one in several)
        return to_choose(several, t.RESPONSIBLE, asked, tools.knowledge, labelled=True, sparql=query.sparql())
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
