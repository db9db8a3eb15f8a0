"""The modules of our own sentence-transformers model: weighted means of word vectors, less what all sentences share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers.base.modules import InputModule, Module

from graph.japanese import tokens
from graph.search.word_vectors import Rarity, WordVectors

_UNSEEN = 3.0  # weight of a word that no unit holds, in the units of inverse document frequency


class WeightedWords(InputModule):
    """Tokenises with Sudachi and averages the words' vectors, each weighted by its word's rarity."""

    def __init__(self, words: WordVectors) -> None:
        """words: not copied; `rarity` may be set at any time, until then all words weigh the same."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.words = words
        self.rarity: Rarity | None = None
        # one sum over the weighted rows of each text: pooling without padding
        self.bag = torch.nn.EmbeddingBag.from_pretrained(torch.from_numpy(words.vectors), mode="sum", freeze=True)

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """Return the rows, their weights (summing to 1 a text) and where each text begins."""
        rows: list[int] = []
        weights: list[float] = []
        offsets: list[int] = []
        for text in inputs:
            offsets.append(len(rows))
            known = [(row, self._weight(word)) for word in tokens(text) if (row := self.words.row(word)) is not None]
            total = sum(share for _, share in known) or 1.0
            rows += [row for row, _ in known]
            weights += [share / total for _, share in known]
        return {
            "input_ids": torch.tensor(rows, dtype=torch.long),
            "weights": torch.tensor(weights, dtype=torch.float32),
            "offsets": torch.tensor(offsets, dtype=torch.long),
        }

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Add the sentence vectors, shape (texts, dimensions)."""
        features["sentence_embedding"] = self.bag(
            features["input_ids"], features["offsets"], per_sample_weights=features["weights"]
        )
        return features

    def get_embedding_dimension(self) -> int:
        """Return the number of dimensions."""
        return int(self.bag.embedding_dim)

    @property
    def max_seq_length(self) -> float:
        """There is no limit to the words of a text."""
        return float("inf")

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Save nothing: the vectors are an installed package, the weights a revision's."""

    def _weight(self, word: str) -> float:
        return 1.0 if self.rarity is None else self.rarity(word) or _UNSEEN


class CommonDirection(Module):
    """Removes one direction from sentence vectors and brings them to length 1; without one set, only the latter."""

    def __init__(self, dimensions: int) -> None:
        """dimensions: of the vectors that come in."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.dimensions = dimensions
        self.direction: torch.Tensor | None = None

    def set(self, direction: NDArray[np.float32] | None) -> None:
        """Set the direction, shape (1, dimensions) and of length 1, or None."""
        self.direction = None if direction is None else torch.from_numpy(direction)

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Change the sentence vectors, shape (texts, dimensions)."""
        vectors = features["sentence_embedding"]
        vectors = torch.nn.functional.normalize(vectors, dim=1)
        if self.direction is not None:
            vectors = vectors - vectors @ self.direction.T @ self.direction
        features["sentence_embedding"] = torch.nn.functional.normalize(vectors, dim=1)
        return features

    def get_embedding_dimension(self) -> int:
        """Return the number of dimensions."""
        return self.dimensions

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Save nothing: the direction is a revision's."""
