"""How far many short texts say a word, at once: for dated statements and lists, each with texts nearer and further."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from service.answering.language.content_words import Term

Levels = Sequence[tuple[float, str]]
"""Folded texts with what a word counts that stands in them."""
_REMEMBERED = 128  # words


class Scored:
    """Texts of many things."""

    def __init__(self, levels: Sequence[Levels]) -> None:
        self._levels = levels
        self.says = lru_cache(maxsize=_REMEMBERED)(self._says)

    def _says(self, term: Term) -> NDArray[np.float32]:
        """Return for each thing how far its texts say a word, 0 to 1."""
        if not term.weight:
            return np.zeros(len(self._levels), dtype=np.float32)
        found = (max(level * term.found(text) for level, text in levels) for levels in self._levels)
        return np.fromiter(found, dtype=np.float32, count=len(self._levels)) / np.float32(term.weight)

    def shares(self, terms: Sequence[tuple[Term, float]]) -> NDArray[np.float32]:
        """Return for each thing the part of the words' worth that its texts say."""
        whole = sum(worth for _, worth in terms)
        told = np.zeros(len(self._levels), dtype=np.float32)
        for term, worth in terms:
            told += np.float32(worth) * self.says(term)
        return told / np.float32(whole) if whole else told
