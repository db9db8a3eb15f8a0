"""Sets of things: frozen nodes, each of which compiles to a SPARQL group that binds one variable.

    Named(kind, iris) · All(kind) · Via(of, path) · Where(of, conditions) · Union · Both · Minus

A set never looks at a question; what words put it there is the business of the derivation that holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from service.answering.knows.schema import Path
from service.answering.plan.sparql_text import iri_text, shorten

Triple = tuple[str, str, str]


@dataclass(slots=True)
class Pattern:
    """A SPARQL group in the making: fresh variables, and the positive triples that a row rests on."""

    triples: list[Triple] = field(default_factory=list)
    count: int = 0
    denied: int = 0
    proof: bool = False  # whether what a count rests on is to be bound as well

    def fresh(self, stem: str = "v") -> str:
        """Return a variable that no other part uses."""
        self.count += 1
        return f"{stem}{self.count}"

    def path(self, start: str, end: str, path: Path) -> str:
        """Return the triples of a path between two variables."""
        lines, here = [], start
        for index, step in enumerate(path):
            there = end if index == len(path) - 1 else self.fresh("n")
            subject, obj = (there, here) if step.inverse else (here, there)
            lines.append(f"?{subject} {iri_text(step.property)} ?{obj} .")
            if not self.denied:
                self.triples.append((subject, step.property, obj))
            here = there
        return " ".join(lines)


class Set(Protocol):
    """A set of things of one class."""

    @property
    def kind(self) -> str:
        """The class of its things."""

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the group that binds a variable to each of its things."""


class Condition(Protocol):
    """What a thing has to meet."""

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the group that holds where the variable's thing meets it."""


@dataclass(frozen=True, slots=True)
class Named:
    """Things by name."""

    kind: str
    iris: tuple[str, ...]

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the values of the variable."""
        return f"VALUES ?{var} {{ {' '.join(map(iri_text, self.iris))} }}"


@dataclass(frozen=True, slots=True)
class All:
    """All things of a class."""

    kind: str

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the class of the variable."""
        return f"?{var} a {iri_text(self.kind)} ."


@dataclass(frozen=True, slots=True)
class Via:
    """What things of another set lead to along a path."""

    of: Set
    path: Path
    kind: str

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the other set and the path from it."""
        start = to.fresh("s")
        return f"{self.of.pattern(start, to)} {to.path(start, var, self.path)} ?{var} a {iri_text(self.kind)} ."


@dataclass(frozen=True, slots=True)
class Where:
    """The things of a set that meet all conditions."""

    of: Set
    conditions: tuple[Condition, ...]

    @property
    def kind(self) -> str:
        """The class of its things."""
        return self.of.kind

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the conditions that lead to few things first, then the set, then what filters."""
        late = [c for c in self.conditions if not leads(c)]
        early = [c.pattern(var, to) for c in self.conditions if leads(c)]
        return " ".join([*early, self.of.pattern(var, to), *(c.pattern(var, to) for c in late)])


@dataclass(frozen=True, slots=True)
class Union:
    """The things of any of some sets."""

    parts: tuple[Set, ...]

    @property
    def kind(self) -> str:
        """The class of its things."""
        return self.parts[0].kind

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the alternatives."""
        return " UNION ".join(f"{{ {part.pattern(var, to)} }}" for part in self.parts)


@dataclass(frozen=True, slots=True)
class Both:
    """The things that are in all of some sets."""

    parts: tuple[Set, ...]

    @property
    def kind(self) -> str:
        """The class of its things."""
        return self.parts[0].kind

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the sets one after the other."""
        return " ".join(part.pattern(var, to) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Minus:
    """The things of one set that are not in another."""

    of: Set
    without: Set

    @property
    def kind(self) -> str:
        """The class of its things."""
        return self.of.kind

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the one set, filtered by the other."""
        return f"{self.of.pattern(var, to)} {denied(to, lambda: self.without.pattern(var, to))}"


def leads(condition: object) -> bool:
    """Return whether a condition says where to begin: it names the few things that it leads to."""
    ends = getattr(condition, "ends", None)
    return isinstance(ends, Named) and bool(getattr(condition, "path", ()))


def denied(to: Pattern, inside: object) -> str:
    """Return a group that must not hold; its triples are no evidence."""
    to.denied += 1
    text = inside() if callable(inside) else str(inside)
    to.denied -= 1
    if text.lstrip().startswith("{ SELECT"):  # a grouping of its own: worked out once, not for every thing
        return f"MINUS {{ {text} }}"
    return f"FILTER NOT EXISTS {{ {text} }}"


def select(of: Set, var: str = "x") -> str:
    """Return the query for the things of a set, as people read it."""
    return shorten(f"SELECT DISTINCT ?{var} WHERE {{\n  {of.pattern(var, Pattern())}\n}}")


def evidence(of: Set, iris: Sequence[str], limit: int = 400) -> tuple[str, list[Triple]]:
    """Return the query for what some things of a set rest on, and its triples by variable names."""
    to = Pattern(proof=True)
    text = of.pattern("x", to)
    values = f"VALUES ?x {{ {' '.join(map(iri_text, iris))} }}"
    return f"SELECT * WHERE {{ {values} {text} }} LIMIT {limit}", to.triples
