"""The vectors of one revision in ChromaDB: a collection of its own name, built whole, checked, then only read.

One path must have one writer (several crash the next reader or lose vectors), and a reader that stays open does not see
later writes to a collection it knows; so every revision has a new collection and publishing holds the repository's lock.
The graph is the truth: a collection that is missing or short is built again from the units.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.embedding import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_BATCH = 5_000  # Chroma takes at most 5,461 vectors at once


class VectorIndex:
    """One collection. Ids are the positions of the units in the revision."""

    def __init__(self, collection: Any) -> None:
        self._collection = collection

    @classmethod
    def build(cls, folder: Path, name: str, vectors: Vectors) -> VectorIndex:
        """Write a collection anew and return it; raises ValueError where it does not hold what was written."""
        client = _client(str(folder))
        if name in {collection.name for collection in client.list_collections()}:
            client.delete_collection(name)
        collection = client.create_collection(name, embedding_function=None, metadata={"hnsw:space": "cosine"})
        for start in range(0, len(vectors), _BATCH):
            part = vectors[start : start + _BATCH]
            ids = [str(position) for position in range(start, start + len(part))]
            collection.add(ids=ids, embeddings=part)
        index = cls(collection)
        index.check(vectors)
        return index

    @classmethod
    def open(cls, folder: Path, name: str, size: int) -> VectorIndex:
        """Return a collection that is there; raises ValueError where it is missing or short."""
        client = _client(str(folder))
        if name not in {collection.name for collection in client.list_collections()}:
            raise ValueError(f"collection {name} is missing")
        index = cls(client.get_collection(name, embedding_function=None))
        if index._collection.count() != size:
            raise ValueError(f"collection {name} holds {index._collection.count()} of {size} vectors")
        return index

    def check(self, vectors: Vectors) -> None:
        """Raise ValueError unless the count is right and a vector finds itself (or its twin)."""
        if self._collection.count() != len(vectors):
            raise ValueError(f"{self._collection.count()} of {len(vectors)} vectors were kept")
        if len(vectors):
            position = int(np.argmax(np.abs(vectors).sum(axis=1)))
            found = self.search(vectors[position : position + 1], 1)
            if not found or found[0][1] < 0.99:
                raise ValueError("a vector does not find itself")

    def search(self, query: Vectors, limit: int) -> list[tuple[int, float]]:
        """Return positions and cosine similarities of the nearest units, best first."""
        size = self._collection.count()
        if not size:
            return []
        result = self._collection.query(query_embeddings=query, n_results=min(limit, size), include=["distances"])
        ids: Sequence[str] = result["ids"][0]
        distances: Sequence[float] = result["distances"][0]
        return [(int(position), 1.0 - float(distance)) for position, distance in zip(ids, distances, strict=True)]


@cache
def _client(folder: str) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
