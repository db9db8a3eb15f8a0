"""The documents themselves: name, title, date, kind, digest, and the plan that each is."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.extract.document_date import stated_date
from ingest.model.document import Document
from ingest.statements.quad_writer import literal, node
from ingest.statements.statement_context import Context
from ontology import terms


def write(context: Context, documents: Mapping[str, Document]) -> None:
    """Describe every document in its own graph."""
    for name, document in documents.items():
        iri = context.iris.document(name)
        raw = context.writer.raw
        raw(iri, terms.TYPE, node(terms.DOCUMENT), iri)
        raw(iri, terms.LABEL, literal(document.title), iri)
        raw(iri, terms.DCTERMS + "title", literal(document.title), iri)
        raw(iri, terms.DCTERMS + "identifier", literal(name), iri)
        raw(iri, terms.DCTERMS + "format", literal(document.media_type), iri)
        raw(iri, terms.SHA256, literal(document.sha256), iri)
        date = stated_date(document)
        if date:
            raw(iri, terms.ISSUED, literal(date), iri)
        plan = context.plan_of(context.knowledge.subjects.get(name))
        if plan:
            raw(iri, terms.DCTERMS + "subject", node(plan), iri)
