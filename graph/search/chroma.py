"""Chroma's client by folder or by URL, and its many errors as one of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from graph.engines import ChromaServer
from graph.errors import VectorsAway, VectorsDamaged

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

Place = Path | ChromaServer
_SECONDS = 10.0  # Chroma's own client waits for ever, and has no setting for it
_CONNECT = 2.0
_sessions: list[httpx.Client] = []  # of clients by URL, which close their connections nowhere themselves


@cache
def client(place: Place) -> ClientAPI:
    """Return the one client of a place in this process. A folder is made where it is missing."""
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if isinstance(place, Path):
        return chromadb.PersistentClient(str(place), settings=settings)
    parts = urlsplit(place.url)
    assert parts.hostname is not None
    is_tls = parts.scheme == "https"
    made = chromadb.HttpClient(
        host=parts.hostname,
        port=parts.port or (443 if is_tls else 80),
        ssl=is_tls,
        headers={"Authorization": f"Bearer {place.token}"} if place.token else {},
        settings=settings,
    )
    session: httpx.Client = made._server._session  # type: ignore[attr-defined]
    session.timeout = httpx.Timeout(_SECONDS, connect=_CONNECT)
    _sessions.append(session)
    return made


def wake(server: ChromaServer) -> None:
    """Return where a server answers; raise VectorsAway within seconds where it does not."""
    headers = {"Authorization": f"Bearer {server.token}"} if server.token else {}
    try:
        url = f"{server.url.rstrip('/')}/api/v2/heartbeat"
        httpx.get(url, headers=headers, timeout=_CONNECT, trust_env=False).raise_for_status()
    except httpx.HTTPError as error:
        raise VectorsAway(_line(error)) from error


def forget() -> None:
    """Let Chroma open a path anew: it keeps one system a path in each process. Connections to servers are closed."""
    from chromadb.api.shared_system_client import SharedSystemClient

    while _sessions:
        _sessions.pop().close()
    client.cache_clear()
    SharedSystemClient.clear_system_cache()


@contextmanager
def errors() -> Iterator[None]:
    """Let no error of Chroma's out but as VectorsDamaged. Rust panics are children of BaseException, and pass."""
    try:
        yield
    except VectorsDamaged:
        raise
    except httpx.TransportError as error:
        raise VectorsAway(_line(error)) from error
    except Exception as error:
        if "Could not connect" in str(error):  # what Chroma makes of it when a client is made
            raise VectorsAway(_line(error)) from error
        raise VectorsDamaged(_line(error)) from error


def _line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
