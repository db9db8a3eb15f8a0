"""Contradictions as things of their own, in a derived graph that names the passages which disagree."""

from __future__ import annotations

from ingest.model.entities import Conflict
from ingest.statements.quad_writer import literal, node
from ingest.statements.statement_context import Context
from ontology import terms


def write(context: Context) -> None:
    """Write every contradiction with its readings."""
    for conflict in context.knowledge.conflicts:
        _write(context, conflict)


def _write(context: Context, conflict: Conflict) -> None:
    iri = context.iris.of("conflict", conflict.kind, conflict.subject)
    graph, raw = context.iris.derived("conflict", conflict.kind, conflict.subject), context.writer.raw
    sources = [reading.source for reading in conflict.readings]
    context.writer.derive(graph, "同じ事柄についての文書の記述を比べる", [(iri, terms.TYPE, terms.CONFLICT)], sources)
    raw(iri, terms.CONFLICT_KIND, literal(conflict.kind), graph)
    raw(iri, terms.SEVERITY, literal(conflict.severity), graph)
    raw(iri, terms.LABEL, literal(conflict.subject), graph)
    raw(iri, terms.WHY, literal(conflict.why), graph)
    if conflict.likely:
        raw(iri, terms.LIKELY, literal(conflict.likely), graph)
    about = [project for project in context.knowledge.projects if project.key == conflict.subject_key]
    for project in about:
        raw(iri, terms.SUBJECT, node(context.project(project)), graph)
    if not about:
        raw(iri, terms.SUBJECT, literal(conflict.subject), graph)
    for position, reading in enumerate(conflict.readings, start=1):
        part = f"{iri}/{position}"
        raw(iri, terms.READING, node(part), graph)
        raw(part, terms.VALUE, literal(reading.value), graph)
        raw(part, terms.IN_PASSAGE, node(context.writer.passage(reading.source)), graph)
