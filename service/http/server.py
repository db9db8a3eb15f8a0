"""The server that an app runs in: its socket, its connections, its end."""

from __future__ import annotations

import errno
import resource
import socket

import uvicorn
from starlette.types import ASGIApp

from service.errors import SettingsError
from service.http.connections import guarded_protocol
from service.http.request_layer import Front
from service.observe import event_log
from service.settings import Settings

_BACKLOG = 2048
_OTHER_FILES = 1024  # that may be open besides connections
_LAST_SECONDS = 5  # in which requests may end once the server was told to stop


def serve(app: ASGIApp, settings: Settings) -> None:
    """Serve an app at the address of the settings until the process is told to stop.

    Raises SettingsError where the address cannot be had.
    """
    event_log.configure(settings)
    _allow_files(settings.connections + _OTHER_FILES)
    listening = listen(settings.host, settings.port)
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    print(f"計画ナレッジグラフ：http://{shown}:{port}/ （止めるには Ctrl+C）", flush=True)
    config = uvicorn.Config(
        Front(app, settings),
        http=guarded_protocol(settings),
        ws="none",
        loop="uvloop",
        log_config=None,  # uvicorn's lines go where ours go
        log_level="warning",
        access_log=False,
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


def _allow_files(most: int) -> None:
    """Let the process have so many files open, as far as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < most and soft != resource.RLIM_INFINITY:
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
