"""The dataset of one revision, read by SPARQL: Oxigraph on the hot path, RDFLib's API over the same store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from oxrdflib import OxigraphStore
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QuerySolutions,
    Store,
    Triple,
    Variable,
)
from rdflib import Dataset as RdfDataset

from graph.errors import QueryRefused
from graph.sparql.guard import check_query
from graph.sparql.queryable import Queryable, Results
from ontology import terms

Term = NamedNode | BlankNode | Literal


_COUNTS = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }",
)


class Dataset:
    """Read-only SPARQL over one revision. The default graph holds each triple once; `GRAPH ?p` reads provenance."""

    def __init__(self, store: Queryable) -> None:
        self._store = store

    @property
    def store(self) -> Queryable:
        """What answers queries: an Oxigraph store, not to be written to, or an engine on another machine."""
        return self._store

    @property
    def is_remote(self) -> bool:
        """Whether it lies on another machine, which holds one revision at a time."""
        return not isinstance(self._store, Store)

    def __len__(self) -> int:
        """Return the number of quads, default graph included."""
        return sum(int(self.rows(query)[0]["n"].value) for query in _COUNTS)

    def query(self, sparql: str, *, substitutions: Mapping[str, Term] | None = None) -> Results:
        """Return the results of a query; the vocabulary's prefixes need no declaration.

        substitutions: terms by variable name without ``?``, bound safely; a SELECT must project the variable. Raises
        QueryRefused where the query does not parse, would change something, or would ask another host.
        """
        check_query(sparql)
        bound: dict[Variable, Term | Triple] = {Variable(name): term for name, term in (substitutions or {}).items()}
        try:
            return self._store.query(sparql, prefixes=terms.PREFIXES, substitutions=bound)
        except (SyntaxError, ValueError) as error:
            raise QueryRefused(f"SPARQL の書き方が正しくありません：{error}") from error
        except (RuntimeError, OSError) as error:
            raise QueryRefused(f"SPARQL を実行できません：{error}") from error

    def rows(self, sparql: str, *, substitutions: Mapping[str, Term] | None = None) -> list[dict[str, Term]]:
        """Return the solutions of a SELECT as dictionaries of the bound variables, in order."""
        results = self.query(sparql, substitutions=substitutions)
        if not isinstance(results, QuerySolutions):
            raise QueryRefused("SELECT の問い合わせではありません。")
        names = [variable.value for variable in results.variables]
        return [
            {name: value for name in names if isinstance(value := row[name], (NamedNode, BlankNode, Literal))}
            for row in results
        ]

    def rdflib(self) -> RdfDataset:
        """Return RDFLib's view of the same store, for reading; its default graph holds each triple once.

        Its queries are Oxigraph's too, without RDFLib's own parser; writing raises TypeError, and so does all of it
        where the dataset lies on another machine: RDFLib's SPARQLStore reads those.
        """
        if not isinstance(self._store, Store):  # as `is_remote`, in words that a type checker reads
            raise TypeError("the dataset lies on another machine: read it by RDFLib's SPARQLStore")
        dataset = RdfDataset(store=_ReadOnly(store=self._store))
        for prefix, namespace in terms.PREFIXES.items():
            dataset.bind(prefix, namespace)
        return dataset


class _ReadOnly(OxigraphStore):
    """Oxigraph behind RDFLib's API, without the ways to change it: a published revision stays as it is."""

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError("a published revision cannot be changed: publish another one")

    add = addN = remove = remove_graph = update = _refuse

    def add_graph(self, graph: Any) -> None:
        """Do nothing: RDFLib announces every graph that it is about to read."""
