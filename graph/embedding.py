"""The sentence-embedding model: by default one that works offline, over the word vectors that `ja-ginza` carries.

A sentence is the mean of its words' vectors (chiVe, 300 dimensions), each weighted by how rare the word is among the
revision's own units, less the direction that all sentences share (Arora, Liang and Ma 2017, SIF). It is composed in code
from sentence-transformers modules; any other sentence-transformers model takes its place by a path in a setting.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from graph.japanese import tokens

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "ja-ginza-chive-300"
Vectors = NDArray[np.float32]  # shape (texts, dimensions), rows of length 1
Rarity = Callable[[str], float]
_ENOUGH = 50  # texts from which a shared direction can be told
_UNSEEN = 3.0  # weight of a word that no unit holds, in the units of inverse document frequency


class WordVectors:
    """Rows of vectors by word: 480,443 words on 20,000 vectors."""

    def __init__(self, folder: Path) -> None:
        import srsly
        from spacy.strings import hash_string

        self._hash = hash_string
        self._rows: dict[int, int] = srsly.read_msgpack(folder / "key2row")
        with (folder / "vectors").open("rb") as file:
            self.vectors: Vectors = np.load(file).astype(np.float32)

    def row(self, word: str) -> int | None:
        """Return the row of a word, or None where it has no vector."""
        return self._rows.get(self._hash(word))


@cache
def word_vectors() -> WordVectors:
    """Return the word vectors of the installed package `ja-ginza`, read without loading its language model."""
    spec = importlib.util.find_spec("ja_ginza")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("単語ベクトル（ja-ginza）がありません。make setup を実行してください。")
    return WordVectors(next(Path(spec.origin).parent.glob("ja_ginza-*")) / "vocab")


class Embedder:
    """Texts to vectors of length 1, with a sentence-transformers model and, for ours, this revision's word weights."""

    def __init__(self, model_path: str | None = None) -> None:
        self.name = model_path or DEFAULT_MODEL
        self._is_ours = model_path is None
        self._model = load_model(model_path)
        self.component: Vectors | None = None

    def fit(self, rarity: Rarity, component: Vectors | None) -> None:
        """Weigh words by rarity and remove a shared direction from now on; another model stays as it is."""
        if self._is_ours:
            self._model[0].rarity = rarity
            self.component = component

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of units; the shared direction is found here where none is set."""
        raw = np.asarray(self._model.encode_document(list(texts), batch_size=256, show_progress_bar=False))
        if self._is_ours and self.component is None and len(raw) >= _ENOUGH:
            # first right singular vector: the direction that most sentences share
            self.component = np.linalg.svd(raw, full_matrices=False)[2][:1].astype(np.float32)
        return self._finish(raw)

    def query(self, text: str) -> Vectors:
        """Return the vector of a question, shape (1, dimensions)."""
        return self._finish(np.asarray(self._model.encode_query([text], show_progress_bar=False)))

    def _finish(self, raw: NDArray[Any]) -> Vectors:
        vectors = raw.astype(np.float32)
        if self.component is not None:
            vectors = vectors - vectors @ self.component.T @ self.component
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def load_model(path: str | None = None) -> SentenceTransformer:
    """Return a sentence-transformers model without touching the network.

    path: a folder of any sentence-transformers model; None for ours. The import takes seconds: call it late.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer

    if path is not None:
        return SentenceTransformer(path, local_files_only=True, device="cpu")
    from graph.embedding_module import WeightedWords

    return SentenceTransformer(modules=[WeightedWords(word_vectors())], device="cpu")


def words_of(text: str) -> list[str]:
    """Return the words of a text that may have vectors."""
    return tokens(text)


def weight(word: str, rarity: Rarity | None) -> float:
    """Return the weight of a word in a sentence: its rarity, or that of a word never seen."""
    if rarity is None:
        return 1.0
    return rarity(word) or _UNSEEN
