"""Whether a revision keeps what every revision promises: the shapes, and a source for everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from graph.sparql.queryable import Queryable
from service.select_rows import select

if TYPE_CHECKING:
    from graph.revisions.repository import OpenRevision

# Named graphs that are neither a passage, nor derived from passages, nor a document's own, nor kept by hand.
_UNSOURCED = """SELECT ?g (COUNT(*) AS ?n) WHERE {
  GRAPH ?g { ?s ?p ?o }
  FILTER NOT EXISTS { ?g a kk:Passage }
  FILTER NOT EXISTS { ?g a kk:Document }
  FILTER NOT EXISTS { ?g prov:wasDerivedFrom/kk:quote ?quote }
  FILTER(!STRENDS(STR(?g), "graph/reference"))
  FILTER(!STRENDS(STR(?g), "/graph/curation") && !CONTAINS(STR(?g), "/graph/curation/"))
} GROUP BY ?g ORDER BY ?g"""
_BARE_PASSAGES = """SELECT ?passage WHERE { ?passage a kk:Passage
  FILTER NOT EXISTS { ?passage kk:quote ?quote ; dcterms:isPartOf ?document . ?document a kk:Document } }"""
_UNSTATED = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
_ALL = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
_DISTINCT = "SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o } }"


def check(revision: OpenRevision) -> list[str]:
    """Return every broken promise as one Japanese line; empty where all is well."""
    store = revision.dataset.store
    return [*_evidence(store), *_shapes(store)]


def _evidence(store: Queryable) -> list[str]:
    found = [f"出典のない記述が{row['n']}件あります（グラフ {row['g']}）。" for row in select(store, _UNSOURCED)]
    found += [f"引用か文書のない箇所です（{row['passage']}）。" for row in select(store, _BARE_PASSAGES)]
    if unstated := int(select(store, _UNSTATED)[0]["n"]):
        found.append(f"どの箇所にもない記述が既定グラフに{unstated}件あります。")
    if (every := select(store, _ALL)[0]["n"]) != (distinct := select(store, _DISTINCT)[0]["n"]):
        found.append(f"既定グラフに重複があります（{every}件、重複を除くと{distinct}件）。")
    return found


def _shapes(store: Queryable) -> list[str]:
    from rdflib import Graph

    from ontology.validation import validate

    found = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(found, ox.QueryTriples)
    default = ox.serialize(found, format=ox.RdfFormat.N_TRIPLES)
    graph = Graph().parse(data=default, format="nt")
    return [str(violation) for violation in validate(graph)]
