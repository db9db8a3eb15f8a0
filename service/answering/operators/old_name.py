"""What is called by a name of the plan before, where that plan itself is not at hand: 旧名称 in a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.japanese import fold
from ontology import terms as t
from service.answering.answer import Item
from service.answering.operators.base import Proposal, label_of
from service.answering.operators.things import Things
from service.answering.plan.sets import Named, Pattern, Set
from service.answering.plan.sparql_text import iri_text, shorten
from service.answering.propose.drafts import Draft
from service.answering.propose.sets import Sets
from service.answering.propose.succession_words import spans_of, succession_cues
from service.answering.sources.citations import Statement
from service.answering.step_interface import Result, Tools


@dataclass(frozen=True, slots=True)
class OldNames:
    """The names that things had in the plan before, as documents print them."""

    of: Set

    def run(self, tools: Tools) -> Result | None:
        """Return one item a name."""
        old = iri_text(t.OLD_NAME)
        query = shorten(f"SELECT DISTINCT ?x ?name WHERE {{ {self.of.pattern('x', Pattern())} ?x {old} ?name }}")
        rows = tools.select(query)
        if not rows:
            return None
        told = "。".join(f"「{label_of(row['x'], tools)}」の旧名称は、「{row['name']}」です" for row in rows)
        return Result(
            tuple(Item(label=row["name"], type="旧名称") for row in rows),
            tuple(Statement(row["x"], t.OLD_NAME, row["name"], row["name"]) for row in rows),
            text=f"{told}。",
            sparql=query,
            anchors=tuple(dict.fromkeys(row["x"] for row in rows)),
        )


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield the old names of the 事業 spoken of, and the 事業 that an old name is said of."""
    reading = sets.reading
    cues = succession_cues(reading)
    if not cues:
        return
    kinds = (k.span for k in reading.speaks_of(t.PROJECT, t.SUCCEEDS))
    spans = (*cues, *kinds, *reading.cue("called"), *(p.span for p in reading.plans))
    if spans_of(reading, "was") or reading.speaks_of(t.SUCCEEDS):
        for draft in sets.of(t.PROJECT, skip=cues):
            if draft.anchors and isinstance(draft.of, Named):
                told = (*draft.spans, *spans)
                yield Proposal("old-name", OldNames(draft.of), t.PROJECT, told, (draft,), of_kind=t.PROJECT)
    for row in tools.standing.old_names.bearers(reading.text):
        at = reading.text.find(fold(row["name"]))
        if at < 0:
            continue
        of = Named(t.PROJECT, (row["x"],))
        draft = Draft(of, ((at, at + len(fold(row["name"]))),), (), 0.0, None, (row["x"],))
        told = (*draft.spans, *spans)
        yield Proposal("old-name", Things(of, False, (row["x"],)), t.PROJECT, told, (draft,), of_kind=t.PROJECT)


__all__ = ["OldNames", "propose"]
