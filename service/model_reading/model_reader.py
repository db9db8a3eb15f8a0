"""`ModelReader`: lets a language model read the questions that our own operators are not sure of."""

from __future__ import annotations

import logging
import math
import time
from collections import Counter, OrderedDict
from collections.abc import Sequence
from hashlib import sha256
from threading import Lock

from service.answering.operators.base import Proposal
from service.answering.reading.marks import Reading
from service.answering.step_interface import Tools
from service.language_model.chat_client import Client
from service.language_model.circuit_breaker import Breaker
from service.language_model.guarded_model import GuardedModel, without_thoughts
from service.model_reading.numbered_marks import NumberedMarks, numbered
from service.model_reading.plan_decoding import decoded
from service.model_reading.plan_errors import NotAPlan
from service.model_reading.plan_schema import schema
from service.model_reading.plan_vocabulary import Vocabulary, vocabulary
from service.model_reading.prompt import messages
from service.settings import Settings

_KEPT, _MOST_KEPT = 10.0, 32  # seconds for which a reply holds, and how many
_log = logging.getLogger("keikaku.model")


class ModelReader:
    """Asks one model for plans. Safe to use from several threads; never raises."""

    def __init__(
        self, client: Client, seconds: float, sure: float, breaker: Breaker | None = None, kept: float = _KEPT
    ) -> None:
        """seconds: for all that one message may ask; sure: how sure our own answer is where nothing is asked; kept: for
        how many seconds a reply, or that there was none, holds for the same question."""
        self._model = GuardedModel(client, breaker)
        self.seconds = seconds
        self._sure = sure
        self._kept = kept
        self._known: tuple[object, Vocabulary] | None = None
        self._replies: OrderedDict[bytes, tuple[float, str | None]] = OrderedDict()
        self._lock = Lock()

    def message(self) -> Message:
        """Return what proposes plans for the questions of one message, within its time."""
        return Message(self)

    def close(self) -> None:
        """End the connection to the model."""
        self._model.close()

    def read(self, reading: Reading, tools: Tools, sure: float, seconds: float) -> tuple[Proposal, ...]:
        """Return the plans that the model thinks of, none where it need not be asked or does not say any."""
        if sure >= self._sure or seconds <= 0:
            return ()
        try:
            return self._asked(reading, tools, seconds)
        except Exception as error:  # a second opinion must never cost the first; the message could hold what was asked
            _log.warning("a question could not be read by the model: %s", type(error).__name__)
            return ()

    def _asked(self, reading: Reading, tools: Tools, seconds: float) -> tuple[Proposal, ...]:
        known, marks = self._vocabulary(tools), numbered(reading)
        reply = self._reply(marks, known, seconds)
        if reply is None:
            return ()
        try:
            found, faults = decoded(without_thoughts(reply), marks, known, tools)
        except NotAPlan:
            _log.info("the model's reply is no list of plans")
            return ()
        if faults:
            counted = Counter(type(fault).__name__ for fault in faults)
            _log.info("plans left out: %s", "、".join(f"{name} ({count})" for name, count in sorted(counted.items())))
        return tuple(found)

    def _reply(self, marks: NumberedMarks, known: Vocabulary, seconds: float) -> str | None:
        """Return the model's words: the same where it was just asked, since a page asks for the chips and then for the
        answer."""
        asked = messages(marks, known)
        key = sha256(repr(asked).encode("utf-8", "replace")).digest()
        with self._lock:
            at, reply = self._replies.get(key, (-math.inf, None))
        if time.monotonic() - at < self._kept:
            return reply
        reply = self._model.complete(asked, schema=schema(marks, known), seconds=seconds)
        with self._lock:
            self._replies[key] = (time.monotonic(), reply)
            while len(self._replies) > _MOST_KEPT:
                self._replies.popitem(last=False)
        return reply

    def _vocabulary(self, tools: Tools) -> Vocabulary:
        """Return the vocabulary of a revision, made once."""
        kept = self._known
        if kept is None or kept[0] is not tools.knowledge:
            kept = self._known = (tools.knowledge, vocabulary(tools))
        return kept[1]


class Message:
    """The questions of one message, which share their time."""

    def __init__(self, reader: ModelReader) -> None:
        self._reader = reader
        self._left = reader.seconds

    def proposals(self, reading: Reading, tools: Tools, sure: float) -> Sequence[Proposal]:
        """Return plans that a question may mean. sure: how sure our own answer is."""
        started = time.monotonic()
        found = self._reader.read(reading, tools, sure, self._left)
        self._left -= time.monotonic() - started
        return found


def model_reader(settings: Settings) -> ModelReader | None:
    """Return what reads questions as the settings say, or None where no model is to."""
    if settings.llm_url is None or settings.llm_model is None or not settings.llm_reading:
        return None
    key = settings.llm_key.get_secret_value() if settings.llm_key else None
    client = Client(settings.llm_url, settings.llm_model, key, settings.llm_reading_timeout)
    return ModelReader(client, settings.llm_reading_timeout, settings.llm_reading_sure)
