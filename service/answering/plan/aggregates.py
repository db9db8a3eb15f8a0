"""Queries over the rows of other queries: the n-th of an order with all that share its place, counts, differences.

Each takes a SELECT without prefixes and returns one, so that what is shown is one query that yields the answer itself.
"""

from __future__ import annotations

from ontology import terms as t
from service.answering.plan.sets import Pattern, Set
from service.answering.plan.sparql_text import iri_text, shorten


def nth(rows: str, key: str, rank: int = 1, least: bool = False) -> str:
    """Return the rows with the n-th largest (smallest) different value of a variable."""
    order = f"?{key}" if least else f"DESC(?{key})"
    place = f"SELECT DISTINCT ?{key} WHERE {{ {{ {rows} }} }} ORDER BY {order} LIMIT 1 OFFSET {rank - 1}"
    return shorten(f"SELECT DISTINCT * WHERE {{\n  {{ {rows} }}\n  {{ {place} }}\n}}")


def meeting(rows: str, key: str, condition: str, every: bool = False) -> str:
    """Return the first row in the order of a variable that meets a condition; all of them where `every`."""
    limit = "" if every else " LIMIT 1"
    return shorten(f"SELECT * WHERE {{\n  {{ {rows} }}\n  FILTER({condition})\n}} ORDER BY ?{key}{limit}")


def apart(one: str, other: str) -> str:
    """Return how far two numbers are from each other, as an expression."""
    return f"IF({one} > {other}, {one} - {other}, {other} - {one})"


def reduced(rows: str, expression: str) -> str:
    """Return one figure made of rows, as ?result."""
    return shorten(f"SELECT ({expression} AS ?result) WHERE {{\n  {rows}\n}}")


def total(of: Set) -> str:
    """Return how many things a set has, as ?count."""
    return shorten(f"SELECT (COUNT(DISTINCT ?x) AS ?count) WHERE {{\n  {of.pattern('x', Pattern())}\n}}")


def step_rows(rows: str) -> str:
    """Return by how much a series differs from the year before, as ?step, for rows of ?x, ?year and ?number."""
    when = f"{iri_text(t.FISCAL_YEAR)}/{iri_text(t.NOTATION)}"
    return (
        f"SELECT ?x ?year ?value (?number - ?before AS ?step) WHERE {{ {{ {rows} }} "
        f"?earlier {iri_text(t.OF_INDICATOR)} ?x ; {iri_text(t.NUMERIC_VALUE)} ?before ; {when} ?last . "
        f"FILTER(?last < ?year) FILTER NOT EXISTS {{ ?between {iri_text(t.OF_INDICATOR)} ?x ; "
        f"{iri_text(t.NUMERIC_VALUE)} ?any ; {when} ?middle . FILTER(?middle > ?last && ?middle < ?year) }} }}"
    )
