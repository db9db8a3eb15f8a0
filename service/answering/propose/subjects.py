"""Things that words describe without naming them: the first candidates of a class, each with the words it explains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from graph.japanese import fold
from ontology import terms as t
from service.answering.knows.named_entities import Entity
from service.answering.language.content_words import Term
from service.answering.reading.marks import Span, Word
from service.answering.reading.read import terms
from service.answering.sources.described_projects import nearest
from service.answering.step_interface import Tools

_FIRST = 4  # candidates that are proposed
_LEAST = 0.2  # part of the words' worth that a candidate has to explain
_ALIKE = 0.8  # what a word is explained by where a thing says it by another that means the same


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing that words may mean. said: place of each word → how far its names and texts say it, 0 to 1; share: part
    of the words' worth that this is; named: the same by its names alone; ahead: part of its score by which it
    leads; unsaid: part of the worth of its own name's words that the question says nowhere."""

    entity: Entity
    said: Mapping[Span, float]
    share: float
    named: float
    ahead: float
    rank: int
    unsaid: float


def subjects(
    kind: str,
    words: Sequence[Word],
    tools: Tools,
    text: str,
    plan: str | None = None,
    among: Sequence[Entity] | None = None,
) -> list[Subject]:
    """Return the things of a class that words describe best. text: the same in one piece, for the search by meaning;
    among: only these."""
    spoken = terms(words)
    if not spoken:
        return []
    if among is None and kind == t.PROJECT:
        found = [(c.entity, c.score) for c in nearest(spoken, tools, text, plan)[:_FIRST]]
    else:
        pool = among if among is not None else tools.knowledge.inside(plan, kind)
        found = [(c.entity, c.score) for c in islice(tools.catalogue.rank(spoken, pool), _FIRST * 3)]
    whole = sum(word.worth for word in words) or 1.0
    told: list[Subject] = []
    scores = [score for _, score in found]
    for rank, (entity, score) in enumerate(found):
        said = {word.span: said_by(word.term, entity, tools) for word in words}
        share = sum(word.worth * said[word.span] for word in words) / whole
        named = sum(word.worth * tools.catalogue.named(word.term, entity.iri) for word in words) / whole
        if share < _LEAST and kind != t.PROJECT:
            continue
        after = scores[rank + 1] if rank + 1 < len(scores) else 0.0
        ahead = (score - after) / score if rank == 0 and score else (score - scores[0]) / (scores[0] or 1.0)
        told.append(Subject(entity, said, share, named, ahead, rank, unsaid(entity, text, tools)))
    return told[:_FIRST]


def unsaid(entity: Entity, text: str, tools: Tools) -> float:
    """Return which part of the worth of a thing's name a question says nowhere, 0 to 1: 削減 of 費用の削減額."""
    own = [term for term in tools.linker.terms(entity.label) if not term.pair]
    whole = sum(term.weight for term in own)
    folded = fold(text)
    return 1.0 - sum(term.found(folded) for term in own) / whole if whole else 0.0


def said_by(term: Term, entity: Entity, tools: Tools) -> float:
    """Return how far an entity's names and texts say a term, 0 to 1: a little less where only their meaning does."""
    own = tools.catalogue.says(term, entity.iri)
    if own >= _ALIKE or term.doing:
        return own
    return max(own, _ALIKE * tools.retrieval.likeness.says(term.forms[0], tools.catalogue.text(entity.iri)))


def speaking(
    kind: str, words: Sequence[Word], tools: Tools, entities: Iterable[Entity], least: float = 0.99, level: bool = False
) -> list[Entity]:
    """Return those of some things whose names and texts say at least a part of the words' worth. level: only those
    that say as much as the best."""
    whole = sum(word.worth for word in words)
    if not whole:
        return []
    kept = []
    for entity in entities:
        said = sum(word.worth * (tools.catalogue.says(word.term, entity.iri) > 0.4) for word in words)
        if said >= least * whole:
            kept.append((said, entity))
    best = max((said for said, _ in kept), default=0.0)
    return [entity for said, entity in kept if not level or said >= 0.95 * best]
