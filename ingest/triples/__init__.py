"""Things into statements: one module a kind of thing, each writing quads into the graphs of the passages."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import Quad

from ingest.document import Document
from ingest.identity import Iris
from ingest.law_book import LawBook
from ingest.resolve import Knowledge
from ingest.triples import conflicts, documents, frames, others, plans, projects, rules
from ingest.triples.context import Context
from ingest.writer import Writer
from ontology.loader import Roles


def build(
    knowledge: Knowledge, sources: Mapping[str, Document], iris: Iris, roles: Roles, laws: LawBook
) -> tuple[list[Quad], Writer]:
    """Return the quads of all documents, without the reference graph, and the writer that knows their places."""
    writer = Writer(sources, iris)
    context = Context(knowledge, writer, iris, roles, laws)
    documents.write(context, sources)
    plans.write(context)
    frames.write(context)
    projects.write(context)
    rules.write(context)
    others.write(context)
    conflicts.write(context)
    return list(writer.quads), writer
