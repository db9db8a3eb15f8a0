"""The server's end of a socket to the keeper or to a worker: whole replies, on the event loop, without threads."""

from __future__ import annotations

import array
import asyncio
import contextlib
import os
import signal
import socket
import time
from collections import deque
from collections.abc import Callable

from graph.workers import messages
from graph.workers.messages import Reply

_CHUNK = 256 * 1024
_PROCESS_CLOCK = 2  # of another process by its id: Linux's clock_getcpuclockid(3)


class Closed(Exception):
    """The process at the other end is gone."""


class Channel:
    """One end of a socket to a process. Must be used on the event loop that made it.

    Either one asks and waits for the reply, or one listens and sends.
    """

    def __init__(self, sock: socket.socket, loop: asyncio.AbstractEventLoop, *, descriptors: bool = False) -> None:
        """descriptors: whether replies may bring file descriptors with them."""
        sock.setblocking(False)
        self._descriptors = descriptors
        self._sock = sock
        self._loop = loop
        self._buffer = bytearray()
        self._unsent: list[bytes] = []
        self._waiting: deque[asyncio.Future[Reply]] = deque()
        self._heard: Callable[[Reply], None] | None = None
        self._ended: Callable[[], None] | None = None
        self._fds: list[int] = []
        self._writing = False
        self.closed = False
        loop.add_reader(sock.fileno(), self._readable)

    async def ask(self, frame: bytes) -> Reply:
        """Send a request and return its reply; raises Closed where the process ended first."""
        if self.closed:
            raise Closed
        reply: asyncio.Future[Reply] = self._loop.create_future()
        self._waiting.append(reply)
        self.send(frame)
        return await reply

    def listen(self, heard: Callable[[Reply], None] | None, ended: Callable[[], None] | None) -> None:
        """Let replies, and the end of the process, be told to somebody. For a channel that nobody asks."""
        self._heard, self._ended = heard, ended

    def send(self, frame: bytes) -> None:
        """Send a request once the event loop has gone round, with all others of that round."""
        self._unsent.append(frame)
        if len(self._unsent) == 1:
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        if self.closed:
            return
        data = b"".join(self._unsent)
        try:
            sent = self._sock.send(data)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError:
            sent = len(data)  # the process is gone: the reader sees the end
        self._unsent = [data[sent:]] if sent < len(data) else []
        if self._unsent:
            self._loop.add_writer(self._sock.fileno(), self._flush)
        elif self._writing:
            self._loop.remove_writer(self._sock.fileno())
        self._writing = bool(self._unsent)

    def take_fds(self) -> list[int]:
        """Return the file descriptors that came with the last reply; they are the caller's to close."""
        found, self._fds = self._fds, []
        return found

    def close(self) -> None:
        """End the connection: the process at the other end sees it and ends, too."""
        self._end()

    def _readable(self) -> None:
        try:
            data = self._received() if self._descriptors else self._sock.recv(_CHUNK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._end()
            return
        if not self._buffer and messages.frame_size(data) == len(data):
            self._replied(memoryview(data)[4:])  # the usual case: one reply, whole
            return
        self._buffer += data
        while not self.closed and (size := messages.frame_size(self._buffer)) is not None and len(self._buffer) >= size:
            frame = bytes(self._buffer[4:size])
            del self._buffer[:size]
            self._replied(memoryview(frame))

    def _replied(self, frame: memoryview) -> None:
        if self._heard is not None:
            self._heard(messages.parse_reply(frame))
            return
        waiting = self._waiting.popleft() if self._waiting else None
        if waiting is not None and not waiting.done():
            waiting.set_result(messages.parse_reply(frame))

    def _received(self) -> bytes:
        data, ancillary, _, _ = self._sock.recvmsg(_CHUNK, 256)
        for level, kind, payload in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                fds = array.array("i")
                fds.frombytes(payload[: len(payload) - len(payload) % fds.itemsize])
                self._fds.extend(fds)
        return data

    def _end(self) -> None:
        if self.closed:
            return
        self.closed = True
        self._loop.remove_reader(self._sock.fileno())
        if self._writing:
            self._loop.remove_writer(self._sock.fileno())
        self._sock.close()
        for fd in self.take_fds():
            os.close(fd)
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_exception(Closed())
        if self._ended is not None:
            self._ended()


class Process:
    """A forked process: its channel, and a handle that names it for certain, even after it has ended."""

    def __init__(self, pid: int, handle: int, channel: Channel) -> None:
        self.pid = pid
        self.channel = channel
        self._handle = handle

    @classmethod
    def of(
        cls, pid: int, handle: int, fd: int, loop: asyncio.AbstractEventLoop, *, descriptors: bool = False
    ) -> Process:
        """Return the process at the other end of a socket. handle: its pidfd; fd: of the socket; both are ours now."""
        return cls(pid, handle, Channel(socket.socket(fileno=fd), loop, descriptors=descriptors))

    def kill(self) -> None:
        """End the process now, whatever it does."""
        if self._handle >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            os.close(self._handle)
            self._handle = -1
        self.channel.close()

    def used(self) -> float:
        """Return the processor time that the process has taken, in seconds; 0 where it has ended."""
        try:
            return time.clock_gettime(~self.pid << 3 | _PROCESS_CLOCK)
        except OSError:
            return 0.0

    def yield_to_others(self) -> None:
        """Let the process run only where nobody else wants to: it cannot be brought back from that."""
        with contextlib.suppress(OSError):  # it ended, or the system does not allow it: it then merely competes
            os.sched_setscheduler(self.pid, os.SCHED_IDLE, os.sched_param(0))
