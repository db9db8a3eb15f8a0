"""Fits the gate that refuses questions, and writes it with its figures.

    python benchmarks/fit_gate.py --on DATA FILE.jsonl … [--on …] [--beside DATA FILE.jsonl …] [--write]

DATA and the files are those of `fit_weights.py`, whose weights are taken as they are. What is fitted is whether the
best plan of a question is right, or nothing may answer: boosted steps on single features. Questions whose best plan is
wrong although another would be right say nothing about that and are left out. --beside: questions that count less and
not in the figures, such as those that `absent.py --keep` makes of a few sentences. --write writes the gate.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fit_weights import folds, group_of, judged_on

from service.answering.rank.gate import GATE, seen
from service.evaluation.oracle import Judged

FOLDS, ROUNDS, RATE, LIMITS, LEAST, DAMP = 6, 150, 0.1, 16, 10, 1.0
BESIDE = 0.5  # what a question counts that stands beside
Numbers = NDArray[np.float64]
Step = tuple[int, float, float, float]  # column, limit, worth up to it, worth above it


@dataclass(frozen=True)
class Rows:
    """Questions as numbers. values: shape (questions, names); right: the best plan is; none: nothing may answer; worth:
    what each counts."""

    names: list[str]
    values: Numbers
    right: NDArray[np.bool_]
    none: NDArray[np.bool_]
    groups: list[str]
    worth: Numbers


def rows(judged: Sequence[Judged], beside: Sequence[Judged]) -> Rows:
    """Return the questions that have any plan."""
    told = []
    for one in (*judged, *beside):
        if one.candidates:
            best, *others = one.candidates
            second = others[0].score if others else None
            told.append(
                (one, seen(one.question.turns[0], best.features, best.operator, best.score, second), best.right)
            )
    names = sorted({name for _, features, _ in told for name in features})
    values = np.array([[features.get(name, 0.0) for name in names] for _, features, _ in told])
    none = np.array([one.question.expected.unanswerable for one, _, _ in told])
    right = np.array([right for _, _, right in told]) & ~none
    groups = [group_of(one) for one, _, _ in told]
    counted = sum(bool(one.candidates) for one in judged)
    return Rows(names, values, right, none, groups, np.where(np.arange(len(told)) < counted, 1.0, BESIDE))


def boosted(values: Numbers, right: NDArray[np.bool_], weights: Numbers) -> tuple[float, list[Step]]:
    """Return the base and the steps of a logistic model of what is right. weights: what each row counts."""
    share = np.average(right, weights=weights)
    base = float(np.log(share / (1 - share)))
    cuts = [np.unique(np.quantile(column, np.linspace(0, 1, LIMITS + 1)[1:-1])) for column in values.T]
    above = [(at, float(cut), values[:, at] > cut) for at, column in enumerate(cuts) for cut in column]
    above = [(at, cut, mask) for at, cut, mask in above if LEAST <= mask.sum() <= len(right) - LEAST]
    masks = np.array([mask for _, _, mask in above], dtype=float)
    sums, steps = np.full(len(right), base), []
    for _ in range(ROUNDS):
        odds = 1 / (1 + np.exp(-sums))
        slope, bend = weights * (right - odds), weights * odds * (1 - odds)
        up, up_bend = masks @ slope, masks @ bend
        down, down_bend = slope.sum() - up, bend.sum() - up_bend
        best = int(np.argmax(up**2 / (up_bend + DAMP) + down**2 / (down_bend + DAMP)))
        low, high = RATE * down[best] / (down_bend[best] + DAMP), RATE * up[best] / (up_bend[best] + DAMP)
        at, cut, mask = above[best]
        sums += np.where(mask, high, low)
        steps.append((at, cut, float(low), float(high)))
    return base, steps


def worth(model: tuple[float, list[Step]], values: Numbers) -> Numbers:
    """Return the sums of some rows."""
    base, steps = model
    return base + sum((np.where(values[:, at] > cut, high, low) for at, cut, low, high in steps), np.zeros(len(values)))


def by_feature(model: tuple[float, list[Step]], names: Sequence[str]) -> tuple[float, dict[str, list[list[float]]]]:
    """Return a model as its file has it: the base, and for each feature its limits with what each adds above it."""
    base, found = model
    steps: dict[str, dict[float, float]] = {}
    for at, cut, low, high in found:
        base += low
        limits = steps.setdefault(names[at], {})
        limits[round(cut, 4)] = limits.get(round(cut, 4), 0.0) + high - low
    told = {name: [[cut, round(more, 3)] for cut, more in sorted(own.items())] for name, own in sorted(steps.items())}
    return round(base, 3), told


def cross_validated(data: Rows) -> Numbers:
    """Return the sums of all rows, each by steps that were fitted without its group."""
    fold = np.array(folds(data.groups, FOLDS))
    found, use = np.zeros(len(fold)), data.right | data.none
    for number in range(FOLDS):
        own = (fold != number) & use
        found[fold == number] = worth(
            boosted(data.values[own], data.right[own], data.worth[own]), data.values[fold == number]
        )
    return found


def main() -> int:
    """Fit, print, and write where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--on", nargs="+", action="append", required=True, metavar=("DATA", "FILE"))
    parser.add_argument("--beside", nargs="+", action="append", default=[], metavar=("DATA", "FILE"))
    parser.add_argument("--refused", type=float, default=0.85, help="part of what nothing may answer to be refused")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    data = rows(judged_on(options.on), judged_on(options.beside))
    sums, own = cross_validated(data), data.worth == 1.0
    least = float(np.quantile(sums[data.none & own], options.refused))
    figures = {
        "questions": int(own.sum()),
        "unanswerable": int((data.none & own).sum()),
        "unanswerable_refused": round(float((sums[data.none & own] <= least).mean()), 3),
        "right_kept": round(float((sums[data.right & own] > least).mean()), 3),
        "wrong_refused": round(float((sums[~data.right & ~data.none & own] <= least).mean()), 3),
    }
    if not own.all():
        figures["unanswerable_beside_refused"] = round(float((sums[data.none & ~own] <= least).mean()), 3)
    print(json.dumps(figures))
    if options.write:
        use = data.right | data.none
        base, steps = by_feature(boosted(data.values[use], data.right[use], data.worth[use]), data.names)
        text = {"base": base, "least": round(least, 3), "figures": figures, "steps": steps}
        head = "# 答えるかどうかを決める段（benchmarks/fit_gate.py が書き出します。手では直しません）。\n"
        GATE.write_text(head + yaml.safe_dump(text, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
