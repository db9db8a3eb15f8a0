"""Rules and laws that documents hold: articles, and what they say of bodies and posts."""

from __future__ import annotations

from ingest.extract.name_tidying import tidy
from ingest.model.entities import Source
from ingest.model.facts import ArticleFact, OrganFact
from ingest.statements.statement_context import Context
from ontology import terms

_LITERALS = {
    "member_count": terms.MEMBER_COUNT,
    "members": terms.MEMBERS,
    "term": terms.TERM_OF_OFFICE,
    "reappointment": terms.REAPPOINTMENT,
    "convener": terms.CONVENER,
    "chair": terms.CHAIR,
    "secretariat": terms.SECRETARIAT,
    "purpose": terms.PURPOSE,
    "confidentiality": terms.CONFIDENTIALITY,
    "publicity": terms.PUBLICITY,
    "quorum": terms.QUORUM,
    "decision": terms.DECISION,
}


def write(context: Context) -> None:
    """Write every article, paragraph, body and post."""
    for document, article in context.knowledge.all(ArticleFact):
        _article(context, document, article)
    for document, fact in context.knowledge.all(OrganFact):
        _organ(context, document, fact)


def _article(context: Context, document: str, fact: ArticleFact) -> None:
    source, writer = Source(document, fact.span), context.writer
    law = context.laws.iri(fact.rule)
    number = fact.article if fact.paragraph is None else f"{fact.article}第{fact.paragraph}項"
    iri = context.laws.article(fact.rule, number)
    known = context.laws.find(fact.rule)
    title = known.label if known else tidy(fact.rule)
    writer.link(law, terms.TYPE, terms.LAW, source)
    writer.name(law, title, source)
    writer.link(iri, terms.TYPE, terms.ARTICLE, source)
    writer.link(iri, terms.PART_OF, law, source)
    writer.say(iri, terms.ARTICLE_NUMBER, number, source)
    writer.name(iri, f"{title} {number}", source)
    if fact.caption:
        writer.say(iri, terms.ALT_LABEL, f"{title} {number}（{fact.caption}）", source)
    writer.say(iri, terms.DEFINITION, fact.text, source)


def _organ(context: Context, document: str, fact: OrganFact) -> None:
    source, writer = Source(document, fact.span), context.writer
    organ = context.iris.of("council", fact.organ)
    writer.link(organ, terms.TYPE, terms.COUNCIL, source)
    writer.name(organ, tidy(fact.organ), source)
    if fact.rule:
        rule = context.laws.iri(fact.rule)
        writer.link(organ, terms.ESTABLISHED_BY, rule, source)
    if fact.attribute == "kind_of":
        parent = context.iris.of("council", fact.value)
        writer.link(parent, terms.TYPE, terms.COUNCIL, source)
        writer.name(parent, tidy(fact.value), source)
        writer.link(organ, terms.SUB_ORGANIZATION_OF, parent, source)
    elif fact.attribute in {"post", "holder"}:
        title = fact.post or fact.value
        post = context.iris.of("post", fact.organ, title)
        writer.link(post, terms.TYPE, terms.POST, source)
        writer.name(post, title, source)
        writer.link(post, terms.POST_IN, organ, source)
        if fact.attribute == "holder":
            writer.say(post, terms.HELD_BY, fact.value, source)
    elif predicate := _LITERALS.get(fact.attribute):
        writer.say(organ, predicate, fact.value, source)
