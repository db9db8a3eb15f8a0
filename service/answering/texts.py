"""What the documents say about a question in their own words, where no statement of the graph answers it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.japanese import fold
from ontology import terms as t
from service.answering import sayings
from service.answering.answer import Item, Status
from service.answering.interpret import Ask, Intent
from service.answering.mentions import Linked
from service.answering.nearest import nearest
from service.answering.tools import Result, Tools, item
from service.answering.wording import wording

_EXACT = frozenset({Ask.VALUE, Ask.YEAR, Ask.HOLDER, Ask.NUMBER, Ask.DEPARTMENT, Ask.COUNT})
_FOREIGN = re.compile(r"^[ァ-ヴーa-z]+$")
_STRANGER = 0.25  # how much more of a question has to be known where it holds a strange word
_LOOSE, _STRICT = 0.15, 0.6  # part of a question's worth that the documents, or a quote, have to hold


def asks_elsewhere(linked: Linked, intent: Intent) -> bool:
    """Return whether the question is about a place, a 課 or a technical thing that the documents do not know."""
    if intent.ask in (Ask.OPEN, Ask.TEXT):
        return any(not _FOREIGN.match(word) for word in linked.strange)
    return bool(linked.strange)


def speaks_of_it(linked: Linked, tools: Tools, least: float = _LOOSE) -> bool:
    """Return whether the documents know what the question speaks of: enough of its words, every place it names, and
    every word that an answer would have to quote."""
    terms = [term for term in linked.terms if not term.pair]
    whole = sum(term.weight for term in terms)
    known = sum(term.weight for term in terms if tools.linker.known(term))
    return bool(whole) and known / whole >= least + (_STRANGER if linked.strange else 0.0)


def texts(linked: Linked, intent: Intent, tools: Tools) -> Iterator[Result]:
    """Yield the passages that speak of the question, where they speak of enough of it."""
    strict = intent.ask in _EXACT or bool(sayings.must_be_said(linked))
    if not speaks_of_it(linked, tools, _STRICT if strict else _LOOSE):
        return
    headings = wording().fields[intent.field] if intent.ask is Ask.TEXT and intent.field else ()
    found = tools.retrieval.passages(linked.question, linked.terms, headings=headings)
    needed = sayings.must_be_said(linked)
    found = [f for f in found if all(word in fold(f.citation.quote) for word in needed)]
    if not found or (strict and max(f.covered for f in found) < _STRICT):
        return
    if intent.ask is Ask.VALUE and linked.entities(t.UNIT):
        names = [m.text for m in linked.entities(t.UNIT)]
        found = [f for f in found if any(name in fold(f.citation.quote) for name in names)]
    items: tuple[Item, ...] = ()
    if not strict and intent.ask is not Ask.DEFINITION:
        ranked = nearest(linked.terms, tools, tools.knowledge.of(t.PROJECT), linked.question, linked.plan)
        items = tuple(item(c.entity, tools.knowledge) for c in ranked[:3])
    if intent.ask is Ask.VALUE:
        return  # a figure is asked for, and no number stands with what is asked
    yield Result(items=items, passages=tuple(found), text="資料には次のように書かれています。", status=Status.ANSWERED)
