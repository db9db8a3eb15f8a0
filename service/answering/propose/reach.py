"""Which kinds of thing a question asks for, and the sets of such things that it may mean: directly, through the 事業
that it speaks of, and through what these were or became."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ontology import terms as t
from service.answering.mentions import LISTABLE
from service.answering.plan.sets import All, Both, Via, Where
from service.answering.propose.absorbed import absorbed
from service.answering.propose.across import across
from service.answering.propose.counted import RANGES, counted, total
from service.answering.propose.drafts import Draft
from service.answering.propose.groups import grouped
from service.answering.propose.sets import Sets
from service.answering.reading.marks import Reading, Span, covered
from service.answering.schema import Path, Step
from service.answering.tools import Tools

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
    if succession and kind == t.PROJECT:
        yield from _succeeded(sets, succession)
    yield from across(kind, sets)
    yield from grouped(kind, sets)
    yield from _shared(kind, sets)
    yield from sets.of(kind)
    yield from _through_kinds(kind, sets)
    if kind == t.PROJECT:
        for draft in sets.of(t.INDICATOR):
            if draft.subject is not None or draft.spans:
                yield draft.also(Via(draft.of, (Step(t.HAS_INDICATOR, True),), kind), cost=_HOP)
        return
    if kind in (t.TERM, t.EVENT, t.FIGURE):
        return
    for draft in [*(_succeeded(sets, succession) if succession else ()), *sets.of(t.PROJECT)]:
        if isinstance(draft.of, All) or not (draft.anchors or draft.spans or draft.said):
            continue
        for path in sets.paths(t.PROJECT, kind)[:2]:
            through = Via(draft.of, path, kind)
            words = (*_words(path, reading), *(k.span for k in reading.speaks_of(t.PROJECT)))
            words += tuple(n.span for n, counts, _ in counted(sets) if total(n, counts, sets))
            yield draft.also(through, *words, cost=_HOP * len(path))
            for own in sets.of(kind, skip=draft.spans, describe=False)[:2]:
                if own.spans and isinstance(own.of, Where):
                    narrowed = Where(through, own.of.conditions)
                    yield draft.also(narrowed, *own.spans, *words, cost=own.cost + _HOP * len(path))


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


def succession_cues(reading: Reading) -> tuple[Span, ...]:
    """Return the words that ask what something was before or became."""
    said = [s for name in ("becomes", "was", "inherits", "absorbed") for s in _spans(reading, name)]
    said += [word.span for word in reading.kinds if t.SUCCEEDS in word.iris]
    said += list(reading.cue("splits", "merges"))
    return tuple(dict.fromkeys(said))


def _spans(reading: Reading, operator: str) -> list[Span]:
    from service.answering.wording import wording

    names = [name.span for name in reading.names]
    found = [m.span() for m in wording().operators[operator].finditer(reading.text) if m.end() > m.start()]
    return [span for span in found if not covered(span, names)]


def _succeeded(sets: Sets, cues: tuple[Span, ...]) -> Iterator[Draft]:
    """Yield what the 事業 spoken of were or became: all that is said of them, or what stands before the cue said of
    them and what stands behind it of what they became."""
    reading, known = sets.reading, sets.tools.knowledge
    plans = [p for p in (known.current, known.former) if p]
    paths: tuple[Path, ...] = ((Step(t.SUCCEEDS, True),), (Step(t.SUCCEEDS),))
    said = {p.iri for p in reading.plans}
    forward, backward = bool(_spans(reading, "becomes")), bool(_spans(reading, "was"))
    for number, (path, source, other) in enumerate(zip(paths, reversed(plans), plans, strict=False)):
        if forward != backward and number == (0 if backward else 1):
            continue
        if len(plans) < 2:
            continue
        target_spans = tuple(p.span for p in reading.plans if p.iri == other)
        source_spans = tuple(p.span for p in reading.plans if p.iri == source)
        for base in sets.of(t.PROJECT, skip=(*cues, *target_spans), plan=source):
            if isinstance(base.of, All) or not (base.anchors or base.spans or base.subject):
                continue
            after = [n.span for n in reading.names if n.start >= cues[0][1] and n.span in base.spans]
            extra = (0.0 if said else 0.02) + (
                0.15 if after and base.spans and min(s[0] for s in base.spans) < cues[0][0] else 0.0
            )
            yield base.also(Via(base.of, path, t.PROJECT), *cues, *target_spans, *source_spans, cost=extra)
        cut = cues[0][1]
        for base in sets.of(t.PROJECT, skip=(*cues, *target_spans), within=(0, cut), plan=source):
            if not base.anchors and not base.subject:
                continue
            for after in sets.of(
                t.PROJECT, skip=(*cues, *source_spans), within=(cut, len(reading.text)), plan=other, describe=False
            ):
                if not after.spans:
                    continue
                both = Both((Via(base.of, path, t.PROJECT), after.of))
                yield base.also(both, *cues, *after.spans, *source_spans, cost=after.cost)


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
