"""What goes between the server, the keeper and the workers: plain data, and its form on a socket.

A frame is its length (4 bytes, big-endian), then a JSON text for a request; for a reply the length of a JSON head
(2 bytes), the head, and the body as it is sent to the client.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

_LENGTH = struct.Struct(">I")
_HEAD = struct.Struct(">H")
_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use. seconds: wall time; rows: solutions or triples; bytes: of the serialised result;
    memory_mb: beyond what the dataset itself takes."""

    seconds: float = 20.0
    rows: int = 100_000
    bytes: int = 64 * 1024 * 1024
    memory_mb: int = 1024


@dataclass(frozen=True, slots=True)
class Query:
    """One query. default_graphs, named_graphs: IRIs of the protocol's dataset, both empty for the whole.

    result_type, graph_type: the formats (of `graph.sparql.media_types`) in which the client takes rows and triples,
    None where it takes none. bindings: terms in N-Triples by variable name, bound safely. bare: the vocabulary's
    prefixes are not declared.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    result_type: str | None = "application/sparql-results+json"
    graph_type: str | None = "text/turtle"
    bindings: Mapping[str, str] = field(default_factory=dict)
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A result ready to be sent."""

    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What an update would change, as N-Quads."""

    added: bytes
    removed: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. head: ``type`` for a result, ``error`` and ``detail`` for a failure, ``retire`` where the worker
    has ended by itself."""

    head: Mapping[str, Any]
    body: bytes


def fields(query: Query, limits: Limits) -> dict[str, Any]:
    """Return what a worker needs to know of a query."""
    given: dict[str, Any] = {
        "q": query.text,
        "d": query.default_graphs,
        "n": query.named_graphs,
        "r": query.result_type,
        "g": query.graph_type,
        "rows": limits.rows,
        "bytes": limits.bytes,
        "mb": limits.memory_mb,
    }
    if query.bindings:
        given["b"] = dict(query.bindings)
    if query.bare:
        given["bare"] = True
    return given


def message(given: Mapping[str, Any]) -> bytes:
    """Return a request frame."""
    text = orjson.dumps(given)
    return _LENGTH.pack(len(text)) + text


def reply(head: Mapping[str, Any], body: bytes = b"") -> bytes:
    """Return a reply frame."""
    text = orjson.dumps(head)
    return _LENGTH.pack(_HEAD.size + len(text) + len(body)) + _HEAD.pack(len(text)) + text + body


class Requests:
    """The requests that come in on a blocking socket, one by one; many may come in one piece."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._buffer = b""

    def next(self) -> dict[str, Any] | None:
        """Return the next request, None where the other end has closed."""
        while (size := frame_size(self._buffer)) is None or len(self._buffer) < size:
            data = self._sock.recv(max(_CHUNK, (size or 0) - len(self._buffer)))
            if not data:
                return None
            self._buffer += data
        frame, self._buffer = self._buffer[_LENGTH.size : size], self._buffer[size:]
        asked: dict[str, Any] = orjson.loads(frame)
        return asked


def receive_reply(sock: socket.socket) -> Mapping[str, Any] | None:
    """Return the head of the next reply of a blocking socket, None where the other end has closed."""
    prefix = _exactly(sock, _LENGTH.size)
    frame = _exactly(sock, _LENGTH.unpack(prefix)[0]) if prefix else None
    return None if frame is None else parse_reply(frame).head


def parse_reply(frame: bytes | memoryview) -> Reply:
    """Return a reply from a whole frame without its length."""
    end = _HEAD.size + _HEAD.unpack_from(frame)[0]
    return Reply(orjson.loads(frame[_HEAD.size : end]), bytes(frame[end:]))


def frame_size(buffer: bytes | bytearray) -> int | None:
    """Return the size of the first frame of a buffer, its length field included; None where that is not there yet."""
    return _LENGTH.size + _LENGTH.unpack_from(buffer)[0] if len(buffer) >= _LENGTH.size else None


def _exactly(sock: socket.socket, size: int) -> bytes | None:
    """Return that many bytes, None at the end of the stream."""
    first = sock.recv(size)
    if len(first) == size:
        return first
    parts, missing = [first], size - len(first)
    while missing and parts[-1]:
        parts.append(sock.recv(min(missing, 1 << 20)))
        missing -= len(parts[-1])
    return None if missing else b"".join(parts)
