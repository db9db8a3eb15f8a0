"""What every operator makes: a proposal, which is a plan that can be run and what of the question it explains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ontology import terms as t
from service.answering.answer import Item
from service.answering.knows.named_entities import Entity
from service.answering.plan.sets import Set, Triple, evidence
from service.answering.propose.sets import Draft
from service.answering.reading.marks import Span
from service.answering.sources.citations import Statement
from service.answering.step_interface import Result, Tools, item

MANY = 60  # statements that are cited at most
COUNT, VALUE, YEAR, TRUTH, TEXT = "count", "value", "year", "boolean", "text"
NUMBER, HOLDER = "number", "holder"


class Plan(Protocol):
    """A plan that can be run."""

    def run(self, tools: Tools) -> Result | None:
        """Return what it comes to, None where it has no rows."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan with what it explains. operator: its name; gives: class of its things, or COUNT, VALUE, YEAR, TRUTH;
    spans: stretches of the question that its parts stand for; drafts: its sets; of_kind: class of what is counted or
    listed; extra: features of its own; said: place of a word → how far its quotes say it, where it has no sets."""

    operator: str
    plan: Plan
    gives: str
    spans: tuple[Span, ...]
    drafts: tuple[Draft, ...] = ()
    cost: float = 0.0
    of_kind: str = ""
    extra: tuple[tuple[str, float], ...] = ()
    said: tuple[tuple[Span, float], ...] = ()

    @property
    def whole_cost(self) -> float:
        """What no word asked for, in it and in its sets."""
        return self.cost + sum(draft.cost for draft in self.drafts)


def statements_of(of: Set, iris: Sequence[str], tools: Tools) -> list[Statement]:
    """Return the statements that some things of a set rest on; those on the plan only where nothing else is."""
    query, triples = evidence(of, iris)
    told = [triple for triple in triples if triple[1] != t.IN_PLAN] or triples
    if not told:
        return [Statement(iri, t.LABEL, None, label_of(iri, tools)) for iri in iris]
    found: dict[Statement, None] = {}
    for row in tools.select(query):
        name = label_of(row["x"], tools)
        for statement in _of_row(row, told, name):
            found.setdefault(statement)
    return list(found)[:MANY] or [Statement(iri, t.LABEL, None, label_of(iri, tools)) for iri in iris]


def _of_row(row: Mapping[str, str], triples: Iterable[Triple], name: str) -> Iterable[Statement]:
    for subject, prop, obj in triples:
        if subject in row:
            yield Statement(row[subject], prop, row.get(obj), name)


def label_of(iri: str, tools: Tools) -> str:
    """Return what a thing is called."""
    entity = tools.knowledge.entities.get(iri)
    return entity.label if entity else iri.rsplit("/", 1)[-1]


def entities_of(iris: Iterable[str], tools: Tools) -> list[Entity]:
    """Return the known things among some IRIs, each once."""
    names = tools.knowledge.entities
    return [names[iri] for iri in dict.fromkeys(iris) if iri in names]


def items_of(entities: Iterable[Entity], tools: Tools) -> tuple[Item, ...]:
    """Return things as items."""
    return tuple(item(entity, tools.knowledge) for entity in entities)
