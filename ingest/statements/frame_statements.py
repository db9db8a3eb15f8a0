"""The frame of a plan: its elements, how they hang together, and the SDG goals they serve."""

from __future__ import annotations

from ingest.extract.name_tidying import tidy
from ingest.model.entities import Frame, Source
from ingest.model.facts import FrameFact, FrameSection, SdgFact
from ingest.resolve.resolved_knowledge import frame_number
from ingest.statements.statement_context import SECTIONS, Context
from ontology import terms

_HEADS = {
    "vision": "目指す姿",
    "measure": "基本取組",
    "policy": "基本方針",
    "priority": "重点事業",
    "common": "共通事項",
}


def write(context: Context) -> None:
    """Write every frame element, its description, parent and goals."""
    for frame in context.knowledge.frames:
        _element(context, frame)
    for document, fact in context.knowledge.all(FrameFact):
        _describe(context, document, fact)
    for document, part in context.knowledge.all(FrameSection):
        found = _find(context, document, part.plan, part.kind, part.number, part.name)
        if found and (predicate := SECTIONS.get(part.label)):
            context.writer.say(context.frame(found), predicate, part.text, Source(document, part.span))
    for document, sdg in context.knowledge.all(SdgFact):
        found = _find(context, document, None, sdg.kind, None, sdg.name)
        source = Source(document, sdg.span)
        if found is None:
            continue
        for goal in sdg.goals:
            context.writer.link(context.frame(found), terms.SDG_RELATION, f"{terms.SDG}{goal}", source)


def _find(
    context: Context, document: str, plan: str | None, kind: str | None, number: str | None, name: str
) -> Frame | None:
    known = context.knowledge.plan(plan)
    key = known.key if known else context.knowledge.subjects.get(document)
    return context.knowledge.frame(key, kind, number, tidy(name))


def _element(context: Context, frame: Frame) -> None:
    iri, writer = context.frame(frame), context.writer
    source = next(iter(frame.names.values()))
    writer.link(iri, terms.TYPE, terms.FRAME_CLASSES[frame.kind], source)
    writer.link(iri, terms.TYPE, terms.FRAME, source)
    context.names(iri, frame.label, frame.names)
    if plan := context.plan_of(frame.plan):
        writer.link(iri, terms.IN_PLAN, plan, source)
    if frame.number:
        writer.say(iri, terms.NUMBER, frame.number, source)
        if head := _HEADS.get(frame.kind):
            writer.say(iri, terms.ALT_LABEL, f"{head}{frame.number}", source)


def _describe(context: Context, document: str, fact: FrameFact) -> None:
    frame = _find(context, document, fact.plan, fact.kind, frame_number(fact), fact.name)
    if frame is None:
        return
    iri, source, writer = context.frame(frame), Source(document, fact.span), context.writer
    if fact.description:
        writer.say(iri, terms.DEFINITION, tidy(fact.description), source)
    if fact.alias:
        writer.say(iri, terms.ALT_LABEL, tidy(fact.alias), source)
    if fact.year:
        writer.link(iri, terms.FISCAL_YEAR, context.iris.year(fact.year), source)
    if fact.parent:
        parent = _find(context, document, fact.plan, fact.parent_kind, None, fact.parent)
        if parent and parent is not frame:
            writer.link(iri, terms.PARENT, context.frame(parent), source)
