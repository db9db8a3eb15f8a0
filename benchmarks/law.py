"""The law of answering over any data folder: plans drawn at random, rendered as questions, read back.

    python benchmarks/law.py --data data --plans 2000 --seed 1 [--write questions.jsonl] [--examples 3]

--write: the questions with what is expected of their answers, one JSON object a line, as `keikaku evaluate` reads them.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from pathlib import Path

from graph.revisions.repository import Repository
from service.answering.engine import Answerer
from service.evaluation.law import Read, expected, share, table, tried


def main() -> None:
    """Print the share by kind of plan, and examples of what is lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--plans", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--examples", type=int, default=3, help="lost questions that are shown of each kind")
    options = parser.parse_args()
    answerer = Answerer(Repository(options.data).open())
    started = time.perf_counter()
    found = list(tried(answerer.tools, options.plans, options.seed))
    print(f"{share(found):.4f} of {len(found)} questions, {time.perf_counter() - started:.0f} s")
    print("\n".join(table(found)))
    lost: dict[str, list[Read]] = defaultdict(list)
    for one in found:
        if one.lost:
            lost[one.drawn.kind].append(one)
    for kind, own in lost.items():
        for one in own[: options.examples]:
            print(f"- {kind} {one.lost}: {one.question} → {one.instead}")
    if options.write:
        options.write.write_text("".join(_line(number, one) for number, one in enumerate(found)), encoding="utf-8")


def _line(number: int, one: Read) -> str:
    if not one.question:
        return ""
    row = {
        "id": f"law{number:05}",
        "category": one.drawn.kind,
        "question": one.question,
        "expect": expected(one.drawn),
    }
    return json.dumps(row, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
