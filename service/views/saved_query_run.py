"""Saved queries run over a revision: arguments by name, search patterns answered, rows as text, tables for Excel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
import pyoxigraph as ox

from graph.japanese import fold
from graph.sparql.queryable import Queryable
from graph.sparql.search_pattern import Search, expand
from ontology.errors import ParameterError
from ontology.saved_queries import Bindings, Find, SavedQuery, saved_queries
from ontology.terms import PREFIXES
from service.errors import Invalid, NotFound
from service.exports.table_files import to_csv, to_xlsx
from service.select_rows import select, values
from service.views.project_filter import plan_key
from service.views.project_numbers import number_key

_NAMES = """SELECT DISTINCT ?s ?name ?number WHERE {{
  ?s a/rdfs:subClassOf* {kind}
  {{ ?s skos:prefLabel|skos:altLabel|skos:notation ?name }} UNION {{ ?s kk:number ?number }} }}"""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a saved query. Columns named in ASCII hold IRIs and the like; the Japanese ones are for people.

    total: how many rows there are, of which `rows` may be a part.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int

    def to_json(self) -> dict[str, Any]:
        """Return the table as the contract writes it; an unbound value is an empty string."""
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return {"title": self.title, "total": self.total, "columns": list(self.columns), "rows": rows}

    def part(self, offset: int, limit: int | None) -> Table:
        """Return `limit` rows (None: all) from the one at `offset`."""
        return replace(self, rows=self.rows[offset : None if limit is None else offset + limit])

    def readable(self) -> Table:
        """Return the table with the columns for people only, each row once."""
        kept = [place for place, name in enumerate(self.columns) if not name.isascii()] or range(len(self.columns))
        rows = tuple(dict.fromkeys(tuple(row[place] for place in kept) for row in self.rows))
        return Table(self.title, tuple(self.columns[place] for place in kept), rows, len(rows))

    def to_csv(self, *, bom: bool) -> bytes:
        """Return the readable columns as CSV."""
        table = self.readable()
        return to_csv(table.columns, table.rows, bom=bom)

    def to_xlsx(self) -> bytes:
        """Return the readable columns as a workbook."""
        table = self.readable()
        return to_xlsx(table.columns, table.rows, title=self.title)


@dataclass(frozen=True, slots=True)
class Run:
    """One SPARQL query to run for a saved query: its text with search patterns answered, and its bound variables."""

    text: str
    bindings: Bindings

    def terms(self) -> dict[str, str]:
        """Return the bound terms in N-Triples by variable name."""
        return {variable.value: str(term) for variable, term in self.bindings.items()}


class Names:
    """What the things of a class are called, read once a class: names, other names and 事業番号."""

    def __init__(self, store: Queryable) -> None:
        self._store = store
        self._by_class: dict[str, dict[str, set[str]]] = {}

    def find(self, kind: str, name: str) -> Sequence[str]:
        """Return the IRIs of the things of a class that a name (or a 事業番号) may mean, sorted."""
        known = self._by_class.get(kind) or self._by_class.setdefault(kind, self._read(kind))
        keys = {"=" + fold(name), "=" + plan_key(name), "#" + number_key(name)}
        return sorted(set().union(*(known.get(key, set()) for key in keys)))

    def _read(self, kind: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in select(self._store, _NAMES.format(kind=values([kind]))):
            called = ["=" + fold(row["name"]), "=" + plan_key(row["name"])] if "name" in row else []
            for key in [*called, *(["#" + number_key(row["number"])] if "number" in row else [])]:
                found.setdefault(key, set()).add(row["s"])
        return found


def saved_query(name: str) -> SavedQuery:
    """Return a saved query; raises NotFound."""
    found = saved_queries().get(name)
    if found is None:
        raise NotFound(f"保存した問合せ「{name}」はありません。/api/queries で名前を確かめてください。")
    return found


def prepare(query: SavedQuery, arguments: Mapping[str, str], find: Find, search: Search) -> tuple[Run, ...]:
    """Return what to run for a saved query, one for each thing that an argument may mean.

    find: the things of a class by a name (`Names.find`); search: answers search patterns (`Searcher.search`). Raises
    Invalid where an argument does not fit.
    """
    try:
        choices = query.bindings(arguments, find)
    except ParameterError as error:
        raise Invalid(str(error)) from None
    texts = {
        parameter.name: given
        for parameter in query.parameters
        if parameter.type == "string" and (given := arguments.get(parameter.name, "").strip())
    }
    text = expand(query.text, search, texts)
    return tuple(Run(text, bindings) for bindings in choices)


def run_saved(store: Queryable, query: SavedQuery, runs: Iterable[Run]) -> Table:
    """Return the rows of a saved query, run in this process."""
    bodies = []
    for run in runs:
        result = store.query(run.text, prefixes=PREFIXES, substitutions=dict(run.bindings))
        assert isinstance(result, ox.QuerySolutions)
        bodies.append(result.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    return table_of(query, bodies)


def table_of(query: SavedQuery, bodies: Iterable[bytes]) -> Table:
    """Return the rows of a saved query from the results of its runs as SPARQL JSON, each row once."""
    columns: tuple[str, ...] = ()
    rows: dict[tuple[str, ...], None] = {}
    for body in bodies:
        result = orjson.loads(body)
        columns = tuple(result["head"]["vars"])
        for bound in result["results"]["bindings"]:
            rows[tuple(bound[name]["value"] if name in bound else "" for name in columns)] = None
    return Table(query.title, columns, tuple(rows), len(rows))
