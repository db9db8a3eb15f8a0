"""Who evaluates what: a few workers for everybody's queries, a few more for the long ones, a queue with an end.

A query that computes for longer than a moment is slowed down (the system then runs it only where nobody else wants to)
and its place is given to a fresh worker, so that long queries do not keep the others waiting. Where there are too many
long ones already and somebody waits, it is ended instead. One that is over its time is killed. Quick queries are sent
to a worker that is at work already (see `line`).
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from graph.errors import GraphError, QueryBusy, QueryOverLimit, WriteOutside
from graph.workers.channel import Closed, Process
from graph.workers.keepers import Keepers
from graph.workers.line import Job, Line
from graph.workers.messages import Changes, Limits, Query, Reply, Result, fields, message
from graph.workers.outcome import result_of
from graph.workers.work import Sizes, Stats

_TICK = 0.05
_GRACE = 5.0  # seconds in which a request that took hold of this pool may still come to it after it was retired
_QUICK = 0.001  # seconds that queries take on average where one may stand behind another
_BEHIND = 7  # queries behind the first of a line
_PATIENCE = 0.02  # seconds after which they are taken back
_SHARE = 0.05  # of the newest query in the average


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
        self._lines: set[Line] = set()  # of the ordinary kind
        self._slow: set[Line] = set()
        self._idle: list[Line] = []
        self._last: Line | None = None  # to which a quick query may be sent
        self._starting = 0
        self._waiting: deque[Job] = deque()
        self._typical = 1.0  # seconds that a query takes, on average
        self._ticking = False
        self._closed = False
        self._counts: Counter[str] = Counter()

    async def query(self, query: Query, limits: Limits) -> Result:
        """Return the serialised result of a query; raises QuerySyntax, QueryRefused, QueryFormat, QueryOverLimit,
        QueryBusy."""
        loop = self._attach()
        job = Job(message(fields(query, limits)), limits, loop.create_future(), monotonic() + limits.seconds)
        self._counts["queries"] += 1
        self._place(job)
        if not self._ticking:
            self._ticking = True
            loop.call_later(_TICK, self._tick)
        try:
            reply = await job.reply
        except asyncio.CancelledError:
            self._forget(job)
            raise
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
            for line in [line for line in self._lines if not line.jobs]:  # they hold the dataset as it was
                self._drop(line)

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
        lines = [*self._lines, *self._slow]
        return Stats(
            **self._counts,
            idle=sum(not line.jobs for line in lines),
            running=sum(bool(line.jobs) for line in lines),
            slow=len(self._slow),
            waiting=len(self._waiting) + sum(max(len(line.jobs) - 1, 0) for line in lines),
        )

    def retire(self) -> None:
        """Close the pool once what runs has ended; from any thread."""
        if self._loop is None:
            self.close()
        else:
            self._loop.call_soon_threadsafe(self._loop.call_later, _GRACE, self._close_if_idle)

    def close(self) -> None:
        """End all processes now. On the event loop where there is one."""
        if self._closed:
            return
        self._closed = True
        for line in [*self._lines, *self._slow]:
            self._drop(line)
        while self._waiting:
            _fail(self._waiting.popleft(), QueryBusy())
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

    def _place(self, job: Job) -> None:
        """Send a query to a worker, or let it wait for one; raises QueryBusy where enough wait."""
        now, last = monotonic(), self._last
        if last is not None and 0 < len(last.jobs) <= _BEHIND and self._typical < _QUICK and not last.is_stale:
            last.send(job, now)
            self._watch(last)
            return
        while self._idle:
            line = self._idle.pop()
            if not line.is_stale:
                self._last = line
                line.send(job, now)
                return
            self._drop(line)
        may_start = len(self._lines) + self._starting < self.sizes.workers
        if not may_start and len(self._waiting) - self._starting >= self.sizes.queue:
            self._counts["busy"] += 1
            raise QueryBusy
        self._waiting.append(job)
        self._start()

    def _start(self) -> None:
        """Start as many workers as are waited for and may be."""
        assert self._loop is not None
        room = self.sizes.workers - len(self._lines) - self._starting
        for _ in range(0 if self._closed else min(len(self._waiting) - self._starting, room)):
            self._starting += 1
            self._loop.create_task(self._started())

    async def _started(self) -> None:
        try:
            process, keeper = await self._keepers.fork("worker")
        except (GraphError, OSError) as error:
            self._starting -= 1
            if self._waiting:
                _fail(self._waiting.popleft(), error)
            return
        self._starting -= 1
        line = Line(process, keeper, self._told, self._lost)
        self._lines.add(line)
        self._counts["started"] += 1
        if self._closed:
            self._drop(line)
        else:
            self._serve(line)

    def _serve(self, line: Line) -> None:
        """Let a worker that is free have the next that waits, or keep it for later."""
        while self._waiting:
            job = self._waiting.popleft()
            if not job.reply.done():
                line.send(job, monotonic())
                self._last = line
                return
        self._idle.append(line)

    def _told(self, line: Line, job: Job, reply: Reply) -> None:
        """Hand a reply on, and the worker to the next."""
        took = monotonic() - job.started
        self._typical += _SHARE * (min(took, 1.0) - self._typical)
        if not job.reply.done():
            job.reply.set_result(reply)
        if line.slow or line.is_stale or reply.head.get("retire"):
            self._drop(line)
        elif not line.jobs:
            self._serve(line)

    def _lost(self, line: Line) -> None:
        """A worker has ended by itself, or because we killed it: its first query with it, the others go elsewhere."""
        first = line.jobs.popleft() if line.jobs else None
        if first is not None:
            _fail(first, self._failure(first))
        self._drop(line)

    def _drop(self, line: Line) -> None:
        """End a worker; what stands in its line goes elsewhere."""
        self._lines.discard(line)
        self._slow.discard(line)
        if line in self._idle:
            self._idle.remove(line)
        if self._last is line:
            self._last = None
        line.end()
        for job in line.jobs:
            self._again(job)
        line.jobs.clear()
        self._start()

    def _again(self, job: Job) -> None:
        """Send a query a second time: it only reads."""
        if not job.reply.done():
            try:
                self._place(job) if not self._closed else _fail(job, QueryBusy())
            except QueryBusy as error:
                _fail(job, error)

    def _watch(self, line: Line) -> None:
        """Look in a while whether the first of a line was quick."""
        if not line.watched:
            line.watched = True
            assert self._loop is not None
            self._loop.call_later(_PATIENCE, self._relieve, line)

    def _relieve(self, line: Line) -> None:
        """Send the others of a line elsewhere where the first takes long."""
        line.watched = False
        if len(line.jobs) < 2 or line not in self._lines:
            return
        if monotonic() - line.jobs[0].started < _PATIENCE:
            self._watch(line)
            return
        self._typical = max(self._typical, _QUICK)
        for job in line.take_back():
            self._again(job)

    def _tick(self) -> None:
        """Look at what runs: end what is over its time, slow down what is long, turn away who has waited too long."""
        assert self._loop is not None
        now = monotonic()
        for line in [line for line in (*self._lines, *self._slow) if line.jobs]:
            first = line.jobs[0]
            if first.ended:
                continue
            if now - first.started >= first.limits.seconds:
                self._kill(line, "seconds")
            elif not line.slow and line.is_long(now):
                if len(self._slow) < self.sizes.slow:
                    self._set_aside(line)
                elif self._waiting:
                    self._kill(line, "busy")
        while self._waiting and (self._waiting[0].reply.done() or now >= self._waiting[0].until):
            self._counts["busy"] += not self._waiting[0].reply.done()
            _fail(self._waiting.popleft(), QueryBusy())
        if self._waiting or any(line.jobs for line in (*self._lines, *self._slow)):
            self._loop.call_later(_TICK, self._tick)
        else:
            self._ticking = False

    def _set_aside(self, line: Line) -> None:
        line.slow = True
        self._lines.discard(line)
        self._slow.add(line)
        if self._last is line:
            self._last = None
        line.process.yield_to_others()
        self._counts["slowed"] += 1
        for job in line.take_back():
            self._again(job)
        self._start()

    def _kill(self, line: Line, why: str) -> None:
        line.jobs[0].ended = why
        self._counts["killed"] += 1
        self._lost(line)

    def _forget(self, job: Job) -> None:
        """A client has gone away: end its query where that runs or would."""
        for line in (*self._lines, *self._slow):
            if job in line.jobs:
                line.jobs.remove(job)
                self._drop(line)
                return

    def _failure(self, job: Job) -> GraphError:
        """Return why a worker ended before it replied: we ended it, or it asked for more memory than it may have."""
        if job.ended == "seconds":
            return QueryOverLimit("seconds", job.limits.seconds)
        if job.ended == "busy" or self._closed:
            return QueryBusy()
        self._counts["crashed"] += 1
        return QueryOverLimit("memory_mb", job.limits.memory_mb)

    def _close_if_idle(self) -> None:
        if self._waiting or any(line.jobs for line in (*self._lines, *self._slow)):
            assert self._loop is not None
            self._loop.call_later(_GRACE, self._close_if_idle)
        else:
            self.close()


def _fail(job: Job, error: Exception) -> None:
    if not job.reply.done():
        job.reply.set_exception(error)
