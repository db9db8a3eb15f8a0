"""Two ways to put a question: to the engine over the data folder in this process, or to a running service."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from service.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.answering.engine import Answerer

_SECONDS = 60.0  # that an answer over HTTP may take

# What a question and its conversation come back as: the answer in the shape of POST /api/ask, and the milliseconds.
Ask = Callable[[str, str], tuple[Mapping[str, Any], float]]


class CannotAsk(ServiceError):
    """The service that was to be evaluated does not answer as such a service does."""

    status = 502
    code = "cannot-ask"
    title = "質問できません"


def in_process(answerer: Answerer) -> Ask:
    """Return a way to ask an engine."""

    def ask(question: str, session: str) -> tuple[Mapping[str, Any], float]:
        started = time.perf_counter()
        answer = answerer.ask(question, session).to_json()
        return answer, (time.perf_counter() - started) * 1000

    return ask


@contextmanager
def over_http(base: str) -> Iterator[Ask]:
    """Give a way to ask the service at an address; asking raises CannotAsk where it does not answer.

    A question that the service refuses (4xx) is an answer with the problem's code as its status, which fits nothing.
    """
    import httpx

    with httpx.Client(base_url=base.rstrip("/"), timeout=_SECONDS) as client:

        def ask(question: str, session: str) -> tuple[Mapping[str, Any], float]:
            started = time.perf_counter()
            try:
                response = client.post("/api/ask", json={"question": question, "session": session})
                took = (time.perf_counter() - started) * 1000
                body = response.json()
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
                reason = type(error).__name__
                raise CannotAsk(
                    f"{base} に質問できません（{reason}）。動いているサービスのURLを確かめてください。"
                ) from None
            if response.status_code >= 500 or not isinstance(body, dict):
                raise CannotAsk(
                    f"{base} が答えられません（{response.status_code}）。サービスの状態を確かめてください。"
                )
            return (
                body if response.is_success else {"status": str(body.get("code")), "text": body.get("detail")}
            ), took

        yield ask


def converse(ask: Ask, turns: Iterable[str], session: str) -> tuple[Mapping[str, Any], list[float]]:
    """Return the last answer of a conversation, and the milliseconds that each took."""
    answer: Mapping[str, Any] = {}
    times = []
    for turn in turns:
        answer, took = ask(turn, session)
        times.append(took)
    return answer, times
