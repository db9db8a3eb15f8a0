"""Conversations: what each client's last question was about, bounded in number and age."""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock

from service.answering.step_interface import Topic


class Sessions:
    """Remembers topics by the session id that a client chose; an unknown or forgotten one starts fresh."""

    def __init__(self, most: int = 2_000, seconds: float = 3_600.0) -> None:
        self._most = most
        self._seconds = seconds
        self._topics: OrderedDict[str, tuple[float, Topic]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        """Return how many conversations are remembered."""
        return len(self._topics)

    def __bool__(self) -> bool:
        """Return True: no conversations yet is still a place for them."""
        return True

    def topic(self, session: str | None) -> Topic:
        """Return what a conversation was about last."""
        if session is None:
            return Topic()
        with self._lock:
            at, topic = self._topics.get(session, (0.0, Topic()))
            return topic if time.monotonic() - at <= self._seconds else Topic()

    def remember(self, session: str | None, topic: Topic) -> None:
        """Note what a conversation is about now; the oldest are forgotten when there are too many."""
        if session is None:
            return
        now = time.monotonic()
        with self._lock:
            self._topics[session] = (now, topic)
            self._topics.move_to_end(session)
            while self._topics and (
                len(self._topics) > self._most or now - next(iter(self._topics.values()))[0] > self._seconds
            ):
                self._topics.popitem(last=False)
