"""One column of a SELECT, by the protocol alone: for what is asked about an engine rather than about a revision."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from graph.remote.engine_connection import Connection
from graph.remote.errors import RemoteFailed


def column(connection: Connection, query: str) -> list[str]:
    """Return the values of a query's only variable."""
    reply = connection.query(query, "application/sparql-results+json")
    try:
        found = parse_query_results(reply.body, format=QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise RemoteFailed(f"結果を読めません：{' '.join(str(error).split())[:100]}") from error
    if not isinstance(found, QuerySolutions):
        raise RemoteFailed("問合せの種類と違う結果が返りました")
    return [term.value for row in found if isinstance(term := row[0], (NamedNode, Literal))]
