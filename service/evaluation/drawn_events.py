"""Plans about the days and years of events, drawn around events of the graph."""

from __future__ import annotations

from typing import Any

from ontology import terms as t
from service.answering.knows.named_entities import Entity
from service.answering.knows.schema import Step
from service.answering.operators import (
    events,
)
from service.answering.plan.conditions import Is
from service.answering.plan.sets import All, Named, Where
from service.evaluation.picks import Drawer


def event_year(d: Drawer) -> Any:
    """Return the year of an event."""
    one = d.pick(d.known.of(t.EVENT))
    return events.YearsOf(Named(t.EVENT, (one.iri,))) if one else None


def events_of_year(d: Drawer) -> Any:
    """Return the events of a year."""
    one = d.pick(d.known.of(t.EVENT))
    if one is None:
        return None
    year = d.pick([d.known.entities[y].numbers[0] for y in d.ends(one.iri, t.OCCURRED_IN) if y in d.known.entities])
    path = (Step(t.OCCURRED_IN), Step(t.NOTATION))
    return events.Listed(Where(All(t.EVENT), (Is(path, (year,)),))) if year else None


def _two_events(d: Drawer) -> tuple[Entity, Entity] | None:
    pool = d.known.of(t.EVENT)
    if len(pool) < 2:
        return None
    one, other = d.random.sample(list(pool), 2)
    return (one, other) if one.label != other.label else None


def between(d: Drawer) -> Any:
    """Return the time between two events."""
    two = _two_events(d)
    return events.Between(Named(t.EVENT, (two[0].iri,)), Named(t.EVENT, (two[1].iri,))) if two else None


def earlier(d: Drawer) -> Any:
    """Return which of two events comes first or last."""
    two = _two_events(d)
    return events.InOrder(Named(t.EVENT, (two[0].iri, two[1].iri)), 1, d.random.random() < 0.4) if two else None
