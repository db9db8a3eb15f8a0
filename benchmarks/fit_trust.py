"""Fits how probable it is that an answer is right, and writes it with its figures.

    python benchmarks/fit_trust.py --on DATA FILE.jsonl … [--on …] [--write]

DATA and the files are those of `fit_weights.py`; weights and gate are taken as they are. Every question is asked, and
what is fitted is whether its answer is right: boosted steps on single features of the plan that answered. A file is
held out as a whole: questions of one hand are alike. What is not answered says nothing and is left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import yaml
from fit_gate import boosted, by_feature, worth

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from service.answering.answer import Status
from service.answering.rank.choose import chosen, ranked
from service.answering.rank.trust import TRUST
from service.answering.reading.read import read
from service.current.running_state import State
from service.evaluation.judge import judge
from service.evaluation.question_file import load
from service.settings import Settings


def answered(data: str, files: list[str]) -> list[tuple[str, dict[str, float], bool]]:
    """Return for each answered single question its file, what speaks for the answer, and whether it is right."""
    state = State(Settings(data_dir=Path(data)))
    state.reload()
    answerer = state.current().answerer
    found = []
    for file in files:
        for question in load(Path(file)):
            if len(question.turns) > 1:
                continue
            answer = answerer.ask(question.turns[0])
            reading = read(question.turns[0], answerer.tools)
            told = chosen(ranked(reading, answerer.tools), reading, answerer.tools)
            if answer.status is Status.ANSWERED and told is not None:
                right = judge(question.expected, answer.to_json()).passed
                found.append((f"{data}:{file}", dict(told.evidence), right))
    return found


def main() -> int:
    """Fit, print, and write where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--on", nargs="+", action="append", required=True, metavar=("DATA", "FILE"))
    parser.add_argument("--right", type=float, default=0.95, help="part of what is said without a reserve to be right")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows = [row for data, *files in options.on for row in answered(data, files)]
    names = sorted({name for _, features, _ in rows for name in features})
    values = np.array([[features.get(name, 0.0) for name in names] for _, features, _ in rows])
    right, files = np.array([row[2] for row in rows]), np.array([row[0] for row in rows])
    sums, even = np.zeros(len(rows)), np.ones(len(rows))
    for file in sorted(set(files)):
        held = files == file
        sums[held] = worth(boosted(values[~held], right[~held], even[~held]), values[held])
    order = np.argsort(-sums)
    share = np.cumsum(right[order]) / np.arange(1, len(rows) + 1)
    last = int(np.flatnonzero(share >= options.right).max(initial=0))
    least = float(sums[order[last]])
    figures = {
        "answered": len(rows),
        "right": round(float(right.mean()), 3),
        "without_reserve": round(float((sums > least).mean()), 3),
        "right_without_reserve": round(float(right[sums > least].mean()), 3),
        "right_with_reserve": round(float(right[sums <= least].mean()), 3),
    }
    print(json.dumps(figures))
    if options.write:
        base, steps = by_feature(boosted(values, right, even), names)
        text = {"base": base, "least": round(least, 3), "figures": figures, "steps": steps}
        head = "# 答えの確からしさの段（benchmarks/fit_trust.py が書き出します。手では直しません）。\n"
        TRUST.write_text(head + yaml.safe_dump(text, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
