"""Whether the best plan of a question answers it, or nothing does: a sum of steps over the plan's features.

A linear score ranks the plans of one question well; whether any of them is right hangs on thresholds (an unknown word
weighs more in a short question than in a long description). So what is refused is decided by steps, each of which adds
its worth where a feature is above its limit. They are fitted by ``benchmarks/fit_gate.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

GATE = Path(__file__).with_name("gate.yaml")


@dataclass(frozen=True, slots=True)
class Gate:
    """base: what every plan has; steps: feature → its limits with what each adds above it; least: the sum from which on
    a plan answers."""

    base: float
    steps: Mapping[str, tuple[tuple[float, float], ...]]
    least: float

    def worth(self, features: Mapping[str, float]) -> float:
        """Return the sum of the steps that some features reach; a feature that is not there counts as 0."""
        return self.base + sum(
            more for name, limits in self.steps.items() for limit, more in limits if features.get(name, 0.0) > limit
        )


@cache
def gate() -> Gate:
    """Return the gate as the file has it."""
    data = yaml.safe_load(GATE.read_text(encoding="utf-8"))
    steps = {name: tuple((float(a), float(b)) for a, b in limits) for name, limits in data["steps"].items()}
    return Gate(data["base"], steps, data["least"])


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


_ALONE = 5.0  # lead of a plan without a second, and of any at most
