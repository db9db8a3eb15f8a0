"""Whether a question that stands by itself is read by itself: the same questions within sessions and in fresh ones.

    python benchmarks/independence.py questions.jsonl … --data FOLDER [--session 20] [--rounds 1] [--seed 1]

All single questions of the files are asked once each in a session of its own, then shuffled into sessions of 20. Told
is the share of those with the same answer (status, items, boolean, text) as the fresh one, a line a round, and each
question that was answered otherwise, with the one that stood before it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from opened import opened  # before all else: it finds the project

# isort: split
from service.answering.engine import Answerer
from service.evaluation.question_asking import Ask, in_process
from service.evaluation.question_file import load

SEED = 1
SESSION = 20
_PARTS = ("status", "boolean", "items", "text")  # what makes two answers the same
_SHOWN = 90  # characters of a text


@dataclass(frozen=True, slots=True)
class Differing:
    """A question that a session changed. before: the question that stood before it; parts: what of the answer
    changed; fresh, late: the answer's status and text in a session of its own, and in the shared one."""

    question: str
    before: str
    parts: tuple[str, ...]
    fresh: str
    late: str


def single(files: Sequence[Path]) -> list[str]:
    """Return the questions of files that are asked alone, each once."""
    return list(dict.fromkeys(one.turns[0] for file in files for one in load(file) if len(one.turns) == 1))


def fresh(questions: Sequence[str], ask: Ask) -> dict[str, Mapping[str, Any]]:
    """Return the answer to each question in a session of its own."""
    return {question: ask(question, uuid4().hex)[0] for question in questions}


def differing(
    alone: Mapping[str, Mapping[str, Any]], ask: Ask, random: Random, length: int = SESSION
) -> Iterator[Differing]:
    """Yield what is answered otherwise when the questions are shuffled into sessions of a length."""
    shuffled = random.sample(list(alone), len(alone))
    for start in range(0, len(shuffled), length):
        session, before = uuid4().hex, ""
        for question in shuffled[start : start + length]:
            late, _ = ask(question, session)
            if parts := tuple(part for part in _PARTS if late[part] != alone[question][part]):
                yield Differing(question, before, parts, _told(alone[question]), _told(late))
            before = question


def lines(number: int, asked: int, length: int, found: Sequence[Differing]) -> Iterator[str]:
    """Yield the figure of a round, and each question that differs."""
    same = asked - len(found)
    yield f"round {number}: same answer {same / asked:.3f}  {same} of {asked} in sessions of {length}"
    for one in found:
        yield f"  ✗ {one.question}（before it: {one.before or 'nothing'}; other: {'、'.join(one.parts)}）"
        yield f"      fresh       {one.fresh}"
        yield f"      in session  {one.late}"


def _told(answer: Mapping[str, Any]) -> str:
    items = "、".join(
        " ".join(str(item[part]) for part in ("label", "value", "year") if item.get(part)) for item in answer["items"]
    )
    text = " ".join(answer["text"].split())[:_SHOWN]
    return f"{answer['status']}: {text} [{items[:_SHOWN]}]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="+", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="data folder in which the documents are published")
    parser.add_argument("--session", type=int, default=SESSION, help="questions of one session")
    parser.add_argument("--rounds", type=int, default=1, help="how often they are shuffled anew")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)
    ask = in_process(Answerer(opened(options.data)))
    alone = fresh(single(options.questions), ask)
    random = Random(options.seed)
    for number in range(1, options.rounds + 1):
        found = list(differing(alone, ask, random, options.session))
        print("\n".join(lines(number, len(alone), options.session, found)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
