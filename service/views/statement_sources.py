"""Who says a statement: the passages behind named graphs, read for many graphs at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from graph.sparql.queryable import Queryable
from service.select_rows import select, values

QUOTE_LIMIT = 400
# VALUES stands in each branch: Virtuoso forgets it before a UNION that an OPTIONAL follows.
_PASSAGES = """SELECT DISTINCT ?g ?passage ?quote ?locator ?document ?name ?rule ?start WHERE {{
  {{ VALUES ?g {{ {graphs} }} ?g kk:quote ?quote BIND(?g AS ?passage) }}
  UNION {{ VALUES ?g {{ {graphs} }} ?g prov:wasDerivedFrom ?passage . ?passage kk:quote ?quote
    OPTIONAL {{ ?g kk:rule ?rule }} }}
  OPTIONAL {{ ?passage kk:locator ?locator }} OPTIONAL {{ ?passage oa:start ?start }}
  OPTIONAL {{ ?passage dcterms:isPartOf ?document OPTIONAL {{ ?document dcterms:identifier ?name }} }}
}}"""


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that supports a statement. rule: the rule's name where the statement is derived, else None.

    start: where the passage begins in its document, in characters.
    """

    passage: str
    document: str
    locator: str
    quote: str
    rule: str | None = None
    start: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the source as the contract writes a citation, with the rule of a derived statement."""
        return {
            "document": self.document,
            "locator": self.locator,
            "quote": self.quote,
            "passage": self.passage,
            "derived_by": self.rule,
        }


def sources(store: Queryable, graphs: Iterable[str]) -> dict[str, list[Source]]:
    """Return the passages behind named graphs, by graph; a graph that is no passage and derives from none is absent."""
    asked = sorted(set(graphs))
    found: dict[str, list[Source]] = {}
    for start in range(0, len(asked), 500):
        for row in select(store, _PASSAGES.format(graphs=values(asked[start : start + 500]))):
            source = Source(
                row["passage"],
                row.get("name") or last_part(row.get("document", "")),
                row.get("locator", ""),
                excerpt(row["quote"]),
                row.get("rule"),
                int(row.get("start", 0)),
            )
            listed = found.setdefault(row["g"], [])
            if source not in listed:
                listed.append(source)
    return found


def excerpt(quote: str) -> str:
    """Return a verbatim beginning of a passage, short enough for a citation."""
    return quote if len(quote) <= QUOTE_LIMIT else quote[:QUOTE_LIMIT]


def last_part(iri: str) -> str:
    """Return what stands after the last ``/`` or ``#`` of an IRI, percent-decoded."""
    return unquote(iri.rstrip("/#").replace("#", "/").rpartition("/")[2])
