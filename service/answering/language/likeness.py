"""How much of what is asked a short text says, by what words mean: 使った is as good as 利用した."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from graph.japanese import tokens
from graph.search.word_neighbours import WordNeighbours
from service.answering.language.content_words import cut

_UNRELATED = 0.35  # similarity below which two words have nothing to do with each other
_UNSEEN = 3.5  # rarity of a word that no unit holds
_MEMORY = 8  # texts: several steps read the same question
_WORDS = 256  # single words that are kept
_SEEN = 6.0  # rarity beyond which a word does not tell more


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of a question: what each is worth, and how alike the words of the documents are to it."""

    worths: Mapping[str, float]
    alike: NDArray[np.float32]  # shape (words, vocabulary); empty without neighbours
    places: Mapping[str, int] = field(default_factory=dict)  # word of the documents → its column

    @property
    def whole(self) -> float:
        """Return the worth of all words."""
        return sum(self.worths.values())

    def share(self, text: str) -> float:
        """Return which part of the question's worth a text says, 0 to 1."""
        whole = self.whole
        return sum(self.said(text).values()) / whole if whole else 0.0

    def said(self, text: str) -> dict[str, float]:
        """Return for each word how much of its worth a text says: all of it, or as far as a word of it is alike."""
        words = set(tokens(text))
        columns = [self.places[word] for word in words if word in self.places]
        found = {}
        for row, (word, worth) in enumerate(self.worths.items()):
            best = 1.0 if word in words else 0.0
            if best < 1.0 and columns and len(self.alike):
                alike = float(self.alike[row, columns].max())
                best = max(0.0, (alike - _UNRELATED) / (1 - _UNRELATED))
            found[word] = worth * best
        return found


class Likeness:
    """Reads questions into words of worth over one revision."""

    def __init__(
        self,
        rarity: Callable[[str], float],
        neighbours: Callable[[], WordNeighbours | None] = lambda: None,
    ) -> None:
        """rarity: of a word as `graph.japanese.tokens` returns it, 0 where no unit holds it."""
        self._rarity = rarity
        self._neighbours = neighbours
        self._places: tuple[WordNeighbours | None, dict[str, int]] = (None, {})
        self._read = lru_cache(maxsize=_MEMORY)(self._asked)
        self._word = lru_cache(maxsize=_WORDS)(lambda word, near: self._asked(word, frozenset(), near))

    def asked(self, text: str, empty: Collection[str] = ()) -> Asked:
        """Return the words of a question. empty: words that ask, and say nothing of what is asked about."""
        return self._read(text, frozenset(empty), self._neighbours())

    def _asked(self, text: str, empty: frozenset[str], near: WordNeighbours | None) -> Asked:
        words = [word for word in dict.fromkeys(tokens(text)) if word not in empty]
        worths = {word: min(_SEEN, self._rarity(word) or _UNSEEN) for word in words}
        if near is None:
            return Asked(worths, np.zeros((0, 0), dtype=np.float32))
        if self._places[0] is not near:
            self._places = (near, {word: place for place, word in enumerate(near.vocabulary)})
        alike = near.similarities(words)
        alike[[row for row, word in enumerate(words) if _is_name(word)]] = 0.0
        return Asked(worths, alike, self._places[1])

    def says(self, word: str, text: str) -> float:
        """Return how far a text says a word by what it means, 0 to 1."""
        return self._word(word, self._neighbours()).share(text)

    def rarity(self, word: str) -> float:
        """Return how rare a word is, 0 where no unit holds it."""
        return self._rarity(word)


def _is_name(word: str) -> bool:
    """Return whether a word is the name of a place or a person, which no other word means: 平塚 is not 秦野."""
    return all(part.startswith("名詞,固有名詞") for _, _, part, _ in cut(word))
