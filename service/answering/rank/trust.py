"""How probable it is that an answer is right, and from which probability on it is said without a reserve.

The odds among the plans of a question say which of them is best, not whether it is good: most wrong answers come with a
plan that has no rival. What an answer may be trusted for was seen on questions that were answered: a sum of steps over
the features of their plans, fitted by ``benchmarks/fit_trust.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from service.answering.rank.gate import seen
from service.answering.rank.step_sum import Steps, load, logistic

if TYPE_CHECKING:
    from service.answering.rank.choose import Ranked

TRUST = Path(__file__).with_name("trust.yaml")


@cache
def trust() -> Steps:
    """Return the steps as the file has them."""
    return load(TRUST)


def enough() -> float:
    """Return the probability beyond which an answer is said without a reserve."""
    return logistic(trust().least)


def evidence(question: str, best: Ranked, second: float | None, odds: float) -> Mapping[str, float]:
    """Return what speaks for and against an answer. second: score of the next plan, None where there is none; odds: of
    what the best plan comes to, among all plans and nothing, 0 to 1."""
    guessed = sum(draft.subject is not None for draft in best.proposal.drafts)
    return {
        **seen(question, best.features, best.proposal.operator, best.score, second),
        "odds": odds,
        "told": float(len(best.result.items)),
        "guessed": float(guessed),
        "truth": float(best.result.boolean is not None),
    }
