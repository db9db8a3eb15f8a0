"""``/mcp``: the tools over streamable HTTP, for assistants that reach the service by its address.

The library is imported when the first assistant calls, so that nobody else waits for it. No session is kept: every call
stands by itself, and only reads.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from service.assistants.service_calls import ServiceCalls
from service.errors import NotReady
from service.http.problem_responses import send_problem

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

PATH = "/mcp"
_PATIENCE = 20.0  # seconds that the first call waits for the library
_INSIDE = "http://keikaku.internal"  # never resolved: calls go to the app in this process
_log = logging.getLogger("keikaku")


class McpDoor:
    """An ASGI app at ``/mcp``; what it is asked, it asks of the API in the same process."""

    def __init__(self, api: ASGIApp, version: str) -> None:
        self._api, self._version = api, version
        self._app: ASGIApp | None = None
        self._called, self._opened = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Serve while the context is open."""
        closing = asyncio.Event()
        serving = asyncio.create_task(self._serve(closing))
        try:
            yield
        finally:
            closing.set()
            self._called.set()
            await serving

    async def _serve(self, closing: asyncio.Event) -> None:
        await self._called.wait()
        if closing.is_set():
            return
        transport = httpx.ASGITransport(app=self._api, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=_INSIDE, timeout=120) as client:
            try:
                server, app = await asyncio.to_thread(_made, ServiceCalls(client), self._version)
            except Exception:  # the service works without this door; the reason goes to the log
                _log.exception("the tools for assistants are not there")
                return
            async with server.session_manager.run():
                self._app = app
                self._opened.set()
                await closing.wait()
                self._app = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, with 503 where the tools do not come."""
        self._called.set()
        if self._app is None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._opened.wait(), _PATIENCE)
        if self._app is None:
            await send_problem(NotReady(), scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _made(service: ServiceCalls, version: str) -> tuple[MCPServer, ASGIApp]:
    from mcp.server.transport_security import TransportSecuritySettings

    from service.assistants.tools import build

    server = build(service, version)
    # By which names the service is reached is not known here; what it tells is what its API tells everybody.
    anyone = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    return server, server.streamable_http_app(
        streamable_http_path=PATH, json_response=True, stateless_http=True, transport_security=anyone
    )
