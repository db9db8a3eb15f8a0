"""In which year a figure is largest or smallest, grows most, first passes a number, or passes another figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.japanese import era_long, era_short
from ontology import terms as t
from service.answering.answer import Item
from service.answering.operators.base import YEAR, Proposal
from service.answering.operators.measure import Point, cited, figure_rows, label, owner, points
from service.answering.operators.top import TopFigure
from service.answering.plan.aggregates import meeting, nth, step_rows
from service.answering.plan.conditions import number_text
from service.answering.plan.sets import Named, Set
from service.answering.plan.sparql_text import iri_text
from service.answering.propose.indicators import asked_spans, indicators
from service.answering.propose.sets import Sets
from service.answering.propose.sides import pairs
from service.answering.reading.marks import Reading, Span
from service.answering.reading.numbers import NO_FIGURE
from service.answering.say.written_figures import plain, read_print
from service.answering.sources.stated_figures import shows_unit
from service.answering.step_interface import Result, Tools

SIGNS = {">=": "以上になる", ">": "を超える", "<=": "以下になる", "<": "を下回る", "=": "になる"}
_TOLD = {
    "most": "最も大きい",
    "least": "最も小さい",
    "growth": "前の年度からの伸びが最も大きい",
    "shrink": "前の年度からの減りが最も大きい",
}


@dataclass(frozen=True, slots=True)
class YearOf:
    """A year of a series. how: most, least, growth, shrink, first, all; sign and number: of what is passed (= for what
    is reached from either side); unit: that the figures have to be in; base: the number is so many times the figure of
    this year, or of the first one where it is 0; None for a number as it is."""

    of: Set
    how: str
    sign: str = ">="
    number: float = 0.0
    unit: str = ""
    base: int | None = None

    def run(self, tools: Tools) -> Result | None:
        """Return the year, with the whole series."""
        found, _ = points(self.of, tools)
        found = [p for p in found if p.number is not None and p.year is not None]
        if len({p.thing for p in found}) != 1 or len(found) < 2:
            return None
        if self.unit and not shows_unit(self.unit, found[0].value) and read_print(found[0].value).unit:
            return None
        if self.base is not None and self.number < 1 and "%" in found[0].value:
            return None  # half of a share is said of the whole
        best = self._best(found)
        if not best:
            return None
        name = label(found[0].thing, tools)
        often = "" if self.how == "all" else "初めて"
        what = _TOLD.get(self.how) or f"{often}{plain(self._bound(found))}{self.unit}{SIGNS[self.sign]}"
        years = "、".join(era_long(p.year) for p in best if p.year)
        course = "、".join(f"{era_short(p.year)}：{p.value}" for p in found if p.year)
        return Result(
            items=tuple(Item(label=era_long(p.year), type="年度", year=era_short(p.year)) for p in best if p.year),
            statements=cited([*best, *(p for p in found if p not in best)]),
            text=f"「{name}」の目標が{what}のは{years}です（{course}）。",
            sparql=self.query(found),
            anchors=(found[0].thing, *((o,) if (o := owner(found[0].thing, tools)) else ())),
        )

    def query(self, found: Sequence[Point]) -> str:
        """Return the query for the year itself. found: the series."""
        rows = figure_rows(self.of, bound=True)
        if self.how in ("most", "least"):
            return nth(rows, "number", least=self.how == "least")
        if self.how in ("growth", "shrink"):
            return nth(step_rows(rows), "step", least=self.how == "shrink")
        bound = self._bound(found)
        passed = f"?number {self._sign(found[0].number or 0.0, bound)} {number_text(bound)}"
        return meeting(rows, "year", passed, every=self.how == "all")

    def _sign(self, start: float, bound: float) -> str:
        return self.sign if self.sign != "=" or self.how != "first" else "<=" if start > bound else ">="

    def _best(self, found: Sequence[Point]) -> list[Point]:
        numbers = [p.number or 0.0 for p in found]
        if self.how in ("most", "least"):
            best = max(numbers) if self.how == "most" else min(numbers)
            return [p for p in found if p.number == best]
        if self.how in ("growth", "shrink"):
            sign = 1 if self.how == "growth" else -1
            steps = [(b, sign * ((b.number or 0.0) - (a.number or 0.0))) for a, b in pairwise(found)]
            most = max(step for _, step in steps)
            return [p for p, step in steps if step == most] if most > 0 else []
        bound = self._bound(found)
        sign_of = self._sign(numbers[0], bound)
        passed = [p for p in found if meets(p.number or 0.0, sign_of, bound)]
        return passed if self.how == "all" else passed[:1]

    def _bound(self, found: Sequence[Point]) -> float:
        if self.base is None:
            return self.number
        start = next((p for p in found if p.year == self.base), found[0])
        return self.number * (start.number or 0.0)


def meets(number: float, sign: str, bound: float) -> bool:
    """Return whether a number compares so with another."""
    return {
        "=": number == bound,
        ">=": number >= bound,
        ">": number > bound,
        "<=": number <= bound,
        "<": number < bound,
    }[sign]


@dataclass(frozen=True, slots=True)
class Crossing:
    """The first year in which one series lies above the other (below it). level: has come up (down) to it."""

    one: str
    other: str
    kind: str
    below: bool = False
    level: bool = False

    def run(self, tools: Tools) -> Result | None:
        """Return the year, with both series."""
        found, _ = points(Named(self.kind, (self.one, self.other)), tools)
        series = {
            thing: {p.year: p for p in found if p.thing == thing and p.number is not None}
            for thing in (self.one, self.other)
        }
        years = sorted(y for y in series[self.one].keys() & series[self.other].keys() if y)
        gaps = [(y, (series[self.one][y].number or 0.0) - (series[self.other][y].number or 0.0)) for y in years]
        sign = -1 if self.below or (self.level and gaps and gaps[0][1] > 0) else 1
        if self.level:
            turned = [(y, g) for (y, g), (_, b) in zip(gaps[1:], gaps, strict=False) if sign * g >= 0 > sign * b]
        else:
            turned = [(y, g) for (y, g), (_, b) in zip(gaps[1:], gaps, strict=False) if sign * g > 0 >= sign * b]
        first = turned[:1] or [(y, g) for y, g in gaps if sign * g > 0 or (self.level and not g)][:1]
        if not first:
            return None
        year = first[0][0]
        shown = "、".join(f"{era_short(y)}：{series[self.one][y].value}と{series[self.other][y].value}" for y in years)
        passed = "に並ぶ" if self.level else "を下回る" if self.below else "を上回る"
        one, other = label(self.one, tools), label(self.other, tools)
        return Result(
            items=(Item(label=era_long(year), type="年度", year=era_short(year)),),
            statements=cited([series[self.one][year], series[self.other][year]]),
            text=f"「{one}」の目標が「{other}」{passed}のは{era_long(year)}です（{shown}）。",
            sparql=self.query(bool(turned), sign),
            anchors=(self.one, self.other),
        )

    def query(self, turned: bool, way: int) -> str:
        """Return the query for the year itself. turned: whether the order was another one before; way: -1 where it is
        passed downwards."""

        def both(year: str, one: str, other: str) -> str:
            own = f"{iri_text(t.FISCAL_YEAR)}/{iri_text(t.NOTATION)} ?{year} ; {iri_text(t.NUMERIC_VALUE)}"
            return (
                f"?of_{one} {iri_text(t.OF_INDICATOR)} {iri_text(self.one)} ; {own} ?{one} . "
                f"?of_{other} {iri_text(t.OF_INDICATOR)} {iri_text(self.other)} ; {own} ?{other} . "
            )

        sign, against = ("<", ">=") if way < 0 else (">", "<=")
        if self.level:
            sign, against = f"{sign}=", against.rstrip("=")
        before = f"FILTER EXISTS {{ {both('before', 'c', 'd')} FILTER(?before < ?year && ?c {against} ?d) }}"
        rows = f"SELECT ?year ?a ?b WHERE {{ {both('year', 'a', 'b')} {before if turned else ''} }}"
        return meeting(rows, "year", f"?a {sign} ?b")


_LARGE = 10  # a bare number from which on it is one that a figure is compared with


def bounds(reading: Reading) -> Iterator[tuple[str, float, str, int | None, tuple[Span, ...]]]:
    """Yield what a series may pass: sign, number, unit, base year and the words that say it."""
    base = reading.years[0] if reading.years else 0
    strict = reading.cue("or_more")
    for number in reading.numbers:
        said = any(number.start <= s and e <= number.end + 2 for s, e in strict)
        sign = number.operator if number.operator != ">=" or said else "="
        if number.unit == "倍":
            yield sign, number.number, "", base, (number.span, *reading.year_spans)
            continue
        if number.unit in NO_FIGURE:
            continue
        half = not any(char.isdigit() for char in reading.text[slice(*number.span)]) and number.unit == "%"
        if half:
            yield sign, number.number / 100, "", base, (number.span, *reading.year_spans)
        if number.unit or (number.operator != "=" and number.number >= _LARGE):
            yield (sign if number.unit else number.operator), number.number, number.unit, None, (number.span,)
    for span in reading.cue("to_zero"):
        yield "=", 0.0, "", None, (span,)


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield the years of a series that a question may ask for."""
    reading = sets.reading
    asked = (*asked_spans(reading, "asks:year"), *(k.span for k in reading.speaks_of(t.YEAR)))
    drafts = indicators(sets)
    for draft in drafts:
        for how, names in _ways(reading):
            spans = (*draft.spans, *asked, *reading.cue(*names))
            yield Proposal("year-of", YearOf(draft.of, how), YEAR, spans, (draft,))
        if not reading.says("passing", "first_time", "asks:year", "reaching"):
            continue
        for sign, number, unit, base, said in bounds(reading):
            every = reading.says("every_year")
            plan = YearOf(draft.of, "all" if every else "first", sign, number, unit, base)
            cues = reading.cue("passing", "first_time", "reaching", "every_year", "double")
            yield Proposal("first-year", plan, YEAR, (*draft.spans, *asked, *said, *cues), (draft,))
    yield from _of_two(sets)
    level = reading.says("level")
    if reading.says("crossing") or level:
        cues = reading.cue("level", "first_time", "equal") if level else reading.cue("crossing")
        for one, other, cut in pairs(t.INDICATOR, sets, cues):
            below = reading.says("below")
            turned = reading.text[slice(*cut)] == "を"
            first, second = (other, one) if turned else (one, other)
            plan_of = Crossing(first.anchors[0], second.anchors[0], t.INDICATOR, below, level)
            yield Proposal("crossing", plan_of, YEAR, (*asked, *cues, cut), (one, other))


def _of_two(sets: Sets) -> Iterator[Proposal]:
    """Yield which of two things has the larger or the smaller figure."""
    reading = sets.reading
    for cue, names in (("larger", ("larger", "most")), ("lesser", ("lesser", "least"))):
        if not reading.says(cue):
            continue
        cues = (*asked_spans(reading, *names, "which_of"), *reading.cue("asks:department"))
        for kind in (t.INDICATOR, t.FIGURE):
            year = reading.years[-1] if reading.years else sets.tools.knowledge.last_year
            for one, other, cut in pairs(kind, sets, reading.cue(*names)):
                both = Named(kind, (*one.anchors, *other.anchors))
                plan = TopFigure(both, year if kind == t.INDICATOR else None, cue == "lesser")
                yield Proposal("top-figure", plan, kind, (*cues, cut), (one, other), 0.0, kind)


def _ways(reading: Reading) -> list[tuple[str, tuple[str, ...]]]:
    if reading.says("growth"):
        return [("shrink" if reading.says("shrinking") else "growth", ("growth", "most", "least", "shrinking"))]
    return [(how, (how,)) for how in ("most", "least") if reading.says(how)]
