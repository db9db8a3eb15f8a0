"""Glossary terms, events of chronologies, and figures."""

from __future__ import annotations

from graph.japanese import fold
from ingest.extract.name_tidying import tidy
from ingest.model.entities import Source
from ingest.model.facts import EventFact, FigureFact, TermFact
from ingest.statements.quad_writer import literal, node, numeric
from ingest.statements.statement_context import Context
from ontology import terms
from ontology.reference import FIRST_YEAR, LAST_YEAR, year_labels


def write(context: Context) -> None:
    """Write every term, event and figure."""
    for document, term in context.knowledge.all(TermFact):
        _term(context, document, term)
    for document, event in context.knowledge.all(EventFact):
        _event(context, document, event)
    for document, figure in context.knowledge.all(FigureFact):
        _figure(context, document, figure)


def _term(context: Context, document: str, fact: TermFact) -> None:
    iri, source, writer = context.iris.of("term", fact.term), Source(document, fact.span), context.writer
    writer.link(iri, terms.TYPE, terms.TERM, source)
    writer.name(iri, tidy(fact.term), source)
    writer.say(iri, terms.DEFINITION, tidy(fact.definition), source)
    for alias in fact.aliases:
        if fold(alias) != fold(fact.term):
            writer.say(iri, terms.ALT_LABEL, tidy(alias), source)


def _event(context: Context, document: str, fact: EventFact) -> None:
    text = tidy(fact.text)
    iri, source, writer = context.iris.of("event", str(fact.year), text), Source(document, fact.span), context.writer
    writer.link(iri, terms.TYPE, terms.EVENT, source)
    writer.name(iri, text, source)
    year = context.iris.year(fact.year)
    writer.link(iri, terms.OCCURRED_IN, year, source)
    if not FIRST_YEAR <= fact.year <= LAST_YEAR:
        _old_year(context, fact.year)


def _old_year(context: Context, year: int) -> None:
    """A year before those of the reference data, as events of long ago need it."""
    graph, iri, raw = f"{context.iris.base}graph/reference", context.iris.year(year), context.writer.raw
    label, others = year_labels(year)
    raw(iri, terms.TYPE, node(terms.YEAR), graph)
    raw(iri, terms.LABEL, literal(label), graph)
    raw(iri, terms.NOTATION, literal(year), graph)
    for other in others:
        raw(iri, terms.ALT_LABEL, literal(other), graph)


def _figure(context: Context, document: str, fact: FigureFact) -> None:
    iri = context.iris.of("figure", document, f"{fact.name} {fact.as_of or ''} {fact.value}")
    source, writer = Source(document, fact.span), context.writer
    writer.link(iri, terms.TYPE, terms.FIGURE, source)
    writer.name(iri, tidy(fact.name), source)
    writer.say(iri, terms.VALUE, tidy(fact.value), source)
    number = numeric(fact.value)
    if number is not None:
        writer.say(iri, terms.NUMERIC_VALUE, number, source)
    if fact.unit:
        writer.say(iri, terms.UNIT_OF_MEASURE, fact.unit, source)
    if fact.as_of:
        writer.say(iri, terms.AS_OF, fact.as_of, source)
    if fact.context:
        writer.say(iri, terms.CONTEXT, tidy(fact.context), source)
