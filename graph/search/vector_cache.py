"""The vectors of revisions as a cache: built with a revision, found again when it is opened, rebuilt where damaged.

They are named by the texts that they are of: revisions whose search units say the same share them. A model that takes
minutes makes them behind the publishing (`SemanticCache.load`), and each text's vector only once (`embedding_cache`).

Beside each collection lies the direction that its sentences share, without which questions cannot be compared to them.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path

import numpy as np

from graph.durable_files import writer_lock
from graph.engines import ChromaServer
from graph.errors import VectorsAway, VectorsDamaged, VectorsPending
from graph.search import chroma, vector_index
from graph.search.chroma import Place
from graph.search.embedding import Embedder, Vectors
from graph.search.embedding_cache import Embedded, Told
from graph.search.embedding_model import EmbeddingModel
from graph.search.searcher import Searcher
from graph.search.text_index import TextIndex
from graph.search.vector_index import VectorIndex

EMBEDDED = "embeddings"
_PATIENCE = 10.0  # seconds for who publishes, before vectors that took minutes are written
_log = logging.getLogger(__name__)


class SemanticCache:
    """The vectors in one data folder, of one embedding model."""

    def __init__(self, data: Path, lock: Path, model: EmbeddingModel, server: ChromaServer | None = None) -> None:
        """data: in it are Chroma's folder, with the directions, and that of embedded texts; lock: the repository's lock
        file; server: holds the vectors instead of Chroma's folder."""
        self._folder = data / "chroma"
        self._embedded = data / EMBEDDED
        self._server = server
        self._place: Place = server or self._folder
        self._lock = lock
        self._model = model

    def build(self, index: str, texts: Sequence[str], text: TextIndex, kept: Collection[str]) -> None:
        """Write the vectors of texts, or leave those that are there. kept: the indexes whose vectors stay.

        Nothing is done for a model that takes minutes: `load` makes its vectors. Only under the lock. The direction is
        written last, so that it tells that the vectors are whole; should they be damaged since, they are built again
        when they are opened; so they are where the server is away now. Raises ModelUnavailable, VectorsDamaged.
        """
        if self._model.is_ours and not self._direction_file(self._name(index)).exists():
            try:
                if self._server is not None:
                    chroma.wake(self._server)
                embedder = Embedder(self._model)
                self._write(index, embedder.fit_to(texts, text.words.rarity), embedder.component, kept)
            except VectorsAway as error:
                _log.warning("%s", error)

    def load(self, index: str, searcher: Searcher, told: Told | None = None) -> tuple[VectorIndex, Embedder]:
        """Return the vectors of an index and the model that they were made with, built again where they are damaged.

        told: where it is given, vectors that take minutes are made now; it may raise VectorsPending to give that up.
        Raises ModelUnavailable, VectorsAway, VectorsPending, and PublishLocked where they must be written while someone
        publishes.
        """
        name = self._name(index)
        is_there = self._direction_file(name).exists()
        if not self._model.is_ours and not is_there and told is None:
            raise VectorsPending
        if self._server is not None:
            chroma.wake(self._server)
        probe = vector_index.Probe(self._folder, name) if self._server is None and is_there else None
        try:
            embedder = Embedder(self._model)
        finally:
            is_readable = probe is None or probe.succeeds()
        if is_there:
            try:
                if not is_readable:
                    raise VectorsDamaged("ほかのプロセスで開けません")
                return self._open(name, embedder, searcher), embedder
            except VectorsAway:
                raise
            except (VectorsDamaged, OSError, ValueError) as error:
                _log.warning("%s", error)
        return self._build(name, index, embedder, searcher, told), embedder

    def _open(self, name: str, embedder: Embedder, searcher: Searcher) -> VectorIndex:
        found = VectorIndex.open(self._place, name, len(searcher.units))
        embedder.fit(searcher.text.words.rarity, self._direction(name))
        return found

    def _build(self, name: str, index: str, embedder: Embedder, searcher: Searcher, told: Told | None) -> VectorIndex:
        texts = [unit.text for unit in searcher.units]
        if self._model.is_ours:
            with writer_lock(self._lock):
                found = embedder.fit_to(texts, searcher.text.words.rarity)
                return self._write(index, found, embedder.component, None)
        if told is None:
            raise VectorsPending
        held = Embedded(self._embedded / f"{self._model.key}.sqlite3")
        found = held.vectors(texts, embedder.documents, told)  # for minutes, in which others may publish
        with writer_lock(self._lock, _PATIENCE):
            if self._direction_file(name).exists():  # another process was quicker
                with suppress(VectorsDamaged, OSError, ValueError):
                    return self._open(name, embedder, searcher)
            return self._write(index, found, None, None)

    def keep_only(self, kept: Collection[str], texts: Iterable[str] = ()) -> None:
        """Delete the vectors of all other indexes and texts, and what Chroma left of deleted ones. Only under the lock.

        texts: those of the indexes, which are read only where texts were embedded one by one, whatever the model.
        """
        if files := list(self._embedded.glob("*.sqlite3")):
            said = set(texts)
            for path in files:
                Embedded(path).keep_only(said)
        if not self._folder.is_dir():
            return
        try:
            self._forget_others(kept)
        except VectorsAway as error:
            _log.warning("%s", error)
            return
        except VectorsDamaged as error:  # a cache that cannot be read is worth nothing
            _log.warning("%s", error)
            shutil.rmtree(self._folder, ignore_errors=True)
            return
        if self._server is not None:
            return
        for path in _orphans(self._folder, kept):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _write(
        self, index: str, found: Vectors, direction: Vectors | None, kept: Collection[str] | None
    ) -> VectorIndex:
        name = self._name(index)
        self._direction_file(name).unlink(missing_ok=True)
        partial = self._folder / f"{name}.partial"
        self._folder.mkdir(parents=True, exist_ok=True)
        partial.touch()  # tells of a collection on a server that was cut off
        built = VectorIndex.build(self._place, name, found)
        with partial.open("wb") as file:
            np.save(file, np.zeros((0, 0), np.float32) if direction is None else direction)
        partial.replace(self._direction_file(name))
        if kept is not None:
            self._forget_others({index, *kept})
        return built

    def _forget_others(self, kept: Collection[str]) -> None:
        """Delete collections of other indexes: all in the folder, on a server only those that were written from here.

        A collection's name begins with its index and a full stop.
        """
        files = [path for pattern in ("*.npy", "*.partial") for path in self._folder.glob(pattern)]
        names = [path.stem for path in files] if self._server is not None else vector_index.names(self._folder)
        for name in dict.fromkeys(names):
            if name.partition(".")[0] not in kept:
                vector_index.delete(self._place, name)
                for suffix in ("npy", "partial"):
                    (self._folder / f"{name}.{suffix}").unlink(missing_ok=True)

    def _direction(self, name: str) -> Vectors | None:
        found = np.load(self._direction_file(name), allow_pickle=False)
        return found if found.size else None

    def _direction_file(self, name: str) -> Path:
        return self._folder / f"{name}.npy"

    def _name(self, index: str) -> str:
        return f"{index}.{self._model.key}"


def _orphans(folder: Path, kept: Collection[str]) -> list[Path]:
    """Return files of directions whose vectors are gone, and folders that Chroma leaves of deleted collections."""
    with closing(sqlite3.connect(f"{(folder / 'chroma.sqlite3').as_uri()}?mode=ro", uri=True)) as database:
        segments = {row[0] for row in database.execute("SELECT id FROM segments")}
    names = [path for pattern in ("*.npy", "*.partial") for path in folder.glob(pattern)]
    return [path for path in names if path.name.partition(".")[0] not in kept or path.suffix == ".partial"] + [
        path for path in folder.iterdir() if path.is_dir() and path.name not in segments
    ]
