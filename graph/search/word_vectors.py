"""The word vectors that the package `ja-ginza` carries (chiVe), read straight from its files.

480,443 words stand on 20,000 vectors of 300 dimensions. Loading its whole language model, or even the library that
wrote the files, would cost seconds and hundreds of megabytes; the two files needed are an array and a table of hashes.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.errors import ModelUnavailable

Rarity = Callable[[str], float]  # a word's weight: the rarer, the more
_MASK = (1 << 64) - 1
_MULTIPLIER = 0xC6A4A7935BD1E995
_SEED = 1


class WordVectors:
    """Rows of vectors by word. `vectors`: shape (20000, 300)."""

    def __init__(self, folder: Path) -> None:
        import srsly  # type: ignore[import-untyped]

        rows: dict[int, int] = srsly.read_msgpack(folder / "key2row")
        keys = np.fromiter(rows.keys(), dtype=np.uint64, count=len(rows))
        order = np.argsort(keys)
        self._keys = keys[order]  # two sorted arrays take a tenth of a dictionary's memory
        self._rows = np.fromiter(rows.values(), dtype=np.int32, count=len(rows))[order]
        self.vectors: NDArray[np.float32] = np.load(folder / "vectors", allow_pickle=False).astype(np.float32)

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self._keys)

    def row(self, word: str) -> int | None:
        """Return the row of a word, or None where it has no vector."""
        key = word_hash(word)
        place = int(np.searchsorted(self._keys, np.uint64(key)))
        if place < len(self._keys) and int(self._keys[place]) == key:
            row = int(self._rows[place])
            return row if row >= 0 else None
        return None


@cache
def word_vectors() -> WordVectors:
    """Return the word vectors of the installed package; raises ModelUnavailable where they are missing."""
    spec = importlib.util.find_spec("ja_ginza")
    folder = next(Path(spec.origin).parent.glob("ja_ginza-*"), None) if spec and spec.origin else None
    if folder is None:
        raise ModelUnavailable("単語ベクトル（ja-ginza）がありません。make setup を実行してください。")
    try:
        return WordVectors(folder / "vocab")
    except (OSError, ValueError, ImportError) as error:
        raise ModelUnavailable(f"単語ベクトルを読めません（{error}）。make setup を実行してください。") from error


@lru_cache(maxsize=100_000)
def word_hash(word: str) -> int:
    """Return the key under which spaCy's files hold a word: MurmurHash64A of its UTF-8, seed 1.

    >>> word_hash("coffee")
    3197928453018144401
    """
    data = word.encode()
    value = _SEED ^ (len(data) * _MULTIPLIER & _MASK)
    whole = len(data) & ~7
    for start in range(0, whole, 8):
        part = int.from_bytes(data[start : start + 8], "little") * _MULTIPLIER & _MASK
        part = (part ^ part >> 47) * _MULTIPLIER & _MASK
        value = (value ^ part) * _MULTIPLIER & _MASK
    if whole < len(data):
        value = (value ^ int.from_bytes(data[whole:], "little")) * _MULTIPLIER & _MASK
    value = (value ^ value >> 47) * _MULTIPLIER & _MASK
    return value ^ value >> 47
