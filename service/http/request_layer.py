"""The one layer around everything that is served: who asks, how often, how much; what is counted and written down.

It is bare ASGI and holds few steps: it runs before queries that take a tenth of a millisecond.
"""

from __future__ import annotations

import logging
import os
import re
from itertools import count
from math import ceil
from time import monotonic, perf_counter

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import BadRequest, RateLimited, ServiceError, TooLarge
from service.http.client_limits import SMALL, Clients, Rates, body_limit, body_limits, bucket, is_loopback
from service.http.problem_responses import problem
from service.http.security_headers import guarded
from service.observe import metrics
from service.observe.event_log import REQUEST_ID, AccessLog
from service.settings import Settings

_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_HOST = re.compile(rb"[A-Za-z0-9._-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?")
_BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_UNCOUNTED = frozenset({"/healthz", "/readyz"})  # what watches the service must not be turned away
_DIRECT = frozenset({"/sparql", "/openapi.json"})  # addresses that no route of the API knows
_PROCESS = os.urandom(4).hex().encode()  # what tells the ids of this process from those of another
_numbers = count()
_log = logging.getLogger("keikaku")


class Front:
    """An ASGI app around another."""

    def __init__(self, app: ASGIApp, settings: Settings, access: AccessLog | None = None) -> None:
        self._app = app
        self._access = access or AccessLog(as_json=settings.log_json)
        self._clients = Clients(settings.trusted_proxies)
        self._rates = Rates(settings.requests_per_minute) if settings.requests_per_minute else None
        self._counts_loopback = "requests_per_minute" in settings.model_fields_set
        self._bodies = body_limits(settings)
        self._told = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            if scope["type"] == "lifespan":
                self._access.flush()
            return
        started = perf_counter()
        exchange = _Exchange(receive, send)
        client = ""
        metrics.requests.in_flight += 1
        try:
            client, refused = self._admitted(scope, exchange)
            REQUEST_ID.set(exchange.id.decode())
            try:
                if refused is not None:
                    await problem(refused, scope["path"])(scope, exchange.receive, exchange.send)
                else:
                    await self._app(scope, exchange.receive, exchange.send)
            except Exception as error:
                await self._failed(error, exchange, scope)
            if exchange.over and not exchange.status:
                await problem(_too_large(exchange.limit), scope["path"])(scope, receive, exchange.last)
        finally:
            metrics.requests.in_flight -= 1
            seconds = perf_counter() - started
            route, method = route_of(scope), scope["method"]
            metrics.requests.add(route, method, exchange.status, seconds)
            self._access.add(
                exchange.id.decode(), method, route, exchange.status, seconds * 1000, exchange.size, client
            )

    def _admitted(self, scope: Scope, exchange: _Exchange) -> tuple[str, ServiceError | None]:
        """Return the client's address, and why the request is refused (None: it is not)."""
        host: bytes | None = None
        hosts = 0
        forwarded = scheme = b""
        length = b""
        for name, value in scope["headers"]:
            if name == b"host":
                host, hosts = value, hosts + 1
            elif name == b"content-length":
                length = value
            elif name == b"x-request-id":
                if _ID.fullmatch(value):
                    exchange.id = value
            elif name == b"x-forwarded-for":
                forwarded = forwarded + b"," + value if forwarded else value
            elif name == b"x-forwarded-proto":
                scheme = value
        connected = scope["client"]
        client = connected[0] if connected else ""
        if forwarded and self._clients.trusts(client):
            client = self._clients.client(client, forwarded.decode("latin-1"))
            scope["client"] = (client, 0)
            if scheme in (b"http", b"https"):
                scope["scheme"] = scheme.decode()
        elif forwarded and not self._told:
            self._told = True
            _log.warning("X-Forwarded-For from %s is not believed; see KEIKAKU_TRUSTED_PROXIES", client)
        if hosts != 1 and (hosts or scope["http_version"] == "1.1"):
            return client, BadRequest("Hostヘッダーを1つだけ付けてください。")
        if host and not _HOST.fullmatch(host):
            return client, BadRequest("Hostヘッダーが正しくありません。")
        if self._rates is not None and (self._counts_loopback or forwarded or not is_loopback(client)):
            wait = 0.0 if scope["path"] in _UNCOUNTED else self._rates.wait(bucket(client), monotonic())
            if wait:
                return client, RateLimited(retry_after=ceil(wait))
        if scope["method"] not in _BODILESS:
            exchange.limit = body_limit(self._bodies, scope["path"])
            if length.isdigit() and int(length) > exchange.limit:
                return client, _too_large(exchange.limit)
        return client, None

    async def _failed(self, error: Exception, exchange: _Exchange, scope: Scope) -> None:
        """Answer what no handler has answered; raise where half an answer is out, so that the connection ends."""
        if isinstance(error, ClientDisconnect) or (exchange.over and not exchange.status):
            return
        if not exchange.complete and exchange.status:
            raise error
        if exchange.status != 500:  # of which the handlers have written
            _log.error("%s %s", scope["method"], route_of(scope), exc_info=error)
        if not exchange.status:
            await problem(ServiceError(), scope["path"])(scope, exchange.receive, exchange.send)


class _Exchange:
    """One request and its answer, as they pass. status: 0 until the answer begins; size: bytes of its body."""

    __slots__ = ("_receive", "_seen", "_send", "complete", "id", "limit", "over", "size", "status")

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._seen = 0
        self.id = b"%s%08x" % (_PROCESS, next(_numbers))
        self.limit = SMALL
        self.over = False
        self.status = 0
        self.size = 0
        self.complete = False

    async def receive(self) -> Message:
        """Return the next part of the body; a disconnection where the body is over its limit."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._seen += len(message.get("body", b""))
            if self._seen > self.limit:
                self.over = True
                return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the answer; what an app says of a body over its limit is left out."""
        if self.over and not self.status:
            return
        await self.last(message)

    async def last(self, message: Message) -> None:
        """Send a part of the answer in any case."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = guarded(message.get("headers", ()))
            headers.append((b"x-request-id", self.id))
            message = {**message, "headers": headers}
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
            self.complete = not message.get("more_body", False)
        await self._send(message)


def route_of(scope: Scope) -> str:
    """Return the template of the route that answered, of a bounded set: ``/page/{path:path}``, never an address."""
    route = scope.get("route")
    if route is not None:
        return str(route.path)
    path: str = scope["path"]
    return path if path in _DIRECT else "(pages)"


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"本文は{limit // (1024 * 1024)}MBまでです。小さく分けてください。")
