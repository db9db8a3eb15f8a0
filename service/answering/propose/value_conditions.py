"""Conditions that words for values put on things of a class: 新規, 終了, 成果指標."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ontology import terms as t
from service.answering.knows.schema import Path, Step
from service.answering.plan.conditions import Has, Is, Not
from service.answering.plan.sets import All, Condition, Where
from service.answering.propose.drafts import FRAMES, HOP, Part
from service.answering.propose.plans import of_names
from service.answering.reading.marks import Span, Value

if TYPE_CHECKING:
    from service.answering.propose.sets import Sets


def by_values(kind: str, values: Sequence[Value], sets: Sets, plan: str | None) -> list[list[Part | None]]:
    """Return the choices that the words for values leave: the same said twice is one condition."""
    found: dict[tuple[object, ...], list[Part | None]] = {}
    for value in values:
        parts = list(by_value(kind, value, sets, plan))
        key = tuple(part.condition if part else None for part in parts)
        if not parts:
            continue
        if key in found:
            found[key] = [replace(p, spans=(*p.spans, value.span)) if p else None for p in found[key]]
        else:
            found[key] = parts
    if kind == t.PROJECT:
        said = {prop for value in values if not value.denied for prop, _ in value.readings}
        renamed = [v for v in values if v.denied and any(prop == t.RENAMED for prop, _ in v.readings)]
        if renamed and t.NOVELTY not in said:
            found[("goes on",)] = [Part(Is((Step(t.NOVELTY),), ("継続",)), (renamed[0].span,))]
    return list(found.values())


def by_value(kind: str, value: Value, sets: Sets, plan: str | None = None) -> Iterator[Part | None]:
    """Yield the conditions that a word for a value may mean on things of a class: its own, or of things it has."""
    found = False
    for prop, text in meant(value, sets, plan):
        for domain in sets.tools.knowledge.domains.get(prop, ()):
            direct = domain == kind or (kind in FRAMES and domain == t.FRAME)
            paths: list[Path] = [()] if direct else []
            if not direct and kind == t.PROJECT:
                paths.extend([p for p in sets.paths(kind, domain) if len(p) == 1][:1])
            for path in paths:
                condition: Condition = Is((Step(prop),), (text,))
                if path:
                    condition = Has(path, Where(All(domain), (condition,)))
                found = True
                spans = (value.span, *_words(prop, sets), *(sets.denial(value.span) if value.denied else ()))
                yield Part(Not(condition) if value.denied else condition, spans, HOP * len(path))
    if found and kind != t.PROJECT:
        yield None


def _words(prop: str, sets: Sets) -> tuple[Span, ...]:
    """Return the words for a property that a value of it makes plain: 新規性が「継続」."""
    words = [w for w in sets.tools.knowledge.property_words.get(prop, ()) if len(w) > 2]
    places = [(at, at + len(word)) for word in words if (at := sets.reading.text.find(word)) >= 0]
    return tuple(places)


def meant(value: Value, sets: Sets, plan: str | None = None) -> list[tuple[str, str]]:
    """Return the properties and values that a word may mean: those that the plan spoken of states, where it does."""
    known = sets.tools.knowledge
    scope = plan or sets.reading.plan or (of_names(sets) if not sets.reading.plans else None)
    fitting = [r for r in value.readings if scope is None or scope in known.stated_in.get(r[0], (scope,))]
    fitting = fitting or [
        (prop, r[1])
        for r in value.readings
        for prop in known.valued.get(r[1], ())
        if scope in known.stated_in.get(prop, ())
    ]
    return fitting or list(value.readings)
