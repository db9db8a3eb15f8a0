"""What the service counts, for Prometheus (``/metrics``). Labels are routes, methods and codes: never what was asked.

The counters belong to the process; what a revision and its workers count is read off them when Prometheus asks.
Requests are counted in plain numbers on the event loop: the client library's locks would cost more than a short query.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from service.errors import ServiceError

if TYPE_CHECKING:
    from service.state import Current

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
REGISTRY = CollectorRegistry(auto_describe=True)
ProcessCollector(registry=REGISTRY)

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 60.0)
_problems = Counter("keikaku_problems", "Answers that were problems, by their code.", ("code",), registry=REGISTRY)
_publishes = Counter("keikaku_publishes", "Jobs and writes that ended.", ("kind", "outcome"), registry=REGISTRY)
_opened = Counter("keikaku_revisions_opened", "Revisions opened by this process.", registry=REGISTRY)
_turned_away = Counter(
    "keikaku_connections_closed", "Connections ended by the server, by the reason's code.", ("code",), registry=REGISTRY
)


@dataclass(slots=True)
class _Times:
    """How many requests took how long: a count for each bound of _SECONDS and one for more, and the sum."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(_SECONDS) + 1))
    sum: float = 0.0


class Requests(Collector):
    """Requests by route (the template, of a bounded set), method and status. For one event loop."""

    def __init__(self) -> None:
        self.in_flight = 0
        self._answered: Tally[tuple[str, str, int]] = Tally()
        self._times: dict[str, _Times] = {}

    def add(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self._answered[route, method, status] += 1
        times = self._times.get(route)
        if times is None:
            times = self._times[route] = _Times()
        times.counts[bisect_left(_SECONDS, seconds)] += 1
        times.sum += seconds

    def collect(self) -> Iterator[Metric]:
        """Yield the counts as they are now."""
        yield GaugeMetricFamily("keikaku_requests_in_flight", "Requests that are being answered.", self.in_flight)
        answered = CounterMetricFamily("keikaku_requests", "Requests answered.", labels=("route", "method", "status"))
        for (route, method, status), count in list(self._answered.items()):
            answered.add_metric((route, method, str(status)), count)
        yield answered
        latencies = HistogramMetricFamily("keikaku_request_seconds", "Time to the last byte.", labels=("route",))
        for route, times in list(self._times.items()):
            bounds = [*map(str, _SECONDS), "+Inf"]
            latencies.add_metric((route,), list(zip(bounds, accumulate(times.counts), strict=True)), times.sum)
        yield latencies


requests = Requests()
REGISTRY.register(requests)


def problem(code: str) -> None:
    """Count one error: refused and overlong queries, wrong tokens, clients over their rate and all others."""
    _problems.labels(code).inc()


def published(kind: str, *, done: bool) -> None:
    """Count one job or write that ended (kind: ingest, remove, update)."""
    _publishes.labels(kind, "done" if done else "failed").inc()


def opened() -> None:
    """Count one revision that this process opened."""
    _opened.inc()


def connection_closed(code: str) -> None:
    """Count one connection that the server ended (code: of the error)."""
    _turned_away.labels(code).inc()


def exposition() -> bytes:
    """Return all counts in Prometheus's text format."""
    return generate_latest(REGISTRY)


def watch(current: Callable[[], Current]) -> Collector:
    """Let the counts of the open revision and its workers be among all; return the collector, to be unregistered.

    current: returns the revision that is open; raises ServiceError where there is none.
    """
    collector = _Held(current)
    REGISTRY.register(collector)
    return collector


class _Held(Collector):
    """What the revision that is open now holds and has counted."""

    def __init__(self, current: Callable[[], Current]) -> None:
        self._current = current

    def describe(self) -> list[Metric]:
        """Return nothing: names are fixed below, and asking for them must not need a revision."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield the counts as they are now."""
        try:
            current = self._current()
        except ServiceError:
            current = None
        ready = GaugeMetricFamily("keikaku_ready", "1 where a revision is open and prepared.")
        ready.add_metric([], float(current is not None and current.prepared))
        yield ready
        if current is None:
            return
        info = current.revision.info
        revision = GaugeMetricFamily("keikaku_revision_info", "The open revision.", labels=["revision"])
        revision.add_metric([info.id], 1)
        yield revision
        yield GaugeMetricFamily("keikaku_quads", "Statements of the open revision in all its graphs.", info.quads)
        yield CounterMetricFamily("keikaku_query_cache_hits", "Queries answered from kept results.", current.cache.hits)
        if current.pool is not None:
            yield from _workers(current)


def _workers(current: Current) -> Iterator[Metric]:
    assert current.pool is not None
    stats = current.pool.stats()
    workers = GaugeMetricFamily("keikaku_query_workers", "Processes for queries.", labels=["state"])
    workers.add_metric(["idle"], stats.idle)
    workers.add_metric(["running"], stats.running)
    workers.add_metric(["slow"], stats.slow)
    yield workers
    yield GaugeMetricFamily("keikaku_query_queue", "Queries that wait for a worker.", stats.waiting)
    yield CounterMetricFamily("keikaku_queries", "Queries evaluated by the open revision's workers.", stats.queries)
    yield CounterMetricFamily("keikaku_query_workers_started", "Workers started.", stats.started)
    yield CounterMetricFamily("keikaku_query_workers_killed", "Workers ended over their time.", stats.killed)
    yield CounterMetricFamily("keikaku_query_workers_crashed", "Workers that ended by themselves.", stats.crashed)
    yield CounterMetricFamily("keikaku_queries_slowed", "Queries moved to the slow places.", stats.slowed)
    yield CounterMetricFamily("keikaku_queries_turned_away", "Queries for which no worker was free.", stats.busy)
