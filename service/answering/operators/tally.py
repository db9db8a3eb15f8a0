"""How many things a set has for each value, name or group told apart: 継続と終了がそれぞれ何件, 課ごとの件数."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ontology import terms as t
from service.answering.answer import Item
from service.answering.knows.schema import Path
from service.answering.operators.base import COUNT, Proposal, entities_of, label_of, statements_of
from service.answering.plan.conditions import quoted
from service.answering.plan.joined import Same
from service.answering.plan.sets import All, Condition, Pattern, Set, Via, Where
from service.answering.plan.sparql_text import iri_text, shorten
from service.answering.propose.counted import RANGES
from service.answering.propose.drafts import Draft
from service.answering.propose.sets import Sets
from service.answering.reading.marks import Name, Span, Value
from service.answering.sources.citations import Statement
from service.answering.step_interface import Result, Tools

_BASES, _ROWS = 2, 60


@dataclass(frozen=True, slots=True)
class Tally:
    """How many things of a set meet each of some conditions. groups: what is said of them, and the condition."""

    of: Set
    groups: tuple[tuple[str, Condition], ...]

    def query(self) -> str:
        """Return the query for the counts."""
        to = Pattern()
        parts = " UNION ".join(
            f"{{ {Where(self.of, (condition,)).pattern('x', to)} BIND({quoted(name)} AS ?group) }}"
            for name, condition in self.groups
        )
        return shorten(f"SELECT ?group (COUNT(DISTINCT ?x) AS ?count) WHERE {{\n  {parts}\n}} GROUP BY ?group")

    def run(self, tools: Tools) -> Result | None:
        """Return one count a group, in the order asked for."""
        query = self.query()
        counts = {row["group"]: int(row["count"]) for row in tools.select(query) if "group" in row}
        if not counts:
            return None
        items = tuple(Item(label=name, value=f"{counts.get(name, 0)}件") for name, _ in self.groups)

        def proof() -> list[Statement]:
            found: list[Statement] = []
            for _, condition in self.groups:
                own = Where(self.of, (condition,))
                iris = [
                    row["x"] for row in tools.select(f"SELECT DISTINCT ?x WHERE {{ {own.pattern('x', Pattern())} }}")
                ]
                found += statements_of(own, iris[:20], tools) if iris else []
            return found

        told = "、".join(f"{name}は{counts.get(name, 0)}件" for name, _ in self.groups)
        return Result(items=items, text=f"{told}です。", sparql=query, proof=proof)


@dataclass(frozen=True, slots=True)
class CountBy:
    """How many things of a set hang on each thing of a class. path: from the things to it."""

    of: Set
    path: Path
    kind: str

    def query(self) -> str:
        """Return the query for the counts, the largest first."""
        to = Pattern()
        return shorten(
            f"SELECT ?x (COUNT(DISTINCT ?y) AS ?count) WHERE {{\n  {self.of.pattern('y', to)} "
            f"{to.path('y', 'x', self.path)} ?x a {iri_text(self.kind)} .\n}} GROUP BY ?x ORDER BY DESC(?count) ?x"
        )

    def run(self, tools: Tools) -> Result | None:
        """Return one count a thing."""
        query = self.query()
        rows = tools.select(query)[:_ROWS]
        if len(rows) < 2:
            return None
        kind = tools.knowledge.class_labels.get(self.kind)
        items = tuple(
            Item(label=label_of(row["x"], tools), iri=row["x"], type=kind, value=f"{row['count']}件") for row in rows
        )
        iris = [row["x"] for row in rows]
        return Result(
            items=items,
            proof=lambda: statements_of(Via(self.of, self.path, self.kind), iris, tools),
            text="、".join(f"{item.label} {item.value}" for item in items) + "です。",
            sparql=query,
            anchors=tuple(e.iri for e in entities_of(iris, tools)),
        )


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield the counts that a question asks for side by side."""
    reading = sets.reading
    cues = reading.cue("tally", "each", "asks:count", "how_many")
    if reading.says("tally", "each"):
        for kind in (t.PROJECT, t.INDICATOR):
            if kind != t.PROJECT and not reading.speaks_of(kind):
                continue
            said = tuple(k.span for k in reading.speaks_of(kind))
            for base, groups, spans in sides_of(kind, sets):
                told = (*base.spans, *spans, *cues, *said)
                yield Proposal("tally", Tally(base.of, groups), COUNT, told, (base,), of_kind=kind)
    for word in reading.kinds:
        by = [s for s in reading.cue("group_by") if s[0] <= word.end + 1 and word.end < s[1] and s[0] >= word.start]
        kind = RANGES.get(word.iris[0], word.iris[0])
        if not by or kind == t.PROJECT:
            continue
        for path in sets.paths(t.PROJECT, kind)[:1]:
            for base in islice(sets.of(t.PROJECT, describe=False), _BASES):
                said = tuple(k.span for k in reading.speaks_of(t.PROJECT))
                explained = (*base.spans, word.span, *by, *cues, *said)
                yield Proposal("count-by", CountBy(base.of, path, kind), COUNT, explained, (base,), of_kind=t.PROJECT)


Side = tuple[Draft, tuple[tuple[str, Condition], ...], tuple[Span, ...]]


def sides_of(kind: str, sets: Sets) -> Iterator[Side]:
    """Yield the groups of a class that stand side by side, with the set that they divide and the places of both."""
    yield from _by_plan(sets) if kind == t.PROJECT else ()
    for marks in _rows(sets):
        spans = tuple(m.span for m in marks)
        groups = tuple(_group(kind, mark, sets) for mark in marks)
        told = tuple((name, condition) for name, condition in groups if condition is not None)
        for base in islice(sets.of(kind, skip=spans, describe=False), _BASES if len(told) == len(marks) else 0):
            yield base, told, spans


def _by_plan(sets: Sets) -> Iterator[Side]:
    """Yield the 事業 of each of the plans that stand side by side."""
    reading = sets.reading
    plans = list(dict.fromkeys(p.iri for p in reading.plans))
    if len(plans) < 2:
        return
    spans = tuple(p.span for p in reading.plans)
    drafts = [sets.of(t.PROJECT, skip=spans, plan=plan, describe=False)[:1] for plan in plans]
    if all(drafts):
        groups = tuple((label_of(plan, sets.tools), Same(own[0].of)) for plan, own in zip(plans, drafts, strict=True))
        yield replace(drafts[0][0], of=All(t.PROJECT)), groups, spans


def _rows(sets: Sets) -> Iterator[Sequence[Value | Name]]:
    """Yield the marks that stand side by side: values of one property, names of one class."""
    reading = sets.reading
    by_property: dict[object, list[Value | Name]] = {}
    for value in reading.values:
        by_property.setdefault("value", []).append(value)
    for name in reading.names:
        if name.kind not in (t.TERM, t.INDICATOR, t.PROJECT):
            by_property.setdefault(name.kind, []).append(name)
    yield from (marks for marks in by_property.values() if len(marks) > 1)


def _group(kind: str, mark: Value | Name, sets: Sets) -> tuple[str, Condition | None]:
    plain = replace(mark, denied=False)
    parts = sets.by_value(kind, plain) if isinstance(plain, Value) else sets.by_name(kind, plain)
    found = [part.condition for part in parts if part is not None and part.condition is not None]
    if isinstance(mark, Name):
        return label_of(mark.iris[0], sets.tools), found[0] if found else None
    return sets.reading.text[slice(*mark.span)], found[0] if found else None


__all__ = ["CountBy", "Tally", "propose", "sides_of"]
