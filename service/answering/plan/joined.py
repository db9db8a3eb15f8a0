"""Conditions made of others: membership of a set, several at once."""

from __future__ import annotations

from dataclasses import dataclass

from service.answering.plan.sets import Condition, Pattern, Set


@dataclass(frozen=True, slots=True)
class Same:
    """A thing is one of a set."""

    as_: Set

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the set's group on the very variable."""
        return self.as_.pattern(var, to)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Several conditions at once."""

    conditions: tuple[Condition, ...]

    def pattern(self, var: str, to: Pattern) -> str:
        """Return all groups."""
        return " ".join(c.pattern(var, to) for c in self.conditions)
