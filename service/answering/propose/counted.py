"""What the numbers of a question count: things of a class, named by the unit or by the word beside the number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ontology import terms as t
from service.answering.reading.marks import Kind, Number, Span, covered

if TYPE_CHECKING:
    from service.answering.propose.sets import Sets

RANGES = {
    t.RESPONSIBLE: t.UNIT,
    t.HAS_INDICATOR: t.INDICATOR,
    t.BASED_ON: t.LAW,
    t.SUCCEEDS: t.PROJECT,
    t.SDG_RELATION: t.GOAL,
}
_ANY = ("つ", "個", "件", "本", "種類", "以", "")
_AFTER = re.compile(r"(以上|以下|未満|も|だけ|しか)?(の|を)?(個別)?")
_BEFORE = re.compile(r"(の数)?(が|は|を|も|に|の数が|の欄に|として)?")
_COUNTABLE = frozenset({t.UNIT, t.PROJECT, t.INDICATOR, t.GOAL, t.LAW, t.PLAN, *t.FRAME_CLASSES.values()})


def counted(sets: Sets) -> list[tuple[Number, str, tuple[Span, ...]]]:
    """Return the numbers with the class that each counts, and the places of both."""
    found = []
    none = sets.reading.cue("zero", "none_at_all")
    for number in sets.reading.numbers:
        told = None if covered(number.span, none) else _class(number, sets)
        if told is not None:
            found.append((number, *told))
    return found


def after(number: Number, sets: Sets) -> tuple[Span, ...]:
    """Return the words right behind a number, or its class, that make it the whole: 1つだけの課."""
    cues = sets.reading.cue("only", "every_member", "single")
    return tuple(s for s in cues if number.end <= s[0] <= number.end + 1 or s[0] < number.end <= s[1])


def total(number: Number, kind: str, sets: Sets) -> bool:
    """Return whether a number only tells how many there are: 3つの基本取組, 全40事業."""
    known = sets.tools.knowledge
    plans: tuple[str | None, ...] = (None, known.current, known.former)
    return number.operator == "=" and number.number in {len(known.inside(plan, kind)) for plan in plans}


def _class(number: Number, sets: Sets) -> tuple[str, tuple[Span, ...]] | None:
    reading = sets.reading
    by_unit = [
        kind
        for iri in sets.tools.knowledge.class_words.get(number.unit.removesuffix("以"), ())
        if (kind := RANGES.get(iri, iri)) in _COUNTABLE
    ]
    if by_unit and number.unit:
        return by_unit[0], (number.span, *_beside(number, by_unit[0], reading.kinds, reading.text))
    if number.unit not in _ANY:
        return None
    for word in reading.kinds:
        kinds = [k for iri in word.iris if (k := RANGES.get(iri, iri)) in _COUNTABLE]
        if not kinds:
            continue
        behind = word.start >= number.end and _AFTER.fullmatch(reading.text[number.end : word.start])
        before = word.end <= number.start and _BEFORE.fullmatch(reading.text[word.end : number.start])
        if behind or before:
            return kinds[0], (number.span, word.span)
    return None


def _beside(number: Number, kind: str, kinds: tuple[Kind, ...], text: str) -> list[Span]:
    """Return the words for the class that stand right before a number with its unit: 主管課が2課以上."""
    return [
        word.span
        for word in kinds
        if any(RANGES.get(iri, iri) == kind for iri in word.iris)
        and word.end <= number.start
        and _BEFORE.fullmatch(text[word.end : number.start])
    ]
