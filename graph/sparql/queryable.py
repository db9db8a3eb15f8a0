"""What reading code asks of a store: SPARQL queries with Oxigraph's own results, wherever the data lies."""

from __future__ import annotations

from typing import Protocol

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
    Variable,
)

Results = QuerySolutions | QueryBoolean | QueryTriples
Graphs = NamedNode | BlankNode | DefaultGraph | list[NamedNode | BlankNode | DefaultGraph]
Bindings = dict[Variable, NamedNode | BlankNode | Literal | Triple]


class Queryable(Protocol):
    """A dataset that can be asked: `pyoxigraph.Store`, or `graph.remote.RemoteStore` on another machine."""

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
        """Return the results of a SPARQL query.

        prefixes: those that need no declaration; default_graph, named_graphs: the dataset, the whole where both are
        None; substitutions: terms by variable that the SELECT projects.
        """
