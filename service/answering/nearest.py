"""Which 事業 an everyday description means: three witnesses vote, none of which is right often enough alone.

The words of a 事業's own fields, the revision's search for things, and the passages that the search finds: a passage
that stands in a 事業's section speaks for that 事業.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from graph.japanese import fold
from service.answering.catalogue import Candidate
from service.answering.content import Term
from service.answering.knowledge import Entity
from service.answering.tools import Tools

_FIELDS, _SEARCHED, _PASSAGES = 0.5, 1.0, 0.5
_FOUND = 80  # things that the search is asked for
_HEARD = 20  # best passages that may vote
_VOICES = 3  # passages of one 事業 that are heard
_TELLING = 6  # shortest name that a passage cannot hold by chance


def nearest(
    terms: Sequence[Term], tools: Tools, entities: Sequence[Entity], query: str, plan: str | None = None
) -> list[Candidate]:
    """Return the entities that a description may mean, best first. plan: the plan that they have to stand in."""
    among = [entity for entity in entities if plan is None or entity.plan in (None, plan)]
    own = {c.entity.iri: c for c in tools.catalogue.rank(terms, among)}
    best = max(own.values(), key=lambda c: c.score, default=None)
    trust = best.covered / best.score if best else 0.0  # own words count as far as they are the question's
    searched = tools.retrieval.entities(query, _FOUND)
    most = max((searched.get(entity.iri, 0.0) for entity in among), default=0.0) or 1.0
    votes = _votes(tools, among, query)
    found = []
    for entity in among:
        words = own.get(entity.iri)
        worth = _SEARCHED * searched.get(entity.iri, 0.0) / most + _PASSAGES * votes.get(entity.iri, 0.0)
        if words is not None:
            worth += _FIELDS * trust * words.score
            found.append(Candidate(entity, worth, words.covered, words.named, words.key))
        elif worth:
            found.append(Candidate(entity, worth, 0.0, 0.0, False))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.entity.iri))


def _votes(tools: Tools, entities: Sequence[Entity], query: str) -> dict[str, float]:
    """Return how strongly the passages found speak for each entity, 0 to 1."""
    names = [(e.iri, tuple(fold(name) for name in e.names if len(name) >= _TELLING)) for e in entities]
    said: dict[str, list[float]] = defaultdict(list)
    for text, score in tools.retrieval.texts(query, _HEARD):
        for iri, own in names:
            if len(said[iri]) < _VOICES and any(name in text for name in own):
                said[iri].append(score)
    return {iri: sum(scores) / _VOICES for iri, scores in said.items()}
