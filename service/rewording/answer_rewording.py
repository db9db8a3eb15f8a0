"""`Reworder`: a plain answer → the same answer in the model's words where they trace, else the plain answer."""

from __future__ import annotations

import logging
import time
from collections import Counter
from dataclasses import replace

from service.answering.answer import Answer, Status
from service.language_model.chat_client import Client
from service.language_model.circuit_breaker import Breaker
from service.language_model.guarded_model import GuardedModel, without_thoughts
from service.rewording.answer_material import cut, material, verdict_joined
from service.rewording.kept_content import whole
from service.rewording.prompt import messages
from service.rewording.source_tracing import fault
from service.settings import Settings

MODEL = "model"
_MOST_ITEMS = 40  # more are a table, which no sentence says better
_MOST_SENTENCES = 20
_log = logging.getLogger("keikaku.rewording")


class Reworder:
    """Rewords answers with one model. Safe to use from several threads; never raises."""

    def __init__(self, client: Client, breaker: Breaker | None = None) -> None:
        self._model = GuardedModel(client, breaker)

    def reword(self, question: str, answer: Answer) -> Answer:
        """Return the answer with its text in the model's words, or as it is where they do not hold. The time that
        it took is in it; nothing but the text, who worded it and the time differs."""
        if answer.status is not Status.ANSWERED or not answer.citations or len(answer.items) > _MOST_ITEMS:
            return answer
        started = time.perf_counter()
        text = self._text(question, answer)
        took = answer.took_ms + (time.perf_counter() - started) * 1000
        return (replace(answer, text=text, worded_by=MODEL) if text else answer).timed(took)

    def close(self) -> None:
        """End the connection to the model."""
        self._model.close()

    def _text(self, question: str, answer: Answer) -> str | None:
        """Return the text to show, or None for the plain one."""
        try:
            sendable = question.encode("utf-8", "replace").decode()  # half of a surrogate pair is not
            reply = self._model.complete(messages(sendable, answer))
            return traced(reply, sendable, answer) if reply else None
        except Exception as error:  # a nicety must never cost the answer; the message could hold what was asked
            _log.warning("an answer could not be reworded: %s", type(error).__name__)
            return None


def traced(reply: str, question: str, answer: Answer) -> str | None:
    """Return what is shown of a model's reply: its sentences that trace, where they say all that the answer says."""
    known = material(question, answer)
    sentences = cut(verdict_joined(without_thoughts(reply)))
    if len(sentences) > _MOST_SENTENCES:
        _log.info("0 of %d reworded sentences shown: too many", len(sentences))
        return None
    faults = [fault(sentence, known) for sentence in sentences]
    kept = [sentence for sentence, problem in zip(sentences, faults, strict=True) if problem is None]
    text = whole(kept, answer, known)
    if text is None or len(kept) < len(sentences):
        counted = Counter(problem.value for problem in faults if problem)
        said = "、".join(f"{problem} ({count})" for problem, count in counted.items()) or "something is missing"
        _log.info("%d of %d reworded sentences shown: %s", len(kept) if text else 0, len(sentences), said)
    return text


def reworder(settings: Settings) -> Reworder | None:
    """Return what rewords answers as the settings say, or None where no model is set."""
    if settings.llm_url is None or settings.llm_model is None or not settings.llm_rewording:
        return None
    key = settings.llm_key.get_secret_value() if settings.llm_key else None
    return Reworder(Client(settings.llm_url, settings.llm_model, key, settings.llm_timeout))
