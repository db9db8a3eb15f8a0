"""Search over one revision: BM25 over tokens and bigrams, late interaction and vectors, fused by score.

Scores are brought to 0–1 by the best score of each part and added with weights (a convex combination); fusing by rank
loses on Japanese questions. A unit that no part found is never a result.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from graph.errors import VectorsDamaged
from graph.japanese import ngrams, tokens
from graph.search.embedding import Embedder
from graph.search.late_interaction import SoftMatch, Synonyms, said
from graph.search.passage_quality import Asked, prior, repeated
from graph.search.search_unit import Hit, SearchUnit
from graph.search.text_index import Scores, TextIndex
from graph.search.vector_index import VectorIndex
from graph.search.word_neighbours import WordNeighbours
from graph.search.word_vectors import word_vectors

_log = logging.getLogger(__name__)
_NEIGHBOURS = 200  # units that the vectors bring into the fusion
_MORE = 30  # units beyond those asked for whose order the form of their texts may change
_RECENT = 4  # questions whose scores are kept: things and passages are searched for one after the other
_EXPANDED = 0.25  # weight of a word that the thesaurus added


class Expands(Synonyms, Protocol):
    """A thesaurus: other words for those of a question."""

    def expand(self, query: str) -> Sequence[str]:
        """Return words that mean what words of the question mean."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The share of each part in a score, which is divided by their sum where that is more than 1.

    words: BM25 over tokens; grams: BM25 over bigrams; soft: late interaction; vectors: of whole texts, None for what
    their model counts for. Tuned on half of some 170 questions about two plans (1,800 units) and checked on the other
    half; the best values lie on a plateau, so these are round. `benchmarks/retrieval.py` measures again.
    """

    words: float = 0.1
    grams: float = 0.2
    soft: float = 0.6
    vectors: float | None = None


class Searcher:
    """Searches the units of one revision. What is not attached yet takes no part: the text parts answer alone."""

    def __init__(
        self,
        units: Sequence[SearchUnit],
        text: TextIndex,
        *,
        thesaurus: Expands | None = None,
        weights: Weights | None = None,
    ) -> None:
        self.units = units
        self._text = text
        self._thesaurus = thesaurus
        self._weights = weights or Weights()
        self._vectors: VectorIndex | None = None
        self._embedder: Embedder | None = None
        self._neighbours: WordNeighbours | None = None
        self._soft = SoftMatch(text.words)
        self._priors = np.array([prior(unit) for unit in units], dtype=np.float32)
        kinds = {kind: np.array([unit.kind == kind for unit in units], dtype=bool) for kind in ("entity", "passage")}
        self._priors_of = {kind: np.where(own, self._priors, np.float32(0.0)) for kind, own in kinds.items()}
        self._recent = lru_cache(maxsize=_RECENT)(self.scores)

    @property
    def text(self) -> TextIndex:
        """The text index, whose rarities also weigh words elsewhere."""
        return self._text

    @property
    def has_vectors(self) -> bool:
        """Whether the vectors take part."""
        return self._vectors is not None

    @property
    def neighbours(self) -> WordNeighbours | None:
        """The words of these units by their likeness to any word; None until those take part."""
        return self._neighbours

    @property
    def parts(self) -> tuple[str, ...]:
        """What takes part now: ``words``, ``late-interaction`` (words that are near by meaning), ``vectors``."""
        taking = {"words": True, "late-interaction": self._neighbours is not None, "vectors": self.has_vectors}
        return tuple(name for name, is_there in taking.items() if is_there)

    def attach_words(self) -> None:
        """Let words meet those of like meaning from now on: late interaction; raises ModelUnavailable."""
        if self._neighbours is None:
            neighbours = WordNeighbours(word_vectors(), self._text.words.vocabulary)
            self._soft = SoftMatch(self._text.words, neighbours)
            self._neighbours = neighbours
            self._recent = lru_cache(maxsize=_RECENT)(self.scores)

    def attach(self, vectors: VectorIndex, embedder: Embedder) -> None:
        """Let the vectors of whole texts take part from now on."""
        self._embedder, self._vectors = embedder, vectors
        self._recent = lru_cache(maxsize=_RECENT)(self.scores)

    def search(self, query: str, kind: str | None = None, limit: int = 10) -> list[Hit]:
        """Return the best units, best first. kind: ``entity`` or ``passage``; limit: at most that many."""
        if not query.strip() or not self.units or limit <= 0:
            return []
        total = self._recent(query) * (self._priors if kind is None else self._priors_of[kind])
        count = min(limit + _MORE, len(total))
        best = np.argpartition(-total, count - 1)[:count]
        asked = Asked(query)
        ranked = [(float(total[i]) * asked.factor(self.units[i].quote), i) for i in best.tolist() if total[i] > 0]
        ranked.sort(key=lambda found: (-found[0], found[1]))
        if kind == "passage":
            factors = repeated([self.units[i].quote for _, i in ranked])
            ranked = [(score * factor, i) for (score, i), factor in zip(ranked, factors, strict=True)]
            ranked.sort(key=lambda found: (-found[0], found[1]))
        return [Hit(self.units[i], score) for score, i in ranked[:limit]]

    def scores(self, query: str, weights: Weights | None = None) -> Scores:
        """Return the fused score of every unit, shape (units,)."""
        share = weights or self._weights
        words = tokens(query)
        extra = list(self._thesaurus.expand(query)) if self._thesaurus else []
        found = _scaled(
            self._text.words.scores(words)
            + _EXPANDED * self._text.words.scores([token for word in extra for token in tokens(word)])
        )
        total = share.words * found
        total += share.grams * _scaled(
            self._text.grams.scores(ngrams(query))
            + _EXPANDED * self._text.grams.scores([gram for word in extra for gram in ngrams(word)])
        )
        total += share.soft * _scaled(self._soft.scores(said(query, self._thesaurus)))
        vectors, embedder = self._vectors, self._embedder
        if vectors is not None and embedder is not None:
            weight = embedder.model.weight if share.vectors is None else share.vectors
            total += weight * self._likeness(vectors, embedder, query)
            total /= max(share.words + share.grams + share.soft + weight, 1.0)  # a score of 1 stays the most there is
        return np.asarray(total, dtype=np.float32)

    def _likeness(self, vectors: VectorIndex, embedder: Embedder, query: str) -> Scores:
        """Return how near each unit is to a question by its vector, 0 to 1."""
        near = np.zeros(len(self.units), dtype=np.float32)
        found = self._near(vectors, embedder, query)
        least = embedder.model.unrelated
        if least is None:
            least = min((similarity for _, similarity in found), default=0.0)
        for position, similarity in found:
            near[position] = max(similarity - least, 0.0)
        return _scaled(near, embedder.model.faint)

    def _near(self, vectors: VectorIndex, embedder: Embedder, query: str) -> list[tuple[int, float]]:
        try:
            return vectors.search(embedder.query(query), _NEIGHBOURS)
        except VectorsDamaged as error:  # the cache broke under us: go on by text, as before it was there
            _log.warning("%s", error)
            self._vectors = None
            self._recent = lru_cache(maxsize=_RECENT)(self.scores)
            return []


def _scaled(scores: Scores, least: float = 0.0) -> Scores:
    """Return scores as shares of the best one, or of `least` where that is more."""
    top = max(float(scores.max()), least) if len(scores) else 0.0
    return scores / top if top > 0 else scores
