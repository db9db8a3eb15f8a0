"""The plot of `growth.py`: what grows with the graph, and what does not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot
from matplotlib.axes import Axes
from queries import KINDS

_STAGES = {"rdf": "RDF", "store": "ストア", "validation": "形の検査", "text": "文字の索引", "vectors": "ベクトル"}
_COLOURS = ("#0b6e99", "#d9730d", "#448361", "#9065b0", "#c14c8a", "#787774", "#cb912f")
_MARKS = "os^Dvx*"


def draw(known: Mapping[str, Mapping[str, Any]], path: Path) -> None:
    """Draw publish times, disk and memory, and latencies over the number of stated triples, all on log scales."""
    fonts = ["Noto Sans CJK JP", "sans-serif"]
    pyplot.rcParams.update({"font.family": fonts, "font.size": 9, "axes.unicode_minus": False})
    figures = sorted(known.values(), key=lambda each: each["stated"])
    figure, axes = pyplot.subplots(2, 2, figsize=(10, 7.5), layout="constrained")

    def line(axis: Axes, place: int, title: str, *keys: str) -> None:
        points = [(each["stated"], value) for each in figures if (value := _at(each, *keys))]
        if points:
            x, y = zip(*points, strict=True)
            axis.plot(x, y, label=title, marker=_MARKS[place], color=_COLOURS[place], linewidth=1.5)

    publish, space, latency, ask = axes.flat
    for place, (stage, title) in enumerate(_STAGES.items()):
        line(publish, place, title, "timings", stage)
    line(space, 0, "ディスク", "disk_mb")
    line(space, 1, "メモリー（全プロセス）", "memory_mb")
    for place, kind in enumerate(KINDS):
        line(latency, place, kind.title, "queries", kind.name, "p50")
    for place, part in enumerate(("p50", "p95")):
        line(ask, place, f"質問 {part}", "ask", part)
        line(ask, place + 2, f"一点の参照 {part}", "queries", "lookup", part)
    for axis, title, unit in (
        (publish, "公開にかかる時間", "秒"),
        (space, "ディスクとメモリー", "MB"),
        (latency, "問合せ（中央値）", "ミリ秒"),
        (ask, "質問と一点の参照", "ミリ秒"),
    ):
        axis.set(title=title, xlabel="述べられた三つ組", ylabel=unit, xscale="log", yscale="log")
        axis.grid(visible=True, which="major", alpha=0.3)
        axis.legend(fontsize=8, frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def _at(figures: Mapping[str, Any], *keys: str) -> float | None:
    """Return the figure under some keys, None where it was not measured."""
    found: Any = figures
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return None if found is None else float(found)
