"""Conditions that names put on things of another class: they lead to what is named, to nothing else, or not to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.japanese import fold
from ontology import terms as t
from service.answering.knows.schema import Step
from service.answering.plan.conditions import Has, Not, Only
from service.answering.plan.sets import Condition, Named
from service.answering.propose.drafts import HOP, NOT_BY_NAME, Inside, Part
from service.answering.propose.related import related
from service.answering.propose.succession_words import succession_cues
from service.answering.reading.marks import Name, Span

if TYPE_CHECKING:
    from service.answering.propose.sets import Sets

_INSIDE = {t.COUNCIL: t.SUB_ORGANIZATION_OF}  # what stands inside a thing is spoken of by it as well
_AS_INDICATOR = re.compile(r"[」』]?(を|が|という|の)?(成果)?(指標|成果|目標)(に|と|の|を)")
_JOINED = re.compile(r"(の)?(事業|課)?([とや・、,]|及び|および|または|又は|か|もしくは|並びに)+(?!ら)")


def joined(kind: str, sets: Sets, inside: Inside) -> Iterator[Name]:
    """Yield the names of other things, those of one class that と or や joins made one: any of them fits."""
    separate = sets.reading.says("both")
    last: Name | None = None
    for name in sets.reading.names:
        if name.kind == kind or name.kind in NOT_BY_NAME - {t.INDICATOR} or not inside(name.span):
            continue
        alike = last is not None and last.kind == name.kind and last.denied == name.denied and not separate
        if alike and last is not None and _JOINED.fullmatch(sets.reading.text[last.end : name.start]):
            last = replace(last, end=name.end, iris=(*last.iris, *name.iris))
            continue
        if last is not None:
            yield last
        last = name
    if last is not None:
        yield last


def by_name(kind: str, name: Name, sets: Sets) -> Iterator[Part | None]:
    """Yield the conditions that a name may mean on things of a class."""
    if name.kind == t.INDICATOR and kind != t.PROJECT:
        return
    paths = sets.paths(kind, name.kind)
    if not paths and kind != name.kind:
        return
    lines = succession_cues(sets.reading) if name.kind == t.PROJECT else ()
    only = sets.reading.says("only") and name.kind in (t.UNIT, t.GOAL, t.MEASURE)
    for path in paths[:3]:
        for others in related(name, sets):
            yield Part(Has(path, others.of), (*others.spans, *sets.path_words(path)), HOP * (len(path) - 1), name.iris)
        if name.kind == t.PROJECT and lines:
            became = any(sets.tools.knowledge.entities[i].plan != sets.tools.knowledge.current for i in name.iris)
            other = Has((*path, Step(t.SUCCEEDS, not became)), Named(name.kind, name.iris))
            yield Part(other, (name.span, *lines, *sets.path_words(path)), HOP * (len(path) - 1), name.iris)
        if name.kind in _INSIDE and not name.denied:
            inner = (*path, Step(_INSIDE[name.kind]))
            yield Part(Has(inner, Named(name.kind, name.iris)), (name.span,), 0.05, name.iris)
        ends = Named(name.kind, _bearing(name, sets) if name.kind == t.INDICATOR else name.iris)
        condition: Condition = Has(path, ends)
        spans: tuple[Span, ...] = (name.span,)
        if name.denied:
            condition, spans = Not(condition), (name.span, *sets.denial(name.span))
        elif only:
            condition, spans = Only(path, ends), (name.span, *sets.reading.cue("only", "single"))
        yield Part(condition, (*spans, *sets.path_words(path)), HOP * (len(path) - 1), name.iris)
    if name.kind == t.INDICATOR:
        yield None


def _bearing(name: Name, sets: Sets) -> tuple[str, ...]:
    """Return the indicators of a name, and where it is said to be one (アクセス数を指標に) all whose names hold it."""
    if not _AS_INDICATOR.match(sets.reading.text, name.end):
        return name.iris
    text = fold(name.text)
    return tuple(e.iri for e in sets.tools.knowledge.of(t.INDICATOR) if text in fold(e.label)) or name.iris
