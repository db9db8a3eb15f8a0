"""Results of queries that were asked before, as long as the revision is the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Protocol


class Kept(Protocol):
    """What may be kept: a result, or a whole answer with it."""

    @property
    def body(self) -> bytes:
        """What it takes room for."""


_OVERHEAD = 500  # bytes that an entry takes besides its body


class ResultCache:
    """The results used last, up to a number of bytes. For one revision and one event loop."""

    def __init__(self, most: int) -> None:
        """most: bytes; 0 keeps nothing. One result may take an eighth of it."""
        self._most = most
        self._used = 0
        self._held: OrderedDict[Hashable, Kept] = OrderedDict()
        self.hits = 0

    def get(self, key: Hashable) -> Kept | None:
        """Return what was kept under a key."""
        found = self._held.get(key)
        if found is not None:
            self._held.move_to_end(key)
            self.hits += 1
        return found

    def put(self, key: Hashable, result: Kept) -> None:
        """Keep a result, and let go of those that were not used for longest."""
        size = len(result.body) + _OVERHEAD
        if size > self._most // 8 or key in self._held:
            return
        self._held[key] = result
        self._used += size
        while self._used > self._most:
            _, old = self._held.popitem(last=False)
            self._used -= len(old.body) + _OVERHEAD
