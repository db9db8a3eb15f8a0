"""Conditions on the things of a set: what they lead to, what they hold, and how many."""

from __future__ import annotations

import json
from dataclasses import dataclass

from service.answering.knows.schema import Path
from service.answering.plan.sets import Condition, Named, Pattern, Set, denied
from service.answering.plan.sparql_text import iri_text

OPERATORS = ("=", ">=", ">", "<=", "<")


@dataclass(frozen=True, slots=True)
class Has:
    """A path leads to a thing of another set, or to anything where none is given."""

    path: Path
    ends: Set | None = None

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the ends, then the path."""
        end = to.fresh("e")
        ends = self.ends.pattern(end, to) if self.ends is not None else ""
        return f"{ends} {to.path(var, end, self.path)}".strip()


@dataclass(frozen=True, slots=True)
class Is:
    """A path leads to one of some texts."""

    path: Path
    values: tuple[str, ...]

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the path and the texts."""
        end = to.fresh("t")
        return f"{to.path(var, end, self.path)} FILTER(STR(?{end}) IN ({', '.join(map(quoted, self.values))}))"


@dataclass(frozen=True, slots=True)
class Only:
    """A path leads to things of a set, and to no other of their class."""

    path: Path
    ends: Set

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the path to the set, and the filter on what else it leads to."""
        some = Has(self.path, self.ends).pattern(var, to)
        other = to.fresh("o")

        def beyond() -> str:
            if isinstance(self.ends, Named):
                inside = f"FILTER(?{other} NOT IN ({', '.join(map(iri_text, self.ends.iris))}))"
            else:
                inside = denied(to, lambda: self.ends.pattern(other, to))
            return f"{to.path(var, other, self.path)} ?{other} a {iri_text(self.ends.kind)} . {inside}"

        return f"{some} {denied(to, beyond)}"


@dataclass(frozen=True, slots=True)
class Not:
    """A condition that must not hold."""

    condition: Condition

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the filter."""
        return denied(to, lambda: self.condition.pattern(var, to))


@dataclass(frozen=True, slots=True)
class HowMany:
    """A path leads to so many different ends. operator: one of OPERATORS; ends: which of them count."""

    path: Path
    operator: str
    number: int
    ends: Set | None = None

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the count by thing."""
        end = to.fresh("m")
        evidence = to.path(var, to.fresh("w"), self.path) if to.proof else ""
        to.denied += 1
        which = self.ends.pattern(end, to) if self.ends is not None else ""
        inside = f"{which} {to.path(var, end, self.path)}"
        to.denied -= 1
        return (
            f"{evidence} {{ SELECT ?{var} WHERE {{ {inside} }} GROUP BY ?{var} "
            f"HAVING(COUNT(DISTINCT ?{end}) {self.operator} {self.number}) }}"
        )


@dataclass(frozen=True, slots=True)
class Says:
    """A field holds words. properties: any of which; texts: folded, all of them where `every`, else any."""

    properties: tuple[str, ...]
    texts: tuple[str, ...]
    path: Path = ()
    every: bool = True

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the fields and a filter on their words."""
        end, holder = to.fresh("d"), var
        start = ""
        if self.path:
            holder = to.fresh("h")
            start = to.path(var, holder, self.path)
        prop = "|".join(map(iri_text, self.properties))
        if not to.denied and len(self.properties) == 1:
            to.triples.append((holder, self.properties[0], end))
        test = f'CONTAINS(LCASE(REPLACE(STR(?{end}), "[ \\\\t\\\\n　]", "")), {{}})'
        joined = (" && " if self.every else " || ").join(test.replace("{}", quoted(text)) for text in self.texts)
        return f"{start} ?{holder} {prop} ?{end} FILTER({joined})"


def quoted(text: str) -> str:
    """Return a text as SPARQL writes it."""
    return json.dumps(text, ensure_ascii=False)


def number_text(number: float) -> str:
    """Return a number as SPARQL writes a decimal."""
    return f"{number:.6f}".rstrip("0").rstrip(".")
