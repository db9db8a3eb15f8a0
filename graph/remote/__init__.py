"""A dataset past one machine: revisions published to, and read from, a SPARQL 1.1 engine."""

from __future__ import annotations

from graph.engines import RemoteTarget
from graph.remote.errors import RemoteChanged, RemoteFailed, RemoteUnauthorized, RemoteUnavailable
from graph.remote.remote_engine import Engine, engine_of
from graph.remote.remote_store import RemoteStore

__all__ = [
    "Engine",
    "RemoteChanged",
    "RemoteFailed",
    "RemoteStore",
    "RemoteTarget",
    "RemoteUnauthorized",
    "RemoteUnavailable",
    "engine_of",
]
