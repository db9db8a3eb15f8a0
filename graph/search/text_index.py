"""BM25 over two fields of Japanese text: Sudachi tokens in normalised form, and character bigrams.

The weights are those of Robertson and Zaragoza (2009), with k1 and b as usual; they are computed once and stored, so
that a query only adds up a few postings.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.japanese import ngrams, tokens

_K1 = 1.2
_B = 0.75
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Field:
    """One inverted index: for each term the units that hold it and their weights."""

    vocabulary: dict[str, int]
    starts: NDArray[np.int64]  # shape (terms + 1,)
    units: NDArray[np.int32]  # shape (postings,)
    weights: Scores  # shape (postings,)
    size: int  # number of units

    @classmethod
    def build(cls, texts: Sequence[Sequence[str]]) -> Field:
        """Return the index of the units' terms."""
        counts = [Counter(text) for text in texts]
        lengths = np.array([sum(count.values()) for count in counts], dtype=np.float32)
        mean = float(lengths.mean()) if len(lengths) else 1.0
        vocabulary: dict[str, int] = {}
        postings: list[list[tuple[int, int]]] = []
        for unit, count in enumerate(counts):
            for term, number in count.items():
                index = vocabulary.setdefault(term, len(vocabulary))
                if index == len(postings):
                    postings.append([])
                postings[index].append((unit, number))
        starts = np.zeros(len(postings) + 1, dtype=np.int64)
        np.cumsum([len(posting) for posting in postings], out=starts[1:])
        units = np.fromiter((u for posting in postings for u, _ in posting), dtype=np.int32, count=int(starts[-1]))
        numbers = np.fromiter((n for posting in postings for _, n in posting), dtype=np.float32, count=int(starts[-1]))
        frequency = np.diff(starts).astype(np.float32)
        rarity = np.log1p((len(texts) - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        length = lengths[units] / max(mean, 1.0)
        weights = numbers * (_K1 + 1) / (numbers + _K1 * (1 - _B + _B * length))
        weights *= np.repeat(rarity, np.diff(starts))
        return cls(vocabulary, starts, units, weights.astype(np.float32), len(texts))

    def scores(self, terms: Sequence[str], importance: Callable[[str], float] | None = None) -> Scores:
        """Return the BM25 score of every unit for the query's terms, each counted once."""
        found = np.zeros(self.size, dtype=np.float32)
        for term in dict.fromkeys(terms):
            index = self.vocabulary.get(term)
            if index is not None:
                part = slice(self.starts[index], self.starts[index + 1])
                found[self.units[part]] += self.weights[part] * (importance(term) if importance else 1.0)
        return found

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency of a term; 0 where no unit holds it."""
        index = self.vocabulary.get(term)
        if index is None:
            return 0.0
        frequency = float(self.starts[index + 1] - self.starts[index])
        return float(np.log1p((self.size - frequency + 0.5) / (frequency + 0.5)))


@dataclass(frozen=True, slots=True)
class TextIndex:
    """The two fields of one revision's units."""

    words: Field
    grams: Field

    @classmethod
    def build(cls, texts: Sequence[str]) -> TextIndex:
        """Return the index of the units' texts."""
        return cls(Field.build([tokens(text) for text in texts]), Field.build([ngrams(text) for text in texts]))

    def save(self, folder: Path) -> None:
        """Write the index as arrays and plain JSON: nothing in it is executed when it is read."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, field in (("words", self.words), ("grams", self.grams)):
            np.savez(folder / f"{name}.npz", starts=field.starts, units=field.units, weights=field.weights)
            vocabulary = json.dumps({"size": field.size, "terms": list(field.vocabulary)}, ensure_ascii=False)
            (folder / f"{name}.json").write_text(vocabulary, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> TextIndex:
        """Return the index written by `save`; raises OSError or ValueError where it is damaged."""
        fields = []
        for name in ("words", "grams"):
            described = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
            with np.load(folder / f"{name}.npz", allow_pickle=False) as arrays:
                vocabulary = {term: index for index, term in enumerate(described["terms"])}
                fields.append(
                    Field(vocabulary, arrays["starts"], arrays["units"], arrays["weights"], described["size"])
                )
        return cls(*fields)
