"""How a question says that the figures of indicators stand or move: in which year what value, rising, flat, n-fold.

Each statement (a number, or a word for a way to move) takes the years that stand right before it, else those right
behind it: 「R8が100、R12が500で、R9から先は横ばい」 are three of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from service.answering.plan.conditions import Not
from service.answering.plan.courses import TARGETS, Figure, InUnit, Moves, Times
from service.answering.plan.sets import Condition
from service.answering.reading.marks import Number, Reading, Span, covered
from service.answering.reading.numbers import NO_FIGURE
from service.answering.wording import wording

TRENDS = {
    "not_falling": "not falling",
    "not_rising": "not rising",
    "flat": "flat",
    "rising": "rising",
    "falling": "falling",
}
_ONWARD = re.compile(r"(年?度?)?(から(先|後|は|あと|$)?|以降|以後|より後|を過ぎ)")
_UNTIL = re.compile(r"(年?度?)?(まで|以前)")
_TURNED = {">=": "<", ">": "<=", "<=": ">", "<": ">=", "=": "!="}
_COUNTS = ("事業", "指標", "項目")
_LONG = ("年間", "年", "年分", "か年")
_FIGURES = 4  # numbers of one question that may be conditions: more of them are no question
_BEHIND = 8  # characters between a number and the year behind it that it is of
_DENIABLE = ("flat", "rising", "falling")
_LEFT_OUT = 14  # characters between a way to move and the word that leaves out what moves so
_DENIAL = re.compile(r"(る|す|く|い)?(目標|計画|予定|数字|値|もの|年)?(に|で|と|が)?(は|も)?(なっ?|して|され)?")
_DENIED = 2  # characters between a way to move and the word that denies it
Found = tuple[Condition, tuple[Span, ...], bool]


@dataclass(frozen=True, slots=True)
class When:
    """The years of a statement: first and last, None for open; spans: what says them; until: only the last is said."""

    first: int | None
    last: int | None
    spans: tuple[Span, ...]

    @property
    def one(self) -> int | None:
        """The year, where it is one."""
        return self.first if self.first == self.last else None


def courses(reading: Reading, inside: Callable[[Span], bool], period: tuple[int, int] | None = None) -> Iterator[Found]:
    """Yield conditions on the figures of indicators: condition, what says it, whether it may mean something else.

    period: the years of the plan that is meant, which two years said may be the name of.
    """
    moving = list(moves(reading, inside, period))
    yield from moving
    claimed = [s for _, spans, _ in moving for s in spans]
    figures = [n for n in reading.numbers if inside(n.span) and n.span not in claimed and _is_figure(n)]
    bare = [n for n in figures if not n.unit]
    if len(figures) <= _FIGURES and (
        not bare or reading.years
    ):  # a number by itself is a figure of a year that is said
        for number in figures:
            yield _figure(number, reading, inside)
    for start, end in reading.cue("in_unit"):
        unit = next((u for u in wording().units if reading.text.endswith(u, 0, start)), None)
        if unit and inside((start, end)):
            yield InUnit(TARGETS, unit), ((start - len(unit), end),), False


def _is_figure(number: Number) -> bool:
    return number.unit not in (*NO_FIGURE, *_COUNTS, *_LONG) and (bool(number.unit) or number.number >= 10)


def _figure(number: Number, reading: Reading, inside: Callable[[Span], bool]) -> Found:
    """Return that figures compare so with a number, in the years that are said beside it."""
    when = _when(number.span, reading, behind=True)
    every = [s for s in reading.cue("always", "every_year", "all_of", "every_member") if inside(s)]
    every = [s for s in every if not any(covered(s, [n.span]) for n in reading.numbers)]
    begun = reading.cue("first_time", "not_before")
    exact = any(number.start <= s and e <= number.end + 2 for s, e in reading.cue("or_more"))
    sign = number.operator if number.operator != ">=" or exact else "="
    apart = [s for cue in TRENDS for s in reading.cue(cue)]
    refused = [s for s in reading.cue("negation") if number.end <= s[0] <= number.end + _DENIED]
    refused = [s for s in refused if not covered(s, apart) and not any(b <= s[0] <= e for b, e in apart)]
    if refused:
        sign = _TURNED[number.operator]
    spans = (number.span, *refused, *reading.cue("reaching"))
    if when is None:
        figure = Figure(TARGETS, sign, number.number, None, number.unit, every=bool(every))
        whole = reading.year_spans if every and not reading.years else ()  # all years of the plan: they are its name
        return figure, (*spans, *every, *whole), True
    if when.one is None:
        figure = Figure(TARGETS, sign, number.number, when.first, number.unit, every=True, last=when.last)
        return figure, (*spans, *when.spans, *every), True
    figure = Figure(TARGETS, sign, number.number, when.one, number.unit, first=bool(begun))
    return figure, (*spans, *when.spans, *begun), True


def moves(reading: Reading, inside: Callable[[Span], bool], period: tuple[int, int] | None = None) -> Iterator[Found]:
    """Yield how the figures have to move, where the question says so."""
    steady = [s for s in reading.cue("steady") if inside(s)]
    if steady:
        number = next((n for n in reading.numbers if steady[0][0] <= n.start and n.end <= steady[0][1] + 1), None)
        number = number or next((n for n in reading.numbers if n.start >= steady[0][0]), None)
        step = number.number if number is not None and reading.text[number.end :].startswith("ずつ") else None
        told = (*steady, *reading.cue("rising", "falling", "always", "flat", "step"))
        told += (number.span,) if step is not None and number is not None else ()
        yield Moves("steady", *(stretch(reading) if not reading.numbers[1:] else (None, None)), step), told, True
        return
    for span, how in _trends(reading, inside):
        denied = [s for s in reading.cue("negation") if _refuses(s, span, reading.text)] if how in _DENIABLE else []
        when = _when(span, reading) or When(*stretch(reading), reading.year_spans)
        long = [n.span for n in reading.numbers if n.unit in _LONG]
        told = (span, *reading.cue("since", "always", "negation", "after"), *when.spans, *long)
        condition = Moves(how, when.first, when.last)
        yield (Not(condition) if denied else condition), told, True
    yield from _multiples(reading, inside, period)


def _trends(reading: Reading, inside: Callable[[Span], bool]) -> list[tuple[Span, str]]:
    """Return the ways to move with their places in the order of the text, of those that overlap the longest."""
    found = [(s, how) for cue, how in TRENDS.items() for s in reading.cue(cue) if inside(s)]
    kept: list[tuple[Span, str]] = []
    for span, how in sorted(found, key=lambda one: one[0][0] - one[0][1]):
        if not any(span[0] < end and start < span[1] for (start, end), _ in kept):
            kept.append((span, how))
    return sorted(kept)


def _refuses(no: Span, span: Span, text: str) -> bool:
    """Return whether a denial is of a way to move: 横ばいでない, 横ばいの年があるものを除く."""
    if span[1] <= no[0] and _DENIAL.fullmatch(text, span[1], no[0]):
        return True
    return span[1] <= no[0] <= span[1] + _LEFT_OUT and "除" in text[slice(*no)]


def _multiples(reading: Reading, inside: Callable[[Span], bool], period: tuple[int, int] | None) -> Iterator[Found]:
    """Yield that the target of one year is so many times that of another: R12がR8の2倍を超える, ちょうど10倍になる."""
    for number in [n for n in reading.numbers if n.unit == "倍" and inside(n.span)][:1]:
        years = reading.years if len(reading.years) > 1 else period
        if years is None or len(reading.year_spans) < 2:
            continue
        exact = any(number.start <= s and e <= number.end + 2 for s, e in reading.cue("or_more"))
        sign = number.operator if number.operator != ">=" or exact else "="
        told = (number.span, *reading.cue("double", "passing", "reaching", "than"), *reading.year_spans)
        yield Times(number.number, min(years), max(years), sign), told, False


def _when(of: Span, reading: Reading, behind: bool = False) -> When | None:
    """Return the years that stand right before a statement, behind the one before it; else one right behind it."""
    marks = [n.span for n in reading.numbers if _is_figure(n) or n.unit == "倍"]
    marks += [s for cue in TRENDS for s in reading.cue(cue)]
    start = max((end for _, end in marks if end <= of[0]), default=0)
    years = _placed(reading)
    before = [(year, span) for year, span in years if start <= span[0] and span[1] <= of[0]]
    if before:
        return _stretched(before[-2:], reading, start, of[0])
    if start and reading.cue("after") and (earlier := [y for y, s in years if s[1] <= start]):
        return When(earlier[-1], None, reading.cue("after"))
    nexts = min((begin for begin, _ in marks if begin >= of[1]), default=len(reading.text))
    close = [(y, s) for y, s in years if of[1] <= s[0] <= min(nexts, of[1] + _BEHIND)]
    return When(close[0][0], close[0][0], (close[0][1],)) if behind and close else None


def _stretched(placed: list[tuple[int, Span]], reading: Reading, start: int, end: int) -> When:
    (last, place), spans = placed[-1], tuple(span for _, span in placed)
    if len(placed) == 2:
        first, earlier = placed[0]
        if re.fullmatch(r"(年度?)?(から|~|-|より)(、)?", reading.text[earlier[1] : place[0]]):
            return When(first, last, spans)
    rest = reading.text[place[1] - 2 :]
    if _UNTIL.match(reading.text, place[1]) or _UNTIL.match(rest):
        return When(None, last, spans[-1:])
    if _ONWARD.match(reading.text, place[1]) or _ONWARD.match(rest):
        return When(last, None, spans[-1:])
    return When(last, last, spans[-1:])


def _placed(reading: Reading) -> list[tuple[int, Span]]:
    """Return the years with their places in the text."""
    return [(year, (start, end)) for start, end, year in reading.linked.dated]


def stretch(reading: Reading) -> tuple[int | None, int | None]:
    """Return the years between which figures move: two that are said, or from one that is said on."""
    years = sorted(reading.years)
    if len(years) > 1:
        return years[0], years[-1]
    onward = any(
        _ONWARD.match(reading.text, end) or _ONWARD.match(reading.text, end - 2) for _, end in reading.year_spans
    )
    return (years[0], None) if years and (onward or reading.says("since")) else (None, None)


__all__ = ["TRENDS", "When", "courses", "moves", "stretch"]
