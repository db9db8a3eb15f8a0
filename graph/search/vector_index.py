"""The vectors of one revision in ChromaDB: a collection of its own name, built whole, checked, then only read.

One path must have one writer (several crash the next reader or lose vectors), and a reader that stays open does not
see later writes to a collection it knows; so every revision has a new collection and publishing holds the repository's
lock. The graph is the truth: a collection that is missing or short is built again from the units.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.errors import VectorsDamaged
from graph.search import chroma
from graph.search.chroma import Place
from graph.search.embedding import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateCollectionConfiguration

_BATCH = 5_000  # Chroma takes at most 5,461 vectors at once
# Wider searches than the defaults (100): the results of a small collection are then as good as exact.
_CONFIGURATION: CreateCollectionConfiguration = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 300}}
_PROBE_SECONDS = 60
_EXACT = 0.99  # cosine similarity with which a vector finds itself or its twin


class VectorIndex:
    """One collection. Ids are the positions of the units in the revision."""

    def __init__(self, collection: Any) -> None:
        self._collection = collection
        self._size = int(collection.count())

    def __len__(self) -> int:
        """Return the number of vectors."""
        return self._size

    @classmethod
    def build(cls, place: Place, name: str, vectors: Vectors) -> VectorIndex:
        """Write a collection anew and return it; raises VectorsDamaged where it does not hold what was written.

        To be called under the repository's lock. A folder that Chroma cannot open is emptied first; a server is not.
        """
        try:
            with chroma.errors():
                client = chroma.client(place)
                _drop(client, name)
        except VectorsDamaged:
            if not isinstance(place, Path):
                raise
            chroma.forget()
            shutil.rmtree(place, ignore_errors=True)
            client = chroma.client(place)
        with chroma.errors():
            collection = client.create_collection(name, embedding_function=None, configuration=_CONFIGURATION)
            for start in range(0, len(vectors), _BATCH):
                part = vectors[start : start + _BATCH]
                collection.add(ids=[str(start + offset) for offset in range(len(part))], embeddings=part)
            index = cls(collection)
        index.check(vectors)
        return index

    @classmethod
    def open(cls, place: Place, name: str, size: int) -> VectorIndex:
        """Return a collection that is there; raises VectorsDamaged where it is missing, short or unreadable."""
        if isinstance(place, Path) and not place.is_dir():
            raise VectorsDamaged("フォルダーがありません")
        with chroma.errors():
            index = cls(chroma.client(place).get_collection(name, embedding_function=None))
            if len(index) != size:
                raise VectorsDamaged(f"{size}件のうち{len(index)}件しかありません")
            return index

    def check(self, vectors: Vectors) -> None:
        """Raise VectorsDamaged unless the count is right and a vector finds itself (or its twin)."""
        if len(self) != len(vectors):
            raise VectorsDamaged(f"{len(vectors)}件のうち{len(self)}件しか書けませんでした")
        if len(vectors):
            position = int(np.argmax(np.linalg.norm(vectors, axis=1)))
            found = self.search(vectors[position : position + 1], 1)
            if np.linalg.norm(vectors[position]) > 0 and (not found or found[0][1] < _EXACT):
                raise VectorsDamaged("ベクトルが自分自身を見つけません")

    def search(self, query: Vectors, limit: int) -> list[tuple[int, float]]:
        """Return positions and cosine similarities of the nearest units, best first; query: shape (1, dimensions).

        Raises VectorsDamaged where Chroma fails.
        """
        if not self._size or not np.any(query):
            return []
        with chroma.errors():
            result = self._collection.query(
                query_embeddings=query, n_results=min(limit, self._size), include=["distances"]
            )
        return [
            (int(position), 1.0 - float(distance))
            for position, distance in zip(result["ids"][0], result["distances"][0], strict=True)
        ]


def names(folder: Path) -> list[str]:
    """Return the names of all collections in a folder."""
    with chroma.errors():
        return [collection.name for collection in chroma.client(folder).list_collections()]


def delete(place: Place, name: str) -> None:
    """Delete a collection where it is there. Only under the lock."""
    with chroma.errors():
        _drop(chroma.client(place), name)


class Probe:
    """Another process that opens and searches a collection: a damaged index can end a process at once.

    It starts when this is made, so that the model can be loaded meanwhile.
    """

    def __init__(self, folder: Path, name: str) -> None:
        root = Path(__file__).resolve().parent.parent.parent
        self._process = subprocess.Popen(
            [sys.executable, "-m", "graph.search.vector_index", str(folder), name],
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def succeeds(self) -> bool:
        """Wait for the process and return whether the collection can be read."""
        try:
            return self._process.wait(_PROBE_SECONDS) == 0
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return False


def _drop(client: ClientAPI, name: str) -> None:
    from chromadb.errors import NotFoundError

    with suppress(NotFoundError):
        client.delete_collection(name)


def _probe(folder: str, name: str) -> None:
    collection = chroma.client(Path(folder)).get_collection(name, embedding_function=None)
    first = collection.get(limit=1, include=["embeddings"])["embeddings"]
    if first is not None and len(first):
        collection.query(query_embeddings=np.asarray(first), n_results=1)


if __name__ == "__main__":
    _probe(sys.argv[1], sys.argv[2])
