"""What a pool counts and keeps in its lists."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from graph.workers.channel import Process
from graph.workers.keepers import Keeper

MOMENT = 0.2  # seconds of processor time after which a query counts as long
LATEST = 5.0  # seconds after which it does whatever it did


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many processes a pool has. workers: at once for ordinary queries; slow: more for long ones; queue: how many
    may wait."""

    workers: int = 4
    slow: int = 4
    queue: int = 256


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts since the pool began, and what is so now (idle, running, slow, waiting)."""

    queries: int = 0
    started: int = 0  # workers
    killed: int = 0  # workers over their time, or in others' way
    crashed: int = 0  # workers that ended by themselves in a query
    slowed: int = 0
    busy: int = 0  # queries turned away
    idle: int = 0
    running: int = 0
    slow: int = 0
    waiting: int = 0


@dataclass(eq=False, slots=True)
class Worker:
    """A process, and the keeper that forked it."""

    process: Process
    keeper: Keeper

    @property
    def is_stale(self) -> bool:
        """Whether it was ended from outside while it was idle, or holds the dataset as it was before an update."""
        return self.process.channel.closed or self.keeper.replaced


@dataclass(eq=False, slots=True)
class Job:
    """A query that runs. slow: it was set aside as a long one; ended: why we ended it, ``seconds`` or ``busy``."""

    worker: Worker
    started: float
    seconds: float
    slow: bool = False
    ended: str | None = None
    used_before: float | None = None  # processor time of the worker when the query was first looked at

    def is_long(self, now: float) -> bool:
        """Return whether the query has computed for more than a moment; a busy machine makes no query long."""
        used = self.worker.process.used()
        if self.used_before is None:
            self.used_before = used
        return used - self.used_before >= MOMENT or now - self.started >= LATEST


@dataclass(eq=False, slots=True)
class Waiting:
    """A query that waits for a worker, until a time of the event loop."""

    place: asyncio.Future[Worker]
    until: float
