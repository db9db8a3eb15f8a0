"""Throughput beside other SPARQL servers, on the same N-Quads and the same queries.

    python benchmarks/serving.py [--cities 100] [--folder .data-bench] [--rounds 5] [--seconds 3]
        [--oxigraph BINARY] [--rdflib-python PYTHON] [--json FILE]

Compared are ``keikaku serve``, ``oxigraph serve`` (PyPI ``oxigraph``; RocksDB, optimised) and, where
``--rdflib-python`` names a Python that has it, ``rdflib-endpoint`` (RDFLib's graph in memory). First every kind of
query is asked of all with the same parameters: the rows must be the same. Then `wrk` keeps 8 connections busy: once
with queries of which no two are the same text, once with twenty that come again and again. The servers take turns in
short rounds, in changing order; what counts is the median. All run on this machine, `wrk` too.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import statistics
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import httpx  # noqa: E402
import servers  # noqa: E402
from load import JSON, N_TRIPLES, Load, run  # noqa: E402
from national import SEED, cities, publish  # noqa: E402
from pyoxigraph import RdfFormat, parse  # noqa: E402
from queries import KINDS, LIMIT, Kind, limited, queries, target  # noqa: E402

CONNECTIONS = 8
REPEATED = 20  # queries that come again and again
CHECKED = 40  # queries of a kind of which all answers are compared
_SLOW_CHECKED = 4  # the same for RDFLib, which needs seconds for some
_SLOW_ROUND = 5  # times as long a round, and only one, for the same reason


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 1 where a server answers otherwise than another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cities", type=int, default=100, help="municipalities, about 4,000 triples each")
    parser.add_argument("--folder", type=Path, default=ROOT / ".data-bench", help="where the data are kept")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of a round")
    parser.add_argument("--port", type=int, default=8360, help="the first of three")
    parser.add_argument("--oxigraph", help="the oxigraph binary; else the one on the path")
    parser.add_argument("--rdflib-python", help="a Python with rdflib-endpoint and uvicorn")
    parser.add_argument("--kinds", nargs="*", default=[kind.name for kind in KINDS], help="only these kinds of queries")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args(arguments)
    data = options.folder / f"{options.cities}"
    if not (data / "CURRENT").exists():
        publish(options.cities, data, validated=False)
    revision = (data / "CURRENT").read_text(encoding="utf-8").strip()
    dataset = data / "revisions" / revision / "dataset.nq"
    kinds = [kind for kind in KINDS if kind.name in options.kinds]
    made = {kind: queries(kind, cities(options.cities, SEED)) for kind in kinds}
    with tempfile.TemporaryDirectory() as name:
        logs = Path(name)
        running = [servers.keikaku(data, options.port, logs / "keikaku.log")]
        slow: list[servers.Server] = []
        try:
            store = options.folder / f"{revision}.rocksdb"
            running.append(servers.oxigraph(dataset, store, options.port + 1, logs / "oxigraph.log", options.oxigraph))
            if python := options.rdflib_python:
                print("rdflib-endpoint を読み込んでいます（数分）", file=sys.stderr)
                slow.append(servers.rdflib_endpoint(dataset, options.port + 2, logs / "rdflib.log", python))
            differing = [text for kind in kinds for text in _differing(kind, made[kind], running, slow)]
            if differing:
                print("答えが違います：", *differing, sep="\n", file=sys.stderr)
                return 1
            figures = _measure(made, running, slow, logs, options.rounds, options.seconds)
            print(_heading(running + slow, options.cities, dataset))
            print(_table(kinds, [server.name for server in running + slow], figures))
        finally:
            for server in running + slow:
                server.stop()
    if options.json:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def _differing(
    kind: Kind, texts: Sequence[str], running: Sequence[servers.Server], slow: Sequence[servers.Server]
) -> list[str]:
    """Return the queries that servers answer differently."""
    found = []
    for position, text in enumerate(texts[:CHECKED]):
        asked = [*running, *(slow if position < _SLOW_CHECKED else ())]
        answers = [_answer(server, kind, text) for server in asked]
        if any(answer != answers[0] for answer in answers[1:]):
            found.append(f"{kind.name}: {text}: " + " / ".join(str(sum(answer.values())) for answer in answers))
    return found


def _answer(server: servers.Server, kind: Kind, text: str) -> Counter[str]:
    """Return the rows of an answer, or the triples of a description, each with how often it comes."""
    accept = N_TRIPLES if kind.graph else JSON
    given = httpx.get(
        server.base + server.path, params={"query": limited(text)}, headers={"Accept": accept}, timeout=300
    )
    given.raise_for_status()
    if kind.graph:
        is_xml = given.content.startswith(b"<?xml")  # what rdflib-endpoint sends, whatever is asked for
        form = RdfFormat.RDF_XML if is_xml else RdfFormat.N_TRIPLES
        return Counter(str(quad.triple) for quad in parse(given.content, form))
    return Counter(_row(row) for row in given.json()["results"]["bindings"])


def _row(row: Mapping[str, Mapping[str, str]]) -> str:
    return json.dumps({name: (term["type"], term["value"]) for name, term in sorted(row.items())}, ensure_ascii=False)


def _measure(
    made: Mapping[Kind, Sequence[str]],
    running: Sequence[servers.Server],
    slow: Sequence[servers.Server],
    folder: Path,
    rounds: int,
    seconds: int,
) -> dict[str, Any]:
    """Return the loads by mode (distinct, repeated), kind and server: medians of the rounds with their spread."""
    first = 2 * LIMIT
    found: dict[str, Any] = {"distinct": {}, "repeated": {}}
    for (mode, step), kind in product((("distinct", 1), ("repeated", 0)), made):
        texts = made[kind] if step else made[kind][:REPEATED]
        loads: dict[str, list[Load]] = defaultdict(list)
        for turn in range(-1, rounds):  # the first round warms up
            in_turn = running if turn % 2 else running[::-1]
            for server in [*in_turn, *(slow if turn == 0 else ())]:
                load = run(
                    server.base,
                    [target(server.path, text) for text in texts],
                    folder,
                    accept=N_TRIPLES if kind.graph else JSON,
                    seconds=seconds * (_SLOW_ROUND if server in slow else 1),
                    connections=CONNECTIONS,
                    first=first,
                    step=step,
                )
                first += (load.requests + 2 * CONNECTIONS) * step
                if turn >= 0:
                    loads[server.name].append(load)
        found[mode][kind.name] = {name: _summary(each) for name, each in loads.items()}
        rates = [f"{name} {figures['rate']:,.1f}" for name, figures in found[mode][kind.name].items()]
        print(f"{mode:9} {kind.name:9}", *rates, sep="  ", file=sys.stderr)
    return found


def _summary(loads: Sequence[Load]) -> dict[str, float]:
    rates = [load.rate for load in loads]
    return {
        "rate": statistics.median(rates),
        "least": min(rates),
        "most": max(rates),
        "p50": statistics.median(load.p50 for load in loads),
        "p95": statistics.median(load.p95 for load in loads),
        "failed": sum(load.failed for load in loads),
    }


def _heading(running: Sequence[servers.Server], count: int, dataset: Path) -> str:
    lines = [
        f"{count} 自治体、{dataset.stat().st_size / 1e6:,.0f} MB の N-Quads、接続 {CONNECTIONS}、"
        f"CPU {os.cpu_count()}（{platform.machine()}）、Python {platform.python_version()}"
    ]
    lines += [f"- {server.name}：プロセス {server.processes}、メモリー {server.memory:,.0f} MB" for server in running]
    return "\n".join(lines) + "\n"


def _table(kinds: Sequence[Kind], names: Sequence[str], figures: Mapping[str, Any]) -> str:
    """Return the figures as Markdown: requests a second, and how many times the others' the first's are."""
    own, *others = names
    lines = []
    for mode, title in (("distinct", "毎回違う問合せ"), ("repeated", "同じ問合せの繰り返し")):
        lines += [f"| {title}（件/秒） | {own} | " + " | ".join(f"{name} | 比" for name in others) + " |"]
        lines += ["|" + "---|" * (2 + 2 * len(others))]
        ratios: dict[str, list[float]] = defaultdict(list)
        for kind in kinds:
            found = figures[mode][kind.name]
            cells = [kind.title, _cell(found[own])]
            for name in others:
                ratio = found[own]["rate"] / found[name]["rate"] if found[name]["rate"] else math.inf
                ratios[name].append(ratio)
                cells += [_cell(found[name]), f"{ratio:,.2f}"]
            lines.append("| " + " | ".join(cells) + " |")
        means = [f" | **{statistics.geometric_mean(ratios[name]):,.2f}**" for name in others]
        lines += ["| 幾何平均 | " + " | ".join(means) + " |", ""]
    return "\n".join(lines)


def _cell(found: Mapping[str, float]) -> str:
    rate = f"{found['rate']:,.1f}" if found["rate"] < 100 else f"{found['rate']:,.0f}"
    return f"{rate}（失敗 {found['failed']:,.0f}）" if found["failed"] else rate


if __name__ == "__main__":
    sys.exit(main())
