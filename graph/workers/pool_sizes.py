"""How large a pool is, and what it counts."""

from __future__ import annotations

from dataclasses import dataclass


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
