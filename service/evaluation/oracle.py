"""How often any proposed reading is right, and which stage loses each question whose answer is wrong.

Stages: 作られない (no proposed plan is right), 順位 (one is, another is ranked first), 断り (it is first, and the
gate does not open), 引用 (the right plan answers, its quotes do not fit), 断らない (nothing should have answered).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.answering.rank.gate import opens
from service.evaluation.judge import judge
from service.evaluation.question_file import Expected, Question

if TYPE_CHECKING:
    from service.answering.engine import Answerer
    from service.answering.rank.choose import Ranked

_RUN = 40  # plans that are run for each question


@dataclass(frozen=True, slots=True)
class Candidate:
    """One plan that was run. right: whether it would have been the expected answer."""

    operator: str
    features: Mapping[str, float]
    score: float
    right: bool
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its candidates, best first. passed: whether the real answer is right; stage: that loses it, None
    where nothing does."""

    question: Question
    candidates: tuple[Candidate, ...]
    passed: bool
    stage: str | None

    @property
    def reachable(self) -> bool:
        """Whether any candidate is right, or nothing should answer."""
        return self.question.expected.unanswerable or self.passed or any(c.right for c in self.candidates)


def examine(questions: Sequence[Question], answerer: Answerer, run: int = _RUN) -> list[Judged]:
    """Return the single questions judged; those of several turns are left out."""
    return [_examine(question, answerer, run) for question in questions if len(question.turns) == 1]


def _examine(question: Question, answerer: Answerer, run: int) -> Judged:
    from service.answering.rank.choose import ranked
    from service.answering.reading.read import read

    tools = answerer.tools
    reading = read(question.turns[0], tools)
    found = ranked(reading, tools, run)
    candidates = tuple(
        Candidate(
            one.proposal.operator,
            one.features,
            one.score,
            _right(one, question.expected, answerer),
            one.result.text[:80],
        )
        for one in found
    )
    passed = judge(question.expected, answerer.ask(question.turns[0]).to_json()).passed
    return Judged(question, candidates, passed, None if passed else _stage(question, candidates))


def _right(one: Ranked, expected: Expected, answerer: Answerer) -> bool:
    """Return whether a plan alone would have been the expected answer; quotes are looked up only where they decide."""
    from service.answering.say import explain

    if expected.unanswerable:
        return False
    result = one.result
    quick = expected.passage is None or ((expected.labels or expected.values) and not expected.undecided)
    if not quick:
        from service.answering.reading.read import read

        told = explain.answer(result, read("", answerer.tools).linked, answerer.tools)
        return told is not None and judge(expected, told.to_json()).passed
    shape: dict[str, Any] = {
        "status": result.status.value,
        "items": [item.to_json() for item in result.items],
        "boolean": result.boolean,
        "citations": [],
    }
    return judge(expected, shape).passed


def _stage(question: Question, candidates: Sequence[Candidate]) -> str:
    if question.expected.unanswerable:
        return "断らない"
    if not any(c.right for c in candidates):
        return "作られない"
    if not candidates[0].right:
        return "順位"
    best, second = candidates[0], candidates[1].score if len(candidates) > 1 else None
    answers = opens(question.turns[0], best.features, best.operator, best.score, second)
    return "引用" if answers else "断り"


def to_json(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return the figures: single questions asked, passed, with a right plan among those proposed, lost by stage."""
    return {
        "asked": len(judged),
        "passed": sum(j.passed for j in judged),
        "reachable": sum(j.reachable for j in judged),
        "stages": dict(Counter(j.stage for j in judged if j.stage)),
    }


def lines(judged: Sequence[Judged], show: bool = False) -> list[str]:
    """Return the figures on paper."""
    figures = to_json(judged)
    count, passed, reachable = figures["asked"], figures["passed"], figures["reachable"]
    if not count:
        return ["単独の質問はありません。"]
    told = "、".join(f"{stage} {number}" for stage, number in Counter(figures["stages"]).most_common())
    found = [
        f"単独の質問 {count}　正答 {passed}（{passed / count:.3f}）　"
        f"正しい読みが作られた {reachable}（{reachable / count:.3f}）　失われた段階：{told or 'なし'}"
    ]
    for one in judged if show else ():
        if one.stage:
            best = one.candidates[0] if one.candidates else None
            right = next((c for c in one.candidates if c.right), None)
            first = f"{best.operator} {best.score:.1f} {best.text[:50]}" if best else "―"
            other = f"{right.operator} {right.score:.1f}" if right else "―"
            found.append(
                f"  {one.stage} {one.question.id} [{one.question.category}] {one.question.turns[0]}\n"
                f"      先頭：{first}　正しいもの：{other}"
            )
    return found
