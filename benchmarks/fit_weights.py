"""Fits the weights by which plans are ranked, and writes them with their figures.

    python benchmarks/fit_weights.py --on DATA FILE.jsonl … [--on DATA FILE.jsonl …] [--write]

DATA is a folder with an ingested revision, the files are questions with what is expected of the answers (development
questions, the repository's own, those that `law.py` renders from plans). Every plan that is proposed for a question is
run and judged; the weights then make the right ones likely among all, and nothing (the threshold) where none is right:
a log-linear model, drawn to the weights as they are. Questions with the same answer stand on one side of a fold; each
of those that nothing may answer stands by itself.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from service.answering.rank.choose import WEIGHTS, weights
from service.current.running_state import State
from service.evaluation.oracle import Judged, examine
from service.evaluation.question_file import load
from service.settings import Settings

FOLDS = 5
PULL = 0.02  # how strongly the weights are drawn to what they were
NEW = 0.02  # the same of a weight that has not been fitted before, as a part of it
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """One question. rows: features of its plans, shape (plans, names); right: which of them are; none: whether nothing
    may answer; group: questions with the same answer share it; weight: what it counts."""

    rows: Numbers
    right: NDArray[np.bool_]
    none: bool
    group: str
    id: str


def cases(judged: list[Judged], names: list[str], operators: list[str]) -> list[Case]:
    """Return questions as numbers."""
    found = []
    for one in judged:
        rows = [
            [c.features.get(n, 0.0) for n in names] + [float(c.operator == o) for o in operators]
            for c in one.candidates
        ]
        shape = np.array(rows, dtype=float).reshape(len(rows), len(names) + len(operators))
        right = np.array([c.right for c in one.candidates], dtype=bool)
        found.append(Case(shape, right, one.question.expected.unanswerable, group_of(one), one.question.id))
    return found


def group_of(one: Judged) -> str:
    """Return what the paraphrases of a question share: what is expected; one that nothing may answer stands alone."""
    return one.question.id if one.question.expected.unanswerable else repr(one.question.expected)


def folds(groups: Sequence[str], count: int) -> list[int]:
    """Return for each of some groups' members its fold: all of one group are in one."""
    names = sorted(set(groups))
    order = np.random.default_rng(0).permutation(len(names))
    fold = {names[place]: number % count for number, place in enumerate(order)}
    return [fold[group] for group in groups]


def loss(values: Numbers, chosen: list[Case], start: Numbers, pull: Numbers) -> tuple[float, Numbers]:
    """Return the mean surprise at what is right, and its gradient. pull: of each weight."""
    total, slope, count = 0.0, np.zeros_like(values), 0
    for case in chosen:
        good = np.append(case.right & (not case.none), case.none)
        if not good.any():
            continue
        count += 1
        scores = np.append(case.rows @ values[:-1], values[-1])
        odds = np.exp(scores - scores.max())
        share, right = odds / odds.sum(), odds * good / (odds * good).sum()
        total -= float(np.log((odds * good).sum() / odds.sum()))
        slope[:-1] += case.rows.T @ (share - right)[:-1]
        slope[-1] += (share - right)[-1]
    away = values - start
    return total / max(1, count) + float(pull @ (away * away)), slope / max(1, count) + 2 * pull * away


def passed(values: Numbers, chosen: list[Case]) -> int:
    """Return how many questions the best plan, or its absence, gets right."""
    count = 0
    for case in chosen:
        scores = case.rows @ values[:-1]
        silent = not len(scores) or scores.max() < values[-1]
        count += case.none if silent else bool(case.right[int(scores.argmax())]) and not case.none
    return count


def fit(chosen: list[Case], start: Numbers, pull: Numbers) -> Numbers:
    """Return the weights fitted to some questions."""
    done = minimize(loss, start, args=(chosen, start, pull), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return np.asarray(done.x, dtype=float)


def cross_validated(every: list[Case], start: Numbers, pull: Numbers) -> int:
    """Return how many questions are right by weights that were fitted without their group."""
    fold, count = folds([case.group for case in every], FOLDS), 0
    for number in range(FOLDS):
        held = [case for case, own in zip(every, fold, strict=True) if own == number]
        others = [case for case, own in zip(every, fold, strict=True) if own != number]
        count += passed(fit(others, start, pull), held)
    return count


def judged_on(sources: list[list[str]]) -> list[Judged]:
    """Return the questions of some files with their plans judged. sources: each a data folder with its files."""
    judged: list[Judged] = []
    for data, *files in sources:
        state = State(Settings(data_dir=Path(data)))
        state.reload()
        questions = [question for file in files for question in load(Path(file))]
        judged += examine(questions, state.current().answerer)
    return judged


def main() -> int:
    """Fit, print, and write where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--on", nargs="+", action="append", required=True, metavar=("DATA", "FILE"))
    parser.add_argument("--pull", type=float, default=PULL)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    judged = judged_on(options.on)
    known = weights()
    names = sorted({*known.features, *(n for j in judged for c in j.candidates for n in c.features)})
    operators = sorted({*known.operators, *(c.operator for j in judged for c in j.candidates)})
    start = np.array(
        [known.features.get(n, 0.0) for n in names]
        + [known.operators.get(o, 0.0) for o in operators]
        + [known.threshold],
        dtype=float,
    )
    every = cases(judged, names, operators)
    pull = options.pull * np.array(
        [1.0 if n in known.features else NEW for n in names]
        + [1.0 if o in known.operators else NEW for o in operators]
        + [1.0]
    )
    fitted = fit(every, start, pull)
    reachable = sum(bool(case.right.any()) or case.none for case in every)
    figures = {
        "questions": len(every),
        "groups": len({case.group for case in every}),
        "reachable": reachable,
        "before": passed(start, every),
        "fitted": passed(fitted, every),
        "cross_validated": cross_validated(every, start, pull),
    }
    print("  ".join(f"{name} {value}" for name, value in figures.items()))
    if options.write:
        rounded = [round(float(value), 3) for value in fitted]
        data = {
            "weights": dict(zip(names, rounded[: len(names)], strict=True)),
            "threshold": rounded[-1],
            "operators": dict(zip(operators, rounded[len(names) : -1], strict=True)),
            "figures": figures,
        }
        head = "# 式を選ぶ重み（benchmarks/fit_weights.py が書き出します。手では直しません）。\n"
        WEIGHTS.write_text(head + yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
        print(f"→ {WEIGHTS.relative_to(Path.cwd()) if WEIGHTS.is_relative_to(Path.cwd()) else WEIGHTS.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
