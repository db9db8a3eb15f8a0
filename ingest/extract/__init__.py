"""One module a kind of fact; each turns a `Document` into facts with their spans."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingest.document import Document
from ingest.extract import (
    articles,
    chronology,
    counts,
    figures,
    frame,
    frame_pages,
    frame_tables,
    futures,
    glossary,
    indicators,
    laws,
    organs,
    pages,
    plans,
    projects,
    relations,
    sdgs,
    sheets,
)
from ingest.facts import Fact, Facts
from ontology.loader import Roles

__all__ = ["extract"]

_EXTRACTORS: tuple[Callable[[Document, Roles], Sequence[Fact]], ...] = (
    projects.facts,
    pages.mentions,
    pages.sections,
    indicators.facts,
    sheets.facts,
    plans.facts,
    relations.facts,
    laws.facts,
    frame.facts,
    frame_pages.facts,
    frame_tables.facts,
    futures.facts,
    sdgs.facts,
    articles.facts,
    organs.facts,
    glossary.facts,
    chronology.facts,
    counts.facts,
    figures.facts,
)


def extract(document: Document, roles: Roles) -> Facts:
    """Return all that is read from a document, in a fixed order of kinds."""
    return Facts(document.name, [fact for extractor in _EXTRACTORS for fact in extractor(document, roles)])
