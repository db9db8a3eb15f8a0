"""Two figures at once: the same asked of each of several things that stand side by side (それぞれ)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ontology import terms as t
from service.answering.operators.base import VALUE, Plan, Proposal
from service.answering.operators.reduce import Reduce, modes_said
from service.answering.propose.indicators import asked_spans, together, years_meant
from service.answering.propose.items import splits
from service.answering.propose.measures import measures
from service.answering.propose.sets import Draft, Sets
from service.answering.propose.sides import ROW
from service.answering.say.together import joined
from service.answering.step_interface import Result, Tools

_MOST = 4  # things of which each is asked the same
_OVER_YEARS = ("sum", "mean", "difference", "times", "rate")


@dataclass(frozen=True, slots=True)
class Each:
    """Several plans, the answer to each."""

    plans: tuple[Plan, ...]

    def run(self, tools: Tools) -> Result | None:
        """Return what they come to one after the other; None where one comes to nothing."""
        results = [result for plan in self.plans if (result := plan.run(tools)) is not None]
        if len(results) < len(self.plans):
            return None
        return Result(
            items=tuple(item for result in results for item in result.items),
            statements=tuple(s for result in results for s in result.statements),
            text="".join(result.text for result in results),
            sparql=joined([result.sparql for result in results if result.sparql]),
            anchors=tuple(dict.fromkeys(a for result in results for a in result.anchors)),
        )


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield what the years of each of several indicators come to."""
    reading = sets.reading
    cues = reading.cue("each", "tally")
    modes = {mode: said for mode, said in modes_said(reading).items() if mode in _OVER_YEARS} if cues else {}
    if not modes:
        return
    years = years_meant(reading)
    for mode, said in modes.items():
        when = (min(years), max(years)) if mode not in ("sum", "mean") and len(years) > 1 else years
        for drafts, cuts in _side_by_side(sets, said):
            plan = Each(tuple(Reduce(d.of, mode, when) for d in drafts))
            yield Proposal("each", plan, VALUE, (*asked_spans(reading, *said), *cues, *cuts), drafts)


def _side_by_side(sets: Sets, said: tuple[str, ...]) -> Iterator[tuple[tuple[Draft, ...], tuple[tuple[int, int], ...]]]:
    """Yield the indicators of which each is asked: the items of a row, or the rows of one name."""
    skip = sets.reading.cue("each", "tally", *said)
    for split in splits(t.INDICATOR, sets, ROW, skip, _MOST, False):
        yield split.drafts, split.cuts
    drafts = measures(t.INDICATOR, sets)
    rows = together(drafts, sets)
    if rows is not None and len(rows.anchors) <= _MOST:
        yield tuple(d for d in drafts if d.anchors and d.anchors[0] in rows.anchors), ()


__all__ = ["Each", "propose"]
