"""The server that an app runs in: its socket, its connections, its end."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.corked import CorkedTransport
from service.errors import SettingsError
from service.settings import Settings

_BACKLOG = 2048
_LAST_SECONDS = 5  # in which requests may end once the server was told to stop


class Connection(HttpToolsProtocol):
    """One client's connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the parent has it
        """Take a new connection."""
        super().connection_made(CorkedTransport(transport, self.loop))


def serve(app: ASGIApp, settings: Settings, *, verbose: bool = False) -> None:
    """Serve an app at the address of the settings until the process is told to stop.

    Raises SettingsError where the address cannot be had.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    listening = listen(settings.host, settings.port)
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    print(f"計画ナレッジグラフ：http://{shown}:{port}/ （止めるには Ctrl+C）", flush=True)
    config = uvicorn.Config(
        app,
        http=Connection,
        loop="uvloop",
        log_level="info" if verbose else "warning",
        server_header=False,
        proxy_headers=False,  # who a client is, we decide ourselves
        timeout_graceful_shutdown=_LAST_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; raises SettingsError where the address cannot be had."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        reason = "すでに使われています" if error.errno == errno.EADDRINUSE else str(error.strerror or error)
        raise SettingsError(
            f"{host} のポート {port} で待ち受けられません（{reason}）。--host と --port を確かめてください。"
        ) from None
