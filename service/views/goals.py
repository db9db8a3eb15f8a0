"""The goals of the SDGs, by number."""

from __future__ import annotations

from dataclasses import dataclass

from graph.sparql.queryable import Queryable
from service.select_rows import select

_GOALS = "SELECT ?s ?n ?name WHERE { ?s a sdgo:Goal ; skos:notation ?n ; skos:prefLabel ?name }"


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal of the seventeen."""

    iri: str
    number: int
    name: str


def read_goals(store: Queryable) -> dict[int, Goal]:
    """Return the goals in their order."""
    found = {int(row["n"]): Goal(row["s"], int(row["n"]), row["name"]) for row in select(store, _GOALS)}
    return dict(sorted(found.items()))
