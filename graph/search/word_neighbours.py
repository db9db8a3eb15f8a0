"""Words of a corpus that mean nearly what another word means, by the word vectors that are installed.

All word vectors share a few directions that tell how common a word is rather than what it means; they are taken out
first (Mu and Viswanath 2018), which brings 年寄り nearer to 高齢 and further from 人.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from graph.japanese import tokens
from graph.search.word_vectors import WordVectors

_COMMON = 3  # directions taken out
_KEPT = 256  # words whose likeness to the vocabulary is kept: many steps of one question ask for the same
Similarities = NDArray[np.float32]


class WordNeighbours:
    """The words of a corpus by their likeness to any word. Safe to use from any thread; about a megabyte a corpus."""

    def __init__(self, words: WordVectors, vocabulary: Iterable[str]) -> None:
        """vocabulary: the corpus's words as `graph.japanese.tokens` returns them; the order is kept."""
        self._words = words
        self._meanings = _meanings(words)
        self.vocabulary = tuple(vocabulary)
        rows = [words.row(word) for word in self.vocabulary]
        self._known = np.array([row is not None for row in rows], dtype=bool)
        self._matrix = self._meanings[[row or 0 for row in rows]] * self._known[:, None]
        self._rows: OrderedDict[str, Similarities] = OrderedDict()
        self._lock = Lock()

    def near(self, word: str, limit: int = 10, least: float = 0.5) -> list[tuple[str, float]]:
        """Return the corpus's other words with a cosine similarity of at least `least`, the most alike first.

        word: as written; one that is no single word for the tokenizer stands for the mean of its parts. Two words that
        share one stored vector have 1.0. Words without a vector have no neighbours.
        """
        found = self.similarities([word])[0]
        best = np.argsort(-found, kind="stable")[: limit + 8]
        own = {word, *tokens(word)}
        near = [(self.vocabulary[i], float(found[i])) for i in best.tolist() if found[i] >= least]
        return [(other, similarity) for other, similarity in near if other not in own][:limit]

    def similarities(self, words: Sequence[str]) -> Similarities:
        """Return each word's cosine similarity to each of the vocabulary, shape (words, vocabulary); 0: unknown."""
        if not words:
            return np.zeros((0, len(self.vocabulary)), dtype=np.float32)
        with self._lock:
            rows = {word: self._rows[word] for word in words if word in self._rows}
        new = list(dict.fromkeys(word for word in words if word not in rows))
        if new:
            found = np.asarray(np.stack([self._meaning(word) for word in new]) @ self._matrix.T, dtype=np.float32)
            rows |= dict(zip(new, found, strict=True))
            with self._lock:
                self._rows.update((word, rows[word]) for word in new)
                while len(self._rows) > _KEPT:
                    self._rows.popitem(last=False)
        return np.stack([rows[word] for word in words])

    def _meaning(self, word: str) -> Similarities:
        row = self._words.row(word)
        if row is not None:
            return np.asarray(self._meanings[row], dtype=np.float32)
        rows = [row for part in tokens(word) if (row := self._words.row(part)) is not None]
        mean = self._meanings[rows].sum(axis=0) if rows else np.zeros(self._meanings.shape[1], dtype=np.float32)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)


@lru_cache(maxsize=1)
def _meanings(words: WordVectors) -> Similarities:
    """Return all vectors without what they share, each of length 1, shape as `words.vectors`."""
    vectors = _unit_length(words.vectors)
    vectors -= vectors.mean(axis=0)
    common = np.linalg.eigh(vectors.T @ vectors)[1][:, -_COMMON:].astype(np.float32)
    return _unit_length(np.asarray(vectors - vectors @ common @ common.T, dtype=np.float32))


def _unit_length(vectors: NDArray[np.float32]) -> Similarities:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
