"""When: events of a chronology by year, and the year of an event or of an activity of a schedule."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from graph.japanese import era_long, era_short, fold
from ontology import terms as t
from service.answering import anchors, conditions
from service.answering.answer import Item
from service.answering.content import coverage, score, total
from service.answering.evidence import Statement
from service.answering.knowledge import Entity
from service.answering.mentions import Linked
from service.answering.plan.query import Query, shorten
from service.answering.run import rows as rows_of
from service.answering.shelf import Candidate
from service.answering.tools import Result, Tools, Topic, item

_ENOUGH = 0.6
_LEAST = 0.2  # what holds enough scores at least that share of the question's worth, in whatever field
_CALLED = 0.3  # what the 事業's own name adds
_PROJECTS = 6  # 事業 whose schedules are read


@dataclass(frozen=True, slots=True)
class _Entry:
    project: Entity
    iri: str
    year: int
    activity: str
    worth: float
    fits: float


def events(linked: Linked, tools: Tools) -> Result | None:
    """Return the events of the years named, or the other events of the year of the event that is described."""
    if linked.years:
        combination = next(iter(conditions.alternatives(t.EVENT, linked, tools)), ())
        return _listed(Query((t.EVENT,), combination), tools, set())
    ranked = tools.catalogue.rank(linked.terms, tools.knowledge.of(t.EVENT))
    if not ranked:
        return None
    known = ranked[0].entity
    year = _year_of(known, tools)
    if year is None:
        return None
    query = Query((t.EVENT,), conditions.in_years(year))
    return _listed(query, tools, {known.iri})


def _listed(query: Query, tools: Tools, without: set[str]) -> Result | None:
    rows = rows_of(query, tools)
    found = {row["x"]: tools.knowledge.entities[row["x"]] for row in rows if row["x"] not in without}
    if not found:
        return None
    return Result(
        items=tuple(item(event, tools.knowledge) for event in found.values()),
        statements=tuple(Statement(iri, t.OCCURRED_IN, None, event.label) for iri, event in found.items()),
        text=f"{'、'.join(event.label for event in found.values())}があります。",
        sparql=query.sparql(),
        anchors=tuple(found),
    )


def _year_of(event: Entity, tools: Tools) -> int | None:
    rows = tools.select(f"SELECT ?y WHERE {{ <{event.iri}> <{t.OCCURRED_IN}>/<{t.NOTATION}> ?y }}")
    return int(rows[0]["y"]) if rows else None


def when(linked: Linked, tools: Tools, topic: Topic) -> Result | None:
    """Return the year of the event, or of the activity of a schedule, that the question describes."""
    if not linked.terms:
        return None
    things = [term for term in linked.terms if not term.doing] or linked.terms
    happened = tools.catalogue.rank(things, tools.knowledge.of(t.EVENT))
    planned = _schedule(linked, tools, topic)
    likely = takewhile(lambda c: c.score >= _LEAST * total(things), happened)
    called = _called(linked, tools)
    event = called or next((c for c in likely if c.covered >= _ENOUGH and _names(linked, c.entity, tools)), None)
    planned = None if called else planned
    ahead = not linked.says("past")  # what is still to come stands in schedules
    if planned is not None and (event is None or planned.worth > event.covered or (ahead and planned.worth >= _ENOUGH)):
        return Result(
            items=(Item(label=era_long(planned.year), type="年度", year=era_short(planned.year)),),
            statements=(Statement(planned.iri, t.ACTIVITY, None, planned.activity),),
            text=f"「{planned.project.label}」のスケジュールでは、{era_long(planned.year)}に"
            f"「{' '.join(planned.activity.split())}」とされています。",
            sparql=shorten(
                f"SELECT ?year ?activity WHERE {{ <{planned.project.iri}> <{t.HAS_SCHEDULE}> ?entry . "
                f"?entry <{t.FISCAL_YEAR}> ?year ; <{t.ACTIVITY}> ?activity }}"
            ),
            anchors=(planned.project.iri,),
        )
    if event is None:
        return None
    year = _year_of(event.entity, tools)
    if year is None:
        return None
    printed = era_long(year).removesuffix("度")
    return Result(
        items=(Item(label=printed, type="年", year=era_short(year)),),
        statements=(Statement(event.entity.iri, t.OCCURRED_IN, None, event.entity.label),),
        text=f"「{event.entity.label}」は{printed}です。",
        anchors=(event.entity.iri,),
    )


def _called(linked: Linked, tools: Tools) -> Candidate | None:
    """Return the event that bears the name of a plan that the question names (第3期計画ができたのは), if one does."""
    if not linked.says("past"):
        return None
    names = [m.text for m in linked.entities(t.PLAN)]
    near = {e.iri: e for name in names for e in tools.catalogue.shelf(t.EVENT).named_like(name)}
    found = [e for e in near.values() if any(name in fold(e.label) for name in names)]
    return Candidate(found[0], 1.0, 1.0, 1.0) if len(found) == 1 else None


def _entries(project: Entity) -> str:
    """Return the query for the entries of a schedule: entry, year, activity."""
    return (
        f"SELECT ?s ?y ?a WHERE {{ <{project.iri}> <{t.HAS_SCHEDULE}> ?s . ?s <{t.ACTIVITY}> ?a ; "
        f"<{t.FISCAL_YEAR}>/<{t.NOTATION}> ?y }}"
    )


def planned(linked: Linked, tools: Tools) -> Result | None:
    """Return what the schedule of the named 事業 says of the years asked about."""
    named = [tools.knowledge.entities[iri] for mention in linked.entities(t.PROJECT) for iri in mention.iris]
    inside = [one for one in named if one.plan == (linked.plan or tools.knowledge.current)] or named
    if len({one.iri for one in inside}) != 1:
        return None
    project = inside[0]
    query = _entries(project)
    rows = sorted((int(row["y"]), row["a"], row["s"]) for row in tools.select(query) if int(row["y"]) in linked.years)
    if not rows:
        return None
    told = "、".join(f"{era_long(year)}は「{' '.join(activity.split())}」" for year, activity, _ in rows)
    return Result(
        items=tuple(
            Item(label=project.label, iri=entry, type="予定", value=activity, year=era_short(year))
            for year, activity, entry in rows
        ),
        statements=tuple(Statement(entry, t.ACTIVITY, None, activity) for _, activity, entry in rows),
        text=f"「{project.label}」のスケジュールでは、{told}です。",
        sparql=shorten(query),
        anchors=(project.iri,),
    )


def _names(linked: Linked, event: Entity, tools: Tools) -> bool:
    """Return whether an event speaks of every body that the question names."""
    names = tools.knowledge.entities
    text = fold(event.label)
    bodies = [names[iri] for mention in linked.entities(t.COUNCIL) for iri in mention.iris]
    return not bodies or any(fold(name) in text for body in bodies for name in body.names)


def _schedule(linked: Linked, tools: Tools, topic: Topic) -> _Entry | None:
    """Return the schedule entry that the question describes, the earliest of those that fit alike."""
    about = anchors.find(linked, tools, topic, t.PROJECT)
    projects = list(about.entities)
    projects += [c.entity for c in anchors.rank(linked.terms, tools, (t.PROJECT,), linked.plan)[:_PROJECTS]]
    found: list[_Entry] = []
    for project in {p.iri: p for p in projects}.values():
        names = "\n".join(fold(name) for name in project.names)
        for row in tools.select(_entries(project)):
            activity = fold(row["a"])
            if not score([term for term in linked.terms if not term.found(names)], activity):
                continue
            known = tools.catalogue.text(project.iri) if project == about.only else names
            worth = coverage(linked.terms, f"{activity}\n{known}") + _CALLED * coverage(linked.terms, names)
            fits = score(linked.terms, activity)
            found.append(_Entry(project, row["s"], int(row["y"]), row["a"], worth, fits))
    if not found:
        return None
    near = [entry for entry in found if entry.worth >= max(_ENOUGH, max(e.worth for e in found) - 0.1)]
    return max(near, key=lambda entry: (entry.fits, -entry.year), default=None)
