"""`RemoteStore`: one revision on another machine, asked as `pyoxigraph.Store` is."""

from __future__ import annotations

from collections.abc import Callable

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse_query_results,
)

from graph.remote import virtuoso
from graph.remote.engine_connection import Connection, Limits
from graph.remote.errors import RemoteChanged, RemoteFailed
from graph.remote.query_text import has_own_dataset, with_bindings, with_prefixes
from graph.sparql.guard import check_query
from graph.sparql.queryable import Bindings, Graphs, Results

_RESULTS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"


class RemoteStore:
    """A revision in a SPARQL engine. An answer counts only where the engine's marker still names the revision after it
    was given: nobody reads half of another one. Safe to use from any thread."""

    def __init__(
        self,
        connection: Connection,
        revision: str,
        held: Callable[[], str | None],
        mend: Callable[[], None],
        limits: Limits | None = None,
    ) -> None:
        """held: asks the engine for its marker; mend: called where that is not the revision; limits: of one query, the
        target's where None."""
        self._limits = limits
        self._connection = connection
        self._revision = revision
        self._held = held
        self._mend = mend
        self._nothing = Store()

    def limited(self, seconds: float, size: int) -> RemoteStore:
        """Return the same revision with other limits for one query: seconds, and bytes of the engine's answer."""
        return RemoteStore(self._connection, self._revision, self._held, self._mend, Limits(seconds, size))

    def query(
        self,
        query: str,
        /,
        *,
        prefixes: dict[str, str] | None = None,
        default_graph: Graphs | None = None,
        named_graphs: list[NamedNode | BlankNode] | None = None,
        substitutions: Bindings | None = None,
    ) -> Results:
        """Return the results of a query, as `graph.sparql.queryable.Queryable` says.

        Raises SyntaxError where it is not SPARQL 1.1, QueryRefused where it would ask a third machine, QuerySyntax
        where only the engine does not take it, QueryOverLimit, and RemoteUnavailable.
        """
        check_query(query)
        # Read here first: errors as everywhere, and what kind of result to ask for.
        form = self._nothing.query(query, prefixes=prefixes, substitutions=substitutions)
        text = with_prefixes(with_bindings(query, substitutions or {}), prefixes or {})
        dataset = self._dataset(query, default_graph, named_graphs)
        result = self._ask(text, form, dataset)
        held = self._held()
        if held != self._revision:
            self._mend()
            raise RemoteChanged(held, self._revision)
        return result

    def _ask(self, text: str, form: Results, dataset: list[tuple[str, str]]) -> Results:
        wanted = _TRIPLES if isinstance(form, QueryTriples) else _RESULTS
        asked = virtuoso.Readable(text)
        if self._speaks_virtuoso():
            target = self._connection.target
            hidden = [graph for graph in (target.default_graph, target.marker) if graph]
            asked = virtuoso.readable(text, target.base, hidden)
        reply = self._connection.query(asked.text, wanted, dataset, self._limits)
        try:
            if isinstance(form, QueryTriples):
                return _triples(reply.body)
            body = reply.body
            if self._speaks_virtuoso():
                columns = [one.value for one in form.variables] if isinstance(form, QuerySolutions) else []
                body = virtuoso.results(body, asked, columns)
            result = parse_query_results(body, format=QueryResultsFormat.JSON)
        except (SyntaxError, ValueError, KeyError, OSError) as error:
            raise RemoteFailed(f"結果を読めません：{' '.join(str(error).split())[:100]}") from error
        if isinstance(result, QueryBoolean) != isinstance(form, QueryBoolean):
            raise RemoteFailed("問合せの種類と違う結果が返りました")
        return result

    def _speaks_virtuoso(self) -> bool:
        return virtuoso.is_virtuoso(self._connection.server())

    def _dataset(
        self, query: str, default_graph: Graphs | None, named_graphs: list[NamedNode | BlankNode] | None
    ) -> list[tuple[str, str]]:
        """Return the protocol's dataset: what was asked for, else the graph that stands for the default graph."""
        own = self._connection.target.default_graph
        if default_graph is None and named_graphs is None:
            return [("default-graph-uri", own)] if own and not has_own_dataset(query) else []
        asked = default_graph if isinstance(default_graph, list) else [default_graph] if default_graph else []
        found = []
        for graph in asked:
            if isinstance(graph, NamedNode):
                found.append(("default-graph-uri", graph.value))
            elif isinstance(graph, DefaultGraph) and own:
                found.append(("default-graph-uri", own))
        return found + [
            ("named-graph-uri", graph.value) for graph in named_graphs or () if isinstance(graph, NamedNode)
        ]


def _triples(body: bytes) -> Results:
    """Return triples as a query gives them: a small store is asked for all that it holds."""
    store = Store()
    store.load(body, format=RdfFormat.N_TRIPLES)
    return store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
