"""Conditions on the things of a set: what they lead to, what they hold, how many, and how their figures move."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ontology import terms as t
from service.answering.plan.query import iri_text
from service.answering.plan.sets import Condition, Named, Pattern, Set, denied
from service.answering.schema import Path

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
class Figure:
    """A thing's figure compares so. path: to what has the numeric value; year: of it, None for any; unit: in which it
    is printed, empty for any; every: whether all of its figures do."""

    path: Path
    operator: str
    number: float
    year: int | None = None
    unit: str = ""
    every: bool = False

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the path to the figure, and the comparison."""
        end, number = to.fresh("f") if self.path else var, to.fresh("q")
        year = f"?{end} {_YEAR} {self.year} ." if self.year else ""
        value = to.path(end, number, _NUMBER)
        bound = number_text(self.number)
        some = f"{to.path(var, end, self.path)} {year} {value} FILTER(?{number} {self.operator} {bound})"
        some += in_unit(end, to.fresh("u"), self.unit) if self.unit else ""
        if not self.every:
            return some
        other, held = to.fresh("f"), to.fresh("q")

        def wrong() -> str:
            held_by = f"{to.path(var, other, self.path)} {to.path(other, held, _NUMBER)}"
            return f"{held_by} FILTER(!(?{held} {self.operator} {bound}))"

        return f"{some} {denied(to, wrong)}"


@dataclass(frozen=True, slots=True)
class InUnit:
    """A thing's figures are printed in a unit."""

    path: Path
    unit: str

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the path to a figure, and a filter on its print."""
        end = to.fresh("f")
        return to.path(var, end, self.path) + in_unit(end, to.fresh("u"), self.unit)


def in_unit(holder: str, var: str, unit: str) -> str:
    """Return that a figure is printed in a unit, or in another spelling of it."""
    spellings = next((same for same in _UNITS if unit in same), (unit,))
    test = " || ".join(f"CONTAINS(?{var}, {quoted(spelling)})" for spelling in spellings)
    return f" ?{holder} <{t.VALUE}> ?{var} FILTER({test})"


@dataclass(frozen=True, slots=True)
class Moves:
    """The targets of an indicator move so from year to year. how: rising, falling, flat, not falling, not rising;
    first, last: years between which, None for all."""

    how: str
    first: int | None = None
    last: int | None = None

    def pattern(self, var: str, to: Pattern) -> str:
        """Return that two years are there, and that no two of them in order go another way."""
        wrong = {"rising": "<=", "falling": ">=", "flat": "!=", "not falling": "<", "not rising": ">"}[self.how]
        a, b = to.fresh("a"), to.fresh("b")
        shown = to.path(var, to.fresh("w"), TARGETS) if to.proof else ""
        told, number = f"<{t.VALUE}>", "OPTIONAL {{ ?{0} " + _VALUE + " ?n{0} }}"
        pairs = (
            f"?{a} {_OF} ?{var} ; {_YEAR} ?y{a} ; {told} ?v{a} . ?{b} {_OF} ?{var} ; {_YEAR} ?y{b} ; {told} ?v{b} . "
            f"FILTER(?y{b} > ?y{a}) {self._within(f'y{a}')} {self._within(f'y{b}')} {number.format(a)} {number.format(b)}"
        )
        same = f"?v{b} != ?v{a}" if self.how == "flat" else "true"  # prints that are no numbers can only stay the same
        return (
            f"{shown} {{ SELECT ?{var} WHERE {{ {pairs} }} GROUP BY ?{var} "
            f"HAVING(COUNT(*) > 0 && SUM(IF(COALESCE(?n{b} {wrong} ?n{a}, {same}), 1, 0)) = 0) }}"
        )

    def _within(self, year: str) -> str:
        first = f"FILTER(?{year} >= {self.first})" if self.first else ""
        return first + (f"FILTER(?{year} <= {self.last})" if self.last else "")


@dataclass(frozen=True, slots=True)
class Times:
    """The target of one year is so many times that of another."""

    factor: float
    first: int
    last: int

    def pattern(self, var: str, to: Pattern) -> str:
        """Return both targets and their ratio."""
        early, late = to.fresh("a"), to.fresh("b")
        first, second = to.path(var, early, TARGETS), to.path(var, late, TARGETS)
        return (
            f"{first} {second} ?{early} {_YEAR} {self.first} ; {_VALUE} ?n{early} . "
            f"?{late} {_YEAR} {self.last} ; {_VALUE} ?n{late} . "
            f"FILTER(?n{late} = {number_text(self.factor)} * ?n{early})"
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


def _steps(*steps: tuple[str, bool]) -> Path:
    from service.answering.schema import Step

    return tuple(Step(prop, inverse) for prop, inverse in steps)


TARGETS = _steps((t.OF_INDICATOR, True))
_NUMBER = _steps((t.NUMERIC_VALUE, False))
_OF = f"<{t.OF_INDICATOR}>"
_YEAR = f"<{t.FISCAL_YEAR}>/<{t.NOTATION}>"
_VALUE = f"<{t.NUMERIC_VALUE}>"
_UNITS = (("%", "％", "パーセント"), ("人", "名"), ("箇所", "か所", "カ所", "ヶ所"), ("時間", "時間"))


def quoted(text: str) -> str:
    """Return a text as SPARQL writes it."""
    return json.dumps(text, ensure_ascii=False)


def number_text(number: float) -> str:
    """Return a number as SPARQL writes a decimal."""
    return f"{number:.6f}".rstrip("0").rstrip(".")
