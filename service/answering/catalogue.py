"""Finding entities by what is said of them: the weighed fields of entities against the content terms of a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.japanese import fold
from ontology import terms as t
from service.answering.content import Term, total
from service.answering.knowledge import Entity, Knowledge

_NAME, _PART_NAME = 1.0, 0.8
_WEIGHTS = {
    t.SUMMARY: 0.85,
    t.INITIATIVE: 0.85,
    t.CURRENT_STATE: 0.75,
    t.IDEAL_STATE: 0.75,
    t.REMARK: 0.7,
    t.END_REASON: 0.7,
    t.NOTE: 0.6,
    t.ACTIVITY: 0.6,
    t.BREAKDOWN: 1.0,
    t.CONTEXT: 0.8,
    t.AS_OF: 0.8,
    t.DEFINITION: 0.7,
    t.QUOTE: 0.5,
}
_NAME_BONUS = 0.3
_EVEN = 0.999


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity and how well it fits: score; covered and named: which part of the question's worth all of its texts
    and its names hold, 0 to 1; key: it holds the question's weightiest thing."""

    entity: Entity
    score: float
    covered: float
    named: float
    key: bool = True


class Catalogue:
    """The searchable fields of a revision's entities."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._fields: dict[str, list[tuple[float, str]]] = {
            entity.iri: list(self._read(entity)) for entity in knowledge.entities.values()
        }

    def _read(self, entity: Entity) -> Iterable[tuple[float, str]]:
        """Yield weight and folded text of an entity's fields, its names first."""
        entities = self._knowledge.entities
        yield _NAME, "\n".join(map(fold, entity.names))
        for prop, texts in entity.texts.items():
            yield _WEIGHTS.get(prop, 0.6), "\n".join(map(fold, texts))
        if entity.type == t.PROJECT:
            parts = [entities[iri] for iri in entity.parts.get(t.INDICATOR, ()) if iri in entities]
            yield _PART_NAME, "\n".join(fold(" ".join([*p.names, *p.texts.get(t.BREAKDOWN, ())])) for p in parts)
            old = [entities[iri] for iri in entity.parts.get(t.SUCCEEDS, ()) if iri in entities]
            yield 0.5, "\n".join(fold(name) for o in old for name in o.names)
        if entity.type == t.INDICATOR:
            owners = [entities[iri] for iri in entity.parts.get(t.PROJECT, ()) if iri in entities]
            yield 0.85, "\n".join(fold(name) for owner in owners for name in owner.names)
            yield 0.4, "\n".join(owner.folded((t.SUMMARY, t.INITIATIVE, t.NOTE)) for owner in owners)
            groups = [entities[iri] for owner in owners for iri in owner.parts.get(t.GROUP, ()) if iri in entities]
            yield 0.5, "\n".join(fold(name) for group in groups for name in group.names)

    def rank(self, terms: Sequence[Term], entities: Iterable[Entity]) -> list[Candidate]:
        """Return the entities that hold any of the terms, best first."""
        whole = total(terms)
        if not whole:
            return []
        key = max((x for x in terms if not x.pair), key=lambda x: (not x.doing, x.weight))
        found = []
        for entity in entities:
            fields = self._fields.get(entity.iri, [])
            worth = covered = named = 0.0
            held_key = False
            for term in terms:
                values = [(weight * held, held) for weight, text in fields if (held := term.found(text))]
                if not values:
                    continue
                worth += max(value for value, _ in values)
                if term.pair:
                    continue
                covered += max(held for _, held in values)
                held_key |= term is key
                named += term.found(fields[0][1])
            if worth:
                shares = min(1.0, covered / whole), min(1.0, named / whole)
                found.append(Candidate(entity, worth + _NAME_BONUS * named, *shares, held_key))
        return sorted(found, key=lambda candidate: (-candidate.score, candidate.entity.iri))

    def text(self, iri: str) -> str:
        """Return all folded text of an entity."""
        return "\n".join(text for _, text in self._fields.get(iri, ()))


def leaders(candidates: Sequence[Candidate], share: float) -> list[Candidate]:
    """Return the candidates that score at least a share of the best one."""
    if not candidates:
        return []
    return [c for c in candidates if c.score >= candidates[0].score * min(share, _EVEN)]
