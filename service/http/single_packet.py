"""One packet an answer: the server writes head and body apart, which is a system call and a packet more than needed."""

from __future__ import annotations

import asyncio
from typing import Any

_LARGE = 64 * 1024  # bytes from which putting the parts together would cost more than it saves


class CorkedTransport(asyncio.Transport):
    """A transport that sends what was written to it once the event loop has gone round, in one piece.

    It keeps the order, and lets the transport behind it bound what is not sent yet.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._transport = transport
        self._loop = loop
        self._parts: list[bytes] = []

    def write(self, data: Any) -> None:
        """Send data soon; at once where there is much of it."""
        if self._transport.is_closing():
            return  # the loop's own transport would raise, where asyncio's says nothing
        parts = self._parts
        parts.append(data)
        if len(data) >= _LARGE:
            self._flush()
        elif len(parts) == 1:
            self._loop.call_soon(self._flush)

    def close(self) -> None:
        """Send what is left, and close."""
        self._flush()
        self._transport.close()

    def abort(self) -> None:
        """Close without sending what is left."""
        self._parts.clear()
        self._transport.abort()

    def _flush(self) -> None:
        parts = self._parts
        if parts and not self._transport.is_closing():
            self._parts = []
            self._transport.write(b"".join(parts) if len(parts) > 1 else parts[0])

    def is_closing(self) -> bool:
        """Return whether the transport is closing or closed."""
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Return what the transport knows of its connection."""
        return self._transport.get_extra_info(name, default)

    def pause_reading(self) -> None:
        """Pause the receiving end."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Resume the receiving end."""
        self._transport.resume_reading()

    def is_reading(self) -> bool:
        """Return whether the receiving end is read."""
        return self._transport.is_reading()

    def get_write_buffer_size(self) -> int:
        """Return how many bytes are not sent yet."""
        return sum(map(len, self._parts)) + self._transport.get_write_buffer_size()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Hand the connection to another protocol (an upgrade to a WebSocket)."""
        self._flush()
        self._transport.set_protocol(protocol)
