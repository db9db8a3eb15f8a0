"""`RemotePool`: what `graph.workers.worker_pool.Pool` is to the embedded engine, to one on another machine.

Queries run there; here a few threads wait for them. What an update would change is tried here, on the revision's own
file, by a process that lives only while that lasts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import QueryBusy
from graph.remote.remote_store import RemoteStore
from graph.workers.messages import Changes, Limits, Query, Reply, Result, fields
from graph.workers.pool_sizes import Sizes, Stats
from graph.workers.query_evaluation import evaluate
from graph.workers.reply_outcome import result_of
from graph.workers.worker_pool import Pool

_WRITTEN = 4  # bytes of SPARQL JSON, in which the engine answers, to one byte of what a client gets


@dataclass
class RemotePool:
    """The queries to one revision on an engine. source: the revision's file or store here; prefixes: those that need
    no declaration; sizes: how many queries go to the engine at once, and how many may wait."""

    store: RemoteStore
    source: Path
    prefixes: Mapping[str, str]
    sizes: Sizes = field(default_factory=Sizes)

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(self.sizes.workers + self.sizes.slow, thread_name_prefix="remote")
        self._trying = asyncio.Lock()
        self._queries = self._busy = self._running = 0

    async def query(self, query: Query, limits: Limits) -> Result:
        """Return the serialised result of a query; raises what `Pool.query` does, and RemoteUnavailable."""
        if self._running >= self.sizes.workers + self.sizes.slow + self.sizes.queue:
            self._busy += 1
            raise QueryBusy
        self._running += 1
        self._queries += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._evaluate, query, limits)
        finally:
            self._running -= 1

    async def changes(self, text: str, limits: Limits, *, within: str) -> Changes:
        """Return what an update would change, as `Pool.changes` does."""
        async with self._trying:
            here = await asyncio.to_thread(Pool, self.source, self.prefixes, Sizes(1, 0, 1))
            try:
                return await here.changes(text, limits, within=within)
            finally:
                here.close()

    def stats(self) -> Stats:
        """Return the counts."""
        threads = self.sizes.workers + self.sizes.slow
        running, waiting = min(self._running, threads), max(self._running - threads, 0)
        return Stats(queries=self._queries, busy=self._busy, running=running, waiting=waiting)

    def retire(self) -> None:
        """Let no new query in; what runs ends by itself."""
        self._threads.shutdown(wait=False)

    def close(self) -> None:
        """Let no new query in, and forget what waits."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _evaluate(self, query: Query, limits: Limits) -> Result:
        store = self.store.limited(limits.seconds, _WRITTEN * limits.bytes)
        return result_of(Reply(*evaluate(store, fields(query, limits), dict(self.prefixes))), limits)
