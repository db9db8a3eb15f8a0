"""What a revision holds: its documents and how many things of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.sparql.queryable import Queryable
from service.select_rows import select
from service.views.statement_sources import last_part

if TYPE_CHECKING:
    from graph.revisions.repository import OpenRevision

_DOCUMENTS = """SELECT ?d ?name (SAMPLE(?titles) AS ?title) ?format (COUNT(DISTINCT ?p) AS ?passages) WHERE {
  ?d a kk:Document OPTIONAL { ?d dcterms:identifier ?name } OPTIONAL { ?d dcterms:title|skos:prefLabel ?titles }
  OPTIONAL { ?d dcterms:format ?format } OPTIONAL { ?p dcterms:isPartOf ?d }
} GROUP BY ?d ?name ?format ORDER BY ?name"""
_COUNTS = """SELECT ?class ?label (COUNT(?s) AS ?n) WHERE {
  ?s a ?class . ?class skos:prefLabel|rdfs:label ?label FILTER(lang(?label) IN ("", "ja"))
} GROUP BY ?class ?label ORDER BY DESC(?n)"""


def documents(store: Queryable) -> list[dict[str, Any]]:
    """Return the documents of a revision in the contract's shape, by name."""
    return [
        {
            "iri": row["d"],
            "id": last_part(row["d"]),
            "name": row.get("name", last_part(row["d"])),
            "title": row.get("title", ""),
            "media_type": row.get("format"),
            "passages": int(row["passages"]),
        }
        for row in select(store, _DOCUMENTS)
    ]


def overview(revision: OpenRevision) -> dict[str, Any]:
    """Return a revision's id, its documents, and the number of things by the Japanese name of their class."""
    store = revision.dataset.store
    return {
        "revision": revision.info.id,
        "documents": documents(store),
        "counts": {row["label"]: int(row["n"]) for row in select(store, _COUNTS)},
    }
