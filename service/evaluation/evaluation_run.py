"""A whole file of questions asked and judged, and the figures of it."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from service.evaluation.judge import judge, quotes
from service.evaluation.original_documents import Originals
from service.evaluation.outcome import Outcome
from service.evaluation.question_asking import Ask, converse
from service.evaluation.question_file import Question
from service.evaluation.threshold_curve import curve, to_json

Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures. checked: whether quotes could be looked up in documents; shares are None where nothing counts."""

    outcomes: tuple[Outcome, ...]
    checked: bool
    _answered: tuple[Outcome, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_answered", tuple(o for o in self.outcomes if o.status == "answered"))

    @property
    def accuracy(self) -> float:
        """The share of questions that passed."""
        return sum(o.verdict.passed for o in self.outcomes) / len(self.outcomes)

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """What did not pass."""
        return tuple(o for o in self.outcomes if not o.verdict.passed)

    @property
    def invented(self) -> tuple[str, ...]:
        """Quotes that stand in no document."""
        return tuple(quote for o in self._answered for quote in o.invented)

    def by_category(self) -> dict[str, tuple[int, int]]:
        """Return passed and asked of each category, by name."""
        asked = Counter(o.question.category for o in self.outcomes)
        passed = Counter(o.question.category for o in self.outcomes if o.verdict.passed)
        return {name: (passed[name], asked[name]) for name in sorted(asked)}

    def citations(self) -> dict[str, Any]:
        """Return how good the evidence is: precision is the share of quotes that stand word for word in the document
        that they name; fitting, of the answers of which a passage was expected, how many quote it."""
        wanted = [o.verdict.cited for o in self.outcomes if o.verdict.cited is not None]
        count = sum(o.quotes for o in self._answered)
        return {
            "quotes": count,
            "precision": 1 - len(self.invented) / count if self.checked and count else None,
            "invented": list(self.invented) if self.checked else None,
            "too_long": sum(o.too_long for o in self.outcomes),
            "answers_without": sum(o.quotes == o.too_long for o in self._answered),
            "fitting": sum(wanted),
            "fitting_expected": len(wanted),
        }

    def abstention(self) -> dict[str, Any]:
        """Return who was turned away: of the questions without an answer (rightly), and of the others (wrongly)."""
        found = {}
        for name, without in (("unanswerable", True), ("answerable", False)):
            group = [o for o in self.outcomes if o.question.expected.unanswerable is without]
            refused = sum(o.status == "not_found" for o in group)
            found[name] = {"asked": len(group), "refused": refused, "share": refused / len(group) if group else None}
        return found

    def latency(self) -> dict[str, float]:
        """Return milliseconds an answer took: the median, and what 95 of 100 did not exceed."""
        times = sorted(time for o in self.outcomes for time in o.times)
        p95 = min(statistics.quantiles(times, n=20)[18], times[-1]) if len(times) > 1 else times[0]
        return {"median_ms": round(statistics.median(times), 1), "p95_ms": round(p95, 1)}

    def to_json(self) -> dict[str, Any]:
        """Return all of it for scripts."""
        return {
            "questions": len(self.outcomes),
            "passed": len(self.outcomes) - len(self.failed),
            "accuracy": self.accuracy,
            "categories": {
                name: {"passed": passed, "questions": asked} for name, (passed, asked) in self.by_category().items()
            },
            "citations": self.citations(),
            "abstention": self.abstention(),
            "latency": self.latency(),
            "curve": to_json(curve(self.outcomes)),
            "failed": [
                {
                    "id": o.question.id,
                    "category": o.question.category,
                    "turns": list(o.question.turns),
                    "status": o.status,
                    "reason": o.verdict.reason,
                    "text": o.text,
                }
                for o in self.failed
            ],
        }


def evaluate(questions: Sequence[Question], ask: Ask, originals: Originals | None, tell: Told) -> Evaluation:
    """Ask every question in a conversation of its own and return the figures; originals: to look quotes up in."""
    outcomes = []
    for done, question in enumerate(questions):
        tell("質問しています", done, len(questions))
        answer, times = converse(ask, question.turns, uuid4().hex)
        outcomes.append(_outcome(question, answer, times, originals))
    return Evaluation(tuple(outcomes), originals is not None)


def _outcome(
    question: Question, answer: Mapping[str, Any], times: Sequence[float], originals: Originals | None
) -> Outcome:
    citations = answer.get("citations") or []
    invented = [
        str(citation["quote"])
        for citation in citations
        if originals is not None and not originals.hold(str(citation.get("document")), str(citation["quote"]))
    ]
    return Outcome(
        question,
        judge(question.expected, answer),
        str(answer.get("status")),
        str(answer.get("text") or ""),
        len(citations),
        quotes(answer).count(""),
        tuple(invented),
        tuple(times),
        answer.get("confidence"),
    )
