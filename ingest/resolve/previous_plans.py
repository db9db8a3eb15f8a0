"""「前計画」 in facts: the plan that the document's own plan replaces, wherever a heading or sentence calls it so."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from graph.japanese import fold
from ingest.extract.name_tidying import BEFORE
from ingest.model.facts import Fact, Facts, PlanMention, Relation, RelationFact


def name_editions(facts: Mapping[str, Facts]) -> dict[str, Facts]:
    """Return the facts of all documents with 前計画 replaced by the plan's name, where the document says it."""
    return {document: _named(found) for document, found in facts.items()}


def _named(facts: Facts) -> Facts:
    before = _before(facts)
    if before is None:
        return facts
    return Facts(facts.document, [_renamed(fact, before) for fact in facts.items])


def _before(facts: Facts) -> str | None:
    """The plan that the document's own plan replaces."""
    own = {fold(plan.name) for plan in facts.of(PlanMention) if plan.is_subject}
    for relation in facts.of(RelationFact):
        is_ours = relation.relation is Relation.REPLACES and fold(relation.subject) in own
        if is_ours and fold(relation.object) not in own:
            return relation.object
    return None


def _renamed(fact: Fact, before: str) -> Fact:
    if getattr(fact, "plan", None) == BEFORE:
        return dataclasses.replace(fact, plan=before)  # type: ignore[arg-type]
    return fact
