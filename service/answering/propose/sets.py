"""Sets that a question may mean: the conditions that its marks put on things of a class, joined by short paths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import Any

from ontology import terms as t
from service.answering.knows.named_entities import Entity
from service.answering.knows.schema import Path
from service.answering.plan.conditions import Not
from service.answering.plan.joined import Same
from service.answering.plan.sets import All, Condition, Named, Set
from service.answering.propose import named_conditions, unnamed_conditions, value_conditions
from service.answering.propose.drafts import GUESS, NOT_BY_NAME, Draft, Inside, Part, where
from service.answering.propose.fields import field_words
from service.answering.propose.plans import on_plan
from service.answering.propose.related import related
from service.answering.propose.subjects import Subject, speaking, subjects
from service.answering.propose.titled import said
from service.answering.reading.marks import Name, Reading, Span, Value, Word
from service.answering.step_interface import Tools

_DEAR = frozenset({t.IN_PLAN, t.FISCAL_YEAR, t.ISSUER, t.OCCURRED_IN, t.PERIOD_START, t.PERIOD_END})
_MOST, _DESCRIBED = 12, 2  # combinations of alternatives, and those for which words may describe the rest


@dataclass(slots=True)
class Sets:
    """Makes sets for one question."""

    reading: Reading
    tools: Tools
    _memory: dict[object, list[Draft]] = field(default_factory=dict)
    _found: dict[object, list[Any]] = field(default_factory=dict)

    def of(
        self,
        kind: str,
        skip: tuple[Span, ...] = (),
        within: Span | None = None,
        plan: str | None = None,
        describe: bool = True,
    ) -> list[Draft]:
        """Return the sets of things of a class that the question may mean.

        skip: stretches that say something else; within: only what stands there counts; plan: instead of the one said
        (the empty text for none); describe: whether words may describe what no name says.
        """
        key = (kind, skip, within, plan, describe)
        if key not in self._memory:
            self._memory[key] = list(self._make(kind, skip, within, plan, describe))
        return self._memory[key]

    def _make(
        self, kind: str, skip: Sequence[Span], within: Span | None, plan: str | None, describe: bool
    ) -> Iterator[Draft]:
        inside = self._inside((*skip, *self.quoted()), within)
        own = [n for n in self.reading.names if n.kind == kind and inside(n.span) and kind not in NOT_BY_NAME]
        wanted = [n for n in own if not n.denied]
        left_out = tuple(iri for n in own if n.denied for iri in n.iris)
        choices = [
            list(named_conditions.by_name(kind, name, self)) for name in named_conditions.joined(kind, self, inside)
        ]
        choices += value_conditions.by_values(kind, [v for v in self.reading.values if inside(v.span)], self, plan)
        choices += [list(found) for found in unnamed_conditions.further(kind, self, self._inside(skip, within))]
        choices = [choice for choice in choices if choice]
        plans = list(on_plan(kind, self, inside, plan, bool(wanted)))
        for number, combination in enumerate(islice(product(plans, *choices), _MOST)):
            parts = [part for part in combination if part is not None]
            conditions = tuple(dict.fromkeys(p.condition for p in parts if p.condition is not None))
            spans = tuple(span for part in parts for span in part.spans)
            cost = sum(part.cost for part in parts)
            anchors = tuple(dict.fromkeys(iri for part in parts for iri in part.anchors))
            if left_out:
                spans += tuple(s for n in own if n.denied for s in (n.span, *self.denial(n.span)))
            for draft in self._bases(
                kind, wanted, left_out, conditions, spans, cost, anchors, inside, describe and number < _DESCRIBED, plan
            ):
                yield replace(draft, parts=tuple(parts))

    def _bases(
        self, kind: str, wanted: Sequence[Name], left_out: tuple[str, ...], conditions: tuple[Condition, ...],
        spans: tuple[Span, ...], cost: float, anchors: tuple[str, ...], inside: Inside, describe: bool,
        plan: str | None,
    ) -> Iterator[Draft]:  # fmt: skip
        reading, tools = self.reading, self.tools
        for name in wanted:
            for others in related(name, self):
                yield Draft(
                    where(others.of, conditions), (*spans, *others.spans), (), cost, None, (*name.iris, *anchors)
                )
        if wanted:
            iris = tuple(dict.fromkeys(iri for name in wanted for iri in name.iris))
            base: Set = where(Named(kind, iris), conditions)
            said = (*spans, *(n.span for n in wanted))
            yield Draft(base, said, (), cost, None, (*iris, *anchors), wanted[0].text)
            return
        base = All(kind)
        if left_out:
            conditions = (*conditions, Not(Same(Named(kind, left_out))))
        yield Draft(where(base, conditions), spans, (), cost, None, anchors)
        if not describe:
            return
        words = [w for w in reading.topic(spans) if inside(w.span)]
        if not words:
            return
        scope = (plan if plan is not None else reading.plan) or None
        if scope is not None and not tools.knowledge.by_plan.get((kind, scope)):
            scope = None
        for one in self.subjects(kind, words, scope):
            yield Draft(
                where(Named(kind, (one.entity.iri,)), conditions), spans, tuple(one.said.items()), cost + GUESS,
                one, (one.entity.iri, *anchors), one.entity.label,
                tuple((w.span, tools.catalogue.named(w.term, one.entity.iri)) for w in words),
            )  # fmt: skip
        near = [w for w in words if not w.aside and not w.term.doing]
        if near and kind != t.INDICATOR and tools.catalogue.total(kind) <= 3000:
            pool = tools.knowledge.inside(scope, kind)
            for least in (0.99, 0.6):
                found = self._speaking(kind, near, pool, least)
                if 0 < len(found) <= max(2, len(pool) // 2):
                    said_by = tuple((w.span, max(tools.catalogue.says(w.term, e.iri) for e in found)) for w in near)
                    yield Draft(
                        where(Named(kind, tuple(e.iri for e in found)), conditions), spans, said_by, cost + GUESS + 0.1,
                        None, anchors, "", said_by,
                    )  # fmt: skip
                    break

    def _speaking(self, kind: str, words: Sequence[Word], pool: Sequence[Entity], least: float) -> list[Entity]:
        key = ("speaking", kind, tuple(w.span for w in words), len(pool), least)
        if key not in self._found:
            self._found[key] = speaking(kind, words, self.tools, pool, least, level=least < 0.9)
        return self._found[key]

    def subjects(self, kind: str, words: Sequence[Word], plan: str | None) -> list[Subject]:
        """Return the things of a class that some words describe best, those of the current plan first."""
        key = ("subjects", kind, tuple(w.span for w in words), plan)
        if key not in self._found:
            self._found[key] = self._subjects(kind, words, plan)
        return self._found[key]

    def _subjects(self, kind: str, words: Sequence[Word], plan: str | None) -> list[Subject]:
        found = subjects(kind, words, self.tools, self.reading.linked.question, plan)
        if kind == t.PROJECT and plan is None and found:
            current = self.tools.knowledge.current
            found = sorted(found, key=lambda s: (s.entity.plan != current and s.share < found[0].share * 1.1, s.rank))
        return found

    def _inside(self, skip: Sequence[Span], within: Span | None) -> Inside:
        def inside(span: Span) -> bool:
            if within is not None and not (within[0] <= span[0] and span[1] <= within[1]):
                return False
            return not any(span[0] < end and span[1] > start for start, end in skip)

        return inside

    def quoted(self) -> tuple[Span, ...]:
        """Return the stretches whose very words are looked for in a field, so that they mean nothing else."""
        key = ("quoted",)
        if key not in self._found:
            found = field_words(self.reading, self.tools)
            title = said(self)
            self._found[key] = [*(title.spans if title else ()), *(found[1] if found else ())]
        return tuple(self._found[key])

    def denial(self, mark: Span, near: int = 16) -> tuple[Span, ...]:
        """Return the word that denies what stands at a place."""
        return unnamed_conditions.denial(self, mark, near)

    def path_words(self, path: Path) -> tuple[Span, ...]:
        """Return the words for the properties of a path."""
        said = {step.property for step in path}
        return tuple(k.span for k in self.reading.kinds if said & set(k.iris))

    def paths(self, kind: str, other: str) -> list[Path]:
        """Return the short paths from things of a class to those of another, none through what everything shares."""
        found = [path for path in self.tools.schema.paths(kind, other, limit=6) if path]
        plain = [
            path
            for path in found
            if not any(step.property in _DEAR for step in path[: None if other != t.PLAN else -1])
        ]
        near = other in (t.PLAN, t.LAW, t.ARTICLE, t.ORGANIZATION) or kind in (t.LAW, t.ARTICLE)
        return plain or (found[:2] if near else [])

    def by_name(self, kind: str, name: Name) -> Iterator[Part | None]:
        """Yield the conditions that a name may mean on things of a class."""
        yield from named_conditions.by_name(kind, name, self)

    def by_value(self, kind: str, value: Value) -> Iterator[Part | None]:
        """Yield the conditions that a word for a value may mean on things of a class."""
        yield from value_conditions.by_value(kind, value, self)

    def further(self, kind: str) -> Iterator[list[Part | None]]:
        """Yield the conditions that no name or value states."""
        yield from unnamed_conditions.further(kind, self, lambda span: True)


__all__ = ["Draft", "Part", "Sets"]
