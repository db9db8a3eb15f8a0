"""Four queries without end beside the point lookups of others: how long those take, and how the four end.

    python benchmarks/endless.py [--cities 100] [--folder .data-bench] [--limit 10] [--idle 10]

First point lookups alone, at a modest fixed rate over several connections; then the same while four queries run that
would take years. Printed are the median and the 95th percentile of the lookups, their ratio, how each of the four
ended and when, and the server's processes before and after. Exits 1 where a lookup fails or their 95th percentile is
more than three times the idle one, where a query does not end as 503 within its limit and a second, or where processes
are left behind.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import servers  # noqa: E402
from load import JSON  # noqa: E402
from national import cities, publish  # noqa: E402
from processes import cpu, family  # noqa: E402
from queries import KINDS, LIMIT, queries, target  # noqa: E402

MOST = 3.0  # times the idle 95th percentile
GRACE = 1.0  # seconds after its limit until which an endless query must have ended
CLIENTS, RATE = 4, 20.0  # connections of lookups, requests a second of each
_LEAVING = 10.0  # seconds in which the processes of what was ended must be gone
ENDLESS = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    'SELECT ?a WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(STR(?a), STR(?d), STR(?g)) = "無") }',
    "SELECT (COUNT(DISTINCT ?a) AS ?n) WHERE { ?a (!<urn:x>)*/^(!<urn:y>)* ?b . ?c (!<urn:x>)*/^(!<urn:y>)* ?d }",
    "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(STR(?c)) + STRLEN(STR(?f)) + STRLEN(STR(?i)) < 0) }",
)
_LONGER = "SELECT ?p (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a query ended: the status, and after how many seconds."""

    status: int
    seconds: float
    body: bytes


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cities", type=int, default=100)
    parser.add_argument("--folder", type=Path, default=ROOT / ".data-bench")
    parser.add_argument("--limit", type=float, default=10.0, help="seconds that a query may take")
    parser.add_argument("--idle", type=float, default=10.0, help="seconds of lookups alone")
    parser.add_argument("--port", type=int, default=8364)
    options = parser.parse_args(arguments)
    data = options.folder / f"{options.cities}"
    if not (data / "CURRENT").exists():
        publish(options.cities, data, validated=False)
    lookups = [target("/sparql", text) for text in queries(KINDS[0], cities(options.cities))]
    with tempfile.TemporaryDirectory() as name:
        log = Path(name) / "keikaku.log"
        limits = {"sparql_seconds": str(options.limit), "sparql_cache_mb": "0"}
        server = servers.keikaku(data, options.port, log, **limits)
        try:
            return _measure(server, lookups, options.limit, options.idle)
        finally:
            server.stop()


def lookup_times(port: int, targets: Sequence[str], seconds: float, first: int = LIMIT) -> list[float]:
    """Return the milliseconds of point lookups, sent for some seconds; a failed one is infinite.

    Every client sends at its own fixed rate, whether or not the one before was slow, as long as it can keep up.
    """
    until = time.perf_counter() + seconds
    number = itertools.count(first)

    def client(start: int) -> list[float]:
        connection, found, due = HTTPConnection("127.0.0.1", port, timeout=60), [], time.perf_counter()
        for place in itertools.count(start):
            due = max(due + 1 / RATE, time.perf_counter() - 1)
            if due >= until:
                break
            time.sleep(max(0.0, due - time.perf_counter()))
            begun = time.perf_counter()
            connection.request("GET", targets[place % len(targets)] + str(next(number)), headers={"Accept": JSON})
            response = connection.getresponse()
            response.read()
            found.append((time.perf_counter() - begun) * 1e3 if response.status == 200 else float("inf"))
        connection.close()
        return found

    with ThreadPoolExecutor(CLIENTS) as clients:
        runs = clients.map(client, range(0, len(targets), max(1, len(targets) // CLIENTS)))
        return [each for run in itertools.islice(runs, CLIENTS) for each in run]


def ask(port: int, query: str, seconds: float) -> Ended:
    """Return how one query ends, waiting a good while longer than its limit."""
    connection = HTTPConnection("127.0.0.1", port, timeout=seconds + 30)
    begun = time.perf_counter()
    headers = {"Content-Type": "application/sparql-query", "Accept": JSON}
    connection.request("POST", "/sparql", query.encode(), headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return Ended(response.status, time.perf_counter() - begun, body)


def _measure(server: servers.Server, lookups: Sequence[str], limit: float, idle_seconds: float) -> int:
    port = int(server.base.rpartition(":")[2])
    lookup_times(port, lookups, 2, LIMIT)  # warms up
    with ThreadPoolExecutor(2 * CLIENTS) as several:  # so that as many workers run as there may be
        list(several.map(lambda number: ask(port, f"{_LONGER} LIMIT {number}", limit), range(1, 4 * CLIENTS)))
    idle = lookup_times(port, lookups, idle_seconds, 2 * LIMIT)
    before = family(server.process.pid)
    ends: list[Ended] = []
    threads = [threading.Thread(target=lambda q=query: ends.append(ask(port, q, limit))) for query in ENDLESS]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    beside = lookup_times(port, lookups, limit - 0.5, 3 * LIMIT)
    during = family(server.process.pid)
    for thread in threads:
        thread.join()
    until = time.perf_counter() + _LEAVING
    while len(after := family(server.process.pid)) > len(before) and time.perf_counter() < until:
        time.sleep(0.1)  # what was ended gives its memory back, at the lowest priority
    left = _LEAVING - (until - time.perf_counter())
    spent = cpu(after)
    time.sleep(1)
    busy = cpu(after) - spent
    quiet, loud = _percentile(idle, 0.95), _percentile(beside, 0.95)
    print(f"一点の参照（{CLIENTS} 接続、毎秒計 {CLIENTS * RATE:.0f} 件）：")
    print(f"  何もないとき  {len(idle):5} 件  p50 {statistics.median(idle):7.2f} ms  p95 {quiet:7.2f} ms")
    print(f"  終わらない4件と {len(beside):4} 件  p50 {statistics.median(beside):7.2f} ms  p95 {loud:7.2f} ms")
    print(f"  p95 の比 {loud / quiet:.2f}（{MOST:g} まで）")
    for end in ends:
        print(f"終わらない問合せ：{end.status}、{end.seconds:.2f} 秒（{limit + GRACE:g} 秒まで）")
    print(f"プロセス：前 {len(before)}、間 {len(during)}、後 {len(after)}（{left:.1f} 秒後）。", end="")
    print(f"そのあとの1秒に使ったCPU {busy:.2f} 秒")
    is_good = (
        loud <= MOST * quiet
        and all(end.status == 503 and end.seconds <= limit + GRACE for end in ends)
        and len(after) <= len(before)
        and busy < 0.5
    )
    print("合格" if is_good else "不合格")
    return 0 if is_good else 1


def _percentile(values: Sequence[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


if __name__ == "__main__":
    sys.exit(main())
