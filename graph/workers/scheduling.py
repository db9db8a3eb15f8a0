"""The workers of a pool and the queries in their lines: who runs where, who waits, who is set aside, who is killed.

A query that computes for longer than a moment is slowed down (the system then runs it only where nobody else wants to)
and its place is given to a fresh worker, so that long queries do not keep the others waiting. Where there are too many
long ones already and somebody waits, it is ended instead. One that is over its time is killed. Quick queries are sent
to a worker that is at work already (see `worker_queue`).
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from time import monotonic

from graph.errors import GraphError, QueryBusy, QueryOverLimit
from graph.workers.keeper_succession import Keepers
from graph.workers.messages import Limits, Reply
from graph.workers.pool_sizes import Sizes, Stats
from graph.workers.worker_queue import Job, Line

_TICK = 0.05
_QUICK = 0.001  # seconds that queries take on average where one may stand behind another
_BEHIND = 7  # queries behind the first of a line
_PATIENCE = 0.02  # seconds after which they are taken back
_SHARE = 0.05  # of the newest query in the average


class Lines:
    """Belongs to one event loop."""

    def __init__(self, keepers: Keepers, sizes: Sizes) -> None:
        self._keepers = keepers
        self._sizes = sizes
        self._loop = keepers.attach()
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

    async def ask(self, frame: bytes, limits: Limits) -> Reply:
        """Return a worker's reply to a query; raises QueryOverLimit (of time or memory), QueryBusy."""
        job = Job(frame, limits, self._loop.create_future(), monotonic() + limits.seconds)
        self._counts["queries"] += 1
        self._place(job)
        if not self._ticking:
            self._ticking = True
            self._loop.call_later(_TICK, self._tick)
        try:
            return await job.reply
        except asyncio.CancelledError:
            self._forget(job)
            raise

    @property
    def at_work(self) -> bool:
        """Whether a query runs or waits."""
        return bool(self._waiting) or any(line.jobs for line in (*self._lines, *self._slow))

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

    def renew(self) -> None:
        """Let no idle worker take another query: they hold the dataset as it was."""
        for line in [line for line in self._lines if not line.jobs]:
            self._drop(line)

    def close(self) -> None:
        """End all workers; what runs and waits is turned away."""
        self._closed = True
        for line in [*self._lines, *self._slow]:
            self._drop(line)
        while self._waiting:
            _fail(self._waiting.popleft(), QueryBusy())

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
        may_start = len(self._lines) + self._starting < self._sizes.workers
        if not may_start and len(self._waiting) - self._starting >= self._sizes.queue:
            self._counts["busy"] += 1
            raise QueryBusy
        self._waiting.append(job)
        self._start()

    def _start(self) -> None:
        """Start as many workers as are waited for and may be."""
        room = self._sizes.workers - len(self._lines) - self._starting
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
        now = monotonic()
        for line in [line for line in (*self._lines, *self._slow) if line.jobs]:
            first = line.jobs[0]
            if first.ended:
                continue
            if now - first.started >= first.limits.seconds:
                self._kill(line, "seconds")
            elif not line.slow and line.is_long(now):
                if len(self._slow) < self._sizes.slow:
                    self._set_aside(line)
                elif self._waiting:
                    self._kill(line, "busy")
        while self._waiting and (self._waiting[0].reply.done() or now >= self._waiting[0].until):
            self._counts["busy"] += not self._waiting[0].reply.done()
            _fail(self._waiting.popleft(), QueryBusy())
        if self.at_work:
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


def _fail(job: Job, error: Exception) -> None:
    if not job.reply.done():
        job.reply.set_exception(error)
