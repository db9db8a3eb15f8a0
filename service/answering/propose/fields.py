"""事業 of which a field says certain words: 備考に…と書いてある, スケジュールに「試行」がある, 指標の欄に….

Fields are read folded, as their passages print them with line breaks and in either width.
"""

from __future__ import annotations

import re

from graph.japanese import fold, years
from ontology import terms as t
from service.answering.knowledge import Entity
from service.answering.reading.marks import Reading, Span
from service.answering.tools import Tools
from service.answering.wording import wording

_CUE = re.compile(r"の?(欄|項目|ところ|部分|中|なか|うち)?(の中|のなか)?(を(読|見)(む|る)?と|に|で|を|には|では|から)")
_QUOTED = re.compile(r"[「『]([^」』]+)[」』]")
_SAID = re.compile(r"と(?:いう)?(?:[^、。]{0,6})?(?:書|記|載|あ(?:る|り)|な(?:る|っ)|され)")
_SAYS = re.compile(r"(書|記載|載っ|挙げ|含ま|入って|入る|ある|あり|登場|出て|付い|段階|検討)")
_OR = re.compile(r"(または|又は|か|や|もしくは)")


def field_words(reading: Reading, tools: Tools) -> tuple[tuple[str, ...], tuple[Span, ...]] | None:
    """Return the 事業 whose field says the words that the question looks for there, and what of it says so."""
    text = reading.text
    field = _field(reading)
    if field is None:
        return None
    name, span = field
    after = _CUE.match(text, span[1])
    quoted = [
        (m.span(), fold(m[1]))
        for m in _QUOTED.finditer(text)
        if not any(n.start <= m.start() + 1 < n.end for n in reading.names if n.kind != t.TERM)
    ]
    if not quoted and (after is None or not _SAYS.search(text, span[1])):
        return None
    spans: list[Span] = [span]
    if quoted:
        needles, either = [needle for _, needle in quoted], _OR.search(text) is not None and len(quoted) > 1
        spans += [place for place, _ in quoted]
        found = [e for e in _projects(reading, tools) if _holds(_text(e, name, reading, tools), needles, either)]
    else:
        words = [w for w in reading.topic([]) if w.start >= span[1] and not w.term.doing and not w.aside]
        words = [
            w
            for w in words
            if not any(n.start <= w.start < n.end for n in reading.names if n.kind not in (t.TERM, t.INDICATOR))
        ]
        if not words:
            return None
        spans += [w.span for w in words]
        found = [
            e for e in _projects(reading, tools) if all(w.term.found(_text(e, name, reading, tools)) for w in words)
        ]
    return (tuple(e.iri for e in found), tuple(spans)) if found else None


def _field(reading: Reading) -> tuple[str, Span] | None:
    """Return the field that is spoken of, by its longest word."""
    best: tuple[int, str, Span] | None = None
    for name, words in {
        **wording().fields,
        "undecidedReason": ("指標欄", "指標の欄", "目標値", "指標", "目標"),
    }.items():
        if name == "label":
            continue
        for word in words:
            at = reading.text.find(word)
            if at < 0 or any(n.start <= at < n.end for n in reading.names):
                continue
            if name == "undecidedReason" and not reading.says("undecided"):
                continue
            if _CUE.match(reading.text, at + len(word)) or name in ("schedule", "undecidedReason"):
                if best is None or len(word) > best[0]:
                    best = (len(word), name, (at, at + len(word)))
    return (best[1], best[2]) if best else None


def _projects(reading: Reading, tools: Tools) -> list[Entity]:
    plan = reading.plan
    return [e for e in tools.knowledge.of(t.PROJECT) if plan is None or e.plan == plan]


def _holds(text: str, needles: list[str], either: bool) -> bool:
    return any(n in text for n in needles) if either else all(n in text for n in needles)


def _text(project: Entity, name: str, reading: Reading, tools: Tools) -> str:
    """Return the folded text of a field; that of a schedule in the year spoken of."""
    if name == "undecidedReason":
        names = tools.knowledge.entities
        own = [names[iri] for iri in project.parts.get(t.INDICATOR, ()) if iri in names]
        return "\n".join(e.folded((t.UNDECIDED,)) for e in own)
    if name != "schedule":
        return project.folded((t.NS + name,))
    outside = [
        y
        for y in reading.years
        if not any(y == m.year for q in _QUOTED.findall(reading.text) for m in years(q.upper()))
    ]
    if not outside:
        return project.folded((t.ACTIVITY,))
    rows = tools.select(
        f"SELECT ?a WHERE {{ <{project.iri}> <{t.HAS_SCHEDULE}> ?s . ?s <{t.ACTIVITY}> ?a ; "
        f"<{t.FISCAL_YEAR}>/<{t.NOTATION}> ?y FILTER(?y = {outside[0]}) }}"
    )
    return "\n".join(fold(row["a"]) for row in rows)
