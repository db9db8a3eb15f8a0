"""A model that may be asked without harm: few calls at once, a pause after failures, and nothing but words or None."""

from __future__ import annotations

import logging
import re
from threading import BoundedSemaphore
from typing import Any

from service.language_model.chat_client import Client, EndpointError
from service.language_model.circuit_breaker import Breaker

_THOUGHT = re.compile(r"\s*<think>.*?</think>", re.S)  # what some servers leave before the words
_AT_ONCE = 4  # calls; more would hold the threads that answer everybody else
_log = logging.getLogger("keikaku.model")


class GuardedModel:
    """Asks one endpoint. Safe to use from several threads; never raises for what the endpoint does."""

    def __init__(self, client: Client, breaker: Breaker | None = None) -> None:
        self._client = client
        self._breaker = breaker or Breaker()
        self._free = BoundedSemaphore(_AT_ONCE)

    def complete(
        self, messages: list[dict[str, str]], *, schema: dict[str, Any] | None = None, seconds: float | None = None
    ) -> str | None:
        """Return the words of the reply, None where there are none, too many calls are under way or a pause is on.

        schema: of the JSON that is wanted; seconds: for this call, less than the client's.
        """
        if not self._free.acquire(blocking=False):
            return None
        try:
            return self._called(messages, schema, seconds) if self._breaker.allows() else None
        finally:
            self._free.release()

    def _called(
        self, messages: list[dict[str, str]], schema: dict[str, Any] | None, seconds: float | None
    ) -> str | None:
        try:
            reply = self._client.complete(messages, schema=schema, seconds=seconds)
        except EndpointError as error:
            pauses = self._breaker.failed()
            _log.warning("the language model was not used: %s%s", error, "; pausing" if pauses else "")
            return None
        self._breaker.succeeded()
        return reply

    def close(self) -> None:
        """End the connection to the model."""
        self._client.close()


def without_thoughts(reply: str) -> str:
    """Return a reply without what the model thought aloud before it.

    >>> without_thoughts("<think>はて。</think> はい。")
    'はい。'
    """
    return _THOUGHT.sub("", reply, count=1).strip()
