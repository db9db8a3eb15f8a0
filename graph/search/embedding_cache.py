"""Vectors of texts by what the texts say, kept on the disk: no text is ever embedded twice by one model.

For models that take long and give a text the same vector whatever stands beside it. A file a model, in which each
vector lies as soon as it is made: who is interrupted goes on where he was, and the next revision needs only its new
texts.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from graph.search.embedding import Vectors

Told = Callable[[int, int], None]  # texts that have a vector, of so many; may raise to stop
_BATCH = 8  # texts at once: a second or two, after which one may stop
_PATIENCE = 60.0  # seconds for another process that writes
_POLITENESS = 10  # of the thread that embeds: questions go first
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (text BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"


class Embedded:
    """The vectors that one file holds. Safe to use from several processes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def vectors(self, texts: Sequence[str], embed: Callable[[Sequence[str]], Vectors], told: Told) -> Vectors:
        """Return the vectors of texts, shape (texts, dimensions), of which only those are made that are not there.

        A file that cannot be read is begun anew.
        """
        if not texts:
            return np.zeros((0, 1), dtype=np.float32)
        try:
            return self._vectors(texts, embed, told)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # locked, or the disk is full: nothing is damaged
                raise
            self._path.unlink(missing_ok=True)
            return self._vectors(texts, embed, told)

    def keep_only(self, texts: Iterable[str]) -> None:
        """Delete the vectors of all other texts, and the file where none is left or none can be read."""
        kept = {_key(text) for text in texts}
        try:
            with self._open() as database:
                held = [key for (key,) in database.execute("SELECT text FROM vectors")]
                gone = [(key,) for key in held if key not in kept]
                with database:
                    database.executemany("DELETE FROM vectors WHERE text = ?", gone)
                if gone and len(gone) < len(held):
                    database.execute("VACUUM")
        except sqlite3.OperationalError:
            return
        except sqlite3.DatabaseError:
            held, gone = [], []
        if len(gone) == len(held):
            self._path.unlink(missing_ok=True)

    def _vectors(self, texts: Sequence[str], embed: Callable[[Sequence[str]], Vectors], told: Told) -> Vectors:
        keys = [_key(text) for text in texts]
        wanted = dict(zip(keys, texts, strict=True))
        with self._open() as database:
            held = database.execute("SELECT text, vector FROM vectors")
            found = {key: np.frombuffer(vector, dtype=np.float32) for key, vector in held if key in wanted}
            # Long ones first, as the libraries sort them: a batch then holds texts of one length.
            new = sorted((key for key in wanted if key not in found), key=lambda key: -len(wanted[key]))
            told(len(found), len(wanted))
            with ThreadPoolExecutor(1, "embedding", initializer=_stand_back) as aside:
                for start in range(0, len(new), _BATCH):
                    part = new[start : start + _BATCH]
                    made = aside.submit(embed, [wanted[key] for key in part]).result()
                    found.update(zip(part, made, strict=True))
                    rows = [(key, vector.tobytes()) for key, vector in zip(part, made, strict=True)]
                    with database:
                        database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
                    told(len(found), len(wanted))
        return np.stack([found[key] for key in keys])

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=_PATIENCE)) as database:
            database.execute(_TABLE)
            yield database


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _stand_back() -> None:
    """Let this thread, and those that it starts, run after the others of the machine."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _POLITENESS)
