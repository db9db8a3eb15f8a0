"""Finding entities by what is said of them: the weighed fields of entities against the content terms of a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from graph.japanese import fold
from ontology import terms as t
from service.answering.knows.entity_ranking import NAME_BONUS, Candidate, Ranking, Shelf, weightiest
from service.answering.knows.named_entities import Entity, Knowledge
from service.answering.language.content_words import Term, total
from service.answering.language.name_index import Names

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
_EVEN = 0.999
_TERMS = 4096  # terms of which is kept how far things say them
_FEW = 48  # entities from which on they are ranked together
_RANKED = (t.PROJECT, t.INDICATOR, t.TERM, t.EVENT)  # classes that questions are held against most


class Catalogue:
    """The searchable fields of a revision's entities."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._fields: dict[str, list[tuple[float, str]]] = {
            entity.iri: list(self._read(entity)) for entity in knowledge.entities.values()
        }
        self._shelves: dict[str, Shelf] = {}
        self._names: dict[tuple[tuple[str, ...], int], Names[Entity]] = {}
        self._endings: dict[str, frozenset[str]] = {}
        self._posts: Names[Entity] | None = None
        self._said: dict[Term, dict[str, float]] = {}
        for kind in _RANKED:
            self.shelf(kind)

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

    def rank(self, terms: Sequence[Term], entities: Sequence[Entity]) -> Sequence[Candidate]:
        """Return the entities that hold any of the terms, best first, equals by IRI.

        Many are ranked by what holds the terms, few one by one; either way is the other's equal.
        """
        if not total(terms):
            return []
        if len(entities) > _FEW:
            return self._ranking(terms, entities)
        found = [candidate for entity in entities if (candidate := self.candidate(terms, entity)) is not None]
        return sorted(found, key=lambda candidate: (-candidate.score, candidate.entity.iri))

    def candidate(self, terms: Sequence[Term], entity: Entity) -> Candidate | None:
        """Return how well one entity fits terms of which one is no pair, None where it holds none of them."""
        whole, key = total(terms), weightiest(terms)
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
        if not worth:
            return None
        shares = min(1.0, covered / whole), min(1.0, named / whole)
        return Candidate(entity, worth + NAME_BONUS * named, *shares, held_key)

    def _ranking(self, terms: Sequence[Term], entities: Sequence[Entity]) -> Ranking:
        kind = entities[0].type
        if entities is self._knowledge.of(kind):
            return Ranking([(self.shelf(kind), self.shelf(kind).scores(terms))])
        parts = []
        for kind in dict.fromkeys(entity.type for entity in entities):
            shelf = self.shelf(kind)
            among = np.zeros(len(shelf.entities), dtype=bool)
            among[[entity.place for entity in entities if entity.type == kind]] = True
            parts.append((shelf, shelf.scores(terms).only(among)))
        return Ranking(parts)

    def shelf(self, kind: str) -> Shelf:
        """Return the entities of a class with their fields, made when first asked for."""
        if kind not in self._shelves:
            entities = self._knowledge.of(kind)
            self._shelves[kind] = Shelf(entities, [self._fields[entity.iri] for entity in entities])
        return self._shelves[kind]

    def names(self, *kinds: str, least: int = 0) -> Names[Entity]:
        """Return the folded names of the entities of some classes, those of at least some characters."""
        asked = (kinds, least)
        if asked not in self._names:
            entities = self._knowledge.of(*kinds)
            self._names[asked] = Names((fold(n), e) for e in entities for n in e.names if len(n) >= least)
        return self._names[asked]

    def endings(self, kind: str) -> frozenset[str]:
        """Return the characters on which the names of several entities of a class end, or of all that there are."""
        if kind not in self._endings:
            ends = Counter(fold(entity.label)[-1:] for entity in self._knowledge.of(kind))
            self._endings[kind] = frozenset(end for end, count in ends.items() if count > 1 or len(ends) == 1)
        return self._endings[kind]

    def posts(self) -> Names[Entity]:
        """Return the folded names of posts, with and without what stands in brackets behind them."""
        if self._posts is None:
            posts = [(name, post) for post in self._knowledge.of(t.POST) for name in short_names(post.names)]
            self._posts = Names((fold(name), post) for name, post in posts)
        return self._posts

    def total(self, kind: str) -> int:
        """Return how many entities of a class there are."""
        return len(self._knowledge.of(kind))

    def says(self, term: Term, iri: str) -> float:
        """Return how far an entity's fields say a term, 0 to 1: by its own names, or a little less by other fields."""
        known = self._said.get(term)
        if known is None:
            if len(self._said) >= _TERMS:
                self._said.clear()
            known = self._said[term] = {}
        if iri not in known:
            held = (weight * term.found(text) for weight, text in self._fields.get(iri, ()))
            known[iri] = min(1.0, max(held, default=0.0) / term.weight) if term.weight else 0.0
        return known[iri]

    def named(self, term: Term, iri: str) -> float:
        """Return how far an entity's names say a term, 0 to 1."""
        fields = self._fields.get(iri)
        return min(1.0, term.found(fields[0][1]) / term.weight) if fields and term.weight else 0.0

    def text(self, iri: str) -> str:
        """Return all folded text of an entity."""
        return "\n".join(text for _, text in self._fields.get(iri, ()))


def short_names(names: Sequence[str]) -> list[str]:
    """Return names as they are, then each without what stands in brackets behind it."""
    return [*names, *(name.partition("(")[0].partition("（")[0] for name in names)]
