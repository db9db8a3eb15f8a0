"""The things of the graph under their own addresses: where a thing's page and its RDF stand."""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox

from graph.sparql.media_types import GRAPH_FORMATS

# RDF formats of one thing; its statements are not told apart by graph here, so N-Quads is none of them.
DATA_FORMATS = tuple(media_type for media_type in GRAPH_FORMATS if media_type != "application/n-quads")
SHORT = {
    "turtle": "text/turtle",
    "nt": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
_SAFE = "/%-._~()!*'"
_ABOUT = """CONSTRUCT {{ {thing} ?p ?o . ?o ?about ?said . ?s ?q {thing} }} WHERE {{
  {{ {thing} ?p ?o OPTIONAL {{ ?o skos:prefLabel ?said BIND(skos:prefLabel AS ?about) }} }}
  UNION {{ ?s ?q {thing} }} }}"""


def about(iri: str) -> str:
    """Return the query for all that is said of a thing, with the names of the things that it leads to."""
    return _ABOUT.format(thing=str(ox.NamedNode(iri)))


def path_of(iri: str, base: str) -> str | None:
    """Return what stands after ``/id/``, ``/page/`` or ``/data/`` in a thing's address, None for a foreign IRI.

    >>> path_of("http://h/id/unit/市民課", "http://h/id/")
    'unit/%E5%B8%82%E6%B0%91%E8%AA%B2'
    """
    return quote(iri[len(base) :], safe=_SAFE) if iri.startswith(base) else None


def page_of(iri: str, base: str) -> str:
    """Return the page of a thing, relative to the root of the service.

    >>> page_of("http://metadata.un.org/sdg/9", "http://h/id/")
    'page?iri=http%3A%2F%2Fmetadata.un.org%2Fsdg%2F9'
    """
    path = path_of(iri, base)
    return f"page/{path}" if path else f"page?iri={quote(iri, safe='')}"


def root_from(path: str) -> str:
    """Return the way back to the root of the service from an address below it, so that a proxy's prefix stays.

    >>> root_from("page/unit/a"), root_from("page")
    ('../../', './')
    """
    return "../" * path.count("/") or "./"
