"""What growth costs: the same service over 1, 10, 100 and 1,000 municipalities (4,000 to 4 million stated triples).

    python benchmarks/growth.py 1 10 100 [1000] [--folder .data-bench] [--json benchmarks/growth.json] [--no-vectors]
        [--no-validation] [--limit SECONDS] [--again]
    python benchmarks/growth.py --plot docs/images/growth.png --docs docs/SIZING.md

Each size is published by a process of its own (its stages as the revision's manifest has them), then served: disk,
seconds until it answers, memory of all processes, and the median and 95th percentile of each kind of query and of
``/api/ask``, asked one after the other with parameters that differ. The figures of a size are written as soon as they
are known; ``--plot`` draws all that are there, and ``--docs`` puts the table where a page marks it. Needs matplotlib
and a Japanese font (Noto Sans CJK) for the plot alone.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import servers  # noqa: E402
from load import JSON, N_TRIPLES  # noqa: E402
from national import SEED, cities_at  # noqa: E402
from queries import KINDS, LIMIT, queries, target  # noqa: E402
from questions import questions  # noqa: E402

_SAMPLED = 60  # municipalities that parameters are taken from
_QUERIES, _SECONDS = 300, 20.0  # of a kind at most
_QUESTIONS = 150
_MARKS = ("<!-- growth -->", "<!-- /growth -->")
STAGES = {
    "rdf": "公開：RDFを書く（秒）",
    "store": "公開：ストアを作る（秒）",
    "switch": "公開：切り替える（秒）",
    "validation": "公開：形を確かめる（秒）",
    "text": "公開：文字の索引（秒）",
    "vectors": "公開：ベクトル（秒）",
}
Figures = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, help="numbers of municipalities")
    parser.add_argument("--folder", type=Path, default=ROOT / ".data-bench", help="where the data are kept")
    parser.add_argument("--json", type=Path, default=ROOT / "benchmarks" / "growth.json")
    parser.add_argument("--port", type=int, default=8366)
    parser.add_argument("--no-vectors", action="store_true")
    parser.add_argument("--no-validation", action="store_true")
    parser.add_argument("--again", action="store_true", help="publish also what is there already")
    parser.add_argument("--limit", type=float, default=7200, help="seconds that one publish may take")
    parser.add_argument("--plot", type=Path, help="draw the figures into this file")
    parser.add_argument("--docs", type=Path, help="write the table into this page, between its marks")
    options = parser.parse_args(arguments)
    known: dict[str, Figures] = json.loads(options.json.read_text(encoding="utf-8")) if options.json.exists() else {}
    for size in options.sizes:
        data = options.folder / f"{size}"
        without = [f"--no-{each}" for each in ("vectors", "validation") if getattr(options, f"no_{each}")]
        if options.again or not (data / "CURRENT").exists():
            _publish(size, data, without, options.limit)
        known[str(size)] = _published(data) | _served(size, data, options.port)
        options.json.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")
        print(table({str(size): known[str(size)]}))
    print(table(known))
    if options.plot:
        from growth_plot import draw

        draw(known, options.plot)
    if options.docs:
        before, _, rest = options.docs.read_text(encoding="utf-8").partition(_MARKS[0])
        after = rest.partition(_MARKS[1])[2]
        text = f"{before}{_MARKS[0]}\n{table(known)}\n{_MARKS[1]}{after}"
        options.docs.write_text(text, encoding="utf-8")
    return 0


def _publish(size: int, data: Path, without: Sequence[str], limit: float) -> None:
    """Publish one size in a process of its own, so that its memory is not ours; raises TimeoutExpired."""
    subprocess.run(["rm", "-rf", str(data)], check=True)
    program = str(ROOT / "benchmarks" / "national.py")
    subprocess.run([sys.executable, program, str(size), "--out", str(data), *without], check=True, timeout=limit)


def _published(data: Path) -> Figures:
    """Return what the manifest says: stated triples, seconds by stage, stated triples a second, bytes on the disk."""
    key = (data / "CURRENT").read_text(encoding="utf-8").strip()
    manifest = json.loads((data / "revisions" / key / "manifest.json").read_text(encoding="utf-8"))
    timings = manifest["timings"]
    loading = sum(timings.get(stage, 0.0) for stage in ("rdf", "store", "switch"))
    return {
        "stated": manifest["quads"],
        "distinct": manifest["triples"],
        "units": manifest["units"],
        "timings": timings,
        "stated_a_second": manifest["quads"] / loading,
        "disk_mb": sum(path.stat().st_size for path in data.rglob("*") if path.is_file()) / 1e6,
    }


def _served(size: int, data: Path, port: int) -> Figures:
    """Return how long a service over the data takes to come up and to answer, and its memory."""
    indexes = Random(SEED).sample(range(size), min(size, _SAMPLED))
    sample = cities_at(indexes)
    with tempfile.TemporaryDirectory() as name:
        begun = time.perf_counter()
        server = servers.keikaku(data, port, Path(name) / "log", wait=servers.OPEN, sparql_cache_mb="0")
        try:
            opened = time.perf_counter() - begun
            servers.wait_for(server, servers.READY)
            ready = time.perf_counter() - begun
            connection = HTTPConnection("127.0.0.1", port, timeout=300)
            found: Figures = {"open_s": opened, "ready_s": ready, "memory_ready_mb": server.memory, "queries": {}}
            for kind in KINDS:
                accept = N_TRIPLES if kind.graph else JSON
                targets = [target("/sparql", text) for text in queries(kind, sample)]
                asked = [f"{targets[place % len(targets)]}{LIMIT + place}" for place in range(_QUERIES)]
                found["queries"][kind.name] = _times(asked, partial(_get, connection, accept))
            statuses: Counter[str] = Counter()
            asked = [text for _, text in questions(sample, _QUESTIONS)]
            found["ask"] = _times(asked, lambda text: statuses.update([_ask(connection, text)]))
            found["ask"]["statuses"] = dict(statuses)
            connection.close()
            return found | {"memory_mb": server.memory, "processes": server.processes}
        finally:
            server.stop()


def _times(items: Iterable[str], do: Callable[[str], object]) -> Figures:
    """Return the milliseconds that something takes for each of some items, the first ten aside, within some seconds."""
    found: list[float] = []
    until = time.perf_counter() + _SECONDS
    for item in items:
        begun = time.perf_counter()
        do(item)
        found.append((time.perf_counter() - begun) * 1e3)
        if time.perf_counter() > until:
            break
    found = sorted(found[10:] if len(found) > 20 else found)
    return {"n": len(found), "p50": statistics.median(found), "p95": found[min(len(found) - 1, int(0.95 * len(found)))]}


def _get(connection: HTTPConnection, accept: str, path: str) -> bytes:
    connection.request("GET", path, headers={"Accept": accept})
    response = connection.getresponse()
    body = response.read()
    assert response.status == 200, (response.status, body)
    return body


def _ask(connection: HTTPConnection, question: str) -> str:
    body = json.dumps({"question": question, "session": None}).encode()
    connection.request("POST", "/api/ask", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = json.loads(response.read())
    assert response.status == 200, answer
    return str(answer["status"])


def table(known: Mapping[str, Figures]) -> str:
    """Return the figures as a Markdown table, a column a size."""
    sizes = sorted(known, key=int)
    figures = [known[size] for size in sizes]
    rows = [
        ["自治体の数", *(f"{int(size):,}" for size in sizes)],
        ["---" for _ in range(len(sizes) + 1)],
        ["述べられた三つ組", *(f"{each['stated']:,}" for each in figures)],
        ["異なる三つ組", *(f"{each['distinct']:,}" for each in figures)],
        ["検索の単位", *(f"{each['units']:,}" for each in figures)],
        *([title, *(_seconds(each["timings"].get(stage)) for each in figures)] for stage, title in STAGES.items()),
        ["三つ組／秒（RDF・ストア・切替）", *(f"{each['stated_a_second']:,.0f}" for each in figures)],
        ["ディスク（MB）", *(f"{each['disk_mb']:,.0f}" for each in figures)],
        ["SPARQLが答えるまで（秒）", *(f"{each['open_s']:.1f}" for each in figures)],
        ["準備ができるまで（秒）", *(f"{each['ready_s']:.1f}" for each in figures)],
        ["メモリー（MB、全プロセス）", *(f"{each['memory_mb']:,.0f}" for each in figures)],
        *([f"{kind.title}（ms）", *(_both(each["queries"][kind.name]) for each in figures)] for kind in KINDS),
        ["質問 /api/ask（ms）", *(_both(each["ask"]) for each in figures)],
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _seconds(value: float | None) -> str:
    return "—" if value is None else f"{value:,.2f}" if value < 10 else f"{value:,.0f}"


def _both(found: Figures) -> str:
    return f"{found['p50']:,.1f} / {found['p95']:,.1f}"


if __name__ == "__main__":
    sys.exit(main())
