"""What is recognised in a question, as chips: plans, years, things, conditions, words, and what is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from graph.japanese import era_long, fold, years
from ontology import terms as t
from service.answering import lexicon
from service.answering.interpret import Ask, Intent, interpret
from service.answering.mentions import Linked, Mention
from service.answering.tools import Tools
from service.answering.typed import Typed
from service.answering.wording import wording

PLAN, YEAR, CONDITION, ASKED, WORD = "計画", "年度", "条件", "尋ねていること", "ことば"
UNKNOWN = "資料にないことば"

_ASKED = {
    Ask.DEPARTMENT: "担当課",
    Ask.VALUE: "数値",
    Ask.YEAR: "年度",
    Ask.NUMBER: "番号",
    Ask.GOAL: "SDGs",
    Ask.REASON: "理由",
    Ask.DEFINITION: "意味",
    Ask.HOLDER: "役・人",
    Ask.OPEN: "書かれていること",
}
_KINDS = {t.GOAL: "SDG", t.LAW: "法令", t.ARTICLE: "法令", t.UNIT: "課", t.PROJECT: "事業", t.INDICATOR: "指標"}
_VALUES = {"true": "名称変更", "outcome": "成果指標", "output": "実績指標"}
_OPERATORS = {
    "max": "最も多い・大きい",
    "min": "最も少ない・小さい",
    "only": "ほかにない",
    "undecided": "未定",
}
_SHOWN_VALUES = frozenset({"status", "novelty", "renamed", "indicatorKind"})
_MOST_WORDS = 5
_NAMING = re.compile(r"[一-龠々ァ-ヴーa-z\d・-]+(?:の[一-龠々ァ-ヴーa-z\d・-]+)*")  # no verb's ending
_PIECE = r"[一-龠々ァ-ヴーa-z\d・-]*(?:[一-龠々]{2}|[ァ-ヴー]{2}|[a-z]{2})[一-龠々ァ-ヴーa-z\d・-]*"
_NOUN = re.compile(f"{_PIECE}(?:の{_PIECE})*")
_CORE = re.compile(r"^(?:[いなるた](?=年))?(?P<core>.+?)(?:[はをがも]|って|教え|[?。])*$")  # of the words that ask


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading. label: what the chip would say; question: the whole question that is read so."""

    label: str
    question: str

    def to_json(self) -> dict[str, str]:
        """Return the reading as ``POST /api/ask`` writes it."""
        return {"label": self.label, "question": self.question}


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that was understood. kind: 計画, 年度, 課, 事業 …; text: as typed, empty where it is unsaid; label: as
    understood; iri: where it is one thing; start, end: where it was typed, -1 where it is unsaid; iris: all that it
    may be; value: a year, the value of a condition, or the class that is asked for.
    """

    kind: str
    text: str
    label: str
    iri: str | None = None
    alternatives: tuple[Alternative, ...] = ()
    start: int = -1
    end: int = -1
    iris: tuple[str, ...] = ()
    value: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the chip as ``POST /api/ask`` writes it."""
        return {
            "kind": self.kind,
            "text": self.text,
            "label": self.label,
            "iri": self.iri,
            "alternatives": [alternative.to_json() for alternative in self.alternatives],
        }


def shown(linked: Linked, tools: Tools) -> tuple[Chip, ...]:
    """Return what was understood, without other readings: cheap, one chip a thing."""
    typed = Typed(linked.question, linked.text)
    intent = interpret(linked, tools.knowledge)
    plans = list(_plans(linked, tools, typed))
    found = [*plans, *_years(linked, typed), *_entities(linked, intent, tools, typed), *_conditions(linked, typed)]
    found.append(_asked(linked, intent, tools, typed))
    for chip in _words(linked, typed):
        if not any(chip.start < other.end and chip.end > other.start for other in found):
            found.append(chip)
    return tuple(sorted(found, key=lambda chip: (chip.kind == ASKED, chip.start < 0, chip.start)))


def plan_name(iri: str, tools: Tools) -> str:
    """Return what a plan is called, without the remark that it is a draft."""
    return re.sub(r"[(（]案[)）]", "", tools.knowledge.entities[iri].label)


def _plans(linked: Linked, tools: Tools, typed: Typed) -> Iterator[Chip]:
    """Yield the plans that are named, by name or by role; the one that narrows the answer even where it is not."""
    known = tools.knowledge
    roles = {"new": known.current, "old": known.former}
    for iri in dict.fromkeys((*linked.plans, *((linked.plan,) if linked.plan else ()))):
        if iri not in known.entities:
            continue
        surfaces = set(lexicon.forms(known.entities[iri], known))
        surfaces |= {word for role, plan in roles.items() if plan == iri for word in wording().plans[role]}
        said = [surface for surface in surfaces if surface and surface in linked.text]
        name = plan_name(iri, tools)
        if not said:
            yield Chip(PLAN, "", name, iri, iris=(iri,))
            continue
        longest = max(said, key=len)
        start = linked.text.index(longest)
        yield _chip(PLAN, name, typed, start, start + len(longest), (iri,))


def _years(linked: Linked, typed: Typed) -> Iterator[Chip]:
    left = list(linked.years)
    for mention in years(linked.text.upper()):
        if mention.year in left:
            left.remove(mention.year)
            end = mention.end + linked.text.startswith("度", mention.end)
            yield replace(_chip(YEAR, era_long(mention.year), typed, mention.start, end), value=str(mention.year))
    for role in ("first_year", "last_year"):
        word = next((word for word in wording().plans[role] if word in linked.text), None)
        if word and left:
            at = linked.text.index(word)
            year = left.pop(0)
            yield replace(_chip(YEAR, era_long(year), typed, at, at + len(word)), value=str(year))


def _entities(linked: Linked, intent: Intent, tools: Tools, typed: Typed) -> Iterator[Chip]:
    spans: dict[tuple[int, int, str], dict[str, None]] = {}
    said = intent.ask in (Ask.DEFINITION, Ask.OPEN, Ask.TEXT)
    for mention in linked.mentions:
        if mention.kind in ("entity", "goal") and (said or mention.type != t.TERM):
            spans.setdefault((mention.start, mention.end, mention.type), {}).update(dict.fromkeys(mention.iris))
    for (start, end, kind), iris in spans.items():
        label = kind_label(kind, tools)
        yield _chip(label, entity_label(tuple(iris), tools), typed, start, end, tuple(iris))


def kind_label(kind: str, tools: Tools) -> str:
    """Return the word of a chip for a class."""
    return _KINDS.get(kind) or tools.knowledge.class_labels.get(kind, "もの")


def entity_label(iris: tuple[str, ...], tools: Tools) -> str:
    """Return what entities are called: one name with its plan where another plan has a namesake; else how many."""
    entities = [tools.knowledge.entities[iri] for iri in iris if iri in tools.knowledge.entities]
    labels = list(dict.fromkeys(entity.label for entity in entities))
    if not labels:
        return ""
    if len(labels) > 1:
        return f"{labels[0]} ほか{len(labels) - 1}件"
    first = entities[0]
    if first.type == t.GOAL:
        return f"{first.numbers[0]}　{labels[0]}" if first.numbers else labels[0]
    bearers = tools.catalogue.names(first.type).called(fold(labels[0]))
    same = [e for e in bearers if e.label == labels[0] and e.iri not in iris]
    if len(entities) == 1 and first.plan in tools.knowledge.entities and any(e.plan != first.plan for e in same):
        return f"{labels[0]}（{plan_name(str(first.plan), tools)}）"
    return labels[0]


def _conditions(linked: Linked, typed: Typed) -> Iterator[Chip]:
    spans: dict[tuple[int, int], list[str]] = {}
    denied: set[tuple[int, int]] = set()
    for value in linked.values:
        if value.property in _SHOWN_VALUES and not linked.text[: value.start].endswith("を"):
            spans.setdefault((value.start, value.end), []).append(value.value)
            if value.negated:
                denied.add((value.start, value.end))
    for (start, end), values in spans.items():
        label = _VALUES.get(values[0], values[0])
        chip = _chip(CONDITION, f"{label}でない" if (start, end) in denied else label, typed, start, end)
        yield replace(chip, value=values[0])
    for name, label in _OPERATORS.items():
        match = wording().operators[name].search(linked.text)
        if match and not any(match.start() < end and match.end() > start for start, end in spans):
            yield _chip(CONDITION, label, typed, match.start(), match.end())
    if linked.at_least:
        match = re.search(r"[\d一-龠]+(つ|課|部署|個|件|の課)?以上|複数", linked.text)
        start, end = match.span() if match else (0, 0)
        yield _chip(CONDITION, f"{linked.at_least}つ以上", typed, start, end)


def _words(linked: Linked, typed: Typed) -> Iterator[Chip]:
    """Yield words that nothing known stands behind, those in quotation marks, and those that are searched for."""
    for kind, words in ((UNKNOWN, linked.strange), (WORD, linked.quoted)):
        for word in dict.fromkeys(words):
            at = linked.text.find(fold(word))
            if at >= 0 and word:
                yield _said(kind, typed, at, at + len(fold(word)))
    spans: list[tuple[int, int]] = []
    heavy = sorted((term for term in linked.rest if not term.pair), key=lambda term: -term.weight)
    for term in heavy[:_MOST_WORDS]:
        at = linked.text.find(term.forms[0])
        if at >= 0 and _NAMING.fullmatch(term.forms[0]):
            spans.append((at, at + len(term.forms[0])))
    for start, end in _joined(spans):
        if _NOUN.fullmatch(linked.text[start:end]):
            yield _said(WORD, typed, start, end)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches in order, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _said(kind: str, typed: Typed, start: int, end: int) -> Chip:
    chip = _chip(kind, "", typed, start, end)
    return replace(chip, label=chip.text)


def _asked(linked: Linked, intent: Intent, tools: Tools, typed: Typed) -> Chip:
    """Return what is asked for; its place is where the words that say so were typed."""
    labels = tools.knowledge.class_labels
    kinds = "・".join(dict.fromkeys(labels.get(kind, "もの") for kind in intent.types))
    match intent.ask:
        case Ask.THINGS:
            label = kinds
        case Ask.COUNT:
            label = f"{kinds}の数"
        case Ask.TEXT:
            label = labels.get(t.NS + (intent.field or ""), _ASKED[Ask.OPEN]) if intent.field != "label" else "名称"
        case _:
            label = _ASKED[intent.ask]
    if intent.yesno:
        label = "はい・いいえ"
    mention = _target(linked, intent)
    if mention is not None:
        return replace(_chip(ASKED, label, typed, mention.start, mention.end), value=mention.type)
    pattern = wording().asks.get(intent.ask.value)
    said = pattern.search(linked.text) if pattern is not None else None
    if said is None:
        return Chip(ASKED, "", label)
    words = _CORE.search(said[0])
    start, end = words.span("core") if words else (0, len(said[0]))
    return _chip(ASKED, label, typed, said.start() + start, said.start() + end)


def _target(linked: Linked, intent: Intent) -> Mention | None:
    """Return the word of the class that is asked for: the last one said."""
    if intent.ask not in (Ask.THINGS, Ask.COUNT, Ask.DEPARTMENT, Ask.GOAL):
        return None
    named = [mention for mention in linked.classes() if set(mention.iris) & set(intent.types)]
    return named[-1] if named else None


def _chip(kind: str, label: str, typed: Typed, start: int, end: int, iris: tuple[str, ...] = ()) -> Chip:
    begin, stop = typed.span(start, end)
    iri = iris[0] if len(iris) == 1 else None
    return Chip(kind, typed.question[begin:stop], label, iri, start=begin, end=stop, iris=iris)
