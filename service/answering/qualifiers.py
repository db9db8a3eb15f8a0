"""Conditions that no name states: words in a field of a 事業, what a follow-up leaves out, shared 課, open targets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from graph.japanese import fold
from ontology import terms as t
from service.answering import anchors, conditions
from service.answering.content import coverage
from service.answering.knowledge import Entity
from service.answering.mentions import Linked
from service.answering.plan.query import Condition, where
from service.answering.schema import Step
from service.answering.tools import Tools, Topic
from service.answering.wording import wording

_FIELD_CUE = re.compile(
    r"^(の?(欄|項目|ところ|部分|うち|中|なか)(の中|のなか)?[にで、「]|[にで、「].{0,24}(入って|入る|含|書[いか]|載|挙げ|という語|の文字|記載|出てく|付く|つく|付い))"
)
_WORTH = 0.6  # part of the question's worth that a 事業 has to hold for things to belong to it
_WRITTEN = re.compile(
    r"[「『]?([一-龠々ァ-ヴー]{3,12})[」』]?と[^、。]{0,8}(書き添え|書かれ|記され|注記|明記|付記|添え書き)"
)
_MONTH = re.compile(r"令和(\d{1,2})年(\d{1,2})月")
_SAID = 0.5  # part of the question's worth that a field has to say
_AFTER = 20  # characters behind a field's name in which an unquoted word is looked for


def further(kind: str, found: Sequence[Condition], linked: Linked, tools: Tools, topic: Topic) -> Iterator[Condition]:
    """Yield the conditions beside those of the question's names and values."""
    yield from _taken_over(kind, linked, tools, topic)
    yield from _described(kind, found, linked, tools, topic)
    yield from _joint(kind, linked)
    yield from _open_targets(kind, linked)


def with_text(kind: str, linked: Linked, tools: Tools) -> tuple[str, ...] | None:
    """Return the 事業 whose named field holds the words asked for; None where no field is asked about."""
    if kind != t.PROJECT:
        return None
    name, words = next(
        ((n, w) for n, words in wording().fields.items() for w in words if _field_cue(linked, w)), (None, "")
    )
    if name is None and _about_a_year(linked, tools):
        name, needles = "schedule", list(linked.quoted) or _things(linked)
    else:
        needles = list(linked.quoted) or _needles(linked, words)
    if name is None and (noted := _noted(linked, tools)):
        return noted
    if name is None or not (needles or words):
        return None
    years = linked.years if name == "schedule" else ()
    near = _holding(needles[:1], linked, tools) if needles else ()
    texts = {p.iri: text for p in near if (text := _field(p, name, years, tools))}
    found = [iri for iri, text in texts.items() if all(needle in text for needle in needles)]
    if not found and not linked.quoted and words:
        found = _most(linked, words, name, years, tools)
    return tuple(found) if found or linked.quoted else None


def _noted(linked: Linked, tools: Tools) -> tuple[str, ...] | None:
    """Return the 事業 whose name or remark has the words said to be written there: 「…と書き添えられている」."""
    said = _WRITTEN.search(linked.text)
    if said is None:
        return None
    near = _holding([said[1]], linked, tools)
    texts = {p.iri: "\n".join([*map(fold, p.names), p.folded((t.REMARK,))]) for p in near}
    found = [iri for iri, text in texts.items() if said[1] in text]
    dates = [f"r{m[1]}.{m[2]}" for m in _MONTH.finditer(linked.text)]
    dated = [iri for iri in found if any(date in texts[iri] for date in dates)]
    return tuple(dated or found) or None


def _holding(pieces: Sequence[str], linked: Linked, tools: Tools) -> list[Entity]:
    """Return the 事業 of the plan asked about that say any of some folded pieces anywhere."""
    near = tools.catalogue.shelf(t.PROJECT).holding(pieces)
    return [p for p in near if linked.plan in (None, p.plan)]


def _most(linked: Linked, said: str, name: str, years: tuple[int, ...], tools: Tools) -> list[str]:
    """Return the 事業 whose field says most of the question, where it says enough of it. said: the field's word."""
    terms = [term for term in linked.rest if term.forms[0] not in said]
    near = _holding([form for term in terms for form in (*term.forms, *term.related)], linked, tools)
    texts = {p.iri: text for p in near if (text := _field(p, name, years, tools))}
    covered = {iri: coverage(terms, text) for iri, text in texts.items()}
    best = max(covered.values(), default=0.0)
    return [iri for iri, part in covered.items() if part >= best * 0.95] if best >= _SAID else []


def _about_a_year(linked: Linked, tools: Tools) -> bool:
    """Return whether the question speaks of one year of the current plan and names nothing: what is done then."""
    first, last = tools.knowledge.periods.get(tools.knowledge.current or "", (0, 0))
    named = any(mention.kind != "class" for mention in linked.mentions)
    return len(linked.years) == 1 and first <= linked.years[0] <= last and not named and not linked.says("undecided")


def _things(linked: Linked) -> list[str]:
    """Return the question's nouns, all of which a schedule's entry has to hold."""
    return [x.forms[0] for x in linked.topics() if len(x.forms[0]) > 1]


def _field_cue(linked: Linked, word: str) -> bool:
    at = linked.text.find(word)
    if at < 0 or any(m.start <= at < m.end for m in linked.mentions if m.kind != "class"):
        return False
    return _FIELD_CUE.match(linked.text[at + len(word) :]) is not None


def _needles(linked: Linked, field: str) -> list[str]:
    at = linked.text.find(field) + len(field)
    after = linked.text[at:]
    return [term.forms[0] for term in linked.terms if not term.pair and term.forms[0] in after[:_AFTER]][:1]


def _field(project: Entity, name: str, years: tuple[int, ...], tools: Tools) -> str:
    if name == "label":
        return "\n".join(map(fold, project.names))
    if name != "schedule":
        return project.folded((t.NS + name,))
    wanted = "".join(f" FILTER(?y = {year})" for year in years[:1])
    rows = tools.select(
        f"SELECT ?a WHERE {{ <{project.iri}> <{t.HAS_SCHEDULE}> ?s . ?s <{t.ACTIVITY}> ?a ; "
        f"<{t.FISCAL_YEAR}>/<{t.NOTATION}> ?y {wanted} }}"
    )
    return "\n".join(fold(row["a"]) for row in rows)


def _taken_over(kind: str, linked: Linked, tools: Tools, topic: Topic) -> Iterable[Condition]:
    """Yield the condition that a follow-up's pronoun stands for."""
    if kind == t.PROJECT and not linked.entities(t.UNIT):
        units = anchors.taken_over(linked, topic, tools, (t.UNIT,))
        if units and "課" in linked.text:
            yield where(t.RESPONSIBLE, *(unit.iri for unit in units))
    if kind == t.PROJECT and not linked.entities(*t.FRAME_CLASSES.values()):
        for frame in t.FRAME_CLASSES.values():
            groups = anchors.taken_over(linked, topic, tools, (frame,))
            if groups and linked.speaks_of(frame):
                yield where(t.GROUP, *(group.iri for group in groups))


def _described(
    kind: str, found: Sequence[Condition], linked: Linked, tools: Tools, topic: Topic
) -> Iterable[Condition]:
    """Yield the condition that things belong to the 事業 that the question describes, where it names nothing else."""
    if kind not in (t.GOAL, t.MEASURE, t.PRIORITY, t.PROGRAMME) or conditions.choices_made(linked, kind):
        return
    if any(condition.path != (Step(t.IN_PLAN),) for condition in found) or not linked.rest:
        return
    about = anchors.find(linked.with_terms(x for x in linked.rest if not x.doing), tools, topic, t.PROJECT)
    paths = tools.schema.paths(kind, t.PROJECT, limit=1)
    if about.only is not None and about.covered >= _WORTH and paths:
        yield Condition(paths[0], iris=(about.only.iri,))


def _joint(kind: str, linked: Linked) -> Iterable[Condition]:
    if kind == t.PROJECT and linked.says("joint"):
        yield Condition((Step(t.RESPONSIBLE),), at_least=linked.at_least or 2)


def _open_targets(kind: str, linked: Linked) -> Iterable[Condition]:
    """Yield the condition that targets are undecided; that all are, where the question says so."""
    if not linked.says("undecided") or kind not in (t.PROJECT, t.INDICATOR):
        return
    steps = (Step(t.HAS_INDICATOR),) if kind == t.PROJECT else ()
    yield Condition((*steps, Step(t.UNDECIDED)))
    if linked.says("every_year"):
        yield Condition((*steps, Step(t.OF_INDICATOR, inverse=True)), negated=True)
