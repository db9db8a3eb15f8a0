"""What the service counts, for Prometheus (``/metrics``). Labels are routes, methods and codes: never what was asked.

The counters belong to the process; what a revision and its workers count is read off them (`revision_metrics`).
Requests are counted in plain numbers on the event loop: the client library's locks would cost more than a short query.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from prometheus_client import CollectorRegistry, Counter, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

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
