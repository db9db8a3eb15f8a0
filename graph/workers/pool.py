"""Who evaluates what: a few workers for everybody's queries, a few more for the long ones, a queue with an end.

A query that runs longer than a moment is slowed down (the system then runs it only where nobody else wants to) and its
place is given to a fresh worker, so that long queries do not keep the others waiting. Where there are too many long
ones already and somebody waits, it is ended instead. One that is over its time is killed.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import GraphError, QueryBusy, QueryOverLimit, WriteOutside
from graph.workers.channel import Closed, Process
from graph.workers.keepers import Keepers
from graph.workers.messages import Changes, Limits, Query, Reply, Result, fields, message
from graph.workers.outcome import result_of
from graph.workers.work import Job, Sizes, Stats, Waiting, Worker

_TICK = 0.05
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
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writing = asyncio.Lock()
        self._idle: list[Worker] = []
        self._waiting: deque[Waiting] = deque()
        self._jobs: set[Job] = set()
        self._fast = 0  # workers of the ordinary kind: idle, running or being forked
        self._slow = 0
        self._ticking = False
        self._retired = False
        self._closed = False
        self._counts: Counter[str] = Counter()

    async def query(self, query: Query, limits: Limits) -> Result:
        """Return the serialised result of a query; raises QuerySyntax, QueryRefused, QueryFormat, QueryOverLimit,
        QueryBusy."""
        frame = message(fields(query, limits))
        loop = self._attach()
        until = loop.time() + limits.seconds
        while (worker := self._idle.pop() if self._idle else await self._free(until)).is_stale:
            worker.process.kill()
            self._fast -= 1
        job = Job(worker, loop.time(), limits.seconds)
        self._jobs.add(job)
        worker.keeper.running += 1
        self._counts["queries"] += 1
        if not self._ticking:
            self._ticking = True
            loop.call_later(_TICK, self._tick)
        keep = False
        try:
            reply = await worker.process.channel.ask(frame)
            keep = not (job.slow or reply.head.get("retire") or worker.keeper.replaced)
        except Closed:
            raise self._failure(job, limits) from None
        finally:
            self._finish(job, keep)
        return result_of(reply, limits)

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
            while self._idle:  # they hold the dataset as it was
                self._idle.pop().process.kill()
                self._fast -= 1

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
        now = {"idle": len(self._idle), "running": len(self._jobs), "slow": self._slow, "waiting": len(self._waiting)}
        return Stats(**self._counts, **now)

    def retire(self) -> None:
        """Close the pool once what runs has ended; from any thread."""
        self._retired = True
        if self._loop is None:
            self.close()
        else:
            self._loop.call_soon_threadsafe(self._loop.call_later, _GRACE, self._close_if_idle)

    def close(self) -> None:
        """End all processes now. On the event loop where there is one."""
        if self._closed:
            return
        self._closed = True
        for worker in [*self._idle, *(job.worker for job in self._jobs)]:
            worker.process.kill()
        self._idle.clear()
        self._keepers.close()

    # The event loop's side.

    def _attach(self) -> asyncio.AbstractEventLoop:
        if self._closed:
            raise QueryBusy
        if self._loop is None:
            self._loop = self._keepers.attach()
        return self._loop

    async def _side(self, kind: str, asked: Mapping[str, object], limits: Limits) -> tuple[Process, Reply]:
        """Return a process beside the workers, and its reply to one request."""
        self._attach()
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

    async def _free(self, until: float) -> Worker:
        """Return a worker that is free, a new one where there may be more; wait where there may not."""
        if self._fast < self.sizes.workers:
            return await self._start()
        if len(self._waiting) >= self.sizes.queue:
            self._counts["busy"] += 1
            raise QueryBusy
        waiting = Waiting(asyncio.get_running_loop().create_future(), until)
        self._waiting.append(waiting)
        try:
            return await waiting.place
        except BaseException:
            if waiting.place.done() and not waiting.place.cancelled() and waiting.place.exception() is None:
                self._give(waiting.place.result())
            raise

    async def _start(self) -> Worker:
        self._fast += 1
        try:
            process, keeper = await self._keepers.fork("worker")
        except BaseException:
            self._fast -= 1
            raise
        self._counts["started"] += 1
        return Worker(process, keeper)

    def _give(self, worker: Worker) -> None:
        """Let the next in the queue have a worker, or keep it for later."""
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.place.done():
                waiting.place.set_result(worker)
                return
        self._idle.append(worker)

    def _finish(self, job: Job, keep: bool) -> None:
        self._jobs.discard(job)
        worker = job.worker
        worker.keeper.leave()
        if keep and not self._closed:
            self._give(worker)
            return
        worker.process.kill()
        if job.slow:
            self._slow -= 1
        else:
            self._fast -= 1
        self._refill()

    def _refill(self) -> None:
        """Start as many workers as wait for one and may be."""
        assert self._loop is not None
        if self._closed:
            return
        for _ in range(min(len(self._waiting), self.sizes.workers - self._fast)):
            self._loop.create_task(self._start_and_give())

    async def _start_and_give(self) -> None:
        try:
            self._give(await self._start())
        except GraphError as error:
            if self._waiting and not (waiting := self._waiting.popleft()).place.done():
                waiting.place.set_exception(error)

    def _tick(self) -> None:
        """Look at what runs: end what is over its time, slow down what is long, turn away who has waited too long."""
        assert self._loop is not None
        now = self._loop.time()
        for job in list(self._jobs):
            if job.ended:
                continue
            if now - job.started >= job.seconds:
                self._kill(job, "seconds")
            elif not job.slow and job.is_long(now):
                if self._slow < self.sizes.slow:
                    job.slow = True
                    self._slow += 1
                    self._fast -= 1
                    job.worker.process.yield_to_others()
                    self._counts["slowed"] += 1
                    self._refill()
                elif self._waiting:
                    self._kill(job, "busy")
        while self._waiting and (self._waiting[0].place.done() or now >= self._waiting[0].until):
            waiting = self._waiting.popleft()
            if not waiting.place.done():
                self._counts["busy"] += 1
                waiting.place.set_exception(QueryBusy())
        if self._jobs or self._waiting:
            self._loop.call_later(_TICK, self._tick)
        else:
            self._ticking = False

    def _kill(self, job: Job, why: str) -> None:
        job.ended = why
        self._counts["killed"] += 1
        job.worker.process.kill()

    def _failure(self, job: Job, limits: Limits) -> GraphError:
        """Return why a worker ended before it replied: we ended it, or it asked for more memory than it may have."""
        if job.ended == "seconds":
            return QueryOverLimit("seconds", limits.seconds)
        if job.ended == "busy" or self._closed:
            return QueryBusy()
        self._counts["crashed"] += 1
        return QueryOverLimit("memory_mb", limits.memory_mb)

    def _close_if_idle(self) -> None:
        if self._jobs or self._waiting:
            assert self._loop is not None
            self._loop.call_later(_GRACE, self._close_if_idle)
        else:
            self.close()
