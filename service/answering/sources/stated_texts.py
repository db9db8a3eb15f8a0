"""What the documents say in words: a field of a 事業, a reason, a definition, an article, a figure in a sentence."""

from __future__ import annotations

import re
from itertools import takewhile

from graph.japanese import fold
from ontology import terms as t
from service.answering.answer import Citation, Item
from service.answering.language.content_words import total
from service.answering.reading.marks import Reading
from service.answering.reading.mentions import Linked
from service.answering.sources.citations import Statement
from service.answering.sources.passages import Found
from service.answering.sources.verbatim_quotes import quote, sentences
from service.answering.step_interface import Result, Tools
from service.answering.wording import wording

_CALLED = 0.8  # part that the name of a term has to hold
_SHORTEST, _NEEDLE = 3, 40  # characters of a noun that may be explained, and of the line by which a quote is cut
_DEFINES = r"^[※*・◆●(\[注\d)\].]*「?{name}[^。:=、はのがを]{{0,16}}(:|=|とは)"


def definition(linked: Linked, tools: Tools) -> Result | None:
    """Return what a term means, by the glossary or a note."""
    named = [tools.knowledge.entities[iri] for m in linked.entities(t.TERM) for iri in m.iris]
    named = [term for term in named if term.texts.get(t.DEFINITION)]
    if not named:
        ranked = tools.catalogue.rank(linked.terms, tools.knowledge.of(t.TERM))
        likely = takewhile(lambda c: c.score >= _CALLED * total(linked.terms), ranked)  # its name alone is worth that
        named = [c.entity for c in likely if c.named >= _CALLED][:1]
    if not named:
        return None
    term = max(named, key=lambda e: len(e.texts[t.DEFINITION][0]))
    said = term.texts[t.DEFINITION][0]
    return Result(
        items=(Item(label=term.label, iri=term.iri, type="用語"),),
        statements=tuple(Statement(one.iri, t.DEFINITION, None, None) for one in [term, *named] if one),
        text=f"{term.label}とは、{_short(said)}",
        anchors=(term.iri,),
    )


def defining(reading: Reading, tools: Tools) -> Result | None:
    """Return the line of a note that says what one of the question's nouns means: ※○○：…, ○○とは、…, ○○＝…."""
    named = {reading.text[c.start : c.end] for c in reading.compounds if c.known}
    named |= {reading.text[slice(*part)] for c in reading.compounds for part in c.parts}
    for name in sorted(named - wording().stop, key=lambda name: -len(name)):
        if len(name) < _SHORTEST:
            continue
        shape = re.compile(_DEFINES.format(name=re.escape(name)))
        for hit in tools.retrieval.hits(f"{name}とは"):
            text = hit.unit.quote
            for start, end in sentences(text):
                if not shape.match(fold(text[start:end])):
                    continue
                cited = quote(text, reading.linked.terms, fold(text[start:end])[:_NEEDLE])
                citation = Citation(hit.unit.document, hit.unit.locator, cited, hit.unit.passage)
                more = tools.retrieval.passages(reading.question, reading.linked.terms, limit=2)
                return Result(
                    items=(Item(label=name, type="用語"),),
                    passages=(Found(citation, 1.0, 1.0), *more),
                    text=_short(text[start:]) + "（資料の注記から）",
                )
    return None


def _short(text: str, limit: int = 160) -> str:
    plain = re.sub(r"\s+", " ", text).strip()
    return plain if len(plain) <= limit else plain[:limit] + "…"
