"""Sets of things by what hangs on them: so many of it, none or nothing but what meets a condition, more of one than of
another, or a share of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ontology import terms as t
from service.answering.knows.schema import Path
from service.answering.plan.conditions import Has, HowMany, Not
from service.answering.plan.groups import Outnumbers
from service.answering.plan.joined import AllOf, Same
from service.answering.plan.sets import All, Condition, Named, Set, Where
from service.answering.propose.counted import after, counted, total
from service.answering.propose.drafts import NOT_BY_NAME, Draft, where
from service.answering.propose.sets import Sets
from service.answering.reading.marks import Name, Span, Value

_MEMBERS = 2  # sets of members that are tried for each group
_UNSAID = 0.1
_THAN = re.compile(r"[^、。]{0,8}(より|に比べ|と比べ)")
_MARKED = frozenset({t.UNIT, t.GOAL})


@dataclass(frozen=True, slots=True)
class _Group:
    """The things of a class that are grouped by what hangs on them. own: places of the names that are left out."""

    kind: str
    path: Path
    left_out: tuple[Condition, ...]
    own: tuple[Span, ...]
    said: tuple[Span, ...]

    def draft(self, condition: Condition, *spans: Span, cost: float = 0.0) -> Draft:
        """Return the things that meet a condition."""
        return Draft(where(All(self.kind), (*self.left_out, condition)), (*self.said, *spans), (), cost)


def grouped(kind: str, sets: Sets) -> Iterator[Draft]:
    """Yield the things of a class by what hangs on them."""
    group = _group(kind, sets)
    numbers = counted(sets)
    for number, member, spans in numbers:
        if member == kind or (kind, member) == (t.PROJECT, t.UNIT) or number.number < 1 or total(number, member, sets):
            continue
        if member == t.PROJECT and group is not None:
            for draft in _members(sets, (*group.own, *spans)):
                many = HowMany(group.path, number.operator, int(number.number), draft.of)
                yield group.draft(many, *draft.spans, *spans, *after(number, sets), cost=draft.cost)
        elif member != t.PROJECT:
            for path in sets.paths(kind, member)[:1]:
                for draft in islice(sets.of(kind, skip=spans, describe=False), _MEMBERS):
                    many = HowMany(path, number.operator, int(number.number), All(member))
                    yield draft.also(Where(draft.of, (many,)), *spans, *after(number, sets))
    if group is not None:
        yield from _shares(group, sets)


def _group(kind: str, sets: Sets) -> _Group | None:
    """Return how things of a class are grouped by 事業; None where no path leads from them to these."""
    paths = sets.paths(kind, t.PROJECT) if kind not in (t.PROJECT, t.INDICATOR, *NOT_BY_NAME) else []
    if not paths:
        return None
    own = [n for n in sets.reading.named(kind)]
    denied = [n for n in own if n.denied]
    left_out = tuple(Not(Same(Named(kind, n.iris))) for n in denied)
    said = tuple(s for n in denied for s in (n.span, *sets.denial(n.span)))
    said += tuple(k.span for k in sets.reading.speaks_of(t.PROJECT))
    said += tuple(span for path in paths[:1] for span in sets.path_words(path))
    return _Group(kind, paths[0], left_out, tuple(n.span for n in own), said)


def _members(sets: Sets, skip: Sequence[Span]) -> list[Draft]:
    return sets.of(t.PROJECT, skip=tuple(skip), describe=False)[:_MEMBERS]


def _shares(group: _Group, sets: Sets) -> Iterator[Draft]:
    """Yield groups by the part of their members that a value, or a name, is true of."""
    reading = sets.reading
    marks: list[Value | Name] = [v for v in reading.values if any(_conditions(v, sets))]
    marks = marks or [n for n in reading.names if n.kind in _MARKED and n.kind != group.kind]
    if not marks:
        return
    skip = (*group.own, *(m.span for m in marks))
    for whole in _members(sets, skip):
        held = [(m, Where(whole.of, tuple(_conditions(m, sets)[:1]))) for m in marks]
        spans = (*whole.spans, *(m.span for m in marks), *(s for m in marks if m.denied for s in sets.denial(m.span)))
        yield from _all_or_none(group, whole, held, spans, sets)
        if len(held) == 2:
            yield from _more(group, whole, held, spans, sets)
        for number in reading.numbers:
            if number.unit == "%" and len(held) == 1:
                operator = ">=" if number.operator == "=" else number.operator
                more = Outnumbers(group.kind, group.path, held[0][1], operator, whole.of, number.number / 100)
                yield group.draft(more, *spans, number.span, cost=whole.cost)


def _all_or_none(
    group: _Group, whole: Draft, held: list[tuple[Value | Name, Where]], spans: tuple[Span, ...], sets: Sets
) -> Iterator[Draft]:
    reading = sets.reading
    zero, every = reading.cue("zero"), reading.cue("every_member")
    refused = [s for m, s in held if m.denied]
    asked = [s for m, s in held if not m.denied]
    some = Has(group.path, whole.of)
    none = tuple(Not(Has(group.path, one)) for one in refused)
    if every and asked:
        beyond: Set = Where(whole.of, tuple(Not(c) for one in asked for c in one.conditions))
        condition = AllOf((some, *none, Not(Has(group.path, beyond))))
        yield group.draft(condition, *spans, *every, *zero, cost=whole.cost)
    if refused and len(refused) == len(held):
        yield group.draft(AllOf((some, *none)), *spans, *zero, cost=whole.cost + (0.0 if zero else _UNSAID))
    elif refused and zero:
        found = tuple(Has(group.path, one) for one in asked)
        yield group.draft(AllOf((*found, *none)), *spans, *zero, cost=whole.cost + _UNSAID)
    elif len(held) > 1 and not refused and reading.says("both"):
        found = tuple(Has(group.path, one) for one in asked)
        yield group.draft(AllOf(found), *spans, *reading.cue("both"), cost=whole.cost)


def _more(
    group: _Group, whole: Draft, held: list[tuple[Value | Name, Where]], spans: tuple[Span, ...], sets: Sets
) -> Iterator[Draft]:
    """Yield the groups with more of one than of the other: AがBを上回る, AよりBが多い, 同数."""
    reading = sets.reading
    (first, one), (_, other) = held
    for cue, operator in (("outnumbers", ">"), ("fewer", "<"), ("as_many", "=")):
        cues = [s for s in reading.cue(cue) if s[0] >= first.end]
        if not cues:
            continue
        if _THAN.match(reading.text, first.end) and operator != "=":
            one, other = other, one
        yield group.draft(
            Outnumbers(group.kind, group.path, one, operator, other),
            *(*spans, *cues, *reading.cue("how_many", "asks:count")),
            cost=whole.cost,
        )


def _conditions(mark: Value | Name, sets: Sets) -> list[Condition]:
    plain = replace(mark, denied=False)
    parts = sets.by_value(t.PROJECT, plain) if isinstance(plain, Value) else sets.by_name(t.PROJECT, plain)
    return [part.condition for part in parts if part is not None and part.condition is not None]
