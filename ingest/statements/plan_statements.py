"""Plans: names, draft mark, period, issuer, level, and how they stand to laws and other plans."""

from __future__ import annotations

from ingest.extract.name_tidying import tidy
from ingest.model.entities import Source
from ingest.model.facts import LawMention, PlanMention, Relation, RelationFact
from ingest.statements.statement_context import Context
from ontology import terms

_RELATIONS = {
    Relation.BASED_ON: terms.BASED_ON,
    Relation.ALIGNED_WITH: terms.ALIGNED_WITH,
    Relation.SUPPORTS: terms.SUPPORTS,
    Relation.COOPERATES_WITH: terms.COOPERATES_WITH,
    Relation.REPLACES: terms.REPLACES,
}


def write(context: Context) -> None:
    """Write every plan, law and relation between them."""
    writer = context.writer
    for plan in context.knowledge.plans.values():
        iri = context.plan(plan)
        writer.link(iri, terms.TYPE, terms.PLAN, next(iter(plan.names.values())))
        context.names(iri, plan.label, plan.names)
    for document, fact in context.knowledge.all(PlanMention):
        _describe(context, document, fact)
    for document, law in context.knowledge.all(LawMention):
        _law(context, document, law)
    for document, relation in context.knowledge.all(RelationFact):
        _relate(context, document, relation)


def _describe(context: Context, document: str, fact: PlanMention) -> None:
    plan = context.knowledge.plan(fact.name)
    if plan is None:
        return
    iri, source, writer = context.plan(plan), Source(document, fact.span), context.writer
    for alias in fact.aliases:
        writer.name(iri, tidy(alias), source)
    if fact.is_draft:
        writer.say(iri, terms.IS_DRAFT, True, source)
    if fact.level:
        writer.say(iri, terms.LEVEL, fact.level, source)
    if fact.start:
        writer.link(iri, terms.PERIOD_START, context.iris.year(fact.start), source)
    if fact.end:
        writer.link(iri, terms.PERIOD_END, context.iris.year(fact.end), source)
    if fact.note:
        writer.say(iri, terms.NOTE, fact.note, source)
    if fact.issuer:
        issuer = context.iris.of("organization", fact.issuer)
        writer.link(issuer, terms.TYPE, terms.ORGANIZATION, source)
        writer.name(issuer, tidy(fact.issuer), source)
        writer.link(iri, terms.ISSUER, issuer, source)


def _law(context: Context, document: str, fact: LawMention) -> None:
    iri, source, writer = context.laws.iri(fact.name), Source(document, fact.span), context.writer
    writer.link(iri, terms.TYPE, terms.LAW, source)
    known = context.laws.find(fact.name)
    label = tidy(fact.name)
    writer.name(iri, label, source, label=known.label if known else None)
    for name in fact.short_names:
        writer.say(iri, terms.ALT_LABEL, tidy(name), source)
    if fact.law_number and known is None:
        writer.say(iri, terms.LAW_NUMBER, fact.law_number, source)


def _relate(context: Context, document: str, fact: RelationFact) -> None:
    subject = context.knowledge.plan(fact.subject)
    subject_iri = context.plan(subject) if subject else context.laws.iri(fact.subject)
    source, writer = Source(document, fact.span), context.writer
    if fact.object_is_law:
        law = context.laws.iri(fact.object)
        writer.link(law, terms.TYPE, terms.LAW, source)
        known = context.laws.find(fact.object)
        label = tidy(fact.object)
        writer.name(law, label, source, label=known.label if known else None)
        target = law
        if fact.article:
            target = context.laws.article(fact.object, fact.article)
            writer.link(target, terms.TYPE, terms.ARTICLE, source)
            writer.link(target, terms.PART_OF, law, source)
            writer.say(target, terms.ARTICLE_NUMBER, fact.article, source)
            writer.name(target, f"{known.label if known else label} {fact.article}", source)
            writer.link(subject_iri, _RELATIONS[fact.relation], law, source)
    else:
        plan = context.knowledge.plan(fact.object)
        if plan is None or plan is subject:
            return
        target = context.plan(plan)
    writer.link(subject_iri, _RELATIONS[fact.relation], target, source)
