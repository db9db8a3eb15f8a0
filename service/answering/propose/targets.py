"""Conditions on the figures of indicators, and of the 事業 that have them: undecided or decided, how they move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ontology import terms as t
from service.answering.knows.schema import Path, Step
from service.answering.plan.conditions import Has, Is, Not
from service.answering.plan.joined import AllOf
from service.answering.plan.sets import Condition
from service.answering.propose.courses import courses
from service.answering.propose.drafts import Inside, Part
from service.answering.reading.marks import Span

if TYPE_CHECKING:
    from service.answering.propose.sets import Sets


def on_targets(kind: str, sets: Sets, inside: Inside) -> Iterator[list[Part | None]]:
    """Yield the choices that a question's words on targets leave for 事業 or indicators."""
    reading = sets.reading
    to_indicator: Path = (Step(t.HAS_INDICATOR),) if kind == t.PROJECT else ()
    undecided: Condition = Has((*to_indicator, Step(t.UNDECIDED)))
    targets: Condition = Has((*to_indicator, Step(t.OF_INDICATOR, True)))
    open_cues = [s for s in reading.cue("undecided") if inside(s)]
    set_cues = [s for s in reading.cue("decided") if inside(s) and not any(s[0] < e and s[1] > b for b, e in open_cues)]
    if open_cues:
        every = [s for s in reading.cue("all_of", "none_at_all") if inside(s)]
        alone = [Part(undecided, tuple(open_cues), 0.02)]
        both = [Part(AllOf((undecided, Not(targets))), (*open_cues, *every, *(reading.year_spans if every else ())))]
        of_year = list(_without(kind, sets, open_cues, every))
        yield [*of_year, *both, *alone] if every else [*of_year, *alone, *both]
    if kind == t.INDICATOR:
        known = sets.tools.knowledge
        period = known.periods.get(reading.plan or known.current or "")
        for condition, spans, other in courses(reading, inside, period):
            yield [Part(condition, spans), None] if other else [Part(condition, spans)]
    if not open_cues and set_cues and kind == t.PROJECT:
        dated = (*to_indicator, Step(t.OF_INDICATOR, True), Step(t.FISCAL_YEAR), Step(t.NOTATION))
        year_said = tuple(str(y) for y in reading.years[:1])
        yield [Part(Is(dated, year_said) if year_said else Has(dated), (*set_cues, *reading.year_spans))]


def _without(kind: str, sets: Sets, cues: list[Span], every: list[Span]) -> Iterator[Part]:
    """Yield that there is no target in the one year that is said: 令和8年度の欄に数値が一つも入っていない."""
    reading = sets.reading
    if len(reading.years) != 1 or not every:
        return
    to_indicator: Path = (Step(t.HAS_INDICATOR),) if kind == t.PROJECT else ()
    dated = (*to_indicator, Step(t.OF_INDICATOR, True), Step(t.FISCAL_YEAR), Step(t.NOTATION))
    yield Part(Not(Is(dated, (str(reading.years[0]),))), (*cues, *every, *reading.year_spans))
