"""Yes or no over counts: whether there are more of one than of the other, as many, so many times as many, or at least a
part of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ontology import terms as t
from service.answering.operators.base import TRUTH, Proposal
from service.answering.operators.extreme import meets
from service.answering.operators.tally import Tally, sides_of
from service.answering.plan.joined import AllOf
from service.answering.plan.sets import All, Set, Where
from service.answering.propose.sets import Sets
from service.answering.reading.marks import Name, Reading, Span, Value
from service.answering.say.written_figures import plain
from service.answering.step_interface import Result, Tools
from service.answering.wording import wording

_BASES = 2


@dataclass(frozen=True, slots=True)
class MoreOf:
    """Whether the first of two groups of a set compares by number with so many times the second."""

    tally: Tally
    sign: str
    factor: float = 1.0

    def run(self, tools: Tools) -> Result | None:
        """Return yes or no with both counts."""
        found = self.tally.run(tools)
        if found is None or len(found.items) != 2:
            return None
        one, other = (int((item.value or "0").removesuffix("件")) for item in found.items)
        truth = meets(float(one), self.sign, self.factor * other)
        told = f"{'はい' if truth else 'いいえ'}。{found.text}"
        return Result(found.items, text=told, sparql=found.sparql, boolean=truth, proof=found.proof)


@dataclass(frozen=True, slots=True)
class PartOf:
    """Whether a part of a set compares by its share with a number, 0 to 1."""

    tally: Tally
    sign: str
    share: float

    def run(self, tools: Tools) -> Result | None:
        """Return yes or no with the counts of the whole and of the part."""
        found = self.tally.run(tools)
        if found is None or len(found.items) != 2:
            return None
        part, whole = (int((item.value or "0").removesuffix("件")) for item in found.items)
        if not whole:
            return None
        truth = meets(part / whole, self.sign, self.share)
        share = f"{plain(round(100 * part / whole, 1))}%"
        told = f"{'はい' if truth else 'いいえ'}。{whole}件のうち{part}件で、{share}です。"
        return Result(found.items, text=told, sparql=found.sparql, boolean=truth, proof=found.proof)


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield what may be asked by yes or no of counts."""
    reading = sets.reading
    if not wording().operator("yesno", reading.text):
        return
    yield from _two(sets)
    yield from _part(sets)


def _comparison(reading: Reading) -> tuple[str, float, tuple[Span, ...]] | None:
    """Return how the first is said to compare with the second: sign, factor, the words that say it."""
    times = next((n for n in reading.numbers if n.unit == "倍"), None)
    cues = reading.cue("outnumbers", "greater", "than", "crossing", "passing", "how_many", "asks:count", "or_more")
    if times is not None:
        sign = times.operator if times.operator != "=" else ">="
        return sign, times.number, (times.span, *cues, *reading.cue("double"))
    for cue, sign in (("as_many", "="), ("equal", "="), ("fewer", "<"), ("smaller", "<"), ("outnumbers", ">")):
        if reading.says(cue):
            return sign, 1.0, (*reading.cue(cue, "reaching", "level"), *cues)
    return (">", 1.0, cues) if reading.says("greater") else None


def _two(sets: Sets) -> Iterator[Proposal]:
    """Yield whether one of two groups told side by side has more things."""
    reading = sets.reading
    compared = _comparison(reading)
    if compared is None:
        return
    sign, factor, cues = compared
    said = tuple(k.span for k in reading.speaks_of(t.PROJECT))
    for base, groups, spans in sides_of(t.PROJECT, sets):
        if len(groups) != 2:
            continue
        first, second = groups
        if "より" in reading.text[spans[0][1] : spans[1][0]] and sign in "<>":
            first, second = second, first
        plan = MoreOf(Tally(base.of, (first, second)), sign, factor)
        yield Proposal("count-compared", plan, TRUTH, (*base.spans, *spans, *cues, *said), (base,))


def _part(sets: Sets) -> Iterator[Proposal]:
    """Yield whether at least, or more than, a part of a set meets a condition that is said behind it."""
    reading = sets.reading
    number = next((n for n in reading.numbers if n.unit == "%"), None)
    if number is None or not 0 < number.number < 100:
        return
    sign = number.operator if number.operator != "=" else ">="
    marks: list[Value | Name] = [*reading.values, *reading.names]
    for mark in marks:
        for whole in islice(sets.of(t.PROJECT, skip=(mark.span, number.span), describe=False), _BASES):
            for part in islice(sets.of(t.PROJECT, skip=(number.span,), describe=False), 1):
                more = _more(part.of, whole.of)
                if not more:
                    continue
                tally = Tally(
                    All(t.PROJECT), ((reading.text[slice(*mark.span)], _same(part.of)), ("全体", _same(whole.of)))
                )
                said = tuple(k.span for k in reading.kinds)
                spans = (*part.spans, number.span, *said, *reading.cue("or_more", "passing"))
                early = 0.1 * any(other.start > mark.start for other in marks)
                yield Proposal("count-compared", PartOf(tally, sign, number.number / 100), TRUTH, spans, (part,), early)


def _more(part: Set, whole: Set) -> bool:
    """Return whether a set is narrower than another by a condition."""
    own, others = (set(of.conditions) if isinstance(of, Where) else set() for of in (part, whole))
    return others < own


def _same(of: Set) -> AllOf:
    """Return the conditions of a set as one."""
    return AllOf(of.conditions if isinstance(of, Where) else ())
