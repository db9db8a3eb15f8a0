"""Conditions on the plan that things stand in: the one said, else the current one or none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ontology import terms as t
from service.answering.knows.schema import Path, Step
from service.answering.plan.conditions import Has
from service.answering.plan.sets import Named
from service.answering.propose.drafts import DEFAULT, FRAMES, HOP, PLAN_PATHS, Inside, Part
from service.answering.propose.succession_words import succession_cues
from service.answering.reading.marks import Span, covered

if TYPE_CHECKING:
    from service.answering.propose.sets import Sets

_OBJECT = re.compile(r"(を|に)")
_RELATIONS = (t.BASED_ON, t.ALIGNED_WITH, t.SUPPORTS, t.COOPERATES_WITH)


def of_names(sets: Sets) -> str | None:
    """Return the plan that the groups and 事業 named all stand in, the current one where they tell of none."""
    known = sets.tools.knowledge
    named = {known.entities[iri].plan for n in sets.reading.names if n.kind in FRAMES for iri in n.iris}
    return named.pop() or known.current if len(named) == 1 else known.current


def on_plan(kind: str, sets: Sets, inside: Inside, plan: str | None, named: bool) -> Iterator[Part | None]:
    """Yield the conditions on the plan. plan: instead of the one said, the empty text for none; named: whether the
    things are named, so that the plan may say nothing."""
    reading, known = sets.reading, sets.tools.knowledge
    path = PLAN_PATHS.get(kind)
    if plan == "":
        yield None
        return
    if path is None:
        yield from _related(kind, sets, inside)
        return
    said = [p for p in reading.plans if inside(p.span)]
    together = reading.cue("both_plans")
    if together and plan is None and len({p.iri for p in said}) != 1 and known.current and known.former:
        yield Part(Has(path, Named(t.PLAN, (known.current, known.former))), together, 0.0)
    several = tuple(dict.fromkeys(p.iri for p in said if not p.absent and not p.source))
    if plan is None and len(several) > 1 and reading.says("each"):
        yield Part(Has(path, Named(t.PLAN, several)), (*(p.span for p in said), *reading.cue("each")), 0.0)
    iri = plan or (reading.plan if said or not reading.plans else None)
    spans = tuple(p.span for p in said if p.iri == iri)
    others = [p for p in said if p.iri != iri]
    if iri and kind != t.PROJECT and len(said) == 1 and succession_cues(reading):
        yield Part(None, spans, 0.0)
    if iri:
        yield Part(Has(path, Named(t.PLAN, (iri,))), spans, 0.0)
        for other in others[:1]:
            yield Part(Has(path, Named(t.PLAN, (other.iri,))), (other.span,), 0.05)
        if named:
            yield Part(None, spans, 0.2)
        return
    if len({p.iri for p in said}) > 1:
        iris = tuple(dict.fromkeys(p.iri for p in said))
        yield Part(Has(path, Named(t.PLAN, iris)), tuple(p.span for p in said), 0.0)
        return
    default = of_names(sets)
    if named or not default:
        yield None
        return
    yield Part(Has(path, Named(t.PLAN, (default,))), (), DEFAULT)
    yield None if kind != t.PROJECT else Part(None, (), 3 * DEFAULT)


def _related(kind: str, sets: Sets, inside: Inside) -> Iterator[Part | None]:
    """Yield the relation of things that stand in no plan to the plans spoken of: the law that a plan rests on."""
    said = [p for p in sets.reading.plans if inside(p.span)]
    if said and kind in (t.LAW, t.ARTICLE, t.ORGANIZATION, t.PLAN):
        iris = tuple(dict.fromkeys(p.iri for p in said))
        spans = tuple(p.span for p in said)
        relations = _relations(sets)
        paths = sets.tools.schema.paths(kind, t.PLAN, limit=4)[:3]
        if kind == t.PLAN:
            object_of = _OBJECT.match(sets.reading.text, said[-1].end) is not None
            own = [iri for iri in relations if t.PLAN in sets.tools.schema.ranges(iri)]
            paths = [(Step(iri, not object_of),) for iri in own] or between_plans(sets)
        for path in paths:
            words = (*sets.path_words(path), *relations.values())
            yield Part(Has(path, Named(t.PLAN, iris)), (*spans, *words), HOP * (len(path) - 1), iris)
    yield None


def _relations(sets: Sets) -> dict[str, Span]:
    """Return the relations of a plan to plans and laws that are spoken of, with their words: 踏まえる, 基づく."""
    text, words = sets.reading.text, sets.tools.knowledge.property_words
    plans = [p.span for p in sets.reading.plans]
    found: dict[str, Span] = {}
    for prop in _RELATIONS:
        for word in words.get(prop, ()):
            stem = word[:-1] if len(word) > 2 and word[-1] in "るくむぐ" else word
            at = text.find(stem)
            if at >= 0 and len(stem) > 1 and not covered((at, at + len(stem)), plans):
                found[prop] = (at, at + len(stem))
    return found


def between_plans(sets: Sets) -> list[Path]:
    """Return the relations between plans that the question has words for."""
    ranges = sets.tools.schema.ranges
    said = [iri for kind in sets.reading.kinds for iri in kind.iris if t.PLAN in ranges(iri)]
    return [(Step(iri, True),) for iri in dict.fromkeys(said)]
