"""Things of a set, and how many there are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.japanese import fold
from ontology import terms as t
from service.answering.answer import Item
from service.answering.knows.named_entities import Entity
from service.answering.operators.base import COUNT, Proposal, entities_of, items_of, statements_of
from service.answering.plan.aggregates import total as how_many
from service.answering.plan.conditions import Has
from service.answering.plan.sets import Named, Set, Via, Where, select
from service.answering.propose.counted import counted, total
from service.answering.propose.reach import reach, wanted
from service.answering.propose.sets import Draft, Sets
from service.answering.propose.unnamed_conditions import AMONG
from service.answering.reading.marks import Reading, Span, covered
from service.answering.step_interface import Result, Tools

_CIRCLED = re.compile(r"[①-⑳]")
_SHOWN = 10
_IDLE = 0.25  # what a word for a group costs that a plan has no place for
_FRAMES = frozenset(t.FRAME_CLASSES.values())


@dataclass(frozen=True, slots=True)
class Things:
    """The things of a set; counted: only how many."""

    of: Set
    counted: bool = False
    subject: tuple[str, ...] = ()

    def run(self, tools: Tools) -> Result | None:
        """Return the things in the order of their numbers."""
        query = select(self.of)
        iris = [row["x"] for row in tools.select(query)]
        entities = sorted(entities_of(iris, tools), key=lambda e: order(e, tools))
        if not entities:
            return None
        names = "、".join(e.label for e in entities[:_SHOWN]) + (
            f" ほか{len(entities) - _SHOWN}件" if len(entities) > _SHOWN else ""
        )
        items = items_of(entities, tools)
        if self.counted:
            kind = tools.knowledge.class_labels.get(entities[0].type)
            items = (Item(type=kind, value=str(len(entities))),)
            query = how_many(self.of)
            text = f"{len(entities)}件です{by_plan(entities, tools)}：{names}。"
        elif len(entities) > 1:
            text = f"{len(entities)}件あります{by_plan(entities, tools)}：{names}。"
        else:
            text = f"{entities[0].label}です。"
        about = "・".join(f"「{e.label}」" for e in entities_of(self.subject, tools)[:3] if e not in entities)
        if about and not self.counted:
            text = f"{about}の{_role(self.of, entities[0].type, tools)}は、{text}"
        proof = lambda: statements_of(self.of, [e.iri for e in entities[:40]], tools)  # noqa: E731
        return Result(
            items,
            text=text,
            sparql=query,
            proof=proof,
            anchors=tuple(dict.fromkeys([*(e.iri for e in entities), *self.subject])),
        )


def _role(of: Set, kind: str, tools: Tools) -> str:
    """Return what things are to their subject: the property that leads to them, their class where none does."""
    labels = tools.knowledge.class_labels
    if isinstance(of, Via) and not of.path[-1].inverse:
        return labels.get(of.path[-1].property, labels.get(kind, "もの"))
    for one in of.conditions if isinstance(of, Where) else ():
        if isinstance(one, Has) and one.path[0].inverse:
            return labels.get(one.path[0].property, labels.get(kind, "もの"))
    return labels.get(kind, "もの")


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield lists and counts of what may be asked for."""
    reading = sets.reading
    parted = reading.says("splits", "merges")
    totals = [
        (kind, n.span)
        for n, kind, _ in counted(sets)
        if n.operator == "=" and not parted and (kind != t.PROJECT or total(n, kind, sets))
    ]
    held = reading.named(t.POST) and reading.says("asks:holder", "holds")
    for kind, words in wanted(reading, tools).items():
        if kind == t.POST and held:
            continue
        spans = (*words, *(span for counts, span in totals if counts == kind))
        for draft in reach(kind, sets):
            if _repeats(draft, sets):
                continue
            told = (*draft.spans, *spans)
            idle = 0.0 if draft.spans else _IDLE * _idle(kind, told, reading)
            yield Proposal("things", Things(draft.of, False, draft.anchors), kind, told, (draft,), idle, of_kind=kind)
            if reading.says("asks:count", "how_many") and not _one(draft):
                idle += _IDLE * _among(kind, sets)
                yield Proposal(
                    "count",
                    Things(draft.of, True, draft.anchors),
                    COUNT,
                    (*told, *reading.cue("asks:count", "how_many")),
                    (draft,),
                    idle,
                    of_kind=kind,
                )


def _among(kind: str, sets: Sets) -> bool:
    """Return whether the things of a class are only what others are counted in: 重点事業3つの下に何個."""
    words = [k for k in sets.reading.kinds if kind in k.iris]
    return bool(words) and kind in _FRAMES and all(AMONG.match(sets.reading.text, k.end) for k in words)


def _one(draft: Draft) -> bool:
    """Return whether a set is one thing by name, which nobody counts."""
    base = draft.of.of if isinstance(draft.of, Where) else draft.of
    return isinstance(base, Named) and len(base.iris) == 1 and draft.subject is None


def _repeats(draft: Draft, sets: Sets) -> bool:
    """Return whether a set is only what the question calls by its whole name: the answer would repeat the question."""
    of = draft.of
    narrowed = getattr(of, "conditions", ())
    base = of.of if isinstance(of, Where) else of
    plain = all(isinstance(getattr(c, "ends", None), Named) and c.ends.kind == t.PLAN for c in narrowed)
    if not isinstance(base, Named) or not plain or draft.subject is not None:
        return False
    known = sets.tools.knowledge.entities
    said = {fold(name.text) for name in sets.reading.names}
    return all(iri in known and fold(known[iri].label) in said for iri in base.iris)


def _idle(kind: str, told: Sequence[Span], reading: Reading) -> int:
    """Return how many words for groups a plan leaves that the question did not ask for."""
    frames = [k for k in reading.kinds if set(k.iris) & _FRAMES and kind not in k.iris]
    return sum(not covered(k.span, told) for k in frames)


def by_plan(entities: Sequence[Entity], tools: Tools) -> str:
    """Return how many of the things stand in each plan, where they stand in several."""
    counts = Counter(e.plan for e in entities if e.plan)
    names = tools.knowledge.entities
    told = [f"{names[plan].label} {count}件" for plan, count in counts.items() if plan in names]
    return f"（{'、'.join(told)}）" if len(told) > 1 else ""


def order(entity: Entity, tools: Tools) -> tuple[bool, list[tuple[int, str]], str]:
    """Return the place of a thing in a list: the current plan first, then by number as the lists print them."""
    number = entity.numbers[0] if entity.numbers else "~"
    first = (-1 if _CIRCLED.match(number) else 0, "")
    parts = [(int(p) if p.isdecimal() else 0, p) for p in re.split(r"(\d+)", number)]
    return entity.plan not in (None, tools.knowledge.current), [first, *parts], entity.label


__all__ = ["Things", "fold", "order", "propose", "replace", "t"]
