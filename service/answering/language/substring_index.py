"""Which of many texts hold a piece of text, found without reading them all.

All texts stand one behind the other; their positions are sorted by the three characters that begin there, as a suffix
array sorts them by all that follow. A piece of up to three characters is then one run of positions; of a longer one the
rarest three characters are looked up and the rest is compared where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_DEEP = 3  # characters that positions are sorted by: 21 bits each
_BITS = 21
_BETWEEN = 0x110000  # stands between texts; no character has this number
_MANY = 1_024  # places from which marking texts is faster than sorting their numbers

Places = NDArray[np.int32]


class Substrings:
    """The texts by their pieces. Takes 12 bytes a character."""

    def __init__(self, texts: Sequence[str]) -> None:
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        ends = np.cumsum(lengths + 1) - 1
        joined = np.frombuffer("\0".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        self._codes = np.concatenate([joined, np.full(_DEEP, _BETWEEN, dtype=np.uint32)])
        self._codes[ends] = _BETWEEN
        self._home = np.repeat(np.arange(len(texts), dtype=np.int32), lengths + 1)
        self._size = len(texts)
        codes = self._codes.astype(np.int64)
        keys = codes[: len(joined)] << (2 * _BITS)
        keys |= codes[1 : len(joined) + 1] << _BITS
        keys |= codes[2 : len(joined) + 2]
        order = np.argsort(keys)
        keys = keys[order]
        self._order = order.astype(np.int32)
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        self._keys = keys[first]  # each run of three characters once, sorted
        self._starts = np.append(first, len(keys))

    def __len__(self) -> int:
        """Return the number of texts."""
        return self._size

    def holding(self, piece: str) -> Places:
        """Return the numbers of the texts that hold a piece, each once, ascending; an empty piece is in all."""
        if not piece:
            return np.arange(self._size, dtype=np.int32)
        homes = self.homes(piece)
        if len(homes) < _MANY:
            homes.sort()
            return homes[np.diff(homes, prepend=-1) > 0]
        marked = np.zeros(self._size, dtype=bool)
        marked[homes] = True
        return np.flatnonzero(marked).astype(np.int32)

    def homes(self, piece: str) -> Places:
        """Return for each place at which a piece of at least one character begins the number of its text, unordered."""
        return np.asarray(self._home[self._places(piece)])

    def count(self, piece: str) -> int:
        """Return how many texts hold a piece."""
        return len(self.holding(piece))

    def _places(self, piece: str) -> Places:
        """Return where a piece begins, in no order."""
        if len(piece) <= _DEEP:
            return self._order[slice(*self._run(piece))]
        codes = np.frombuffer(piece.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        firsts, lasts = self._runs(codes.astype(np.int64))
        at = int(np.argmin(lasts - firsts))
        rarest = int(firsts[at]), int(lasts[at])
        found = self._order[slice(*rarest)] - at
        found = found[(found >= 0) & (found + len(piece) <= len(self._codes))]
        for offset, code in enumerate(codes):
            if not at <= offset < at + _DEEP and len(found):
                found = found[self._codes[found + offset] == code]
        return found

    def _runs(self, codes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return for each three characters of a piece what `_run` does."""
        keys = codes[:-2] << 2 * _BITS | codes[1:-1] << _BITS | codes[2:]
        return self._starts[np.searchsorted(self._keys, keys)], self._starts[np.searchsorted(self._keys, keys + 1)]

    def _run(self, piece: str) -> tuple[int, int]:
        """Return the first and the last place but one, in order, at which one to three characters begin."""
        low = 0
        for char in piece:
            low = low << _BITS | ord(char)
        gone = (_DEEP - len(piece)) * _BITS
        low, high = low << gone, (low + 1) << gone
        first, last = np.searchsorted(self._keys, (low, high))
        return int(self._starts[first]), int(self._starts[last])
