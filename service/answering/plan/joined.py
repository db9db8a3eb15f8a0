"""Conditions made of others: membership of a set, several at once."""

from __future__ import annotations

from dataclasses import dataclass

from service.answering.plan.sets import Condition, Named, Pattern, Set


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


@dataclass(frozen=True, slots=True)
class Called:
    """A thing's name holds words, as people compare names: in any width, spacing and case. things: of which that is
    true; texts: folded; every: whether names hold all of them, else any; where: first, last for their ends."""

    things: Named
    texts: tuple[str, ...]
    every: bool = True
    where: str = ""

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the things."""
        return self.things.pattern(var, to)
