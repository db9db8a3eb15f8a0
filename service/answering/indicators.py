"""Which indicator a question speaks of: called by its name, or described by its words, its 事業 and its unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice, takewhile

from graph.japanese import fold
from ontology import terms as t
from service.answering import anchors
from service.answering.catalogue import leaders
from service.answering.figures import shows_unit, unit_asked
from service.answering.knowledge import Entity
from service.answering.mentions import Linked
from service.answering.series import series
from service.answering.shelf import Candidate
from service.answering.tools import Tools, Topic

_ENOUGH = 0.5  # part of the question's worth that an indicator and its 事業 have to hold
_NAMED = 0.2  # part that the indicator's own name has to hold
_SURE = 0.8
_LIKE = 0.92
_OWNER = 0.4  # part that the 事業's name has to hold where its indicators are not named
_OTHER_UNIT = 0.6  # what an indicator in another unit than the one asked for is worth
_CLOSE = 8  # candidates whose units are looked at
_OPERATORS = ("max", "min", "growth", "course", "which", "same_value")


def meant(linked: Linked, tools: Tools, topic: Topic) -> list[Entity]:
    """Return the indicators that a question speaks of."""
    pool = every = tools.knowledge.of(t.INDICATOR)
    projects = anchors.taken_over(linked, topic, tools, (t.PROJECT,)) or [
        tools.knowledge.entities[iri] for m in linked.entities(t.PROJECT) for iri in m.iris
    ]
    if projects:
        own = {iri for project in projects for iri in project.parts.get(t.INDICATOR, ())}
        pool = _of_class(own, tools) or pool
    told = anchors.taken_over(linked, topic, tools, (t.INDICATOR,))
    if told and not linked.entities(t.INDICATOR) and not linked.topics():
        return told[:1] if len({e.label for e in told}) == 1 else told
    linked = linked.without(*_OPERATORS)
    named = _fitting(_named(linked, None if pool is every else {e.iri for e in pool}), pool, linked, tools)
    if named:
        return named
    asked = [x for x in linked.rest if not x.pair] if projects and linked.entities(t.PROJECT) else []
    ranked = _in_unit(tools.catalogue.rank(asked or linked.terms, pool), linked, tools)
    if projects and pool and (not ranked or ranked[0].named < _NAMED):
        return list(pool) if len(pool) <= 3 and not _names_one(linked) else []
    enough = _ENOUGH
    sure = bool(ranked) and (ranked[0].key or ranked[0].covered >= _SURE)
    if not sure or ranked[0].covered < enough or ranked[0].named < _NAMED:
        return _of_described(linked, tools, topic)
    return _same(ranked)


def _of_class(iris: Iterable[str], tools: Tools) -> list[Entity]:
    """Return those of some things that are indicators, in the order of their class."""
    known = (tools.knowledge.entities[iri] for iri in iris if iri in tools.knowledge.entities)
    return sorted((entity for entity in known if entity.type == t.INDICATOR), key=lambda entity: entity.place)


def _called(part: str, pool: Sequence[Entity], tools: Tools) -> Sequence[Entity]:
    """Return those of a pool that a folded text may be a part of the name of: all where the pool is small."""
    if pool is not tools.knowledge.of(t.INDICATOR):
        return pool
    return tools.catalogue.shelf(t.INDICATOR).named_like(part)


def _named(linked: Linked, pool: set[str] | None) -> list[str]:
    """Return the indicators that the question calls by their names, by the longest of these. pool: None for all."""
    mentions = sorted(linked.entities(t.INDICATOR), key=lambda m: m.start - m.end)
    return next((found for m in mentions if (found := [iri for iri in m.iris if pool is None or iri in pool])), [])


def _fitting(named: list[str], pool: Sequence[Entity], linked: Linked, tools: Tools) -> list[Entity]:
    """Return those of the indicators called by name, or by a part of their name, that the rest of the question
    (breakdown, 事業) fits; all of them where nothing but the name is said."""
    if not named:
        return []
    name = max((m.text for m in linked.entities(t.INDICATOR)), key=len)
    bearers = _bearers(name, named, pool, tools)
    ranked = sorted(tools.catalogue.rank(linked.terms, bearers), key=lambda c: (-c.score, -c.covered))
    most = max((c.covered for c in ranked), default=0.0)
    ranked = [c for c in ranked if c.covered >= most - 0.02] or ranked
    rows = _rows(ranked[0].entity, pool, linked, tools) if ranked else []
    if rows:
        return rows
    if all(x.pair or x.forms[0] in name for x in linked.terms):
        return [c.entity for c in ranked]
    best = [c.entity for c in ranked if c.score >= ranked[0].score * 0.97]
    exact = [e for e in best if fold(e.label) == name]
    return exact if len(exact) == 1 else best


def _bearers(name: str, named: Sequence[str], pool: Sequence[Entity], tools: Tools) -> list[Entity]:
    """Return the indicators of a pool that are named, or whose label holds a name."""
    known = {e.iri: e for e in (*_of_class(named, tools), *_called(name, pool, tools))}
    iris = set(named)
    found = [e for e in known.values() if e.iri in iris or name in fold(e.label)]
    return sorted(found, key=lambda entity: entity.place)


def _rows(best: Entity, pool: Sequence[Entity], linked: Linked, tools: Tools) -> list[Entity]:
    """Return the rows of an indicator that the question names by their breakdown, where it names several of them."""
    family = [e for e in _called(fold(best.label), pool, tools) if e.label == best.label and owner(e) == owner(best)]
    said = [e for e in family if (rows := e.folded((t.BREAKDOWN,))) and rows in linked.text]
    return said if len(said) > 1 else []


def _in_unit(ranked: Sequence[Candidate], linked: Linked, tools: Tools) -> list[Candidate]:
    """Return candidates with those first that are measured in the unit asked for; those far behind are left away."""
    unit = unit_asked(linked.text)
    if unit is None or not ranked:
        return leaders(ranked, _LIKE)
    judged = [
        c if shows_unit(unit, _printed_unit(c.entity, tools)) else replace(c, score=c.score * _OTHER_UNIT)
        for c in ranked[:_CLOSE]
    ]
    judged.sort(key=lambda c: -c.score)
    return [*judged, *takewhile(lambda c: c.score >= judged[0].score * _LIKE, islice(ranked, _CLOSE, None))]


def _printed_unit(indicator: Entity, tools: Tools) -> str:
    """Return what says in which unit an indicator is measured: its unit, its name, its first target."""
    rows = tools.select(f"SELECT ?u WHERE {{ <{indicator.iri}> <{t.UNIT_OF_MEASURE}> ?u }}")
    known, _ = series(indicator, tools)
    return fold(" ".join([*(row["u"] for row in rows), indicator.label, *(target.value for target in known[:1])]))


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
    family = [c for c in exact if c.entity.label == best.entity.label and owner(c.entity) == owner(best.entity)]
    return [c.entity for c in (family if len(family) > 1 else exact)]


def owner(indicator: Entity) -> str | None:
    """Return the IRI of the 事業 that an indicator belongs to."""
    return next(iter(indicator.parts.get(t.PROJECT, ())), None)
