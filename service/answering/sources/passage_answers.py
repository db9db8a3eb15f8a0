"""What the documents say about a question in their own words, where no statement of the graph answers it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.japanese import fold
from ontology import terms as t
from service.answering.answer import Item, Status
from service.answering.language.content_words import cut
from service.answering.reading.interpret import Ask, Intent
from service.answering.reading.mentions import Linked
from service.answering.sources import described_projects, stated_figures
from service.answering.sources.passages import Found
from service.answering.step_interface import Result, Tools
from service.answering.wording import wording

_EXACT = frozenset({Ask.VALUE, Ask.YEAR, Ask.HOLDER, Ask.NUMBER, Ask.DEPARTMENT, Ask.COUNT})
_FOREIGN = re.compile(r"^[ァ-ヴーa-z]+$")
_STRANGER = 0.25  # how much more of a question has to be known where it holds a strange word
_LOOSE, _EXACTLY = 0.15, 0.25  # part of a question's worth that the documents have to know
_SAID = 0.35  # part of the worth of a question for a fact that a quote has to say
_HEAD = 0.3  # part of the worth of the thing asked about that the quotes have to say
_ASKS = re.compile(r"誰|だれ|どなた|いつ|何|なん|どこ|いく[つら]|ど[のれ]|どう|[?？]")
_MANY = 4  # words from which a question describes
_TERSE = re.compile(r"(率|割合|数|額|人口)([^ぁ-ん]*|は)[?]?$")  # 電子申請率 R6
_PART = re.compile(r"過半数|半数|分の[\d一二三四五]|全員|[〇○]{2}|未定|(後|中|上)[にで]決定")  # or left open


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
    """Yield the passages that speak of enough of the question, with the 事業 that it may mean."""
    exact = intent.ask in _EXACT or linked.asks("holder")
    if not speaks_of_it(linked, tools, _EXACTLY if exact else _LOOSE):
        return
    if intent.ask is Ask.OPEN and _TERSE.search(linked.text) and (stated := stated_figures.figures(linked, tools)):
        yield stated
    headings = wording().fields[intent.field] if intent.ask is Ask.TEXT and intent.field else ()
    found = tools.retrieval.passages(linked.question, linked.terms, headings=headings)
    if intent.ask is Ask.VALUE:
        found = _quantities(found, linked)
    if not found or (exact and not _say_it(found, linked, tools)):
        return
    items: tuple[Item, ...] = ()
    if not exact and (intent.ask is not Ask.DEFINITION or _describes(linked)):
        items = described_projects.items(linked.terms, tools, linked.question, linked.plan)
    yield Result(items=items, passages=tuple(found), text="資料には次のように書かれています。", status=Status.ANSWERED)


def _say_it(found: Sequence[Found], linked: Linked, tools: Tools) -> bool:
    """Return whether quotes say enough of a question for a fact, in words that mean the same: one of them most of it,
    and any of them the thing that the fact is asked of (社長 of 社長は誰) and what no document says by that word."""
    question = stated_figures.undated(linked.question)
    likeness = tools.retrieval.likeness
    asked = likeness.asked(question, wording().asking)
    if max(asked.share(f.citation.quote) for f in found) < _SAID:
        return False
    asks = _ASKS.search(question)
    head = list(likeness.asked(question[: asks.start()] if asks else "", wording().asking).worths.items())[-1:]
    unsaid = [term.forms[0] for term in linked.terms if _is_thing(term.forms[0]) and not tools.linker.known(term)]
    quotes = "\n".join(f.citation.quote for f in found)
    return all(likeness.asked(word).share(quotes) >= _HEAD for word in [*unsaid, *(word for word, _ in head)])


def _is_thing(word: str) -> bool:
    """Return whether a word is the name of a thing, not of what is done or when."""
    return all(part.startswith("名詞,普通名詞,一般") for _, _, part, _ in cut(word))


def _quantities(found: Sequence[Found], linked: Linked) -> list[Found]:
    """Return those of some quotes that hold a quantity in the unit asked for, as rules say it: 過半数, 3分の2."""
    names = [m.text for m in linked.entities(t.UNIT)]
    unit = stated_figures.unit_asked(linked.text)
    quotes = [(f, fold(f.citation.quote)) for f in found]
    return [
        f
        for f, quote in quotes
        if (_PART.search(quote) or (unit and re.search(rf"\d{unit}", quote)))
        and (not names or any(name in quote for name in names))
    ]


def _describes(linked: Linked) -> bool:
    """Return whether a question for a meaning describes a thing instead of naming it."""
    return len([term for term in linked.terms if not term.pair]) >= _MANY
