"""One module a kind of fact; each turns a `Document` into facts with their spans."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingest.extract import (
    articles,
    bodies_and_posts,
    chronology,
    frame_pages,
    frame_tables,
    frame_text,
    future_pictures,
    glossary,
    indicator_lists,
    indicator_tables,
    law_mentions,
    plan_mentions,
    plan_relations,
    project_pages,
    project_tables,
    sdg_goals,
    stated_figures,
    stated_totals,
)
from ingest.model.document import Document
from ingest.model.facts import Fact, Facts
from ontology.loader import Roles

__all__ = ["extract"]

_EXTRACTORS: tuple[Callable[[Document, Roles], Sequence[Fact]], ...] = (
    project_tables.facts,
    project_pages.mentions,
    project_pages.sections,
    indicator_tables.facts,
    indicator_lists.facts,
    plan_mentions.facts,
    plan_relations.facts,
    law_mentions.facts,
    frame_text.facts,
    frame_pages.facts,
    frame_tables.facts,
    future_pictures.facts,
    sdg_goals.facts,
    articles.facts,
    bodies_and_posts.facts,
    glossary.facts,
    chronology.facts,
    stated_totals.facts,
    stated_figures.facts,
)


def extract(document: Document, roles: Roles) -> Facts:
    """Return all that is read from a document, in a fixed order of kinds."""
    return Facts(document.name, [fact for extractor in _EXTRACTORS for fact in extractor(document, roles)])
