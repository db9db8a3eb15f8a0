"""Vectors behind the publishing: a thread lets them take part in the search of the open revision once they are made.

A model that takes minutes makes them here, while the revision answers with what takes part already; and vectors that
were lost, because their server went away, come back the same way. Where another revision comes meanwhile, nothing is
lost: each text's vector is kept, and the next revision goes on from there.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from graph.errors import GraphError, VectorsPending

if TYPE_CHECKING:
    from graph.revisions.repository import OpenRevision, Repository

_ATTEMPT = 30.0  # seconds between two attempts
_END = 5.0  # seconds in which the texts at work are done
_log = logging.getLogger("keikaku")


class Behind:
    """The thread, and how far it is. revision: returns the one whose vectors are wanted now, None where none are."""

    def __init__(self, revision: Callable[[], OpenRevision | None], repository: Callable[[], Repository]) -> None:
        self._revision = revision
        self._repository = repository
        self._progress: tuple[str, int, int] = ("", 0, 0)
        self._said = ""
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="vectors", daemon=True)

    def start(self) -> None:
        """Begin to look for a revision without vectors, now and every half minute."""
        self._thread.start()

    def look(self) -> None:
        """Look at once: another revision is open."""
        self._wake.set()

    def stop(self) -> None:
        """Stop after the texts at work."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(_END)

    def progress(self, key: str) -> tuple[int, int] | None:
        """Return how many texts of how many a revision have their vector, None where nothing is being made of it."""
        of, done, total = self._progress
        return (done, total) if of == key else None

    def _work(self) -> None:
        while not self._stop.is_set():
            revision = self._revision()
            if revision is not None and not revision.searcher.has_vectors:
                self._attach(revision)
            self._wake.wait(_ATTEMPT)
            self._wake.clear()

    def _attach(self, revision: OpenRevision) -> None:
        def told(done: int, total: int) -> None:
            if self._stop.is_set() or self._revision() is not revision:
                raise VectorsPending
            self._progress = (revision.id, done, total)

        try:
            if self._repository().attach_vectors(revision, told):
                _log.info("vectors take part in the search of revision %s", revision.id)
            self._said = ""
        except VectorsPending:
            pass
        except GraphError as error:
            if str(error) != self._said:  # once, not every half minute
                _log.warning("%s", error)
            self._said = str(error)
        except Exception:  # the thread must outlive any one revision
            _log.exception("the vectors cannot be made; search goes on without them")
        finally:
            self._progress = ("", 0, 0)
