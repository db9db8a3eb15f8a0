"""Indicators with their targets by year, and schedules."""

from __future__ import annotations

from ingest.model.entities import Source
from ingest.model.facts import IndicatorFact, ScheduleFact
from ingest.statements.quad_writer import numeric
from ingest.statements.statement_context import Context
from ontology import terms


def write(
    context: Context,
    project: str,
    facts: list[tuple[str, IndicatorFact]],
    schedule: list[tuple[str, ScheduleFact]],
) -> None:
    """Write the indicators and schedule entries of one 事業, given by its IRI."""
    tail = project.split("/project/", 1)[-1]
    for document, fact in facts:
        _indicator(context, project, tail, document, fact)
    for document, entry in schedule:
        iri = (
            f"{context.iris.base}schedule/{tail}/{entry.year}/{context.iris.of('', entry.activity).rsplit('/', 1)[-1]}"
        )
        source, writer = Source(document, entry.span), context.writer
        writer.link(iri, terms.TYPE, terms.SCHEDULE, source)
        writer.link(iri, terms.FISCAL_YEAR, context.iris.year(entry.year), source)
        writer.say(iri, terms.ACTIVITY, entry.activity, source)
        writer.link(project, terms.HAS_SCHEDULE, iri, source)


def _indicator(context: Context, project: str, tail: str, document: str, fact: IndicatorFact) -> None:
    name = f"{fact.name} {fact.breakdown}" if fact.breakdown else fact.name
    segment = context.iris.of("", name).rsplit("/", 1)[-1]
    iri = f"{context.iris.base}indicator/{tail}/{fact.kind}/{segment}"
    source, writer = Source(document, fact.span), context.writer
    writer.link(iri, terms.TYPE, terms.INDICATOR, source)
    writer.name(iri, fact.name, source)
    writer.say(iri, terms.INDICATOR_KIND, fact.kind, source)
    writer.link(project, terms.HAS_INDICATOR, iri, source)
    if fact.breakdown:
        writer.say(iri, terms.BREAKDOWN, fact.breakdown, source)
    if fact.unit:
        writer.say(iri, terms.UNIT_OF_MEASURE, fact.unit, source)
    if fact.undecided:
        writer.say(iri, terms.UNDECIDED, fact.undecided.text, Source(document, fact.undecided.span))
    for year, said in fact.targets:
        target = f"{iri}/{year}"
        place = Source(document, said.span)
        writer.link(target, terms.TYPE, terms.TARGET, place)
        writer.link(target, terms.OF_INDICATOR, iri, place)
        writer.link(target, terms.FISCAL_YEAR, context.iris.year(year), place)
        writer.say(target, terms.VALUE, said.text, place)
        number = numeric(said.text)
        if number is not None:
            writer.say(target, terms.NUMERIC_VALUE, number, place)
