"""The input module of our sentence-transformers model: weighted means of word vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from sentence_transformers.base.modules import InputModule

from graph.embedding import Rarity, WordVectors, weight, words_of


class WeightedWords(InputModule):  # type: ignore[misc]
    """Tokenises with Sudachi and averages chiVe vectors, each weighted by its word's rarity."""

    def __init__(self, words: WordVectors) -> None:
        super().__init__()
        self.words = words
        self.rarity: Rarity | None = None
        table = torch.from_numpy(words.vectors)
        self.embedding = torch.nn.EmbeddingBag.from_pretrained(table, mode="sum", freeze=True)

    def preprocess(self, inputs: Sequence[str], prompt: str | None = None, **_: Any) -> dict[str, torch.Tensor]:
        """Return the rows, their weights (summing to 1 a text) and where each text begins."""
        rows: list[int] = []
        weights: list[float] = []
        offsets: list[int] = []
        for text in inputs:
            offsets.append(len(rows))
            known = [(row, weight(word, self.rarity)) for word in words_of(text) if (row := self.words.row(word)) is not None]
            total = sum(share for _, share in known) or 1.0
            rows += [row for row, _ in known]
            weights += [share / total for _, share in known]
        return {
            "input_ids": torch.tensor(rows, dtype=torch.long),
            "weights": torch.tensor(np.array(weights, dtype=np.float32)),
            "offsets": torch.tensor(offsets, dtype=torch.long),
        }

    def forward(self, features: dict[str, torch.Tensor], **_: Any) -> dict[str, torch.Tensor]:
        """Add the sentence vectors, shape (texts, 300)."""
        features["sentence_embedding"] = self.embedding(
            features["input_ids"], features["offsets"], per_sample_weights=features["weights"]
        )
        return features

    def get_embedding_dimension(self) -> int:
        """Return the number of dimensions."""
        return int(self.embedding.embedding_dim)

    @property
    def max_seq_length(self) -> float:
        """There is no limit to the words of a text."""
        return float("inf")

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Nothing is saved: the vectors are an installed package, the weights a revision's."""
