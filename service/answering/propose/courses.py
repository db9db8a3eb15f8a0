"""How a question says that the figures of indicators stand or move: in which year what value, rising, flat, n-fold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from service.answering.plan.courses import TARGETS, Figure, InUnit, Moves, Times
from service.answering.plan.sets import Condition
from service.answering.reading.marks import Reading, Span
from service.answering.reading.numbers import NO_FIGURE
from service.answering.wording import wording

TRENDS = {
    "not_falling": "not falling",
    "not_rising": "not rising",
    "flat": "flat",
    "rising": "rising",
    "falling": "falling",
}
_ONWARD = re.compile(r"(年度?)?(から|以降|以後|より後|を過ぎ)")
_COUNTS = ("事業", "指標", "項目")
Found = tuple[Condition, tuple[Span, ...], bool]


def courses(reading: Reading, inside: Callable[[Span], bool]) -> Iterator[Found]:
    """Yield conditions on the figures of indicators: condition, what says it, whether it may mean something else."""
    yield from moves(reading, inside)
    every = [s for s in reading.cue("always") if inside(s)]
    year = reading.years[0] if len(reading.years) == 1 else None
    for number in reading.numbers:
        if not inside(number.span) or not number.unit or number.unit in (*NO_FIGURE, *_COUNTS):
            continue
        spans = (number.span, *(reading.year_spans if year else ()), *every, *reading.cue("reaching"))
        exact = any(number.start <= s and e <= number.end + 2 for s, e in reading.cue("or_more"))
        sign = number.operator if number.operator != ">=" or exact else "="
        alone = year if year or not every else None
        begun = reading.cue("first_time") if year else ()
        figure = Figure(TARGETS, sign, number.number, alone, number.unit, bool(every) and not year, bool(begun))
        yield figure, (*spans, *begun), True
    for start, end in reading.cue("in_unit"):
        unit = next((u for u in wording().units if reading.text.endswith(u, 0, start)), None)
        if unit and inside((start, end)):
            yield InUnit(TARGETS, unit), ((start - len(unit), end),), False


def moves(reading: Reading, inside: Callable[[Span], bool]) -> Iterator[Found]:
    """Yield how the figures have to move, where the question says so."""
    first, last = stretch(reading)
    steady = [s for s in reading.cue("steady") if inside(s)]
    if steady:
        number = next((n for n in reading.numbers if n.end <= steady[0][0] + 1 or n.start >= steady[0][0]), None)
        step = number.number if number is not None and reading.text[number.end :].startswith("ずつ") else None
        told = (*steady, *reading.cue("rising", "falling", "always", "flat", "step"))
        told += (number.span,) if step is not None and number is not None else ()
        yield Moves("steady", first, last, step), told, True
        return
    for cue, how in TRENDS.items():
        spans = [s for s in reading.cue(cue) if inside(s)]
        if spans:
            long = [n.span for n in reading.numbers if n.unit in ("年間", "年", "年分")]
            told = (*spans, *reading.cue("since", "always", "negation"), *reading.year_spans, *long)
            yield Moves(how, first, last), told, True
            return
    spans = [s for s in reading.cue("double") if inside(s)]
    factor = next((n.number for n in reading.numbers if n.unit == "倍"), 2.0)
    if spans and len(reading.years) >= 2:
        numbers = [n.span for n in reading.numbers if n.unit == "倍"]
        yield Times(factor, min(reading.years), max(reading.years)), (*spans, *numbers, *reading.year_spans), False


def stretch(reading: Reading) -> tuple[int | None, int | None]:
    """Return the years between which figures move: two that are said, or from one that is said on."""
    years = sorted(reading.years)
    if len(years) > 1:
        return years[0], years[-1]
    onward = any(
        _ONWARD.match(reading.text, end) or _ONWARD.match(reading.text, end - 2) for _, end in reading.year_spans
    )
    return (years[0], None) if years and (onward or reading.says("since")) else (None, None)
