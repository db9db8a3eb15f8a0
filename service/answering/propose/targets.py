"""Conditions on the figures of indicators, and of the 事業 that have them: undecided or decided, how they compare and move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ontology import terms as t
from service.answering.plan.conditions import TARGETS, AllOf, Figure, Has, Is, Moves, Not, Times
from service.answering.plan.sets import Condition
from service.answering.propose.drafts import Inside, Part
from service.answering.schema import Path, Step

if TYPE_CHECKING:
    from service.answering.propose.sets import Sets

_COUNTING = ("", "年", "年度", "つ", "課", "倍", "番", "番目", "事業", "指標")
_TRENDS = {
    "not_falling": "not falling",
    "not_rising": "not rising",
    "flat": "flat",
    "rising": "rising",
    "falling": "falling",
}


def on_targets(kind: str, sets: Sets, inside: Inside) -> Iterator[list[Part | None]]:
    """Yield the choices that a question's words on targets leave for 事業 or indicators."""
    reading = sets.reading
    to_indicator: Path = (Step(t.HAS_INDICATOR),) if kind == t.PROJECT else ()
    undecided: Condition = Has((*to_indicator, Step(t.UNDECIDED)))
    targets: Condition = Has((*to_indicator, Step(t.OF_INDICATOR, True)))
    open_cues = [s for s in reading.cue("undecided") if inside(s)]
    set_cues = [
        s for s in reading.cue("decided") if inside(s) and not any(s[0] < e and s[1] > b for b, e in open_cues)
    ]
    if open_cues:
        every = [s for s in reading.cue("all_of", "none_at_all") if inside(s)]
        alone = [Part(undecided, tuple(open_cues), 0.02)]
        both = [Part(AllOf((undecided, Not(targets))), (*open_cues, *every, *(reading.year_spans if every else ())))]
        yield [*both, *alone] if every else [*alone, *both]
    if kind == t.INDICATOR:
        yield from _moves(sets, inside)
        for number in reading.numbers:
            if inside(number.span) and number.unit not in _COUNTING:
                year = reading.years[0] if len(reading.years) == 1 else None
                figure = Figure(TARGETS, number.operator, number.number, year)
                yield [Part(figure, (number.span, *(reading.year_spans if year else ()))), None]
    if not open_cues and set_cues and kind == t.PROJECT:
        dated = (*to_indicator, Step(t.OF_INDICATOR, True), Step(t.FISCAL_YEAR), Step(t.NOTATION))
        year_said = tuple(str(y) for y in reading.years[:1])
        yield [Part(Is(dated, year_said) if year_said else Has(dated), (*set_cues, *reading.year_spans))]


def _moves(sets: Sets, inside: Inside) -> Iterator[list[Part | None]]:
    """Yield how the targets of indicators have to move, where the question says so."""
    reading = sets.reading
    years = sorted(reading.years)
    first, last = (years[0], years[-1]) if len(years) > 1 else (None, None)
    if len(years) == 1 and reading.says("since"):
        first, last = years[0], None
    for cue, how in _TRENDS.items():
        spans = [s for s in reading.cue(cue) if inside(s)]
        if spans:
            since = reading.cue("since") if first else ()
            yield [Part(Moves(how, first, last), (*spans, *since, *reading.year_spans)), None]
            return
    spans = [s for s in reading.cue("double") if inside(s)]
    factor = next((n.number for n in reading.numbers if n.unit == "倍"), 2.0)
    if spans and len(years) >= 2:
        yield [Part(Times(factor, years[0], years[-1]), (*spans, *reading.year_spans))]
