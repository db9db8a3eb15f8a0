"""An update over a store, and what an update would change: done in a fork of the keeper, which can be killed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from graph.workers.query_evaluation import Head, failure


def apply(store: ox.Store, asked: Mapping[str, Any], prefixes: Mapping[str, str]) -> Head:
    """Change a store as an update says, all or nothing; return the head of the reply."""
    try:
        store.update(asked["u"], prefixes=None if asked.get("bare") else dict(prefixes))
    except SyntaxError as error:
        return failure("syntax", error)
    except (ValueError, RuntimeError, OSError) as error:
        return failure("refused", error)
    except MemoryError:
        return {"error": "memory"}
    return {"type": "application/n-quads", "quads": len(store)}


def changes(store: ox.Store, asked: Mapping[str, Any], prefixes: Mapping[str, str]) -> tuple[Head, bytes]:
    """Return what an update adds to and removes from the graphs below an IRI (``within``), as N-Quads one after the
    other; the head's ``added`` is the length of the first. An update that changes any other graph is refused.

    The store is changed: to be called in a fork that ends afterwards.
    """
    root = asked["within"]
    before = _take(store, root)
    digest = _digest(store)
    store.extend(before)
    head = apply(store, asked, prefixes)
    if "error" in head:
        return head, b""
    after = _take(store, root)
    if _digest(store) != digest:
        return {"error": "outside"}, b""
    added, removed = (_quads(quads) for quads in (after - before, before - after))
    return {"type": "application/n-quads", "added": len(added)}, added + removed


def is_within(graph: Any, root: str) -> bool:
    """Return whether a graph's name is the root or below it."""
    return isinstance(graph, ox.NamedNode) and (graph.value == root or graph.value.startswith(f"{root}/"))


def _take(store: ox.Store, root: str) -> set[ox.Quad]:
    """Take the graphs below a root out of a store, and return their quads."""
    graphs = [graph for graph in store.named_graphs() if is_within(graph, root)]
    quads = {quad for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph)}
    for graph in graphs:
        store.remove_graph(graph)
    return quads


def _digest(store: ox.Store) -> bytes:
    """Return a digest of all that a store holds; it stays the same where nothing was changed."""
    sink = _Hash()
    store.dump(sink, ox.RdfFormat.N_QUADS)  # type: ignore[arg-type]  # it needs no more than write() and flush()
    return sink.digest()


def _quads(quads: set[ox.Quad]) -> bytes:
    return ox.serialize(sorted(quads, key=str), format=ox.RdfFormat.N_QUADS) or b""


class _Hash:
    """A file that keeps only the digest of what is written."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b()

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: there is nothing behind it."""

    def digest(self) -> bytes:
        return self._hash.digest()
