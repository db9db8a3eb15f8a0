"""Rows of a SPARQL SELECT as plain strings, over one revision's store."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from graph.sparql.queryable import Queryable
from ontology.terms import PREFIXES

Row = dict[str, str]


def select(store: Queryable, query: str) -> list[Row]:
    """Return the rows of a SELECT: variable → lexical value; an unbound variable is absent."""
    result = store.query(query, prefixes=PREFIXES)
    assert isinstance(result, ox.QuerySolutions)
    names = [variable.value for variable in result.variables]
    rows = []
    for solution in result:
        row: Row = {}
        for name in names:
            term = solution[name]
            if term is not None:
                row[name] = str(term.value) if not isinstance(term, ox.Triple) else str(term)
        rows.append(row)
    return rows


def values(iris: Iterable[str]) -> str:
    """Return IRIs as the inside of a VALUES block; raises ValueError where one is no IRI.

    >>> values(["http://a/x", "http://a/y"])
    '<http://a/x> <http://a/y>'
    """
    return " ".join(str(ox.NamedNode(iri)) for iri in iris)
