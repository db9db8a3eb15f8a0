"""The vectors of revisions as a cache: built with a revision, found again when it is opened, rebuilt where damaged.

They are named by the texts that they are of: revisions whose search units say the same share them.

Beside each collection lies the direction that its sentences share, without which questions cannot be compared to them.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import sqlite3
from collections.abc import Collection, Sequence
from contextlib import closing
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

    def build(self, index: str, texts: Sequence[str], text: TextIndex, kept: Collection[str]) -> None:
        """Write the vectors of texts, or leave those that are there. kept: the indexes whose vectors stay.

        Only under the lock. The direction is written last, so that it tells that the vectors are whole; should they
        be damaged since, they are built again when they are opened. Raises ModelUnavailable, VectorsDamaged.
        """
        if not self._direction_file(self._name(index)).exists():
            self._build(Embedder(self._path), index, texts, text, kept)

    def load(self, index: str, searcher: Searcher) -> tuple[VectorIndex, Embedder]:
        """Return the vectors of an index and the model that they were made with, built again where they are damaged.

        Raises ModelUnavailable, and PublishLocked where they must be built while someone publishes.
        """
        name = self._name(index)
        probe = vectors.Probe(self._folder, name)
        try:
            embedder = Embedder(self._path)
        finally:
            is_readable = probe.succeeds()
        try:
            if not is_readable:
                raise VectorsDamaged("ほかのプロセスで開けません")
            found = VectorIndex.open(self._folder, name, len(searcher.units))
            embedder.fit(searcher.text.words.rarity, self._direction(name))
        except (VectorsDamaged, OSError, ValueError) as error:
            _log.warning("%s", error)
            with writer_lock(self._lock):
                texts = [unit.text for unit in searcher.units]
                found = self._build(embedder, index, texts, searcher.text, None)
        return found, embedder

    def keep_only(self, kept: Collection[str]) -> None:
        """Delete the vectors of all other indexes, and what Chroma left of deleted ones. Only under the lock."""
        if not self._folder.is_dir():
            return
        try:
            vectors.keep_only(self._folder, kept)
        except VectorsDamaged as error:  # a cache that cannot be read is worth nothing
            _log.warning("%s", error)
            shutil.rmtree(self._folder, ignore_errors=True)
            return
        for path in _orphans(self._folder, kept):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _build(
        self,
        embedder: Embedder,
        index: str,
        texts: Sequence[str],
        text: TextIndex,
        kept: Collection[str] | None,
    ) -> VectorIndex:
        name = self._name(index)
        found = embedder.fit_to(texts, text.words.rarity)
        self._direction_file(name).unlink(missing_ok=True)
        built = VectorIndex.build(self._folder, name, found)
        direction = embedder.component
        partial = self._folder / f"{name}.partial"
        with partial.open("wb") as file:
            np.save(file, np.zeros((0, 0), np.float32) if direction is None else direction)
        partial.replace(self._direction_file(name))
        if kept is not None:
            vectors.keep_only(self._folder, {index, *kept})
        return built

    def _direction(self, name: str) -> Vectors | None:
        found = np.load(self._direction_file(name), allow_pickle=False)
        return found if found.size else None

    def _direction_file(self, name: str) -> Path:
        return self._folder / f"{name}.npy"

    def _name(self, index: str) -> str:
        return f"{index}.{self._suffix}"


def _orphans(folder: Path, kept: Collection[str]) -> list[Path]:
    """Return files of directions whose vectors are gone, and folders that Chroma leaves of deleted collections."""
    with closing(sqlite3.connect(f"{(folder / 'chroma.sqlite3').as_uri()}?mode=ro", uri=True)) as database:
        segments = {row[0] for row in database.execute("SELECT id FROM segments")}
    names = [path for pattern in ("*.npy", "*.partial") for path in folder.glob(pattern)]
    return [path for path in names if path.name.partition(".")[0] not in kept or path.suffix == ".partial"] + [
        path for path in folder.iterdir() if path.is_dir() and path.name not in segments
    ]
