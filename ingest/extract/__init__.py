"""One module a kind of fact; each turns a `Document` into facts with their spans."""

from __future__ import annotations

from ingest.document import Document
from ingest.extract import indicators, pages, projects, sheets
from ingest.facts import Facts
from ontology.loader import Roles

__all__ = ["extract"]


def extract(document: Document, roles: Roles) -> Facts:
    """Return all that is read from a document, in a fixed order of kinds."""
    found = Facts(document.name)
    found.items += projects.facts(document, roles)
    found.items += pages.mentions(document, roles)
    found.items += pages.sections(document, roles)
    found.items += indicators.facts(document, roles)
    found.items += sheets.facts(document, roles)
    return found
