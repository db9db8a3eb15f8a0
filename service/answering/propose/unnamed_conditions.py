"""Conditions that no name or value states: how many others a thing has, groups left out, what its fields hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ontology import terms as t
from service.answering.knows.schema import Path, Step
from service.answering.plan.conditions import Has, HowMany, Not
from service.answering.plan.joined import Same
from service.answering.plan.sets import All, Named
from service.answering.propose.counted import counted, total
from service.answering.propose.drafts import FRAMES, Inside, Part
from service.answering.propose.fields import field_words
from service.answering.propose.targets import on_targets
from service.answering.propose.titled import titled
from service.answering.reading.marks import Span, covered

if TYPE_CHECKING:
    from service.answering.propose.sets import Sets

_RESPONSIBLE: Path = (Step(t.RESPONSIBLE),)
AMONG = re.compile(
    r"(の?\d+つ)?(全体|の(うち|中|なか|下|もと|個別事業|事業|各?指標|成果指標)|に(ぶら下が|ぶらさが|属|含まれ|入|ある|紐|ひも|位置|関わ|かかわ|携わ|並|連な))"
)
_LINK = re.compile(r"(が|の|は|も|を|に)?(付|書|記載|記|載|入|設定|何)?$")
_OF_THEIR_OWN = frozenset({t.GROUP, t.RESPONSIBLE, t.IN_PLAN, t.NOVELTY, t.STATUS, t.RENAMED, t.UNDECIDED})
_PARTED = ("つ", "事業", "件", "本")
_EXACTLY = ("ちょうど", "きっかり", "ぴったり")
_BEHIND = 8  # characters between words looked for and the word that denies them
_NEAR = 3  # characters between what is refused and the word that refuses it


def further(kind: str, sets: Sets, inside: Inside) -> Iterator[list[Part | None]]:
    """Yield the choices for one condition after the other."""
    if kind == t.PROJECT:
        yield from _shared(sets, inside)
        yield from _lines(sets, inside)
    yield from titled(kind, sets, inside)
    found = field_words(sets.reading, sets.tools) if kind == t.PROJECT else None
    if found is not None and inside(found[1][0]):
        saying = Same(Named(t.PROJECT, found[0]))
        refused = sets.denial(max(found[1]), _BEHIND)
        spans = (*found[1], *refused, *sets.reading.cue("undecided"))
        yield [Part(Not(saying) if refused else saying, spans)]
    elif kind in (t.PROJECT, t.INDICATOR):
        yield from on_targets(kind, sets, inside)
    if kind == t.PROJECT:
        yield from _held(kind, sets, inside)
    if kind in (t.PROJECT, t.INDICATOR):
        yield from _groups(kind, sets, inside)


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
        exact = sets.reading.text.endswith(_EXACTLY, 0, number.start)
        operator = number.operator if number.operator != "=" or not joint or exact else ">="
        if number.operator == "=" and number.number == len([n for n in reading.named(t.UNIT) if not n.denied]) > 1:
            yield [Part(None, (*spans, *joint))]  # 消防の2つの課、A課とB課: it counts what is named
            return
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
    reading, known = sets.reading, sets.tools.knowledge
    cues = [(s, True) for s in reading.cue("having")] + [(s, False) for s in reading.cue("negation", "zero")]
    for span, positive in cues:
        before = _LINK.sub("", reading.text[: span[0]])
        said = [
            (word, prop)
            for prop, words in known.property_words.items()
            if kind in known.domains.get(prop, ()) and prop not in _OF_THEIR_OWN
            for word in words
            if len(word) > 1 and before.endswith(word)
        ]
        if not said or not inside(span):
            continue
        word, prop = max(said, key=lambda one: len(one[0]))
        spans = ((len(before) - len(word), len(before)), span)
        if any(covered(spans[0], [n.span]) for n in reading.names) or (positive and sets.denial(spans[0], _NEAR * 2)):
            continue
        has = Has((Step(prop),))
        yield [Part(has if positive else Not(has), spans), *([None] if positive else ())]


def _groups(kind: str, sets: Sets, inside: Inside) -> Iterator[list[Part | None]]:
    """Yield that a 事業, or that of an indicator, stands in a group of a kind, or in none: 重点事業のうち, …以外."""
    reading = sets.reading
    path: Path = (Step(t.GROUP),) if kind == t.PROJECT else (Step(t.HAS_INDICATOR, True), Step(t.GROUP))
    for word in reading.kinds:
        frames = [iri for iri in word.iris if iri in FRAMES]
        named = any(n.start <= word.start < n.end + 2 for n in reading.names if n.kind in FRAMES)
        if not frames or not inside(word.span) or named:
            continue
        inner = Has(path, All(frames[0]))
        if word.denied:
            yield [Part(Not(inner), (word.span, *sets.denial(word.span)))]
        elif AMONG.match(reading.text, word.end):
            every = (n.span for n, counts, _ in counted(sets) if counts == frames[0] and total(n, counts, sets))
            yield [Part(inner, (word.span, *every)), None]


def denial(sets: Sets, mark: Span, near: int = 16) -> tuple[Span, ...]:
    """Return the word that denies what stands before it."""
    return tuple(s for s in sets.reading.cue("negation", "zero") if mark[1] <= s[0] <= mark[1] + near)[:1]
