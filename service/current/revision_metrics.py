"""What the open revision and its workers count, read off them when Prometheus asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from service.current.running_state import Current
from service.errors import ServiceError
from service.observe.metrics import REGISTRY


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
