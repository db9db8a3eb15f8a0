"""What the documents say in words: a field of a 事業, a reason, a definition, an article, a figure in a sentence."""

from __future__ import annotations

import re
from itertools import takewhile

from graph.japanese import fold
from ontology import terms as t
from service.answering import anchors
from service.answering.answer import Citation, Item
from service.answering.content import score, total
from service.answering.evidence import Statement
from service.answering.knowledge import Entity
from service.answering.mentions import Linked
from service.answering.passages import Found
from service.answering.quotes import quote, sentences
from service.answering.reading.marks import Reading
from service.answering.tools import Result, Tools, Topic, item
from service.answering.wording import wording

_CALLED = 0.8  # part that the name of a term has to hold
_SHORTEST, _NEEDLE = 3, 40  # characters of a noun that may be explained, and of the line by which a quote is cut
_DEFINES = r"^[※*・◆●(\[注\d)\].]*「?{name}[^。:=、はのがを]{{0,16}}(:|=|とは)"
_NAMED = 0.4  # part of the question's worth that a 事業's names have to hold for it to be what is spoken of


def of_project(linked: Linked, field: str, tools: Tools, topic: Topic) -> Result | None:
    """Return what the 事業 or the group that the question is about says under a field."""
    said = [word for word in wording().fields[field] if word in linked.text]
    about = linked.with_terms(x for x in linked.terms if not any(x.forms[0] in word for word in said))
    found = anchors.find(about, tools, topic, t.PROJECT)
    project = found.only
    prop = t.NS + field
    texts = project.texts.get(prop, []) if project else []
    if project is None or not texts or not (found.named or found.share >= _NAMED):
        return None
    ordered = sorted(texts, key=lambda text: -score(linked.terms, fold(text)))
    passages = tools.retrieval.holding(f"{project.label} {linked.question}", ordered, linked.terms)
    return Result(
        items=(item(project, tools.knowledge),),
        statements=tuple(Statement(project.iri, prop, text, None) for text in ordered),
        passages=tuple(passages),
        text=f"「{project.label}」の{tools.knowledge.class_labels.get(prop, '記述')}は、次のとおりです。"
        + _short("。".join(text.rstrip("。") for text in ordered)),
        anchors=(project.iri,),
    )


def end_reason(linked: Linked, tools: Tools, topic: Topic) -> Result | None:
    """Return why a 事業 ended, where the question is about one that has a reason or a remark."""
    if not linked.says("ended"):
        return None
    named = [e for e in anchors.find(linked, tools, topic, t.PROJECT).entities if _explained(e)]
    if named:
        project = named[0]
    else:
        ranked = tools.catalogue.rank(linked.terms, tools.knowledge.of(t.PROJECT))
        best = next((c for c in ranked if _explained(c.entity)), None)
        if best is None or best.covered < 0.5:
            return None
        project = best.entity
    prop = t.END_REASON if project.texts.get(t.END_REASON) else t.REMARK
    reason = project.texts[prop][0]
    return Result(
        items=(item(project, tools.knowledge),),
        statements=(Statement(project.iri, prop, reason, reason),),
        text=f"「{project.label}」について、資料は次のように述べています。{_short(reason)}",
        anchors=(project.iri,),
    )


def _explained(project: Entity) -> bool:
    return bool(project.texts.get(t.END_REASON) or project.texts.get(t.REMARK))


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
