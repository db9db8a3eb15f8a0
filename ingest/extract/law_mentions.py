"""Laws, ordinances and rules named in a document or held by it, with 法令番号 and short names."""

from __future__ import annotations

import re

from graph.japanese import fold
from ingest.extract.articles import rules
from ingest.extract.glossary import facts as definitions
from ingest.extract.named_plans_and_laws import kind_of, mentions
from ingest.extract.plan_mentions import subject
from ingest.extract.running_text import plain
from ingest.model.document import Document
from ingest.model.facts import LawMention
from ontology.loader import Roles


def facts(document: Document, roles: Roles) -> list[LawMention]:
    """Return a mention for every law named, and another wherever its number or another name of it is told."""
    found = [LawMention(rule.name, rule.span, rule.law_number) for rule in rules(document)]
    for term in definitions(document, roles):
        if kind_of(plain(term.term)) == "law":
            full = next((alias for alias in term.aliases if kind_of(plain(alias)) == "law"), None)
            found.append(LawMention(full or term.term, term.span, None, (term.term,) if full else ()))
    is_law = bool(found) and subject(document) is None
    for sentence, named in mentions(document):
        for item in named:
            if item.kind == "law" and (item.law_number or not is_law):  # a law's list of laws citing it is no news
                shorts = (item.short,) if item.short else ()
                span = sentence.span()
                span = span if span.end - span.start <= 400 else sentence.span(item.start, item.end)
                found.append(LawMention(item.name, span, item.law_number, shorts))
    return _news(found)


def _news(found: list[LawMention]) -> list[LawMention]:
    """Return the first mention of each law, and those that add a number or a short name."""
    told: dict[str, set[str]] = {}
    short_to_full = {fold(short): fold(law.name) for law in found for short in law.short_names}
    kept = []
    for law in found:
        key = short_to_full.get(fold(law.name), fold(law.name))
        news = {fold(law.name), *(fold(short) for short in law.short_names)}
        news |= {re.sub(r"\s", "", plain(law.law_number))} if law.law_number else set()
        if not news <= told.setdefault(key, set()):
            kept.append(law)
            told[key] |= news
    return kept
