"""What the documents say in words: a field of a 事業, a reason, a definition, an article, a figure in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.japanese import fold, widths, years
from ontology import terms as t
from service.answering import anchors
from service.answering.answer import Item
from service.answering.content import Term, coverage, score, total
from service.answering.evidence import Statement
from service.answering.knowledge import Entity, Row
from service.answering.mentions import Linked
from service.answering.passages import Found
from service.answering.plan import shorten
from service.answering.quotes import sentences
from service.answering.tools import Result, Tools, Topic, item
from service.answering.wording import wording

_UNITS = (
    "%|パーセント|件|人分|人|名|時間|回|円|箇所|か所|台|種類|分|秒|点|割|ポイント|店舗|手続|業務|自治会|施設|倍|社|校|項目|条"
    "|通|枚|講座|データ|年間|年|歳"
)
_NUMBER = re.compile(rf"約?\d[\d,]*(?:\.\d+)?(?:[億万千]\d[\d,]*)*[億万千]*({_UNITS})")
_WANTED = re.compile(rf"(?:何|なん)({_UNITS})")
_DATE = frozenset({"年", "分", "条"})  # units that date or place a statement, unless they are asked for
_HEADS = re.compile(r"の([^のと、はが]{2,12})と([^のと、はが]{2,12})(?:は|って)?(?:いくつ|いくら|どのくらい)?[?。]?$")
_SHARE = re.compile(r"率|割合|パーセント|%")
_ALIKE = ({"人", "名"}, {"%", "パーセント"}, {"箇所", "か所", "施設"})
_PEAK = re.compile(r"^[)）」]*(を|が)?(ピーク|最も|最高|最多|突出)")
_NAMED = 0.4  # part of the question's worth that a 事業's names have to hold for it to be what is spoken of
_PEAKS = re.compile(r"ピーク|最も|最高|最多")
_SURE, _ALIKE_SHARE = 0.7, 0.85
_FIGURES = 24  # figures that are looked at closely
_COVERED, _FIGURE_NAMED = 0.5, 0.2  # parts of the question's worth that a figure with its context, and its name hold
_HELD = 0.4  # part of the question's worth that the sentence of a number has to hold
_BESIDE = 0.25  # part of the question's worth that has to stand shortly before a number
_NEAR = 40


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
    old = [p for p in tools.knowledge.of(t.PROJECT) if p.texts.get(t.END_REASON) or p.texts.get(t.REMARK)]
    named = [e for e in anchors.find(linked, tools, topic, t.PROJECT).entities if e in old]
    ranked = tools.catalogue.rank(linked.terms, old)
    if named:
        project = named[0]
    elif ranked and ranked[0].covered >= 0.5:
        project = ranked[0].entity
    else:
        return None
    prop = t.END_REASON if project.texts.get(t.END_REASON) else t.REMARK
    reason = project.texts[prop][0]
    return Result(
        items=(item(project, tools.knowledge),),
        statements=(Statement(project.iri, prop, reason, reason),),
        text=f"「{project.label}」について、資料は次のように述べています。{_short(reason)}",
        anchors=(project.iri,),
    )


def definition(linked: Linked, tools: Tools) -> Result | None:
    """Return what a term means, by the glossary or a note."""
    named = [tools.knowledge.entities[iri] for m in linked.entities(t.TERM) for iri in m.iris]
    named = [term for term in named if term.texts.get(t.DEFINITION)]
    if not named:
        ranked = tools.catalogue.rank(linked.terms, tools.knowledge.of(t.TERM))
        named = [c.entity for c in ranked if c.named >= 0.8][:1]
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


def figures(linked: Linked, tools: Tools) -> Result | None:
    """Return the figures that the graph holds for what the question asks: one, or one for each of 「AとB」."""
    heads = _HEADS.search(linked.text)
    asked: list[Sequence[Term]] = [linked.terms]
    if heads:
        asked = [[x for x in linked.terms if x.forms[0] not in other] for other in (heads[2], heads[1])]
    found = [_figure(terms, linked, tools) for terms in asked]
    if any(row is None for row in found):
        return None
    rows = [row for row in found if row is not None]
    names = tools.knowledge.entities
    return Result(
        items=tuple(
            Item(label=names[row["x"]].label, iri=row["x"], type="数値", value=row["v"], unit=_apart(row))
            for row in rows
        ),
        statements=tuple(Statement(row["x"], t.VALUE, None, row["v"]) for row in rows),
        text="、".join(f"{names[row['x']].label}は{row['v']}{_apart(row) or ''}" for row in rows)
        + "です"
        + (f"（{rows[0]['a']}）。" if "a" in rows[0] else "。"),
        sparql=shorten(f"SELECT ?value WHERE {{ <{rows[0]['x']}> <{t.VALUE}> ?value }}"),
    )


def _figure(terms: Sequence[Term], linked: Linked, tools: Tools) -> Row | None:
    """Return the figure that the terms describe best, in the unit and of the year asked for."""
    unit, most = _unit(linked), linked.says("max")
    must = must_be_said(linked)
    pool = [e for e in tools.knowledge.of(t.FIGURE) if all(word in fold(e.label) for word in must)]
    found: list[tuple[float, float, Row]] = []
    for candidate in tools.catalogue.rank(terms, pool)[:_FIGURES]:
        if candidate.covered < _COVERED:
            continue
        if not candidate.key and candidate.covered < _SURE:
            continue
        for row in tools.select(
            f"SELECT ?x ?v ?u ?a ?n WHERE {{ VALUES ?x {{ <{candidate.entity.iri}> }} ?x <{t.VALUE}> ?v "
            f"OPTIONAL {{ ?x <{t.UNIT_OF_MEASURE}> ?u }} OPTIONAL {{ ?x <{t.AS_OF}> ?a }} "
            f"OPTIONAL {{ ?x <{t.NUMERIC_VALUE}> ?n }} }}"
        ):
            if unit and not _same_unit(unit, row.get("u") or fold(row["v"]).lstrip("約0123456789,.億万千")):
                continue
            said = {m.year for m in years(f"{row.get('a', '')} {candidate.entity.label}")}
            dated = bool(said & set(linked.years))
            peak = most and bool(_PEAKS.search(candidate.entity.label + row.get("a", "")))
            if candidate.named < _FIGURE_NAMED and not (candidate.covered >= _SURE and (dated or most)):
                continue
            worth = candidate.score * (1.25 if dated else 0.5 if said and linked.years else 1.0) * (1.2 if peak else 1)
            found.append((worth, float(row.get("n", 0)), row))
    if not found:
        return None
    best = max(worth for worth, _, _ in found)
    like = [one for one in found if one[0] >= best * (_ALIKE_SHARE if most else 1.0)]
    return max(like, key=lambda one: (one[1], one[0]) if most else (one[0], one[1]))[2]


def _apart(row: Row) -> str | None:
    """Return a figure's unit where its value does not bear it."""
    unit = row.get("u")
    return unit if unit and unit not in row["v"] else None


def _unit(linked: Linked) -> str | None:
    """Return the unit that a figure has to have."""
    wanted = _WANTED.search(linked.text)
    return wanted[1] if wanted else "円" if "いくら" in linked.text else "%" if _SHARE.search(linked.text) else None


def numbers_said(linked: Linked, found: Sequence[Found]) -> Result | None:
    """Return the figures that quotes state for what is asked: one, or one for each of 「AとB」."""
    heads = _HEADS.search(linked.text)
    asked: list[Sequence[Term]] = [linked.terms]
    if heads:
        others = (heads[2], heads[1])
        asked = [[x for x in linked.terms if x.forms[0] not in other] for other in others]
    said = [hit for terms in asked if (hit := number_said(linked, terms, found)) is not None]
    if len(said) < len(asked):
        return None
    passages = tuple({hit[0].citation.quote: hit[0] for hit in said}.values())
    return Result(
        items=tuple(Item(type="数値", value=hit[2]) for hit in said),
        passages=(*passages, *(f for f in found if f not in passages)),
        text=f"資料によると、{'、'.join(hit[2] for hit in said)}です。",
    )


def number_said(linked: Linked, terms: Sequence[Term], found: Sequence[Found]) -> tuple[Found, str, str] | None:
    """Return the quote, the sentence and the number that answer a question for a figure: the number nearest to the
    words asked about, in the unit asked for."""
    unit = _unit(linked)
    extreme = linked.says("max")
    best: tuple[float, Found, str, str] | None = None
    top = max((one.score for one in found), default=1.0)
    for one in found:
        text = one.citation.quote
        for start, end in sentences(text):
            plain = fold(widths(text[start:end]))
            held = coverage(terms, plain)
            for match in _NUMBER.finditer(plain):
                if (unit and not _same_unit(unit, match[1])) or (not unit and match[1] in _DATE):
                    continue
                near = _nearness(terms, plain, match.start())
                if held < _HELD or (near < _BESIDE and not extreme):
                    continue
                worth = held + 0.5 * near + one.score / top
                if extreme:
                    worth += 0.8 * bool(_PEAK.match(plain[match.end() :]))
                if best is None or worth > best[0]:
                    best = (worth, one, plain, match[0])
    return best[1:] if best else None


def _nearness(terms: Sequence[Term], text: str, at: int) -> float:
    """Return which part of the terms' worth stands shortly before a place."""
    window = text[max(0, at - _NEAR) : at]
    whole = total(terms) or 1.0
    return min(1.0, sum(term.found(window) for term in terms if not term.pair) / whole)


def _same_unit(asked: str, said: str) -> bool:
    return asked == said or said.startswith(asked) or any(asked in group and said in group for group in _ALIKE)


def must_be_said(linked: Linked) -> list[str]:
    """Return the words of the question that an answer has to quote."""
    return [word for word in wording().must_be_said if word in linked.text]


def _short(text: str, limit: int = 160) -> str:
    plain = re.sub(r"\s+", " ", text).strip()
    return plain if len(plain) <= limit else plain[:limit] + "…"


def project_of(entity: Entity, tools: Tools) -> Entity | None:
    """Return the 事業 that an indicator belongs to."""
    owner = next(iter(entity.parts.get(t.PROJECT, ())), None)
    return tools.knowledge.entities.get(owner) if owner else None
