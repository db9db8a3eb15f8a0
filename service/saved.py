"""Saved queries run over a revision: arguments by name, rows as text, tables for Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyoxigraph as ox

from graph.japanese import fold
from ontology.errors import ParameterError
from ontology.saved_queries import SavedQuery, saved_queries
from ontology.terms import PREFIXES
from service.errors import Invalid, NotFound
from service.exports import to_csv, to_xlsx
from service.numbers import number_key
from service.projects import plan_key
from service.rows import values

_NAMES = """SELECT DISTINCT ?s ?name ?number WHERE {{
  ?s a/rdfs:subClassOf* {kind}
  {{ ?s skos:prefLabel|skos:altLabel|skos:notation ?name }} UNION {{ ?s kk:number ?number }} }}"""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a saved query. Columns named in ASCII hold IRIs and the like; the Japanese ones are for people."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def to_json(self) -> dict[str, Any]:
        """Return the table as the contract writes it; an unbound value is an empty string."""
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return {"title": self.title, "columns": list(self.columns), "rows": rows}

    def readable(self) -> Table:
        """Return the table with the columns for people only, each row once."""
        kept = [place for place, name in enumerate(self.columns) if not name.isascii()] or range(len(self.columns))
        rows = dict.fromkeys(tuple(row[place] for place in kept) for row in self.rows)
        return Table(self.title, tuple(self.columns[place] for place in kept), tuple(rows))

    def to_csv(self, *, bom: bool = True) -> bytes:
        """Return the readable columns as CSV."""
        table = self.readable()
        return to_csv(table.columns, table.rows, bom=bom)

    def to_xlsx(self) -> bytes:
        """Return the readable columns as a workbook."""
        table = self.readable()
        return to_xlsx(table.columns, table.rows, title=self.title)


def saved_query(name: str) -> SavedQuery:
    """Return a saved query; raises NotFound."""
    found = saved_queries().get(name)
    if found is None:
        raise NotFound(f"保存した問合せ「{name}」はありません。/api/queries で名前を確かめてください。")
    return found


def run_saved(store: ox.Store, query: SavedQuery, arguments: Mapping[str, str]) -> Table:
    """Return the rows of a saved query; raises Invalid where an argument does not fit."""
    try:
        choices = query.bindings(arguments, partial(things_named, store))
    except ParameterError as error:
        raise Invalid(str(error)) from None
    columns: tuple[str, ...] = ()
    rows: dict[tuple[str, ...], None] = {}
    for bindings in choices:
        result = store.query(query.text, prefixes=PREFIXES, substitutions=dict(bindings))
        assert isinstance(result, ox.QuerySolutions)
        columns = tuple(variable.value for variable in result.variables)
        for solution in result:
            rows[tuple(_text(solution[name]) for name in columns)] = None
    return Table(query.title, columns, tuple(rows))


def things_named(store: ox.Store, kind: str, name: str) -> Sequence[str]:
    """Return the IRIs of the things of a class that a name (or a 事業番号) may mean, sorted."""
    keys = {fold(name), plan_key(name)}
    found = set()
    result = store.query(_NAMES.format(kind=values([kind])), prefixes=PREFIXES)
    assert isinstance(result, ox.QuerySolutions)
    for solution in result:
        called, number = solution["name"], solution["number"]
        if called is not None and keys & {fold(_text(called)), plan_key(_text(called))}:
            found.add(_text(solution["s"]))
        if number is not None and number_key(_text(number)) == number_key(name):
            found.add(_text(solution["s"]))
    return sorted(found)


def _text(term: Any) -> str:
    return "" if term is None else str(getattr(term, "value", term))
