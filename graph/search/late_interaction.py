"""Late interaction: every word of a question looks for the word of a unit that comes nearest to what it means.

Averaged vectors drown the one word that matters; here each word keeps its own vote, as in ColBERT's MaxSim (Khattab and
Zaharia 2020), with word vectors instead of a language model. A word's vote is its rarity times the best match: itself,
a neighbour by vector, or another way to say it from the thesaurus. Several matches of one word never add up.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from graph.japanese import tokens
from graph.search.text_index import Field, Scores
from graph.search.word_neighbours import Similarities, WordNeighbours

_UNRELATED = 0.25  # similarity below which two words have nothing to do with each other
_SLOPE = 0.7  # below 1: a near-synonym counts nearly as much as the word
_REPEATS = 0.3  # how much the number of times that a unit says a word counts, 0 to 1
_SYNONYM = 0.9  # what another way to say it counts against the word itself
_UNSEEN = 0.8  # rarity of a word that no unit holds, as a share of the rarest one's
_MOST = 300  # neighbours of a word that are looked at
# Words that carry a sentence, not its subject, in Sudachi's normalised form: light verbs, pronouns, interrogatives,
# formal nouns, degree. Few units hold them, so that their rarity would mislead, and their neighbours more so.
_LIGHT = frozenset(json.loads(Path(__file__).with_name("light_words.json").read_text(encoding="utf-8")))


class Synonyms(Protocol):
    """A thesaurus: the known words of a question, and what else they are called."""

    def words_in(self, query: str) -> Sequence[str]:
        """Return the known words of a question."""

    def synonyms(self, word: str) -> Sequence[str]:
        """Return the other words for the same thing."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a question says. words: its tokens; others: the tokens of each other way to say it."""

    words: tuple[str, ...]
    others: tuple[tuple[str, ...], ...] = ()


def said(query: str, thesaurus: Synonyms | None = None) -> list[Said]:
    """Return what a question says: the words that the thesaurus knows, then every content word left, each once."""
    found: list[Said] = []
    taken = set(_LIGHT)
    for word in thesaurus.words_in(query) if thesaurus else ():
        words = tuple(token for token in dict.fromkeys(tokens(word)) if token not in taken)
        others = (tuple(dict.fromkeys(tokens(other))) for other in thesaurus.synonyms(word)) if thesaurus else ()
        if words:
            taken.update(words)
            found.append(Said(words, tuple(dict.fromkeys(other for other in others if other))))
    return found + [Said((token,)) for token in dict.fromkeys(tokens(query)) if token not in taken]


class SoftMatch:
    """Scores the units of one field. Without neighbours a word matches itself and what the thesaurus says."""

    def __init__(self, field: Field, neighbours: WordNeighbours | None = None) -> None:
        """neighbours: over the field's vocabulary, in its order."""
        self._field = field
        self._neighbours = neighbours
        counts = np.diff(field.starts)
        self._rarities = np.array([field.rarity(term) for term in field.vocabulary], dtype=np.float32)
        self._rarest = float(self._rarities.max()) if len(self._rarities) else 0.0
        shares = field.weights / np.maximum(np.repeat(self._rarities, counts), 1e-9)
        self._shares = np.asarray(shares**_REPEATS, dtype=np.float32)  # 1: said once in a unit of mean length

    def scores(self, query: Sequence[Said]) -> Scores:
        """Return the score of every unit, shape (units,): the sum over what is said of its best match's worth."""
        words = list(dict.fromkeys(word for one in query for word in one.words))
        near = self._neighbours.similarities(words) if self._neighbours else [None] * len(words)
        matches = {word: self._worth(word) * self._match(word, row) for word, row in zip(words, near, strict=True)}
        total = np.zeros(self._field.size, dtype=np.float32)
        for one in query:
            best: Scores = np.sum([matches[word] for word in one.words], axis=0, dtype=np.float32)
            worth = sum(map(self._worth, one.words)) * _SYNONYM
            for other in one.others:
                if all(word in self._field.vocabulary for word in other):
                    best = np.maximum(best, worth * self._held(other))
            total += best
        return total

    def _worth(self, word: str) -> float:
        index = self._field.vocabulary.get(word)
        return self._rarest * _UNSEEN if index is None else float(self._rarities[index])

    def _match(self, word: str, near: Similarities | None) -> Scores:
        """Return how well each unit says a word, about 0 to 1."""
        found = np.zeros(self._field.size, dtype=np.float32)
        own = self._field.vocabulary.get(word)
        if near is not None:
            likeness = near.copy()
            if own is not None:
                likeness[own] = 1.0
            terms = np.flatnonzero(likeness > _UNRELATED)
            if len(terms) > _MOST:
                terms = terms[np.argpartition(-likeness[terms], _MOST)[:_MOST]]
            steps = ((likeness[terms] - _UNRELATED) / (1 - _UNRELATED)) ** _SLOPE
        else:
            terms = np.array([] if own is None else [own], dtype=np.int64)
            steps = np.ones(len(terms), dtype=np.float32)
        starts = self._field.starts[terms]
        counts = self._field.starts[terms + 1] - starts
        ends = np.cumsum(counts)
        places = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts - (ends - counts), counts)
        worths = np.asarray(np.repeat(steps, counts) * self._shares[places], dtype=np.float32)
        np.maximum.at(found, self._field.units[places], worths)
        return found

    def _held(self, words: Sequence[str]) -> Scores:
        """Return which part of some words each unit holds, weighted by their rarity, 0 to 1."""
        found = np.zeros(self._field.size, dtype=np.float32)
        whole = sum(map(self._worth, words)) or 1.0
        for word in words:
            index = self._field.vocabulary[word]
            units = self._field.units[self._field.starts[index] : self._field.starts[index + 1]]
            found[units] += self._worth(word) / whole
        return found
