"""Connections that do not hold the service up: the time in which a request must arrive, the size of its head, and how
many connections there may be. uvicorn itself bounds only the pause between two requests.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from enum import Enum, auto
from typing import ClassVar, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from service.errors import BadRequest, Busy, HeadersTooLarge, ServiceError, TooSlow, UrlTooLong
from service.http.client_limits import bucket, is_loopback
from service.http.problem_responses import problem
from service.http.single_packet import CorkedTransport
from service.observe import metrics
from service.settings import Settings

URL_BYTES = 32 * 1024
HEADER_BYTES = 32 * 1024
HEADER_FIELDS = 200
_SLOWEST = 16 * 1024  # bytes of a body a second
_SWEEP = 0.5  # seconds


class Phase(Enum):
    """Where a connection stands."""

    IDLE = auto()  # between two requests: uvicorn ends it
    HEAD = auto()  # the head of a request is arriving, or awaited on a new connection
    BODY = auto()
    ANSWER = auto()  # the whole request is here
    REST = auto()  # it was answered before its whole body was here


class Connections:
    """All open connections, looked at twice a second."""

    def __init__(self, most: int, each: int, seconds: float) -> None:
        """most: at once; each: of them from one client of another machine; seconds: for the head of a request."""
        self.most, self.each, self.seconds = most, each, seconds
        self._open: set[GuardedProtocol] = set()
        self._clients: Counter[str] = Counter()
        self._sweeping = False

    def enter(self, protocol: GuardedProtocol) -> bool:
        """Return whether there is room for one more connection."""
        self._open.add(protocol)
        self._clients[protocol.owner] += 1
        if not self._sweeping:
            self._sweeping = True
            protocol.loop.call_later(_SWEEP, self._sweep, protocol.loop)
        return len(self._open) <= self.most and (
            self._clients[protocol.owner] <= self.each or is_loopback(protocol.owner)
        )

    def leave(self, protocol: GuardedProtocol) -> None:
        """Forget a connection."""
        if protocol in self._open:
            self._open.discard(protocol)
            self._clients[protocol.owner] -= 1
            if not self._clients[protocol.owner]:
                del self._clients[protocol.owner]

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for protocol in list(self._open):
            protocol.look(now, self.seconds)
        if self._open:
            loop.call_later(_SWEEP, self._sweep, loop)
        else:
            self._sweeping = False


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's connection with bounds. owner: under which name its client is counted."""

    watched: ClassVar[Connections]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin; refuse where there are too many."""
        super().connection_made(CorkedTransport(transport, self.loop))
        self.owner = bucket(self.client[0]) if self.client else ""
        self.phase = Phase.HEAD
        self.since = self.loop.time()
        self.received = 0
        self.stalled: float | None = None
        self._why: type[ServiceError] = BadRequest
        if not self.watched.enter(self):
            self.refuse(Busy("接続が多すぎます。数秒おいてもう一度お試しください。"))

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self.watched.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what has arrived; a head that never ends is refused."""
        if self.transport.is_closing():
            return
        if self.phase is Phase.IDLE:
            self._enter(Phase.HEAD)
        self.received += len(data)
        super().data_received(data)
        if self.phase is Phase.HEAD and self.received > URL_BYTES + HEADER_BYTES:
            self.refuse(HeadersTooLarge())

    def on_message_begin(self) -> None:
        """A request begins."""
        self._enter(Phase.HEAD)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head is here; refuse one that is too large by ending the parser."""
        if len(self.url) > URL_BYTES:
            self._why = UrlTooLong
            raise ValueError
        size = 0
        for name, value in self.headers:
            size += len(name) + len(value)
        if size > HEADER_BYTES or len(self.headers) > HEADER_FIELDS:
            self._why = HeadersTooLarge
            raise ValueError
        self._enter(Phase.BODY)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of it is here."""
        self.phase = Phase.IDLE if self.phase is Phase.REST else Phase.ANSWER
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """It is answered; what still comes of its body is thrown away for a while."""
        if self.phase is Phase.BODY:
            self._enter(Phase.REST)
        elif self.phase is Phase.ANSWER:
            self.phase = Phase.IDLE
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The client does not read."""
        self.stalled = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """It reads again."""
        self.stalled = None
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request."""
        self.refuse(self._why())

    def refuse(self, error: ServiceError) -> None:
        """Answer with an error, where nothing has been answered, and end the connection."""
        metrics.connection_closed(error.code)
        if not self.transport.is_closing():
            cycle: RequestResponseCycle | None = self.cycle
            if cycle is None or cycle.response_complete or not cycle.response_started:
                self.transport.write(_raw(error))
            self.transport.close()

    def look(self, now: float, seconds: float) -> None:
        """End the connection where it is too slow. seconds: for a head; a body has more by its size."""
        waited = now - self.since
        if self.stalled is not None and now - self.stalled > seconds * 3:
            metrics.connection_closed(TooSlow.code)
            self.transport.abort()
        elif self.phase is Phase.HEAD and waited > seconds:
            if self.received:
                self.refuse(TooSlow())
            else:
                self.transport.close()
        elif self.phase is Phase.BODY:
            if self.flow.read_paused:
                self._enter(Phase.BODY)  # it waits for us
            elif waited > seconds + self.received / _SLOWEST:
                self.refuse(TooSlow())
        elif self.phase is Phase.REST and waited > seconds:
            self.transport.close()

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        self.since = self.loop.time()
        self.received = 0


def guarded_protocol(settings: Settings) -> type[asyncio.Protocol]:
    """Return the class of connections for uvicorn's ``http`` option."""
    watched = Connections(settings.connections, max(settings.connections // 4, 1), settings.receive_seconds)
    return cast(type[asyncio.Protocol], type("Connection", (GuardedProtocol,), {"watched": watched}))


def _raw(error: ServiceError) -> bytes:
    response = problem(error, "")
    response.headers["connection"] = "close"
    response.headers["x-content-type-options"] = "nosniff"
    head = b"".join(name + b": " + value + b"\r\n" for name, value in response.raw_headers)
    return STATUS_LINE[error.status] + head + b"\r\n" + bytes(response.body)
