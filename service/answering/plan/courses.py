"""Conditions on figures: how one compares, in which unit it is, and how the figures of an indicator move."""

from __future__ import annotations

from dataclasses import dataclass

from ontology import terms as t
from service.answering.knows.schema import Path, Step
from service.answering.plan.conditions import number_text, quoted
from service.answering.plan.sets import Pattern, denied

TARGETS: Path = (Step(t.OF_INDICATOR, True),)
_NUMBER: Path = (Step(t.NUMERIC_VALUE),)
_OF = f"<{t.OF_INDICATOR}>"
_YEAR = f"<{t.FISCAL_YEAR}>/<{t.NOTATION}>"
_VALUE = f"<{t.NUMERIC_VALUE}>"
_EVEN = "0.000001"  # steps that differ by less are alike
_UNITS = (("%", "％", "パーセント"), ("人", "名"), ("箇所", "か所", "カ所", "ヶ所"), ("時間", "時間"))


@dataclass(frozen=True, slots=True)
class Figure:
    """A thing's figure compares so. path: to what has the numeric value; year: of it, None for any; unit: in which it
    is printed, empty for any; every: whether all of its figures do, where a last year is given or a first one those
    between; first: whether none of an earlier year does."""

    path: Path
    operator: str
    number: float
    year: int | None = None
    unit: str = ""
    every: bool = False
    first: bool = False
    last: int | None = None

    def pattern(self, var: str, to: Pattern) -> str:
        """Return the path to the figure, and the comparison."""
        end, number = to.fresh("f") if self.path else var, to.fresh("q")
        year = f"?{end} {_YEAR} {self.year} ." if self.year and not self.every else ""
        value = to.path(end, number, _NUMBER)
        bound = number_text(self.number)
        year += self._within(end) if self.every else ""
        some = f"{to.path(var, end, self.path)} {year} {value} FILTER(?{number} {self.operator} {bound})"
        some += in_unit(end, to.fresh("u"), self.unit) if self.unit else ""
        if not (self.every or (self.first and self.year)):
            return some
        other, held = to.fresh("f"), to.fresh("q")

        def wrong() -> str:
            held_by = f"{to.path(var, other, self.path)} {to.path(other, held, _NUMBER)}"
            if self.every:
                return f"{held_by} {self._within(other)} FILTER(!(?{held} {self.operator} {bound}))"
            before = f"?{other} {_YEAR} ?y{other} FILTER(?y{other} < {self.year})"
            return f"{held_by} {before} FILTER(?{held} {self.operator} {bound})"

        return f"{some} {denied(to, wrong)}"

    def _within(self, holder: str) -> str:
        if self.year is None and self.last is None:
            return ""
        first = f"FILTER(?y{holder} >= {self.year})" if self.year else ""
        return f"?{holder} {_YEAR} ?y{holder} {first}" + (f"FILTER(?y{holder} <= {self.last})" if self.last else "")


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
    """The targets of an indicator move so from year to year. how: rising, falling, flat, not falling, not rising,
    steady (by the same each year, and by more than nothing); first, last: years between which, None for all; step: by
    how much, None for anything."""

    how: str
    first: int | None = None
    last: int | None = None
    step: float | None = None

    def pattern(self, var: str, to: Pattern) -> str:
        """Return that two years are there, and that no two of them in order go another way."""
        if self.how == "steady":
            return self._steady(var, to)
        wrong = {"rising": "<=", "falling": ">=", "flat": "!=", "not falling": "<", "not rising": ">"}[self.how]
        a, b = to.fresh("a"), to.fresh("b")
        shown = to.path(var, to.fresh("w"), TARGETS) if to.proof else ""
        told, number = f"<{t.VALUE}>", "OPTIONAL {{ ?{0} " + _VALUE + " ?n{0} }}"
        pairs = (
            f"?{a} {_OF} ?{var} ; {_YEAR} ?y{a} ; {told} ?v{a} . ?{b} {_OF} ?{var} ; {_YEAR} ?y{b} ; {told} ?v{b} . "
            f"FILTER(?y{b} > ?y{a}) {self._within(f'y{a}')} {self._within(f'y{b}')} "
            f"{number.format(a)} {number.format(b)}"
        )
        same = f"?v{b} != ?v{a}" if self.how == "flat" else "true"  # prints that are no numbers can only stay the same
        goes = f"IF(BOUND(?n{a}) && BOUND(?n{b}), ?n{b} {wrong} ?n{a}, {same})"
        return (
            f"{shown} {{ SELECT ?{var} WHERE {{ {pairs} }} GROUP BY ?{var} "
            f"HAVING(COUNT(*) > 0 && SUM(IF({goes}, 1, 0)) = 0) }}"
        )

    def _steady(self, var: str, to: Pattern) -> str:
        """Return that the steps between any two years are alike."""
        a, b = to.fresh("a"), to.fresh("b")
        shown = to.path(var, to.fresh("w"), TARGETS) if to.proof else ""
        pairs = (
            f"?{a} {_OF} ?{var} ; {_YEAR} ?y{a} ; {_VALUE} ?n{a} . "
            f"?{b} {_OF} ?{var} ; {_YEAR} ?y{b} ; {_VALUE} ?n{b} . "
            f"FILTER(?y{b} > ?y{a}) {self._within(f'y{a}')} {self._within(f'y{b}')} "
            f"BIND((?n{b} - ?n{a}) / (?y{b} - ?y{a}) AS ?d{b})"
        )
        least, most = f"MIN(?d{b})", f"MAX(?d{b})"
        right = f"{most} - {least} < {_EVEN} && ({least} > {_EVEN} || {most} < -{_EVEN}) && COUNT(*) > 1"
        if self.step is not None:
            step = number_text(self.step)
            right += f" && ({least} - {step} < {_EVEN} && {step} - {least} < {_EVEN} || {least} + {step} < {_EVEN})"
        return f"{shown} {{ SELECT ?{var} WHERE {{ {pairs} }} GROUP BY ?{var} HAVING({right}) }}"

    def _within(self, year: str) -> str:
        first = f"FILTER(?{year} >= {self.first})" if self.first else ""
        return first + (f"FILTER(?{year} <= {self.last})" if self.last else "")


@dataclass(frozen=True, slots=True)
class Times:
    """The target of one year compares so with so many times that of another."""

    factor: float
    first: int
    last: int
    operator: str = "="

    def pattern(self, var: str, to: Pattern) -> str:
        """Return both targets and their ratio."""
        early, late = to.fresh("a"), to.fresh("b")
        first, second = to.path(var, early, TARGETS), to.path(var, late, TARGETS)
        return (
            f"{first} {second} ?{early} {_YEAR} {self.first} ; {_VALUE} ?n{early} . "
            f"?{late} {_YEAR} {self.last} ; {_VALUE} ?n{late} . "
            f"FILTER(?n{early} != 0 && ?n{late} {self.operator} {number_text(self.factor)} * ?n{early})"
        )
