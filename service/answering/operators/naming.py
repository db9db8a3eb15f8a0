"""What a thing is called, by all names that the documents print where they disagree: 2-4-(1)の事業名."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ontology import terms as t
from service.answering.operators.base import TEXT, Proposal, entities_of, items_of
from service.answering.operators.things import order
from service.answering.plan.sets import Named, Set, Where, select
from service.answering.propose.sets import Sets
from service.answering.sources import disagreements
from service.answering.sources.citations import Statement
from service.answering.step_interface import Result, Tools

_MOST = 4  # things whose names are told


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of the things of a set."""

    of: Set

    def run(self, tools: Tools) -> Result | None:
        """Return the names, with those that other documents print."""
        query = select(self.of)
        found = sorted(entities_of((row["x"] for row in tools.select(query)), tools), key=lambda e: order(e, tools))
        if not 0 < len(found) <= _MOST:
            return None
        result = Result(
            items=items_of(found, tools),
            statements=tuple(Statement(e.iri, t.LABEL, None, e.label) for e in found),
            text=f"{'、'.join(e.label for e in found)}です。",
            sparql=query,
            anchors=tuple(e.iri for e in found),
        )
        return disagreements.other_names(result, found, tools, alike=True)


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield the names of what the question names otherwise, where it asks for them."""
    reading = sets.reading
    if not reading.says("called"):
        return
    numbered = [
        n for n in reading.named(t.PROJECT) if any(n.text in tools.knowledge.entities[i].numbers for i in n.iris)
    ]
    if not numbered:
        return
    spans = (*reading.cue("called"), *(k.span for k in reading.speaks_of(t.PROJECT)))
    for draft in sets.of(t.PROJECT, describe=False):
        if isinstance(draft.of, (Named, Where)):
            told = (*draft.spans, *spans)
            yield Proposal("things", Naming(draft.of), TEXT, told, (draft,))
            yield Proposal("things", Naming(draft.of), t.PROJECT, told, (draft,), of_kind=t.PROJECT)


__all__ = ["Naming", "propose"]
