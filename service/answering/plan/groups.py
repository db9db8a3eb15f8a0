"""Conditions on what hangs on a thing, counted: more of one set than of another, and names that a text speaks of."""

from __future__ import annotations

from dataclasses import dataclass

from service.answering.knows.schema import Path
from service.answering.plan.conditions import number_text, quoted
from service.answering.plan.sets import Pattern, Set
from service.answering.plan.sparql_text import iri_text


@dataclass(frozen=True, slots=True)
class Outnumbers:
    """Things of one set that a path leads to compare by number with those of another.

    kind: class of the things that meet it; operator: one of OPERATORS; factor: how many times the others' number.
    """

    kind: str
    path: Path
    one: Set
    operator: str
    other: Set
    factor: float = 1.0

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the counts of both by thing."""
        shown = ""
        if to.proof:
            end = to.fresh("w")
            shown = f"{self.other.pattern(end, to)} {to.path(var, end, self.path)}"
        to.denied += 1
        a, b = to.fresh("a"), to.fresh("b")
        one = f"{self.one.pattern(a, to)} {to.path(var, a, self.path)}"
        other = f"{self.other.pattern(b, to)} {to.path(var, b, self.path)}"
        to.denied -= 1
        factor = "" if self.factor == 1 else f"{number_text(self.factor)} * "
        return (
            f"{shown} {{ SELECT ?{var} WHERE {{ ?{var} a {iri_text(self.kind)} . "
            f"OPTIONAL {{ {one} }} OPTIONAL {{ {other} }} }} GROUP BY ?{var} "
            f"HAVING(COUNT(DISTINCT ?{a}) + COUNT(DISTINCT ?{b}) > 0 && "
            f"COUNT(DISTINCT ?{a}) {self.operator} {factor}COUNT(DISTINCT ?{b})) }}"
        )


@dataclass(frozen=True, slots=True)
class NamedIn:
    """The text of a property of other things speaks of a thing, followed by a word: who is assisted (補佐)."""

    by: Set
    property: str
    word: str

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the texts, and the filter that a name of the thing stands before the word."""
        holder, text, name = to.fresh("h"), to.fresh("d"), to.fresh("l")
        if not to.denied:
            to.triples.append((holder, self.property, text))
        label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
        said = " || ".join(
            f"CONTAINS(STR(?{text}), CONCAT(STR(?{name}), {quoted(particle + self.word)}))" for particle in ("を", "に")
        )
        by = f"{self.by.pattern(holder, to)} ?{holder} {iri_text(self.property)} ?{text} ."
        return f"{by} ?{var} {label} ?{name} FILTER({said})"
