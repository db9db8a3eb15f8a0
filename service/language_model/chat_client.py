"""One call of ``/chat/completions`` of an OpenAI-compatible endpoint, bounded in time and size."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import logging
import threading
from typing import Any

import httpx
import orjson

MOST_BYTES = 256 * 1024  # of a reply; a reworded answer is a few hundred
MOST_CHARACTERS = 4_000  # of the words in it
_GRACE = 1.0  # seconds for the cancelled call to wind up
_NOT_UNDERSTOOD = {httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY, httpx.codes.NOT_IMPLEMENTED}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class EndpointError(Exception):
    """The endpoint gave no words that can be read. Its text is short and bears nothing that was sent or received."""


class _Refused(EndpointError):
    """The endpoint does not take a request that asks for a form of JSON."""


class Client:
    """Calls one endpoint. Safe to use from several threads; `close` ends it.

    Calls run on an event loop of the client's own, where a deadline cuts off whatever is under way: name look-up,
    connecting, headers or a body that comes in drops.
    """

    def __init__(self, url: str, model: str, key: str | None, seconds: float) -> None:
        """url: up to ``/v1``, or the whole address of ``/chat/completions``; seconds: for the whole call."""
        base = url.rstrip("/")
        self._url = httpx.URL(base if base.endswith("/chat/completions") else base + "/chat/completions")
        self._model = model
        self._seconds = seconds
        self._takes_schemas = True
        headers = {"accept": "application/json", "accept-encoding": "identity", "user-agent": "keikaku"}
        if key:
            headers["authorization"] = f"Bearer {key}"
        # A reply is read to its end or not at all, and goes nowhere but to the address that was set.
        self._http = httpx.AsyncClient(
            headers=headers, timeout=seconds, follow_redirects=False, trust_env=self._url.host not in _LOOPBACK
        )
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs every call
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="language-model", daemon=True)
        self._thread.start()

    def complete(
        self, messages: list[dict[str, str]], *, schema: dict[str, Any] | None = None, seconds: float | None = None
    ) -> str:
        """Return the words that the model replies with; raises EndpointError, at the latest when the time is over.

        schema: of the JSON that is wanted, not asked for again of an endpoint that once refused it; seconds: for this
        call where it is less than the client's time.
        """
        allowed = min(self._seconds, seconds) if seconds is not None else self._seconds
        future = asyncio.run_coroutine_threadsafe(self._call(messages, schema, allowed), self._loop)
        try:
            return future.result(allowed + _GRACE)
        except (TimeoutError, concurrent.futures.CancelledError):
            future.cancel()
            raise EndpointError("timeout") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise EndpointError(type(error).__name__) from None

    def close(self) -> None:
        """End the client: what is under way is given up."""
        if not self._thread.is_alive():
            return
        with contextlib.suppress(TimeoutError, RuntimeError):
            asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(_GRACE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_GRACE)
        if not self._thread.is_alive():
            self._loop.close()

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._http.aclose()

    async def _call(self, messages: list[dict[str, str]], schema: dict[str, Any] | None, seconds: float) -> str:
        asked: dict[str, Any] = {"model": self._model, "messages": messages, "temperature": 0, "stream": False}
        async with asyncio.timeout(seconds):
            if schema is not None and self._takes_schemas:
                form = {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema}}
                try:
                    return await self._post({**asked, "response_format": form})
                except _Refused:
                    self._takes_schemas = False  # the messages say the form as well
            return await self._post(asked)

    async def _post(self, asked: dict[str, Any]) -> str:
        content = orjson.dumps(asked)
        async with self._http.stream(
            "POST", self._url, content=content, headers={"content-type": "application/json"}
        ) as reply:
            if "response_format" in asked and reply.status_code in _NOT_UNDERSTOOD:
                raise _Refused(f"status {reply.status_code}")
            if reply.status_code != httpx.codes.OK:
                raise EndpointError(f"status {reply.status_code}")
            kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json" or reply.headers.get("content-encoding", "identity") != "identity":
                raise EndpointError("not JSON")
            received = bytearray()
            async for chunk in reply.aiter_raw():
                received += chunk
                if len(received) > MOST_BYTES:
                    raise EndpointError("too many bytes")
        return _words(bytes(received))


def _words(body: bytes) -> str:
    """Return the words of a reply's first choice; raises EndpointError where it has none that are complete."""
    try:
        reply: Any = orjson.loads(body)
    except ValueError:
        raise EndpointError("broken JSON") from None
    choices = reply.get("choices") if isinstance(reply, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    content = message.get("content") if isinstance(message, dict) else None
    if not isinstance(content, str) or not content.strip():
        raise EndpointError("no words in the reply")
    if choice is not None and choice.get("finish_reason") not in (None, "stop"):
        raise EndpointError("an unfinished reply")
    if len(content) > MOST_CHARACTERS:
        raise EndpointError("too many words")
    return content
