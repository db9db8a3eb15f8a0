"""Things into statements: one module a kind of thing, each writing quads into the graphs of the passages."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import Quad

from ingest.model.document import Document
from ingest.model.iris import Iris
from ingest.resolve.law_book import LawBook
from ingest.resolve.resolved_knowledge import Knowledge
from ingest.statements import (
    conflict_statements,
    document_statements,
    frame_statements,
    plan_statements,
    project_statements,
    rule_statements,
    term_and_figure_statements,
)
from ingest.statements.quad_writer import Writer
from ingest.statements.statement_context import Context
from ontology.loader import Roles


def build(
    knowledge: Knowledge, sources: Mapping[str, Document], iris: Iris, roles: Roles, laws: LawBook
) -> tuple[list[Quad], Writer]:
    """Return the quads of all documents, without the reference graph, and the writer that knows their places."""
    writer = Writer(sources, iris)
    context = Context(knowledge, writer, iris, roles, laws)
    document_statements.write(context, sources)
    plan_statements.write(context)
    frame_statements.write(context)
    project_statements.write(context)
    rule_statements.write(context)
    term_and_figure_statements.write(context)
    conflict_statements.write(context)
    return list(writer.quads), writer
