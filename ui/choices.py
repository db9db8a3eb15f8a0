"""Things to choose from: those that a text names, and plans to begin with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graph.japanese import fold
from graph.search.search_unit import Hit
from graph.sparql.queryable import Queryable
from ontology import terms as t
from service.select_rows import select, values
from service.views.thing_statements import Named, names
from ui.families import FAMILIES, family

Json = dict[str, Any]

_NAMED_MOST = 6  # things found by their very name, before those that the search finds
_NAMES = """SELECT DISTINCT ?s ?type ?label ?said WHERE {{ VALUES ?type {{ {types} }}
  ?s a ?type ; skos:prefLabel ?label ; skos:prefLabel|skos:altLabel ?said }}"""
_PLANS = """SELECT ?s (COUNT(?other) AS ?n) WHERE { ?s a kk:Plan OPTIONAL { ?other kk:inPlan ?s } }
GROUP BY ?s ORDER BY DESC(?n) ?s LIMIT 8"""
_OWN_PLANS = """SELECT ?s (SAMPLE(?name) AS ?plan) WHERE {{ VALUES ?s {{ {iris} }}
  ?s kk:inPlan ?p . ?p skos:prefLabel ?name }} GROUP BY ?s"""


@dataclass(frozen=True, slots=True)
class Name:
    """One of the names of a thing. said: the name, folded; label: what the thing is called first."""

    said: str
    iri: str
    label: str
    type: str


def all_names(store: Queryable) -> list[Name]:
    """Return every name of every thing that the page of relations draws; reference data, such as years, among them."""
    types = values(cls for _, classes in FAMILIES.values() for cls in classes)
    rows = select(store, _NAMES.format(types=types))
    return [Name(fold(row["said"]), row["s"], row["label"], row["type"]) for row in rows]


def choices(store: Queryable, known: Iterable[Name], hits: Iterable[Hit], words: str, limit: int) -> list[Json]:
    """Return what words name: first what is called so, then what the search found; each thing once."""
    wanted = fold(words)
    called = [name for name in known if wanted and wanted in name.said]
    called.sort(key=lambda name: _nearness(name, wanted))
    found: dict[str, tuple[str, str]] = {}
    for name in called:
        if len(found) < _NAMED_MOST:
            found.setdefault(name.iri, (name.label, name.type))
    for hit in hits:
        found.setdefault(hit.unit.iri, (hit.unit.label, hit.unit.type))
    kinds = names(store, [cls for _, cls in found.values()])
    listed = [_choice(iri, label, cls, kinds) for iri, (label, cls) in list(found.items())[:limit]]
    tell_apart(store, listed)
    return listed


def _nearness(name: Name, wanted: str) -> tuple[bool, bool, bool, int, str]:
    """Return a key that puts the same name first, then one that begins so, then the shorter.

    A contradiction is called as the thing that it is about and stands behind it.
    """
    same = name.said == wanted
    return (not same, name.type == t.CONFLICT, not name.said.startswith(wanted), len(name.said), name.iri)


def starts(store: Queryable) -> list[Json]:
    """Return plans to begin with, those first that most belongs to."""
    plans = [row["s"] for row in select(store, _PLANS) if "s" in row]
    called = names(store, [*plans, t.PLAN])
    return [_choice(plan, called[plan].label, t.PLAN, called) for plan in plans]


def tell_apart(store: Queryable, listed: Sequence[Json]) -> None:
    """Add the plan to the label of things that would be called the same."""
    labels = [thing["label"] for thing in listed]
    same = [thing for thing in listed if labels.count(thing["label"]) > 1]
    if same:
        rows = select(store, _OWN_PLANS.format(iris=values(thing["iri"] for thing in same)))
        plans = {row["s"]: row["plan"] for row in rows if "plan" in row}
        for thing in same:
            if thing["iri"] in plans:
                thing["label"] += f"（{plans[thing['iri']]}）"


def _choice(iri: str, label: str, cls: str, called: dict[str, Named]) -> Json:
    return {"iri": iri, "label": label, "type": called[cls].label, "family": family(cls)}
