"""The server's side of the keepers: forking from the one that holds the dataset now, and changing to the next."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from graph.errors import QueryBusy
from graph.workers.keeper_launch import launch
from graph.workers.messages import message
from graph.workers.process_channel import Channel, Closed, Process


@dataclass(eq=False, slots=True)
class Keeper:
    """A keeper's control channel. running: its forks in a query; replaced: another one has the dataset now."""

    control: Channel
    forking: asyncio.Lock = field(default_factory=asyncio.Lock)
    running: int = 0
    replaced: bool = False

    def leave(self) -> None:
        """Count one fork less that runs; a keeper that was replaced ends with the last one."""
        self.running -= 1
        if self.replaced and not self.running:
            self.control.close()

    def replace(self) -> None:
        """Fork no more, and end once nothing runs."""
        self.replaced = True
        if not self.running:
            self.control.close()


class Keepers:
    """The keeper of a dataset, started at once; its coroutines belong to the event loop that is attached first."""

    def __init__(self, source: Path | None, prefixes: Mapping[str, str], *, outward: bool = False) -> None:
        """Load the dataset (see `keeper_launch`); raises RevisionDamaged, GraphError."""
        self._launch = partial(launch, source, prefixes, outward=outward)
        self._process, self._socket = self._launch()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._current: Keeper | None = None

    def attach(self) -> asyncio.AbstractEventLoop:
        """Return the event loop, which is the running one from the first call on."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._current = Keeper(Channel(self._socket, self._loop, descriptors=True))
        return self._loop

    async def current(self) -> Keeper:
        """Return the keeper that forks now, started again (with the dataset as it was at first) where it has ended."""
        loop = self.attach()
        assert self._current is not None
        if self._current.control.closed:
            async with self._current.forking:
                if self._current.control.closed:
                    end(self._process)
                    self._process, self._socket = await asyncio.to_thread(self._launch)
                    self._current = Keeper(Channel(self._socket, loop, descriptors=True))
        return self._current

    async def fork(self, kind: str) -> tuple[Process, Keeper]:
        """Return a new fork of the keeper and the keeper. kind: ``worker``, ``trial`` or ``keeper``."""
        keeper = await self.current()
        async with keeper.forking:
            try:
                reply = await keeper.control.ask(message({"kind": kind}))
            except Closed:
                raise QueryBusy from None
            fd, handle = keeper.control.take_fds()
        # Only a keeper sends descriptors.
        process = Process.of(reply.head["pid"], handle, fd, self.attach(), descriptors=kind == "keeper")
        return process, keeper

    def replace(self, process: Process) -> None:
        """Let a fork with a changed dataset be the keeper from now on."""
        before, self._current = self._current, Keeper(process.channel)
        if before is not None:
            before.replace()

    def close(self) -> None:
        """End the keeper, and with it all that it forked."""
        if self._current is None:
            self._socket.close()
        else:
            self._current.control.close()
        end(self._process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process, and wait for it elsewhere."""
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    threading.Thread(target=process.wait, name="keeper-end", daemon=True).start()
