"""Whether the best plan of a question answers it, or nothing does: a sum of steps over the plan's features.

A linear score ranks the plans of one question well; whether any of them is right hangs on thresholds. The steps are
fitted by ``benchmarks/fit_gate.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from service.answering.rank.step_sum import Steps, load

GATE = Path(__file__).with_name("gate.yaml")
_ALONE = 5.0  # lead of a plan without a second, and of any at most


@cache
def gate() -> Steps:
    """Return the gate as the file has it."""
    return load(GATE)


def opens(question: str, features: Mapping[str, float], operator: str, score: float, second: float | None) -> bool:
    """Return whether the best plan of a question answers it; the same as for `seen`."""
    return gate().worth(seen(question, features, operator, score, second)) > gate().least


def seen(
    question: str, features: Mapping[str, float], operator: str, score: float, second: float | None
) -> dict[str, float]:
    """Return what the gate looks at. question: as it was asked; second: score of the next plan, None where there is
    none."""
    lead = score - second if second is not None else _ALONE
    told = {f"operator:{operator}": 1.0, "score": score, "score_lead": min(_ALONE, lead), "length": len(question)}
    return {**features, **told}
