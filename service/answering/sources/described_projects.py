"""Which 事業 an everyday description means: three witnesses vote, none of which is right often enough alone.

The words of a 事業's own fields, the revision's search for things, and the passages that the search finds: a passage
that stands in a 事業's section speaks for that 事業.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, islice

from ontology import terms as t
from service.answering.answer import Item
from service.answering.knows.entity_ranking import Candidate
from service.answering.language.content_words import Term
from service.answering.step_interface import Tools, item

_FIELDS, _SEARCHED, _PASSAGES = 0.5, 1.0, 0.5
_FOUND = 80  # things that the search is asked for
_HEARD = 20  # best passages that may vote
_SHOWN = 8  # 事業 that are told
_BESIDE = 3  # 事業 that stand beside quotes
_NEARLY = 0.75  # part of the first one's score that the others have to have
_VOICES = 3  # passages of one 事業 that are heard
_TELLING = 6  # shortest name that a passage cannot hold by chance


def nearest(terms: Sequence[Term], tools: Tools, query: str, plan: str | None = None) -> list[Candidate]:
    """Return the first 事業 that a description may mean, best first. plan: the plan that they have to stand in."""
    among = tools.knowledge.inside(plan, t.PROJECT)
    own = tools.catalogue.rank(terms, among)
    trust = own[0].covered / own[0].score if own else 0.0  # own words count as far as they are the question's
    searched = tools.retrieval.entities(query, _FOUND)
    searched = {iri: share for iri, share in searched.items() if _is_in(plan, iri, tools)}
    most = max(searched.values(), default=0.0) or 1.0
    votes = _votes(tools, plan, query)
    entities = tools.knowledge.entities
    heard = {iri: entities[iri] for iri in (*searched, *votes)}
    spoken = ((entity, tools.catalogue.candidate(terms, entity) if own else None) for entity in heard.values())
    silent = ((one.entity, one) for one in islice((c for c in own if c.entity.iri not in heard), _SHOWN))
    found = []
    for entity, words in chain(spoken, silent):
        worth = _SEARCHED * searched.get(entity.iri, 0.0) / most + _PASSAGES * votes.get(entity.iri, 0.0)
        if words is not None:
            worth += _FIELDS * trust * words.score
            found.append(Candidate(entity, worth, words.covered, words.named, words.key))
        elif worth:
            found.append(Candidate(entity, worth, 0.0, 0.0, False))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.entity.iri))[:_SHOWN]


def items(terms: Sequence[Term], tools: Tools, query: str, plan: str | None = None) -> tuple[Item, ...]:
    """Return the first few of them as items, to go with quotes: those that are nearly as near as the first."""
    found = nearest(terms, tools, query, plan)[:_BESIDE]
    return tuple(item(one.entity, tools.knowledge) for one in found if one.score >= _NEARLY * found[0].score)


def _is_in(plan: str | None, iri: str, tools: Tools) -> bool:
    entity = tools.knowledge.entities.get(iri)
    return entity is not None and entity.type == t.PROJECT and (plan is None or entity.plan in (None, plan))


def _votes(tools: Tools, plan: str | None, query: str) -> dict[str, float]:
    """Return how strongly the passages found speak for each 事業, 0 to 1."""
    names = tools.catalogue.names(t.PROJECT, least=_TELLING)
    said: dict[str, list[float]] = defaultdict(list)
    for text, score in tools.retrieval.texts(query, _HEARD):
        for entity in names.bearers(text):
            if len(said[entity.iri]) < _VOICES:
                said[entity.iri].append(score)
    return {iri: sum(scores) / _VOICES for iri, scores in said.items() if _is_in(plan, iri, tools)}
