"""The vectors of revisions as a cache: built with a revision, found again when it is opened, rebuilt where damaged.

Beside each collection lies the direction that its sentences share, without which questions cannot be compared to them.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from graph import vectors
from graph.embedding import DEFAULT_MODEL, Embedder, Vectors
from graph.errors import VectorsDamaged
from graph.search import Searcher
from graph.storage import writer_lock
from graph.text import TextIndex
from graph.vectors import VectorIndex

_log = logging.getLogger(__name__)


class SemanticCache:
    """The vectors in one data folder, of one embedding model."""

    def __init__(self, folder: Path, lock: Path, model: str | None) -> None:
        """folder: Chroma's; lock: the repository's lock file; model: a path, None for ours."""
        self._folder = folder
        self._lock = lock
        self._path = model
        self._suffix = hashlib.sha256((model or DEFAULT_MODEL).encode()).hexdigest()[:8]

    def build(self, revision: str, texts: Sequence[str], text: TextIndex, kept: Collection[str]) -> VectorIndex:
        """Write the vectors of a revision. kept: the revisions whose vectors stay. Only under the lock.

        Raises ModelUnavailable, VectorsDamaged.
        """
        return self._build(Embedder(self._path), revision, texts, text, kept)

    def load(self, revision: str, searcher: Searcher) -> tuple[VectorIndex, Embedder]:
        """Return a revision's vectors and the model that they were made with, built again where they are damaged.

        Raises ModelUnavailable, and PublishLocked where they must be built while someone publishes.
        """
        name = self._name(revision)
        probe = vectors.Probe(self._folder, name)
        try:
            embedder = Embedder(self._path)
        finally:
            is_readable = probe.succeeds()
        try:
            if not is_readable:
                raise VectorsDamaged("ほかのプロセスで開けません")
            index = VectorIndex.open(self._folder, name, len(searcher.units))
            embedder.fit(searcher.text.words.rarity, self._direction(name))
        except (VectorsDamaged, OSError, ValueError) as error:
            _log.warning("%s", error)
            with writer_lock(self._lock):
                texts = [unit.text for unit in searcher.units]
                index = self._build(embedder, revision, texts, searcher.text, None)
        return index, embedder

    def _build(
        self,
        embedder: Embedder,
        revision: str,
        texts: Sequence[str],
        text: TextIndex,
        kept: Collection[str] | None,
    ) -> VectorIndex:
        name = self._name(revision)
        found = embedder.fit_to(texts, text.words.rarity)
        index = VectorIndex.build(self._folder, name, found)
        direction = embedder.component
        np.save(self._folder / f"{name}.npy", np.zeros((0, 0), np.float32) if direction is None else direction)
        if kept is not None:
            vectors.keep_only(self._folder, {revision, *kept})
        return index

    def _direction(self, name: str) -> Vectors | None:
        found = np.load(self._folder / f"{name}.npy", allow_pickle=False)
        return found if found.size else None

    def _name(self, revision: str) -> str:
        return f"{revision}.{self._suffix}"
