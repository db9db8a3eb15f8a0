"""One SPARQL engine as the repository sees it: publish to it, read from it, and mend it where it lost a revision."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from graph.engines import RemoteTarget
from graph.errors import GraphError, PublishLocked
from graph.remote.engine_connection import Connection
from graph.remote.engine_publishing import held, publish
from graph.remote.errors import RemoteChanged
from graph.remote.remote_store import RemoteStore

_log = logging.getLogger(__name__)
_PAUSE = 1.0  # seconds between two attempts to mend


@cache
def engine_of(target: RemoteTarget) -> Engine:
    """Return the one engine of a target in this process, with its connections."""
    return Engine(target)


class Engine:
    """An engine that holds one revision at a time. Safe to use from any thread."""

    def __init__(self, target: RemoteTarget) -> None:
        self._connection = Connection(target)
        self._mending = threading.Lock()
        self._tried = float("-inf")

    def held(self) -> str | None:
        """Return the id of the revision that the engine holds wholly; several words where it is being changed."""
        return held(self._connection)

    def publish(self, revisions: Path, key: str) -> None:
        """Let the engine hold a revision; only under the repository's lock. Raises RemoteUnavailable."""
        publish(self._connection, revisions, key)

    def open(self, key: str, mend: Callable[[], None]) -> RemoteStore:
        """Return a revision for reading, brought to the engine first where that does not hold it.

        mend: lets the engine hold the current revision; raises PublishLocked while someone publishes. Raises
        RemoteUnavailable where the engine does not answer.
        """
        if self.held() != key:
            self._mend(mend, now=True)
            if (held := self.held()) != key:
                raise RemoteChanged(held, key)
        return RemoteStore(
            self._connection,
            key,
            self.held,
            lambda: threading.Thread(target=self._mend, args=(mend,), name="mend", daemon=True).start(),
        )

    def close(self) -> None:
        """Close all connections."""
        self._connection.close()

    def _mend(self, mend: Callable[[], None], *, now: bool = False) -> None:
        """Let the engine hold the current revision; unless that is wanted now, not again soon after the last time."""
        if not self._mending.acquire(blocking=False):
            return
        try:
            if not now and time.monotonic() - self._tried < _PAUSE:
                return
            mend()
        except PublishLocked:
            _log.info("the engine is being changed by another process")
        except GraphError as error:
            _log.warning("%s", error)
        finally:
            self._tried = time.monotonic()
            self._mending.release()
