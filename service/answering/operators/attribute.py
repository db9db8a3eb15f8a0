"""What things have under a property: every property of the vocabulary, by its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.japanese import era_short, fold
from ontology import terms as t
from service.answering.answer import Item
from service.answering.operators.base import HOLDER, NUMBER, TEXT, VALUE, YEAR, Proposal, label_of
from service.answering.plan.sets import Pattern, Set
from service.answering.plan.sparql_text import iri_text, shorten
from service.answering.propose.sets import Sets
from service.answering.reading.marks import Reading, Span, covered
from service.answering.sources.citations import Statement
from service.answering.step_interface import Result, Tools, item
from service.answering.wording import wording

_FIGURE = re.compile(r"^約?\d[\d,.]*\D{0,3}$")
SILENT = frozenset(
    {
        t.TYPE,
        t.IS_PART_OF,
        t.DERIVED_FROM,
        t.ALT_LABEL,
        t.LABEL,
        t.NUMERIC_VALUE,
        t.OLD_NAME,
        t.SUBJECT,
        t.READING,
        t.SEARCH,
    }
    | {
        t.UNIT_OF_MEASURE,
        t.FISCAL_YEAR,
        t.VALUE,
        t.OF_INDICATOR,
        t.HAS_SCHEDULE,
        t.CONTEXT,
        t.QUOTE,
        t.LOCATOR,
        t.SHA256,
    }
)
_SHARED = {t.PERIOD_START: t.PERIOD_END, t.PERIOD_END: t.PERIOD_START}
_CUES = {
    t.NUMBER: ("asks:number",),
    t.MEMBERS: ("asks:holder",),
    t.CHAIR: ("asks:holder",),
    t.SECRETARIAT: ("asks:department", "asks:holder"),
}  # how a property is asked for beside its name, or without it
_GIVES = {t.NUMBER: NUMBER, t.HELD_BY: HOLDER, t.MEMBERS: HOLDER, t.CHAIR: HOLDER, t.SECRETARIAT: t.UNIT}


@dataclass(frozen=True, slots=True)
class Values:
    """What the things of a set have under some properties, asked for as one."""

    of: Set
    properties: tuple[str, ...]

    def query(self) -> str:
        """Return the query for things, properties and values."""
        props = " ".join(map(iri_text, self.properties))
        return shorten(
            f"SELECT DISTINCT ?x ?p ?value WHERE {{\n  {self.of.pattern('x', Pattern())}\n  "
            f"VALUES ?p {{ {props} }} ?x ?p ?value .\n}}"
        )

    def run(self, tools: Tools) -> Result | None:
        """Return the values, things as things and figures as figures."""
        query = self.query()
        rows = tools.select(query)
        if not rows:
            return None
        items = list({(i.label, i.value, i.iri, i.year): i for i in (self._item(row, tools) for row in rows)}.values())
        names = tools.knowledge.entities
        told: dict[str, list[str]] = {}
        for row in rows:
            other = names.get(row["value"])
            told.setdefault(label_of(row["x"], tools), []).append(other.label if other else row["value"])
        what = "・".join(tools.knowledge.class_labels.get(p, "内容") for p in self.properties)
        said = "".join(_said(owner, what, tuple(dict.fromkeys(values))) for owner, values in list(told.items())[:6])
        return Result(
            tuple(items),
            tuple(dict.fromkeys(Statement(row["x"], row["p"], row["value"], _needle(row, tools)) for row in rows)),
            text=said,
            sparql=query,
            anchors=tuple(dict.fromkeys(row["x"] for row in rows)),
        )

    def _item(self, row: Mapping[str, str], tools: Tools) -> Item:
        thing = tools.knowledge.entities.get(row["value"])
        kind = tools.knowledge.class_labels.get(row["p"])
        if thing is not None and thing.type == t.YEAR:
            return Item(label=thing.label, iri=thing.iri, type=kind, year=era_short(int(thing.numbers[0])))
        if thing is not None:
            return item(thing, tools.knowledge)
        owner = label_of(row["x"], tools)
        figure = _FIGURE.match(fold(row["value"])) is not None
        if row["p"] == t.NUMBER and not figure:
            return Item(label=row["value"], type=kind, number=row["value"])
        if figure or row["p"] in tools.knowledge.valued.get(row["value"], ()):
            return Item(label=owner, iri=row["x"], type=kind, value=row["value"])
        return Item(label=row["value"], type=kind)


def _needle(row: Mapping[str, str], tools: Tools) -> str:
    thing = tools.knowledge.entities.get(row["value"])
    return thing.label if thing else row["value"]


def asked(sets: Sets, tools: Tools) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Yield the properties that a question has words for, with these: the longer words first."""
    reading = sets.reading
    text = list(reading.text)
    for start, end in [n.span for n in reading.names if n.kind not in (t.TERM,)]:
        text[start:end] = "｜" * (end - start)
    plain = "".join(text)
    for prop, domains in tools.knowledge.domains.items():
        if prop in SILENT or not domains:
            continue
        spans = []
        for word in words_for(prop, tools):
            at = plain.find(word)
            if at >= 0 and not _of_another(word, at, reading):
                spans.append((at, at + len(word)))
        if spans:
            longest = max(spans, key=lambda span: span[1] - span[0])
            yield prop, (longest, *reading.cue(*_CUES.get(prop, ())))
        elif prop in _CUES and reading.says(*_CUES[prop]):
            yield prop, reading.cue(*_CUES[prop])


def _of_another(word: str, at: int, reading: Reading) -> bool:
    """Return whether a word that tells nothing alone ends a longer one that says what it is: 番号 of 電話番号."""
    stop = wording().stop
    before = [p for c in reading.compounds if c.start < at < c.end for p in c.parts if p[1] <= at]
    known = [*(k.span for k in reading.kinds), *(n.span for n in reading.names)]
    return word in stop and any(reading.text[a:b] not in stop and not covered((a, b), known) for a, b in before)


def words_for(prop: str, tools: Tools) -> list[str]:
    """Return the words by which people ask for a property: of the vocabulary, and of the words of questions."""
    local = prop.removeprefix(t.NS)
    stems = [_stem(word) for word in tools.knowledge.property_words.get(prop, ()) if len(word) > 1]
    return [*stems, *wording().properties.get(local, ()), *wording().fields.get(local, ())]


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "るうくすむぐ" else word


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield the values of every property that is asked for, of the things that bear it."""
    known = tools.knowledge
    for prop, spans in asked(sets, tools):
        owners = [d for d in known.domains[prop] if d in known.by_type]
        for domain in owners[:3]:
            gives = _gives(prop, tools)
            for draft in sets.of(domain, skip=spans):
                if draft.subject is None and not draft.anchors and not draft.spans and len(known.of(domain)) > 12:
                    continue
                properties = (prop, _SHARED[prop]) if prop in _SHARED and _both_ends(prop, spans, sets) else (prop,)
                yield Proposal("attribute", Values(draft.of, properties), gives, (*draft.spans, *spans), (draft,))


def _both_ends(prop: str, spans: tuple[Span, ...], sets: Sets) -> bool:
    return any("期間" in sets.reading.text[slice(*span)] for span in spans)


def _gives(prop: str, tools: Tools) -> str:
    ranges = tools.schema.ranges(prop)
    if t.YEAR in ranges:
        return YEAR
    if ranges:
        return ranges[0]
    if prop in _GIVES:
        return _GIVES[prop]
    return TEXT if prop in _TEXTS else VALUE


_TEXTS = frozenset(
    {t.SUMMARY, t.CURRENT_STATE, t.IDEAL_STATE, t.INITIATIVE, t.REMARK, t.END_REASON, t.NOTE, t.DEFINITION, t.UNDECIDED}
)


def _said(owner: str, what: str, values: tuple[str, ...]) -> str:
    """Return a thing's values as a sentence; values that are sentences themselves stand behind it."""
    if any(value.endswith("。") for value in values):
        return f"「{owner}」の{what}は、次のとおりです。{''.join(values)}"
    return f"「{owner}」の{what}は、{'、'.join(values)}です。"
