"""A pause after several failures in a row, so that an endpoint that is down does not slow every question."""

from __future__ import annotations

import time
from threading import Lock


class Breaker:
    """Says whether a call may be tried. Safe to use from several threads."""

    def __init__(self, failures: int = 3, seconds: float = 60.0) -> None:
        """failures: how many in a row begin a pause; seconds: how long it lasts, after which one call is tried."""
        self._most = failures
        self._seconds = seconds
        self._failures = 0
        self._until = 0.0
        self._lock = Lock()

    def allows(self) -> bool:
        """Return whether to call now; where a pause has ended, only the first caller is let through to try."""
        with self._lock:
            if self._failures < self._most:
                return True
            now = time.monotonic()
            if now < self._until:
                return False
            self._until = now + self._seconds
            return True

    def succeeded(self) -> None:
        """Note that a call went well."""
        with self._lock:
            self._failures = 0

    def failed(self) -> bool:
        """Note that a call failed; return whether a pause begins."""
        with self._lock:
            self._failures += 1
            if self._failures < self._most:
                return False
            self._until = time.monotonic() + self._seconds
            return True
