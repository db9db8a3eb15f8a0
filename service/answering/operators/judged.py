"""Yes or no over figures: how one compares with a number or another, how a series moves, whether two agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import eq, ge, gt, le, lt

from graph.japanese import era_long
from ontology import terms as t
from service.answering.operators.base import TRUTH, Proposal
from service.answering.operators.extreme import bounds, meets
from service.answering.operators.measure import Point, cited, label, measured, owner, points
from service.answering.plan.courses import Moves
from service.answering.plan.sets import Named, Set, Where, select
from service.answering.propose.courses import TRENDS, stretch
from service.answering.propose.indicators import asked_spans, indicators, years_in
from service.answering.propose.sets import Sets
from service.answering.propose.sides import pairs
from service.answering.say.written_figures import unit_of
from service.answering.sources.stated_figures import shows_unit
from service.answering.step_interface import Result, Tools

_LOOSE = 0.1  # cost of a way to move where the question tells it more exactly


@dataclass(frozen=True, slots=True)
class FigureIs:
    """Whether the figures of a set compare so with a number in some years: in all of them."""

    of: Set
    sign: str
    number: float
    years: tuple[int, ...]
    unit: str = ""

    def run(self, tools: Tools) -> Result | None:
        """Return whether they do, with them."""
        found, query = points(self.of, tools, self.years)
        found = [p for p in found if p.number is not None]
        if not found or (self.unit and not all(shows_unit(self.unit, p.value) for p in found)):
            return None
        return _told(all(meets(p.number or 0.0, self.sign, self.number) for p in found), found, query, tools)


@dataclass(frozen=True, slots=True)
class Goes:
    """Whether an indicator's targets move so."""

    of: Set
    how: str
    first: int | None = None
    last: int | None = None

    def run(self, tools: Tools) -> Result | None:
        """Return whether they do, with the series."""
        found, _ = points(self.of, tools)
        if len({p.thing for p in found}) != 1 or len(found) < 2:
            return None
        query = select(Where(self.of, (Moves(self.how, self.first, self.last),)))
        rows = tools.select(query)
        if not rows and not tools.select(f"SELECT ?n WHERE {{ <{found[0].iri}> <{t.NUMERIC_VALUE}> ?n }}"):
            return self._printed(found, tools)
        return _told(bool(rows), found, query, tools)

    def _printed(self, found: Sequence[Point], tools: Tools) -> Result | None:
        """Return the same by the numbers as printed, where the graph states none beside the print."""
        within = [p for p in found if p.year and (self.first or 0) <= p.year <= (self.last or 9999)]
        numbers = [p.number for p in within if p.number is not None]
        if len(numbers) < 2:
            return None
        if self.how == "steady":
            return None
        compare = {"rising": lt, "falling": gt, "flat": eq, "not falling": le, "not rising": ge}[self.how]
        truth = all(compare(a, b) for a, b in pairwise(numbers))
        return _told(truth, found, measured(self.of), tools)


@dataclass(frozen=True, slots=True)
class StepIs:
    """Whether an indicator's targets change by the same number each year. falling: downwards, None for either."""

    of: Set
    number: float
    falling: bool | None = None

    def run(self, tools: Tools) -> Result | None:
        """Return whether they do, with the series."""
        found, query = points(self.of, tools)
        numbers = [p.number for p in found if p.number is not None]
        if len({p.thing for p in found}) != 1 or len(numbers) < 2:
            return None
        steps = [round(b - a, 6) for a, b in pairwise(numbers)]
        right = [abs(s) == self.number and self.falling in (None, s < 0) for s in steps]
        return _told(all(right), found, query, tools)


@dataclass(frozen=True, slots=True)
class Agree:
    """Whether two series are the same in some years (all of both where none is named), or one series in two years."""

    of: Set
    years: tuple[int, ...] = ()

    def run(self, tools: Tools) -> Result | None:
        """Return whether they are, with the figures."""
        found, query = points(self.of, tools, self.years)
        things = list(dict.fromkeys(p.thing for p in found))
        if len(things) == 1 and len(found) >= 2:
            return _told(len({p.value if p.number is None else p.number for p in found}) == 1, found, query, tools)
        if len(things) != 2:
            return None
        one, other = ({p.year: (p.number, unit_of(p.value)) for p in found if p.thing == thing} for thing in things)
        return _told(one == other, found, query, tools)


@dataclass(frozen=True, slots=True)
class Exceeds:
    """Whether the figure of one thing is larger (smaller) than that of another in some years: in all of them."""

    one: str
    other: str
    smaller: bool = False
    years: tuple[int, ...] = ()

    def run(self, tools: Tools) -> Result | None:
        """Return whether it is, with both figures."""
        found, query = points(Named(t.INDICATOR, (self.one, self.other)), tools, self.years)
        by = {thing: {p.year: p for p in found if p.thing == thing} for thing in (self.one, self.other)}
        common = sorted(y for y in by[self.one].keys() & by[self.other].keys() if y is not None)
        if not common or len({unit_of(p.value) for p in found}) > 1:
            return None
        gaps = [(by[self.one][y].number or 0.0) - (by[self.other][y].number or 0.0) for y in common]
        return _told(all(gap < 0 if self.smaller else gap > 0 for gap in gaps), found, query, tools)


def _told(truth: bool, found: Sequence[Point], query: str, tools: Tools) -> Result:
    """Return yes or no with the figures that say so."""
    course: dict[str, list[str]] = {}
    for p in found:
        course.setdefault(label(p.thing, tools), []).append(f"{era_long(p.year) if p.year else ''} {p.value}".strip())
    shown = "。".join(f"{name}の目標は、{'、'.join(values[:6])}" for name, values in list(course.items())[:4])
    owners = [o for p in found if (o := owner(p.thing, tools))]
    return Result(
        (), cited(found), text=f"{'はい' if truth else 'いいえ'}。{shown}です。", sparql=query, boolean=truth,
        anchors=tuple(dict.fromkeys([p.thing for p in found] + owners)),
    )  # fmt: skip


def propose(sets: Sets) -> Iterator[Proposal]:
    """Yield what figures may be asked by yes or no."""
    reading = sets.reading
    falling = True if reading.says("falling", "shrinking") else False if reading.says("rising") else None
    for draft in indicators(sets):
        years, spans = years_in(sets, draft), (*draft.spans, *asked_spans(reading))
        alone = 0.0 if draft.subject is not None else 0.2
        for cue, how in (TRENDS | {"steady": "steady"}).items():
            if reading.says(cue):
                loose = _LOOSE if reading.says("steady") and cue != "steady" else 0.0  # the same each year says more
                more = ("rising", "falling", "flat", "step") if cue == "steady" else ()
                told = (*spans, *reading.cue(cue, "always", "since", "negation", "equal", *more))
                yield Proposal("goes", Goes(draft.of, how, *stretch(reading)), TRUTH, told, (draft,), alone + loose)
        if reading.says("equal") and len(years) == 2:
            told = (*spans, *reading.cue("equal", "flat"))
            yield Proposal("figure-is", Agree(draft.of, years), TRUTH, told, (draft,), alone)
        for sign, number, unit, base, said in bounds(reading):
            if base is not None:
                continue
            if reading.says("step"):
                told = (*spans, *said, *reading.cue("step", "rising", "falling", "always", "difference", "growth"))
                yield Proposal("figure-is", StepIs(draft.of, number, falling), TRUTH, told, (draft,), alone)
                continue
            told = (*spans, *said, *reading.cue("reaching", "passing", "always"))
            yield Proposal("figure-is", FigureIs(draft.of, sign, number, years, unit), TRUTH, told, (draft,), alone)
    yield from _of_two(sets)


def _of_two(sets: Sets) -> Iterator[Proposal]:
    """Yield whether two series agree, or one lies above the other."""
    reading = sets.reading
    spans = asked_spans(reading)
    if reading.says("equal"):
        cues = reading.cue("equal", "flat", "always")
        years = (min(reading.years), max(reading.years)) if len(reading.years) > 1 else reading.years
        meant = tuple(range(years[0], years[-1] + 1)) if years else ()
        for one, other, cut in pairs(t.INDICATOR, sets, cues):
            both = Named(t.INDICATOR, (*one.anchors, *other.anchors))
            yield Proposal("figure-is", Agree(both, meant), TRUTH, (*spans, *cues, cut), (one, other))
    for cue in ("greater", "smaller"):
        for one, other, cut in pairs(t.INDICATOR, sets) if reading.says(cue) else ():
            turned = reading.text[slice(*cut)].startswith("より")
            first, second = (other, one) if turned else (one, other)
            plan = Exceeds(first.anchors[0], second.anchors[0], cue == "smaller", reading.years)
            yield Proposal("figure-is", plan, TRUTH, (*spans, *reading.cue(cue), cut), (one, other))
