"""What a question is about: the entities that it names, or that its words describe better than any other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from service.answering.catalogue import leaders
from service.answering.content import Term
from service.answering.knowledge import Entity
from service.answering.mentions import Linked
from service.answering.shelf import Candidate
from service.answering.tools import Tools, Topic

_NEWER = 0.85  # a thing of the current plan is meant where it scores that share of the best
_CLEAR = 0.82  # what scores less than this share of the best is not meant
_SURE = 0.7  # what makes up for the question's weightiest word
_FOUND, _FIRST = 80, 8  # things that the search is asked for, and candidates that are told
_ENOUGH = 0.34  # part of the question's worth that a description has to cover


@dataclass(frozen=True, slots=True)
class Anchors:
    """entities: what is meant, several where the question fits several alike; named: it was named, not described;
    covered, share: parts of the question's worth that the texts and the names of the best one hold."""

    entities: tuple[Entity, ...]
    named: bool
    covered: float
    share: float = 1.0

    @property
    def only(self) -> Entity | None:
        """Return the one entity that is meant, or None."""
        return self.entities[0] if len(self.entities) == 1 else None


NOTHING = Anchors((), False, 0.0, 0.0)


def find(linked: Linked, tools: Tools, topic: Topic, *types: str, plan: str | None = None) -> Anchors:
    """Return the entities of some classes that a question is about: named, taken over, or described."""
    plan = plan or linked.plan
    named = [iri for mention in linked.entities(*types) for iri in mention.iris]
    if named:
        entities = [tools.knowledge.entities[iri] for iri in dict.fromkeys(named)]
        return Anchors(tuple(_narrow(entities, linked, tools, plan)), True, 1.0)
    taken = taken_over(linked, topic, tools, types)
    if taken:
        return Anchors(tuple(taken), True, 1.0)
    return described(linked.subject or linked.terms, tools, types, plan)


def taken_over(linked: Linked, topic: Topic, tools: Tools, types: Iterable[str]) -> list[Entity]:
    """Return what a follow-up means without naming it, among some classes."""
    if not linked.follows:
        return []
    entities = tools.knowledge.entities
    wanted = set(types)
    for known in (topic.entities, topic.anchors):  # what was answered before what was asked about
        found = _distinct(entities[iri] for iri in known if iri in entities and entities[iri].type in wanted)
        if found:
            return found
    return []


def described(terms: Sequence[Term], tools: Tools, types: Iterable[str], plan: str | None) -> Anchors:
    """Return the entities of some classes that the words describe, the best ones where several are alike."""
    ranked = rank(terms, tools, types, plan)
    if not ranked or ranked[0].covered < _ENOUGH or not (ranked[0].key or ranked[0].covered >= _SURE):
        return NOTHING
    best = leaders(ranked, _CLEAR)
    if len({c.entity.plan for c in best}) > 1 and plan is None:
        current = [c for c in best if c.entity.plan == tools.knowledge.current]
        best = current if current and current[0].score >= best[0].score * _NEWER else best[:1]
    top = [c for c in best if c.named >= best[0].named - 0.01 and c.score >= best[0].score * 0.93] or best[:1]
    return Anchors(tuple(c.entity for c in top), False, best[0].covered, best[0].named)


def rank(terms: Sequence[Term], tools: Tools, types: Iterable[str], plan: str | None) -> Sequence[Candidate]:
    """Return the entities of some classes by how well the words fit."""
    return tools.catalogue.rank(terms, tools.knowledge.inside(plan, *types))


def searched(terms: Sequence[Term], tools: Tools, kind: str, plan: str | None, query: str) -> list[Candidate]:
    """Return the first entities of a class by how well the words fit and what the revision's own search finds."""
    among = tools.knowledge.inside(plan, kind)
    ranked = tools.catalogue.rank(terms, among)
    shares = tools.retrieval.entities(query, _FOUND)
    most = ranked[0].score if ranked else 1.0
    trust = ranked[0].covered if ranked else 0.0  # own words count as far as they are the question's
    known = (tools.knowledge.entities[iri] for iri in shares if iri in tools.knowledge.entities)
    found = [e for e in known if e.type == kind and (plan is None or e.plan in (None, plan))]
    spoken = ((entity, tools.catalogue.candidate(terms, entity) if ranked else None) for entity in found)
    silent = ((c.entity, c) for c in islice((c for c in ranked if c.entity.iri not in shares), _FIRST))
    merged = []
    for entity, own in chain(spoken, silent):
        share = shares.get(entity.iri, 0.0)
        if own is None and not share:
            continue
        value = (trust * own.score / most if own else 0.0) + share
        merged.append(Candidate(entity, value, own.covered if own else 0.0, own.named if own else 0.0))
    return sorted(merged, key=lambda c: (-c.score, c.entity.iri))[:_FIRST]


def _narrow(entities: list[Entity], linked: Linked, tools: Tools, plan: str | None) -> list[Entity]:
    """Return those of several named entities that the rest of the question fits, and that stand in the plan."""
    if len(entities) > 1:
        inside = [e for e in entities if plan is not None and e.plan == plan]
        entities = inside or _of_now(entities, tools)
    if len(entities) > 1 and linked.rest:
        ranked = tools.catalogue.rank(linked.rest, entities)
        if ranked and (len(ranked) == 1 or ranked[1].score < ranked[0].score * 0.9):
            return [ranked[0].entity]
    return entities


def _of_now(entities: list[Entity], tools: Tools) -> list[Entity]:
    """Return the entities without those of the plan that the current one replaced, where both are among them."""
    kept = [e for e in entities if e.plan != tools.knowledge.former]
    return kept if kept and any(e.plan == tools.knowledge.current for e in kept) else entities


def _distinct(entities: Iterable[Entity]) -> list[Entity]:
    found: dict[str, Entity] = {}
    for entity in entities:
        found.setdefault(entity.iri, entity)
    return list(found.values())
