"""A sum of steps over features: each adds its worth where a feature is above its limit.

Such sums are fitted by boosting single steps, so that thresholds may matter.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Steps:
    """base: what everything has; steps: feature → its limits with what each adds above it; least: the sum that has to
    be exceeded."""

    base: float
    steps: Mapping[str, tuple[tuple[float, float], ...]]
    least: float

    def worth(self, features: Mapping[str, float]) -> float:
        """Return the sum of the steps that some features reach; a feature that is not there counts as 0."""
        return self.base + sum(
            more for name, limits in self.steps.items() for limit, more in limits if features.get(name, 0.0) > limit
        )

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the sum as a probability, 0 to 1."""
        return logistic(self.worth(features))


def logistic(worth: float) -> float:
    """Return the probability that odds of e to some power are."""
    return 1.0 / (1.0 + math.exp(-worth))


def load(path: Path) -> Steps:
    """Return the steps that a file has."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    steps = {name: tuple((float(a), float(b)) for a, b in limits) for name, limits in data["steps"].items()}
    return Steps(data["base"], steps, data["least"])
