"""How many of a survey's answers, or which of them, lie above or below a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ontology import terms as t
from service.answering.answer import Item
from service.answering.operators.base import COUNT, Proposal
from service.answering.operators.measure import cited, figure_rows, label, points
from service.answering.plan.aggregates import total
from service.answering.plan.courses import Figure, InUnit
from service.answering.plan.sets import Set, Where
from service.answering.plan.sparql_text import shorten
from service.answering.propose.headings import headings
from service.answering.propose.sets import Sets
from service.answering.reading.numbers import NO_FIGURE
from service.answering.sources.stated_figures import shows_unit
from service.answering.step_interface import Result, Tools


@dataclass(frozen=True, slots=True)
class Answers:
    """The figures of a set that compare so with a number. counted: whether only how many they are is asked for."""

    of: Set
    sign: str
    number: float
    unit: str
    counted: bool

    def run(self, tools: Tools) -> Result | None:
        """Return how many, or each with its figure."""
        found, query = points(Where(self.of, (Figure((), self.sign, self.number),)), tools)
        found = sorted((p for p in found if shows_unit(self.unit, p.value)), key=lambda p: -(p.number or 0.0))
        if not found:
            return None
        kind = tools.knowledge.class_labels.get(t.FIGURE)
        each = tuple(Item(label(p.thing, tools), p.thing, kind, value=p.value) for p in found)
        told = "、".join(f"{item.label}（{item.value}）" for item in each)
        passed = Where(self.of, (Figure((), self.sign, self.number), *((InUnit((), self.unit),) if self.unit else ())))
        query = total(passed) if self.counted else shorten(figure_rows(passed))
        many = Item(label="件数", value=str(len(each)), unit="件", type=kind)
        return Result(
            (many,) if self.counted else each, cited(found), text=f"{len(each)}件です：{told}。", sparql=query,
            anchors=tuple(p.thing for p in found),
        )  # fmt: skip


def propose(sets: Sets) -> Iterator[Proposal]:
    """Yield the answers to a survey's question that pass a number said."""
    reading = sets.reading
    counted = reading.says("asks:count", "how_many")
    for number in reading.numbers:
        if not number.unit or number.unit in NO_FIGURE or number.operator == "=":
            continue
        cues = reading.cue("passing", "crossing", "asks:count", "how_many", "asks:value", "or_more")
        for group in headings(sets)[:4]:
            plan = Answers(group.of, number.operator, number.number, number.unit, counted)
            gives = COUNT if counted else t.FIGURE
            yield Proposal("answers", plan, gives, (*group.spans, number.span, *cues), (group,), 0.0, t.FIGURE)
