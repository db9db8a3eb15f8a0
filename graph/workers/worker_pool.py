"""Queries and updates of one dataset: what the service asks, and what the keeper and its workers are asked for it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import GraphError, QueryBusy, QueryOverLimit, WriteOutside
from graph.workers.keeper_succession import Keepers
from graph.workers.messages import Changes, Limits, Query, Reply, Result, fields, message
from graph.workers.pool_sizes import Sizes, Stats
from graph.workers.process_channel import Closed, Process
from graph.workers.reply_outcome import result_of
from graph.workers.scheduling import Lines

_GRACE = 5.0  # seconds in which a request that took hold of this pool may still come to it after it was retired


@dataclass
class Pool:
    """The processes over one dataset. Made in any thread; its coroutines belong to one event loop.

    source: an N-Quads file, a store's folder, or None for an empty dataset that updates may change; outward: queries
    may ask endpoints elsewhere (SERVICE), which the system else forbids these processes. Raises RevisionDamaged where
    the dataset cannot be loaded, GraphError where no process can be started.
    """

    source: Path | None
    prefixes: Mapping[str, str]
    sizes: Sizes = field(default_factory=Sizes)
    outward: bool = False

    def __post_init__(self) -> None:
        self._keepers = Keepers(self.source, self.prefixes, outward=self.outward)
        self._lines: Lines | None = None  # once there is an event loop
        self._writing = asyncio.Lock()
        self._closed = False

    async def query(self, query: Query, limits: Limits) -> Result:
        """Return the serialised result of a query; raises QuerySyntax, QueryRefused, QueryFormat, QueryOverLimit,
        QueryBusy."""
        return result_of(await self._attached().ask(message(fields(query, limits)), limits), limits)

    async def update(self, text: str, limits: Limits, *, bare: bool = False) -> None:
        """Change the dataset for all later queries, all or nothing; one update after the other.

        Only for a dataset in memory. Raises as `query` does.
        """
        async with self._writing:
            process, reply = await self._side("keeper", {"u": text, "mb": limits.memory_mb, "bare": bare}, limits)
            try:
                result_of(reply, limits)
            except GraphError:
                process.kill()
                raise
            self._keepers.replace(process)
            self._attached().renew()

    async def changes(self, text: str, limits: Limits, *, within: str) -> Changes:
        """Return what an update would change in the graph `within` and those below it; nothing is changed.

        Raises WriteOutside where it would change anything else, and as `query` does.
        """
        asked = {"u": text, "mb": limits.memory_mb, "within": within}
        process, reply = await self._side("trial", asked, limits)
        process.kill()
        if reply.head.get("error") == "outside":
            raise WriteOutside(within)
        body = result_of(reply, limits).body
        return Changes(body[: reply.head["added"]], body[reply.head["added"] :])

    def stats(self) -> Stats:
        """Return the counts."""
        return self._lines.stats() if self._lines else Stats()

    def retire(self) -> None:
        """Close the pool once what runs has ended; from any thread."""
        if self._lines is None:
            self.close()
        else:
            loop = self._keepers.attach()
            loop.call_soon_threadsafe(loop.call_later, _GRACE, self._close_if_idle)

    def close(self) -> None:
        """End all processes now. On the event loop where there is one."""
        if self._closed:
            return
        self._closed = True
        if self._lines is not None:
            self._lines.close()
        self._keepers.close()

    def _attached(self) -> Lines:
        if self._closed:
            raise QueryBusy
        if self._lines is None:
            self._lines = Lines(self._keepers, self.sizes)
        return self._lines

    async def _side(self, kind: str, asked: Mapping[str, object], limits: Limits) -> tuple[Process, Reply]:
        """Return a process beside the workers, and its reply to one request."""
        self._attached()
        process, _ = await self._keepers.fork(kind)
        try:
            async with asyncio.timeout(limits.seconds):
                return process, await process.channel.ask(message(asked))
        except TimeoutError:
            process.kill()
            raise QueryOverLimit("seconds", limits.seconds) from None
        except Closed:
            process.kill()
            raise QueryOverLimit("memory_mb", limits.memory_mb) from None
        except BaseException:
            process.kill()
            raise

    def _close_if_idle(self) -> None:
        if self._lines is not None and self._lines.at_work:
            self._keepers.attach().call_later(_GRACE, self._close_if_idle)
        else:
            self.close()
