"""Which graph a request names, and the update that a write to it is: SPARQL 1.1 Graph Store HTTP Protocol.

A graph is named by the address itself below the store (direct), by ``?graph=`` or ``?default`` (indirect).
"""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from graph.workers.messages import Query
from service.errors import BadRequest
from service.sparql.update_request import read_pairs


@dataclass(frozen=True, slots=True)
class Target:
    """A graph of the store: the default graph where `iri` is None."""

    iri: str | None

    @property
    def name(self) -> ox.NamedNode:
        """The graph's name as a term; for a named one only."""
        return ox.NamedNode(self.iri or "")


DEFAULT = Target(None)


def read_target(query_string: bytes, direct: str | None) -> Target | None:
    """Return the graph that a request names, None where it names the store itself.

    direct: the IRI of the graph that the address stands for, None for the store's own address. Raises BadRequest.

    >>> read_target(b"graph=http%3A%2F%2Fa%2F%25E8", None)
    Target(iri='http://a/%E8')
    """
    pairs = read_pairs(query_string)
    for name, _ in pairs:
        if name not in ("graph", "default"):
            raise BadRequest(f"パラメーター「{name[:40]}」はありません。graph か default を指定してください。")
    named = [value for name, value in pairs if name == "graph"]
    if len(named) + any(name == "default" for name, _ in pairs) + (direct is not None) > 1:
        raise BadRequest("グラフの指定が2つ以上あります。graph、default、アドレスのどれか1つにしてください。")
    if named:
        return Target(checked(named[0]))
    if pairs:
        return DEFAULT
    return Target(checked(direct)) if direct is not None else None


def checked(iri: str) -> str:
    """Return an IRI where it is one with a scheme, as graphs are named by; raises BadRequest."""
    try:
        return ox.NamedNode(iri).value
    except ValueError:
        raise BadRequest("グラフは「http://」などで始まるIRIで指定してください。") from None


def exists(target: Target, *, empty: bool) -> Query:
    """Return the query that asks whether a named graph is there; empty: also where nothing is in it."""
    pattern = "" if empty else "?s ?p ?o"
    return Query(f"ASK {{ GRAPH {target.name} {{ {pattern} }} }}", result_type="text/csv")


def content(target: Target, media_type: str) -> Query:
    """Return the query for what a graph holds."""
    pattern = "?s ?p ?o" if target.iri is None else f"GRAPH {target.name} {{ ?s ?p ?o }}"
    return Query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", graph_type=media_type)


def putting(target: Target, triples: str) -> str:
    """Return the update that makes a graph hold these triples (N-Triples) and nothing else."""
    if target.iri is None:
        return f"CLEAR DEFAULT ; {adding(target, triples)}"
    return f"{deleting(target)} ; {adding(target, triples)}"


def adding(target: Target, triples: str) -> str:
    """Return the update that adds triples (N-Triples) to a graph, which is there afterwards even if there are none."""
    if target.iri is None:
        return f"INSERT DATA {{\n{triples}}}"
    return f"CREATE SILENT GRAPH {target.name} ; INSERT DATA {{ GRAPH {target.name} {{\n{triples}}} }}"


def deleting(target: Target) -> str:
    """Return the update that takes a graph away; the default graph is emptied."""
    return "CLEAR DEFAULT" if target.iri is None else f"DROP SILENT GRAPH {target.name}"
