"""A worker and the queries that it was sent: the first one runs, the others stand behind it.

Waking a process costs more than a point lookup. So quick queries are sent to a worker that is at work already, which
then finds the next one waiting; where the first turns out not to be quick, the pool takes the others back.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from graph.workers.keeper_succession import Keeper
from graph.workers.messages import Limits, Reply
from graph.workers.process_channel import Process

MOMENT = 0.2  # seconds of processor time after which a query counts as long
LATEST = 5.0  # seconds after which it does whatever it did


@dataclass(eq=False, slots=True)
class Job:
    """A query on its way. until: the time of the event loop at which it has waited too long; started: that at which it
    was the first of its line; ended: why we ended it, ``seconds`` or ``busy``; used_before: processor time of its
    worker when the query was first looked at."""

    frame: bytes
    limits: Limits
    reply: asyncio.Future[Reply]
    until: float
    started: float = 0.0
    ended: str | None = None
    used_before: float | None = None


@dataclass(eq=False, slots=True)
class Line:
    """One worker. slow: it was set aside with a long query; spent: it takes no more queries, and ends with its first.

    told: is called with the line, the job and the reply; lost: with the line when the worker has ended.
    """

    process: Process
    keeper: Keeper
    told: Callable[[Line, Job, Reply], None]
    lost: Callable[[Line], None]
    jobs: deque[Job] = field(default_factory=deque)
    slow: bool = False
    spent: bool = False
    watched: bool = False  # whether somebody is going to look if the first is quick

    def __post_init__(self) -> None:
        self.keeper.running += 1
        self.process.channel.listen(self._replied, self._lost)

    @property
    def is_stale(self) -> bool:
        """Whether it was ended from outside while it was idle, or holds the dataset as it was before an update."""
        return self.spent or self.process.channel.closed or self.keeper.replaced

    def send(self, job: Job, now: float) -> None:
        """Put a query at the end of the line."""
        if not self.jobs:
            job.started = now
        self.jobs.append(job)
        self.process.channel.send(job.frame)

    def take_back(self) -> list[Job]:
        """Return the queries behind the first, which are no longer the worker's; it must end with its first."""
        self.spent = True
        behind = [self.jobs.pop() for _ in range(len(self.jobs) - 1)]
        return behind[::-1]

    def is_long(self, now: float) -> bool:
        """Return whether the first query has computed for more than a moment; a busy machine makes no query long."""
        first, used = self.jobs[0], self.process.used()
        if first.used_before is None:
            first.used_before = used
        return used - first.used_before >= MOMENT or now - first.started >= LATEST

    def end(self) -> None:
        """End the worker."""
        if not self.process.channel.closed:
            self.process.channel.listen(None, None)
        self.process.kill()
        self.keeper.leave()

    def _replied(self, reply: Reply) -> None:
        job = self.jobs.popleft()
        if self.jobs:
            self.jobs[0].started = time.monotonic()
        self.told(self, job, reply)

    def _lost(self) -> None:
        self.lost(self)
