"""One question of an evaluation with what came back and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass

from service.evaluation.judge import Verdict
from service.evaluation.question_file import Question


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question with its verdict. quotes: all citations of the answer; invented: those that no document holds;
    times: milliseconds of each turn; confidence: of the answer, 0 to 1, None where it carries none."""

    question: Question
    verdict: Verdict
    status: str
    text: str
    quotes: int
    too_long: int
    invented: tuple[str, ...]
    times: tuple[float, ...]
    confidence: float | None = None
