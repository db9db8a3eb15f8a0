"""Which kinds of thing a question asks for, and the sets of such things that it may mean: directly, through the 事業
that it speaks of, and through what these were or became."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ontology import terms as t
from service.answering.knows.schema import Path, Step
from service.answering.plan.conditions import Has, Not
from service.answering.plan.courses import Figure, Moves
from service.answering.plan.joined import Same
from service.answering.plan.sets import All, Both, Named, Set, Via, Where
from service.answering.propose.absorbed import absorbed
from service.answering.propose.across import across
from service.answering.propose.counted import RANGES, counted, total
from service.answering.propose.drafts import Draft
from service.answering.propose.groups import grouped
from service.answering.propose.relayed import relayed
from service.answering.propose.sets import Sets
from service.answering.propose.succession import succeeded, succession_cues
from service.answering.reading.marks import Reading, Span
from service.answering.reading.mentions import LISTABLE
from service.answering.step_interface import Tools

_OFTEN = (t.PROJECT, t.UNIT)
_FRAMES = tuple(t.FRAME_CLASSES.values())
_HOP = 0.15
_MOST = 40


def wanted(reading: Reading, tools: Tools) -> dict[str, tuple[Span, ...]]:
    """Return the classes of things that may be asked for, with the words that say so."""
    found: dict[str, list[Span]] = {}
    listable = {*LISTABLE, *tools.knowledge.further.classes, t.ARTICLE, t.TERM}
    for word in reading.kinds:
        for iri in word.iris:
            kind = RANGES.get(iri, iri)
            if kind in listable and not word.denied:
                found.setdefault(kind, []).append(word.span)
    if reading.says("asks:department"):
        found.setdefault(t.UNIT, []).extend(reading.cue("asks:department"))
    if reading.says("asks:goal"):
        found.setdefault(t.GOAL, []).extend(reading.cue("asks:goal"))
    for name in reading.names:
        if name.kind in _FRAMES:
            found.setdefault(name.kind, [])
    for kind in _OFTEN[:1]:
        found.setdefault(kind, [])
    return {kind: tuple(spans) for kind, spans in found.items()}


def reach(kind: str, sets: Sets) -> list[Draft]:
    """Return the sets of things of a class that a question may mean."""
    drafts = list(islice(_all(kind, sets), _MOST))
    return drafts


def _all(kind: str, sets: Sets) -> Iterator[Draft]:
    reading = sets.reading
    succession = succession_cues(reading)
    if kind == t.PROJECT:
        yield from absorbed(sets)
    yield from across(kind, sets)
    if succession and kind == t.PROJECT:
        yield from succeeded(sets, succession)
    yield from grouped(kind, sets)
    yield from relayed(kind, sets)
    yield from _shared(kind, sets)
    yield from sets.of(kind)
    yield from _through_kinds(kind, sets)
    if kind == t.PROJECT:
        for draft in sets.of(t.INDICATOR):
            if draft.subject is not None or _told_of_indicators(draft, sets):
                said = tuple(k.span for k in reading.speaks_of(t.INDICATOR, t.HAS_INDICATOR) if not k.denied)
                cost = 0.0 if said and draft.subject is None else _HOP
                every = reading.cue("every_member")
                moving = isinstance(draft.of, Where) and any(
                    isinstance(c, (Moves, Figure)) for c in draft.of.conditions
                )
                if every and moving and isinstance(draft.of, Where):
                    yield draft.also(_all_of(draft.of), *said, *every, cost=cost)
                yield draft.also(Via(draft.of, (Step(t.HAS_INDICATOR, True),), kind), *said, cost=cost)
        return
    if kind in (t.TERM, t.EVENT, t.FIGURE):
        return
    before = [*absorbed(sets), *(succeeded(sets, succession) if succession else ())]
    for draft in [*before, *sets.of(t.PROJECT)]:
        if isinstance(draft.of, All) or not (draft.anchors or draft.spans or draft.said):
            continue
        for path in sets.paths(t.PROJECT, kind)[:2]:
            through = _others(Via(draft.of, path, kind), kind, reading)
            words = (*_words(path, reading), *(k.span for k in reading.speaks_of(t.PROJECT)))
            words += tuple(n.span for n, counts, _ in counted(sets) if total(n, counts, sets))
            yield draft.also(through, *words, cost=_HOP * len(path))
            for own in sets.of(kind, skip=draft.spans, describe=False)[:2]:
                if own.spans and isinstance(own.of, Where):
                    narrowed = Where(through, own.of.conditions)
                    yield draft.also(narrowed, *own.spans, *words, cost=own.cost + _HOP * len(path))


def _all_of(of: Where) -> Set:
    """Return the 事業 of which all indicators meet the conditions that a set puts on some."""
    path = (Step(t.HAS_INDICATOR),)
    moving = tuple(c for c in of.conditions if isinstance(c, (Moves, Figure)))
    beyond = tuple(Not(Has(path, Where(All(t.INDICATOR), (Not(c),)))) for c in moving)
    return Where(Via(of, (Step(t.HAS_INDICATOR, True),), t.PROJECT), beyond)


def _others(of: Via, kind: str, reading: Reading) -> Set:
    """Return the things without those that others are said to be beside: the 課 with which one works together."""
    named = tuple(iri for n in reading.named(kind) if not n.denied for iri in n.iris)
    if not named or not reading.says("joint", "apart", "another"):
        return of
    return Where(of, (Not(Same(Named(kind, named))),))


def _told_of_indicators(draft: Draft, sets: Sets) -> bool:
    """Return whether a set of indicators is narrowed by more than the names of 事業, which would lead back to them."""
    names = {n.span for n in sets.reading.named(t.PROJECT)} | {p.span for p in sets.reading.plans}
    return any(span not in names for span in draft.spans)


def _through_kinds(kind: str, sets: Sets) -> Iterator[Draft]:
    """Yield what all things of another class lead to, where only its word is said: the goals of 3つの基本取組."""
    reading = sets.reading
    for word in reading.kinds:
        other = next((iri for iri in word.iris if iri in _FRAMES), None)
        if other is None or other == kind or word.denied or kind == t.PROJECT:
            continue
        if any(n.start <= word.start < n.end + 2 for n in reading.names if n.kind in _FRAMES):
            continue
        for path in [p for p in sets.tools.schema.paths(other, kind) if len(p) == 1][:1]:
            for draft in sets.of(other, describe=False)[:1]:
                numbers = [n.span for n, counts, _ in counted(sets) if counts == other]
                yield draft.also(Via(draft.of, path, kind), word.span, *numbers, *_words(path, reading), cost=0.05)


def _words(path: Path, reading: Reading) -> tuple[Span, ...]:
    said = {step.property for step in path}
    return tuple(word.span for word in reading.kinds if said & set(word.iris))


def _shared(kind: str, sets: Sets) -> Iterator[Draft]:
    """Yield what two named things have in common, where the question asks for both (AとBの両方に共通する)."""
    reading = sets.reading
    if not reading.says("both"):
        return
    for other in dict.fromkeys(n.kind for n in reading.names):
        named = [n for n in reading.named(other) if not n.denied]
        if len(named) < 2 or other == kind:
            continue
        parts: list[list[Draft]] = []
        for name in named:
            rest = tuple(n.span for n in named if n is not name)
            direct = [d for d in sets.of(kind, skip=rest, describe=False) if name.span in d.spans]
            through = []
            if kind != t.PROJECT:
                for draft in sets.of(t.PROJECT, skip=rest, describe=False):
                    if name.span in draft.spans:
                        through += [
                            draft.also(Via(draft.of, path, kind), cost=_HOP) for path in sets.paths(t.PROJECT, kind)[:1]
                        ]
            parts.append([*direct, *through])
        for drafts in zip(*parts, strict=False):
            spans = tuple(s for d in drafts for s in d.spans)
            anchors = tuple(a for d in drafts for a in d.anchors)
            yield Draft(
                Both(tuple(d.of for d in drafts)),
                (*spans, *reading.cue("both")),
                (),
                sum(d.cost for d in drafts) / len(drafts),
                None,
                anchors,
            )


__all__ = ["reach", "succession_cues", "wanted"]
