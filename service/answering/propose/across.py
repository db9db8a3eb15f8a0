"""Things seen from two plans: in one and not in the other, in both, for the first time in the later one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ontology import terms as t
from service.answering.knows.schema import Path, Step
from service.answering.plan.conditions import Has, Not
from service.answering.plan.joined import Same
from service.answering.plan.sets import All, Both, Minus, Named, Set, Via, Where
from service.answering.propose.drafts import PLAN_PATHS, Draft, where
from service.answering.propose.sets import Sets
from service.answering.propose.succession import succeeded, succession_cues
from service.answering.reading.marks import Span

_BASES = 2


def across(kind: str, sets: Sets) -> Iterator[Draft]:
    """Yield the things of a class by the plans that they are in and not in."""
    reading, known = sets.reading, sets.tools.knowledge
    spoken = list(dict.fromkeys(p.iri for p in reading.plans))
    plans = [p for p in (known.current, known.former) if p]
    plans = spoken if len(spoken) == len(plans) and set(spoken) != set(plans) else plans
    if len(plans) < 2 or kind in (t.PLAN, t.TERM, t.EVENT, t.FIGURE):
        return
    marks: tuple[Span, ...] = tuple(p.span for p in reading.plans)
    both = reading.cue("both_plans")
    if both or (reading.says("both") and len({p.iri for p in reading.plans}) > 1):
        yield from _both(kind, sets, plans, (*marks, *both, *reading.cue("both")))
    absent, spans = _absent(sets, plans)
    if absent is None:
        return
    other = next(p for p in plans if p != absent)
    spans = (*spans, *marks)
    if kind == t.PROJECT:
        backward = absent == known.former
        lost = Not(Has((Step(t.SUCCEEDS, not backward),)))
        for draft in islice(sets.of(kind, skip=spans, plan=other, describe=False), _BASES):
            yield draft.also(Where(draft.of, (lost,)), *spans)
        return
    denied = [n for n in reading.named(kind) if n.denied]
    left_out = tuple(Not(Same(Named(kind, n.iris))) for n in denied)
    said = tuple(s for n in denied for s in (n.span, *sets.denial(n.span)))
    cues = succession_cues(reading)
    for path in sets.paths(t.PROJECT, kind)[:1]:
        gone = _through(absent, path, kind)
        bases = islice(sets.of(t.PROJECT, skip=(*spans, *said), plan=other, describe=False), _BASES)
        before = [d for d in succeeded(sets, cues, spans) if d.anchors or d.subject] if cues else []
        for draft in (*before[:_BASES], *bases):
            words = (*spans, *said, *sets.path_words(path))
            yield draft.also(where(Minus(Via(draft.of, path, kind), gone), left_out), *words)


def _absent(sets: Sets, plans: list[str]) -> tuple[str | None, tuple[Span, ...]]:
    """Return the plan that things are said not to be in, with the words that say so."""
    reading = sets.reading
    denied = [p for p in reading.plans if p.absent and p.iri in plans]
    first = reading.cue("newly") if reading.plan != plans[1] else ()
    if denied:
        near = [s for p in denied for s in reading.cue("absent_from") if p.end <= s[0] <= p.end + 20]
        return denied[0].iri, (*near, *first)
    alone = [(p, s) for p in reading.plans for s in reading.cue("only_there") if p.end <= s[0] <= p.end + 1]
    if alone and alone[0][0].iri in plans:
        return next(p for p in plans if p != alone[0][0].iri), (alone[0][1],)
    if first:
        return plans[1], first
    return None, ()


def _both(kind: str, sets: Sets, plans: list[str], spans: tuple[Span, ...]) -> Iterator[Draft]:
    if kind == t.PROJECT:
        return
    for path in sets.paths(t.PROJECT, kind)[:1]:
        for draft in islice(sets.of(t.PROJECT, skip=spans, plan="", describe=False), 1):
            own = tuple(
                Via(Where(draft.of, (Has(PLAN_PATHS[t.PROJECT], Named(t.PLAN, (plan,))),)), path, kind)
                for plan in plans
            )
            yield draft.also(Both(own), *spans, *sets.path_words(path))


def _through(plan: str, path: Path, kind: str) -> Set:
    inside = Where(All(t.PROJECT), (Has(PLAN_PATHS[t.PROJECT], Named(t.PLAN, (plan,))),))
    return Via(inside, path, kind)
