"""Plans drawn at random from the grammar over any graph, each with rows: what the law of answering is tested on.

A plan is drawn by its kind around a thing of the graph that is known to meet it, run, and kept where it has rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ontology import terms as t
from service.answering.knows.schema import Step
from service.answering.operators import (
    attribute,
    extreme,
    judged,
    measure,
    reduce,
    schedule,
    things,
    top,
    truth,
)
from service.answering.plan.conditions import Has, Is, Not
from service.answering.plan.courses import Moves
from service.answering.plan.joined import AllOf
from service.answering.plan.sets import All, Named, Set, Via, Where
from service.answering.say.sets import common_unit, printed
from service.answering.step_interface import Result
from service.evaluation import drawn_events
from service.evaluation.picks import UNITS, Drawer

_TRIES = 12  # plans of one kind that are drawn until one has rows
_MOST = 60  # items of a plan that is kept


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plan with what it comes to."""

    kind: str
    plan: Any
    result: Result


def _list(d: Drawer) -> Any:
    of = d.projects()
    return things.Things(of) if of else None


def _count(d: Drawer) -> Any:
    of = d.projects()
    return things.Things(of, True) if of else None


def _without(d: Drawer) -> Any:
    """Return 事業 that meet one condition and not another."""
    of = d.projects(1)
    other = d.project(d.plans[0]) if d.plans else None
    if of is None or other is None:
        return None
    denied = [c for c in d.conditions(other, 1) if type(c) in (Has, Is)]
    free = [c for c in denied if all(getattr(c, "path", None) != getattr(o, "path", None) for o in of.conditions)]
    return things.Things(Where(of.of, (*of.conditions, Not(free[0])))) if free else None


def _open(d: Drawer) -> Any:
    """Return 事業 by the state of their indicators: none, undecided."""
    of = d.projects(1)
    if of is None:
        return None
    undecided = Has((Step(t.HAS_INDICATOR), Step(t.UNDECIDED)))
    whole = AllOf((undecided, Not(Has((Step(t.HAS_INDICATOR), Step(t.OF_INDICATOR, True))))))
    chosen = whole if d.random.random() < 0.7 else undecided
    return things.Things(Where(of.of, (of.conditions[0], chosen)), d.random.random() < 0.3)


def _units(d: Drawer) -> Any:
    project = d.project(d.pick(d.plans))
    return things.Things(Via(Named(t.PROJECT, (project.iri,)), UNITS, t.UNIT)) if project else None


def _units_of_set(d: Drawer) -> Any:
    of = d.projects()
    has_unit = of and any(getattr(c, "path", None) == UNITS for c in of.conditions)
    return things.Things(Via(of, UNITS, t.UNIT)) if of and not has_unit else None


def _goals(d: Drawer) -> Any:
    bearers = [e for e in d.known.entities.values() if d.ends(e.iri, t.SDG_RELATION)]
    one = d.pick(bearers)
    return things.Things(Via(Named(one.type, (one.iri,)), (Step(t.SDG_RELATION),), t.GOAL)) if one else None


def _indicators(d: Drawer) -> Any:
    one = d.pick([e for e in d.known.of(t.PROJECT) if d.ends(e.iri, t.HAS_INDICATOR)])
    return things.Things(Via(Named(t.PROJECT, (one.iri,)), (Step(t.HAS_INDICATOR),), t.INDICATOR)) if one else None


def _successors(d: Drawer) -> Any:
    pairs = [(e.iri, old) for e in d.known.of(t.PROJECT) for old in d.ends(e.iri, t.SUCCEEDS)]
    pair = d.pick(pairs)
    if pair is None:
        return None
    forward = d.random.random() < 0.5
    start, step = (pair[1], Step(t.SUCCEEDS, True)) if forward else (pair[0], Step(t.SUCCEEDS))
    return things.Things(Via(Named(t.PROJECT, (start,)), (step,), t.PROJECT))


def _laws(d: Drawer) -> Any:
    one = d.pick([e for e in d.known.of(t.PLAN) if d.ends(e.iri, t.BASED_ON)])
    return things.Things(Via(Named(t.PLAN, (one.iri,)), (Step(t.BASED_ON),), t.LAW)) if one else None


def _attribute(d: Drawer) -> Any:
    """Return what a thing has under any property of the vocabulary."""
    known = d.known
    properties = [
        (prop, domain)
        for prop, domains in known.domains.items()
        for domain in domains[:3]
        if prop not in attribute.SILENT and prop in known.class_labels and known.of(domain)
    ]
    chosen = d.pick(properties)
    if chosen is None:
        return None
    prop, domain = chosen
    one = d.pick([e for e in known.of(domain) if d.ends(e.iri, prop)])
    return attribute.Values(Named(domain, (one.iri,)), (prop,)) if one else None


def _reason(d: Drawer) -> Any:
    one = d.pick([e for e in d.known.of(t.PROJECT) if d.ends(e.iri, t.END_REASON)])
    if one is None:
        return None
    return attribute.Values(Where(Named(t.PROJECT, (one.iri,)), (Has((Step(t.END_REASON),)),)), (t.END_REASON,))


def _series(d: Drawer) -> Any:
    found = d.indicator()
    if found is None:
        return None
    iri, years = found
    when = () if d.random.random() < 0.3 else (d.random.choice(years),)
    return measure.Series(Named(t.INDICATOR, (iri,)), when)


def _figure(d: Drawer) -> Any:
    one = d.pick(d.known.of(t.FIGURE))
    return measure.Series(Named(t.FIGURE, (one.iri,))) if one else None


def _reduce(d: Drawer) -> Any:
    found = d.indicator(2)
    if found is None:
        return None
    iri, years = found
    mode = d.random.choice(("sum", "mean", "difference", "times"))
    first = d.random.randrange(len(years) - 1)
    last = d.random.randrange(first + 1, len(years))
    if mode not in ("sum", "mean"):
        when: tuple[int, ...] = (years[first], years[last])
    else:
        when = tuple(y for y in years[first : last + 1])
        if when != tuple(range(when[0], when[-1] + 1)):
            return None
    return reduce.Reduce(Named(t.INDICATOR, (iri,)), mode, when)


def _year_of(d: Drawer) -> Any:
    found = d.indicator(3)
    if found is None:
        return None
    iri, _years = found
    how = d.random.choice(("most", "least", "growth", "first"))
    of = Named(t.INDICATOR, (iri,))
    if how != "first":
        return extreme.YearOf(of, how)
    points, _ = measure.points(of, d.tools)
    point = d.random.choice([p for p in points if p.number is not None])
    if not point.number or point.number >= 10_000 or _large(point.value):
        return None
    return extreme.YearOf(of, "first", ">=", point.number, common_unit([point.value]))


def _large(value: str) -> bool:
    return any(size in value for size in "億万千")


def _crossing(d: Drawer) -> Any:
    one, other = d.indicator(3), d.indicator(3)
    if one is None or other is None or one[0] == other[0]:
        return None
    plan = extreme.Crossing(one[0], other[0], t.INDICATOR)
    return plan if _unit(d, one[0]) == _unit(d, other[0]) else None


def _unit(d: Drawer, iri: str) -> str:
    return common_unit(printed((iri,), d.tools))


def _most(d: Drawer) -> Any:
    of = d.projects(1)
    if of is None:
        return None
    kept = Where(of.of, tuple(c for c in of.conditions if getattr(c, "path", None) != UNITS))
    return top.MostOf(t.UNIT, kept, UNITS, d.random.random() < 0.2, d.random.choice((1, 1, 2, 3)))


def _moves(d: Drawer) -> Any:
    """Return the indicators of a plan whose targets move so."""
    plan = d.pick(d.plans)
    how = d.random.choice(("rising", "falling", "flat", "not falling"))
    mine = Has((Step(t.HAS_INDICATOR, True), Step(t.IN_PLAN)), Named(t.PLAN, (plan,)))
    return things.Things(Where(All(t.INDICATOR), (mine, Moves(how))), d.random.random() < 0.4) if plan else None


def _planned(d: Drawer) -> Any:
    one = d.pick([e for e in d.known.of(t.PROJECT) if d.ends(e.iri, t.HAS_SCHEDULE)])
    if one is None:
        return None
    of: Set = Named(t.PROJECT, (one.iri,))
    years = sorted({int(row["year"]) for row in d.tools.select(schedule.entries(of))})
    return schedule.Planned(of, (d.random.choice(years),)) if years else None


def _is_so(d: Drawer) -> Any:
    """Return whether a 事業 meets a condition that it meets, or that another meets."""
    plan = d.pick(d.plans)
    one = d.project(plan)
    other = one if d.random.random() < 0.6 else d.project(plan)
    if one is None or other is None:
        return None
    condition = d.pick([c for c in d.conditions(other, 1) if type(c) in (Has, Is)])
    return truth.AreAll(Named(t.PROJECT, (one.iri,)), condition) if condition else None


def _figure_is(d: Drawer) -> Any:
    found = d.indicator()
    if found is None:
        return None
    iri, years = found
    year = d.random.choice(years)
    of = Named(t.INDICATOR, (iri,))
    points, _ = measure.points(of, d.tools, (year,))
    if not points or points[0].number is None or _large(points[0].value) or not _unit(d, iri):
        return None
    number = points[0].number + d.random.choice((0.0, 0.0, 5.0))
    return judged.FigureIs(of, d.random.choice(("=", ">=")), number, (year,))


KINDS: dict[str, Callable[[Drawer], Any]] = {
    "list": _list, "count": _count, "without": _without, "undecided": _open, "units": _units,
    "units-of-set": _units_of_set, "goals": _goals, "indicators": _indicators, "succession": _successors,
    "laws": _laws, "attribute": _attribute, "reason": _reason, "series": _series, "figure": _figure,
    "reduce": _reduce, "year-of": _year_of, "crossing": _crossing, "most": _most, "moves": _moves,
    "event-year": drawn_events.event_year, "events-of-year": drawn_events.events_of_year,
    "between": drawn_events.between, "earlier": drawn_events.earlier,
    "planned": _planned, "is-so": _is_so, "figure-is": _figure_is,
}  # fmt: skip


def draw(drawer: Drawer, count: int) -> Iterator[Drawn]:
    """Yield so many plans, as many of each kind as the graph has; fewer where it has none."""
    kinds = list(KINDS)
    found = 0
    seen: set[object] = set()
    while kinds and found < count:
        for kind in list(kinds):
            one = _one(drawer, kind, seen)
            if one is None:
                kinds.remove(kind)
                continue
            seen.add(one.plan)
            found += 1
            yield one
            if found == count:
                return


def _one(drawer: Drawer, kind: str, seen: set[Any]) -> Drawn | None:
    for _ in range(_TRIES):
        plan = KINDS[kind](drawer)
        if plan is None or plan in seen:
            continue
        result = plan.run(drawer.tools)
        if result is not None and len(result.items) <= _MOST:
            return Drawn(kind, plan, result)
    return None
