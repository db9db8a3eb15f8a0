"""Queries over the rows of other queries: the n-th of an order with all that share its place, counts, differences.

Each takes a SELECT without prefixes and returns one, so that what is shown is one query that yields the answer itself.
"""

from __future__ import annotations

from service.answering.plan.query import shorten
from service.answering.plan.sets import Pattern, Set


def nth(rows: str, key: str, rank: int = 1, least: bool = False) -> str:
    """Return the rows with the n-th largest (smallest) different value of a variable."""
    order = f"?{key}" if least else f"DESC(?{key})"
    place = f"SELECT DISTINCT ?{key} WHERE {{ {{ {rows} }} }} ORDER BY {order} LIMIT 1 OFFSET {rank - 1}"
    return shorten(f"SELECT DISTINCT * WHERE {{\n  {{ {rows} }}\n  {{ {place} }}\n}}")


def first(rows: str, key: str, condition: str) -> str:
    """Return the first row in the order of a variable that meets a condition."""
    return shorten(f"SELECT * WHERE {{\n  {{ {rows} }}\n  FILTER({condition})\n}} ORDER BY ?{key} LIMIT 1")


def reduced(rows: str, expression: str) -> str:
    """Return one figure made of rows, as ?result."""
    return shorten(f"SELECT ({expression} AS ?result) WHERE {{\n  {rows}\n}}")


def counted(of: Set) -> str:
    """Return how many things a set has, as ?count."""
    return shorten(f"SELECT (COUNT(DISTINCT ?x) AS ?count) WHERE {{\n  {of.pattern('x', Pattern())}\n}}")
