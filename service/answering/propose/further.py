"""Conditions that no name or value states: how many others a thing has, groups left out, what its fields hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ontology import terms as t
from service.answering.plan.conditions import Has, HowMany, Not, Same
from service.answering.plan.sets import All, Named
from service.answering.propose.counted import counted
from service.answering.propose.drafts import FRAMES, Inside, Part
from service.answering.propose.fields import field_words
from service.answering.propose.targets import on_targets
from service.answering.reading.marks import Span
from service.answering.schema import Path, Step

if TYPE_CHECKING:
    from service.answering.propose.sets import Sets

_RESPONSIBLE: Path = (Step(t.RESPONSIBLE),)
_AMONG = re.compile(r"(の(うち|中|なか|個別事業|事業)|に(ぶら下が|属|含まれ|入|ある|紐|ひも|位置))")
_PARTED = ("つ", "事業", "件", "本")
_NEAR = 3  # characters between what is refused and the word that refuses it


def further(kind: str, sets: Sets, inside: Inside) -> Iterator[list[Part | None]]:
    """Yield the choices for one condition after the other."""
    if kind == t.PROJECT:
        yield from _shared(sets, inside)
        yield from _lines(sets, inside)
    if kind in (t.PROJECT, t.INDICATOR):
        yield from on_targets(kind, sets, inside)
    if kind == t.PROJECT:
        found = field_words(sets.reading, sets.tools)
        if found is not None and inside(found[1][0]):
            yield [Part(Same(Named(t.PROJECT, found[0])), found[1])]
        yield from _held(kind, sets, inside)
        yield from _groups(sets, inside)


def _shared(sets: Sets, inside: Inside) -> Iterator[list[Part | None]]:
    """Yield how many 課 a 事業 is in the charge of: a number, one alone, several."""
    reading = sets.reading
    numbers = [(n, spans) for n, kind, spans in counted(sets) if kind == t.UNIT and inside(n.span)]
    no = reading.cue("negation")
    joint = [s for s in reading.cue("joint") if inside(s)]
    refused = [s for s in joint if any(s[1] <= n[0] <= s[1] + _NEAR for n in no)]
    joint = [s for s in joint if s not in refused]
    single = [s for s in reading.cue("single") if inside(s)]
    single += [n for s in refused for n in (s, *no) if n == s or s[1] <= n[0] <= s[1] + _NEAR]
    if numbers:
        number, spans = numbers[0]
        operator = number.operator if number.operator != "=" or not joint else ">="
        yield [Part(HowMany(_RESPONSIBLE, operator, int(number.number)), (*spans, *joint))]
    elif joint:
        yield [Part(HowMany(_RESPONSIBLE, ">=", 2), tuple(joint))]
    elif single and (refused or not reading.named(t.UNIT)):
        yield [Part(HowMany(_RESPONSIBLE, "=", 1), tuple(single))]


def _lines(sets: Sets, inside: Inside) -> Iterator[list[Part | None]]:
    """Yield how many 事業 one went into, or came from, where the question counts them."""
    reading = sets.reading
    for cue, path in (("splits", (Step(t.SUCCEEDS, True),)), ("merges", (Step(t.SUCCEEDS),))):
        spans = [s for s in reading.cue(cue) if inside(s)]
        if not spans or reading.named(t.PROJECT):
            continue
        numbers = [n for n in reading.numbers if n.unit in _PARTED and n.number >= 2]
        number, operator = (int(numbers[0].number), numbers[0].operator) if numbers else (2, ">=")
        yield [
            Part(
                HowMany(path, operator, number),
                (*spans, *(n.span for n in reading.numbers), *(p.span for p in reading.plans)),
            ),
            None,
        ]


def _held(kind: str, sets: Sets, inside: Inside) -> Iterator[list[Part | None]]:
    """Yield that a thing has something under a property, or nothing: 備考のある, 旧名称が付いていない."""
    reading, domains = sets.reading, sets.tools.knowledge.domains
    for word in reading.kinds:
        props = [iri for iri in word.iris if kind in domains.get(iri, ()) and iri not in (t.GROUP, t.RESPONSIBLE)]
        if not props or not inside(word.span):
            continue
        held = [s for s in reading.cue("held") if s[0] == word.end]
        condition = Has((Step(props[0]),))
        if word.denied:
            yield [Part(Not(condition), (word.span, *sets.denial(word.span)))]
        elif held:
            yield [Part(condition, (word.span, *held)), None]


def _groups(sets: Sets, inside: Inside) -> Iterator[list[Part | None]]:
    """Yield that a 事業 stands in a group of a kind, or in none: 重点事業のうち, 重点事業以外."""
    reading = sets.reading
    for word in reading.kinds:
        frames = [iri for iri in word.iris if iri in FRAMES]
        named = any(n.start <= word.start < n.end + 2 for n in reading.names if n.kind in FRAMES)
        if not frames or not inside(word.span) or named:
            continue
        inner = Has((Step(t.GROUP),), All(frames[0]))
        if word.denied:
            yield [Part(Not(inner), (word.span, *sets.denial(word.span)))]
        elif _AMONG.match(reading.text, word.end):
            yield [Part(inner, (word.span,)), None]


def denial(sets: Sets, mark: Span, near: int = 16) -> tuple[Span, ...]:
    """Return the word that denies what stands before it."""
    return tuple(s for s in sets.reading.cue("negation", "zero") if mark[1] <= s[0] <= mark[1] + near)[:1]
