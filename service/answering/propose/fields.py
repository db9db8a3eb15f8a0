"""事業 of which a field says certain words: 備考に…と書いてある, 事業名に「AI」がある, 【終了】と注記された.

Fields are read folded, as their passages print them with line breaks and in either width; one value of a field has to
say all the words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.japanese import fold, years
from ontology import terms as t
from service.answering.knows.named_entities import Entity
from service.answering.reading.marks import Reading, Span, Word
from service.answering.step_interface import Tools
from service.answering.wording import wording

_CUE = re.compile(r"の?(欄|項目|ところ|部分|中|なか|うち)?(の中|のなか)?(を(読|見)(む|る)?と|に|で|を|には|では|から)")
_QUOTED = re.compile(r"[「『]([^」』]+)[」』]|【([^】]+)】")
_NOTED = re.compile(r"】(と|が|の)(いう)?(注記|明記|記載|付記|注|付|書|記|印|ある|表示)")
_SAYS = re.compile(
    r"(書|記載|載っ|挙げ|含ま|含む|入って|入る|ある|あり|登場|出て|付い|付く|つく|段階|検討|使われ|使って)"
)
_OR = re.compile(r"(または|又は|か|や|もしくは)")
_ROW = re.compile(r"・|や|か|または|又は|もしくは")
_NAME = "label"
_OPEN = ("指標欄", "指標の欄", "目標値", "指標", "目標")


def field_words(reading: Reading, tools: Tools) -> tuple[tuple[str, ...], tuple[Span, ...]] | None:
    """Return the 事業 whose field says the words that the question looks for there, and what of it says so."""
    if wording().titled.search(reading.text):
        return None
    quoted = [
        (m.span(), fold(m[1]) if m[1] else "【" + fold(m[2]))
        for m in _QUOTED.finditer(reading.text)
        if not any(n.start <= m.start() + 1 < n.end for n in reading.names if n.kind != t.TERM)
    ]
    field = _field(reading) or _noted(reading)
    if field is None:
        return None
    name, span = field
    after = _CUE.match(reading.text, span[1])
    if quoted:
        needles, either = [needle for _, needle in quoted], _OR.search(reading.text) is not None and len(quoted) > 1
        spans = (span, *(place for place, _ in quoted))
        found = [e for e in _projects(reading, tools) if _hold(_values(e, name, reading, tools), needles, either)]
        return (tuple(e.iri for e in found), spans) if found else None
    if after is None or not _SAYS.search(reading.text, span[1]):
        return None
    words = _looked_for(reading, span[1])
    if not words:
        return None
    found = [
        e
        for e in _projects(reading, tools)
        if any(
            all(any(w.term.found(value) for w in row) for row in words) for value in _values(e, name, reading, tools)
        )
    ]
    return (tuple(e.iri for e in found), (span, *(w.span for row in words for w in row))) if found else None


def _looked_for(reading: Reading, start: int) -> list[list[Word]]:
    """Return the words behind a field that it is searched for; those that ・ or や joins are any of them enough."""
    taken = [k.span for k in reading.kinds] + [p.span for p in reading.plans] + list(reading.year_spans)
    taken += [n.span for n in reading.names if n.kind not in (t.TERM, t.INDICATOR)]
    words = [w for w in reading.left(taken) if w.start >= start and not w.term.doing and not w.aside]
    rows: list[list[Word]] = []
    for word in words:
        if rows and _ROW.fullmatch(reading.text[rows[-1][-1].end : word.start]):
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _noted(reading: Reading) -> tuple[str, Span] | None:
    """Return the notes and names as the field where something in brackets is said to be noted: 【終了】と注記された."""
    match = _NOTED.search(reading.text)
    return ("noted", match.span()) if match else None


def _field(reading: Reading) -> tuple[str, Span] | None:
    """Return the field that is spoken of, by its longest word."""
    best: tuple[int, str, Span] | None = None
    for name, words in {**wording().fields, "undecidedReason": _OPEN}.items():
        for word in words:
            at = reading.text.find(word)
            if at < 0 or any(n.start <= at < n.end for n in reading.names):
                continue
            if name == "undecidedReason" and not reading.says("undecided"):
                continue
            cue = _CUE.match(reading.text, at + len(word))
            if name == _NAME and (cue is None or not _SAYS.search(reading.text, at) or not _quotes(reading, at)):
                continue
            found = cue is not None or name in ("schedule", "undecidedReason")
            if found and (best is None or len(word) > best[0]):
                best = (len(word), name, (at, at + len(word)))
    return (best[1], best[2]) if best else None


def _quotes(reading: Reading, at: int) -> bool:
    """Return whether words are quoted behind a place, or latin ones stand right there."""
    return _QUOTED.search(reading.text, at) is not None or re.search(r"[に・][a-z]{2,}", reading.text[at:]) is not None


def _projects(reading: Reading, tools: Tools) -> Sequence[Entity]:
    plan = reading.plan
    return [e for e in tools.knowledge.of(t.PROJECT) if plan is None or e.plan == plan]


def _hold(values: list[str], needles: list[str], either: bool) -> bool:
    """Return whether one value holds all the words, or any of them."""
    return any(any(n in v for n in needles) if either else all(n in v for n in needles) for v in values)


def _values(project: Entity, name: str, reading: Reading, tools: Tools) -> list[str]:
    """Return the folded values of a field; those of a schedule in the year spoken of."""
    if name == _NAME:
        return [fold(one) for one in project.names]
    if name == "noted":
        return [*(fold(one) for one in project.names), *_texts(project, t.NOTE), *_texts(project, t.REMARK)]
    if name == "undecidedReason":
        names = tools.knowledge.entities
        own = [names[iri] for iri in project.parts.get(t.INDICATOR, ()) if iri in names]
        return [text for e in own for text in _texts(e, t.UNDECIDED)]
    if name != "schedule":
        return _texts(project, t.NS + name)
    outside = [
        y
        for y in reading.years
        if not any(y == m.year for q in _QUOTED.findall(reading.text) for m in years(q[0].upper()))
    ]
    if not outside:
        return _texts(project, t.ACTIVITY)
    rows = tools.select(
        f"SELECT ?a WHERE {{ <{project.iri}> <{t.HAS_SCHEDULE}> ?s . ?s <{t.ACTIVITY}> ?a ; "
        f"<{t.FISCAL_YEAR}>/<{t.NOTATION}> ?y FILTER(?y = {outside[0]}) }}"
    )
    return [fold(row["a"]) for row in rows]


def _texts(entity: Entity, prop: str) -> list[str]:
    return [fold(text) for text in entity.texts.get(prop, ())]
