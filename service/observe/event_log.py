"""What the service writes down: one line an event, with the id of the request that it belongs to.

What people asked is not written unless the setting `log_questions` says so: questions and queries stand in bodies and
query strings, and neither is logged; an access line names the route, not the address.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from time import time
from typing import TextIO

import orjson

from service.settings import Settings

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
_FLUSH = 0.25  # seconds; a write for each request would cost more than many requests do
_MOST_HELD = 10_000  # lines
_questions = logging.getLogger("keikaku.questions")
_questions.disabled = True  # until a setting says otherwise


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send all records of the process to a stream (standard error), as text or as JSON."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Json() if settings.log_json else _Text())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in ("httpx", "chromadb", "sentence_transformers", "multipart", "python_multipart"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    _questions.disabled = not settings.log_questions


def asked(kind: str, text: str) -> None:
    """Write down what was asked (kind: ask, sparql, search), where the settings allow it."""
    if not _questions.disabled:
        _questions.info("%s %s", kind, text)


class AccessLog:
    """One line a request, written a few times a second."""

    def __init__(self, *, as_json: bool, stream: TextIO | None = None) -> None:
        self._format = _json_line if as_json else _text_line
        self._stream = stream
        self._held: list[tuple[float, str, str, str, int, float, int, str]] = []
        self._later: asyncio.TimerHandle | None = None

    def add(self, request: str, method: str, route: str, status: int, ms: float, size: int, client: str) -> None:
        """Keep one line for the next writing. size: bytes of the body. On the event loop."""
        held = self._held
        held.append((time(), request, method, route, status, ms, size, client))
        if self._later is None:
            self._later = asyncio.get_running_loop().call_later(_FLUSH, self.flush)
        elif len(held) >= _MOST_HELD:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        if self._later is not None:
            self._later.cancel()
            self._later = None
        held, self._held = self._held, []
        if held:
            stream = self._stream or sys.stderr
            stream.write("".join([self._format(*entry) for entry in held]))
            stream.flush()


def _text_line(at: float, request: str, method: str, route: str, status: int, ms: float, size: int, client: str) -> str:
    return f"{_stamp(at)} INFO keikaku.access [{request}] {method} {route} {status} {ms:.1f}ms {size}B {client}\n"


def _json_line(at: float, request: str, method: str, route: str, status: int, ms: float, size: int, client: str) -> str:
    line = {
        "time": _stamp(at),
        "level": "INFO",
        "logger": "keikaku.access",
        "request_id": request,
        "method": method,
        "route": route,
        "status": status,
        "ms": round(ms, 1),
        "bytes": size,
        "client": client,
    }
    return orjson.dumps(line).decode() + "\n"


def _stamp(at: float) -> str:
    seconds = int(at)
    return f"{_date(seconds)}.{int((at - seconds) * 1000):03d}Z"


@lru_cache(4)
def _date(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


class _Text(logging.Formatter):
    """Time, level, logger, request and message; a traceback on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        request = REQUEST_ID.get()
        line = f"{_stamp(record.created)} {record.levelname} {record.name} "
        line += f"[{request}] " if request else ""
        line += record.getMessage().replace("\r", "\\r").replace("\n", "\\n")
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class _Json(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": _stamp(record.created),
            "level": record.levelname,
            "logger": record.name,
            "request_id": REQUEST_ID.get(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line).decode()
