"""What stands between two dated things, or right before or behind one: in a chronicle by years, in a schedule by days.

Only what is told in the same place counts: the events of the chronicles, or the days under one heading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from graph.japanese import fold
from ontology import terms as t
from service.answering.knows.dated_statements import Dated
from service.answering.operators.base import Proposal
from service.answering.operators.events import Listed, happened
from service.answering.operators.top import rank_said
from service.answering.plan.days import On, Point
from service.answering.plan.sets import All, Named
from service.answering.propose.dated import Meant, held, meant, topic
from service.answering.propose.drafts import Draft
from service.answering.propose.sets import Sets
from service.answering.propose.subjects import Subject, subjects
from service.answering.reading.marks import Reading, Span, Word
from service.answering.step_interface import Tools
from service.answering.wording import wording

_BEST = 2
_LEAST = 0.5  # part of the words' worth that an anchor has to say
_MOST = 12  # things that are told
_NAMED = 0.3  # part of the words' worth that a heading has to say
_LONGEST = 30  # days under one heading
_LOOSE = 0.1


@dataclass(frozen=True, slots=True)
class _Asked:
    """Where in time something is asked for. ends: the places of what it lies beside; way: between, next or before; by:
    the year or the day is what counts, where that is said; cue: all that says so."""

    ends: tuple[Span, ...]
    way: str
    by: str
    cue: Span


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield what lies between two dated things, or beside one."""
    reading = sets.reading
    yield from _under_headings(reading, tools)
    for asked in _asked(reading):
        yield from _of_days(asked, reading, tools)
        yield from _of_years(asked, reading, tools)


def _under_headings(reading: Reading, tools: Tools) -> Iterator[Proposal]:
    """Yield the n-th of the days that stand under a heading which the question names: 計画策定の経過の三番目."""
    cues = reading.cue("ordinal", "older", "earliest", "latest")
    if not cues:
        return
    words = [w for w in topic(reading, cues) if not w.term.doing]
    whole = sum(w.worth for w in words)
    rows: dict[tuple[str, tuple[str, ...], str], list[Dated]] = {}
    labels = {(line.document, line.locator): line.text for line in reversed(tools.standing.lines) if not line.section}
    for one in tools.standing.dated:
        if not one.amends:
            label = "" if one.line.section else labels.get((one.line.document, one.line.locator), "")
            rows.setdefault((one.line.document, one.line.section, label), []).append(one)
    for (_, section, label), row in rows.items():
        heading = fold(" ".join((*section[-2:], label)))
        said = tuple((w.span, w.term.found(heading) / w.term.weight if w.term.weight else 0.0) for w in words)
        share = sum(w.worth * part for w, (_, part) in zip(words, said, strict=True)) / whole if whole else 0.0
        days = sorted({d.day() for d in row}, reverse=reading.says("latest"))
        place = rank_said(reading)
        if share < _NAMED or not 2 < len(days) <= _LONGEST or place > len(days):
            continue
        kept = list({d.line: d for d in reversed(row) if d.day() == days[place - 1]}.values())[::-1]
        draft = Draft(Named(t.PASSAGE, (kept[0].line.passage,)), (), said, 0.0, None, (), "", said)
        spans = (*cues, *reading.cue("held", "level", "outline", "asks:event"), *(k.span for k in reading.kinds))
        spans += tuple(p.span for p in reading.plans)
        yield Proposal("timeline", On(tuple(map(Point, kept))), t.EVENT, spans, (draft,), _LOOSE)


def _asked(reading: Reading) -> Iterator[_Asked]:
    for match in (m for pattern in wording().between for m in pattern.finditer(reading.text)):
        yield _Asked((match.span("one"), match.span("two")), "between", "", match.span())
    for match in wording().beside.finditer(reading.text):
        way = "before" if match["before"] else "next"
        said = match["before"] or match["next"]
        by = "year" if "年" in said else "day" if "日" in said else ""
        yield _Asked((match.span("one"),), way, by, match.span())


def _words(span: Span, reading: Reading) -> list[Word]:
    cues = reading.cue("began", "ended_on")
    return [w for w in topic(reading, cues) if span[0] <= w.start < span[1]]


def _rest(asked: _Asked, reading: Reading) -> list[Word]:
    """Return the words that narrow what is asked for: those behind the cue that are no words for kinds."""
    taken = [k.span for k in reading.kinds] + list(reading.cue("held"))
    return [w for w in reading.left(taken) if w.start >= asked.cue[1] and not w.aside]


def _of_days(asked: _Asked, reading: Reading, tools: Tools) -> Iterator[Proposal]:
    if asked.by == "year":
        return
    found = [meant(_words(span, reading), reading, tools, span, (), _LEAST)[:_BEST] for span in asked.ends]
    for ends in product(*found):
        section = ends[0].one.line.section
        if any(e.one.line.section != section or e.one.line.document != ends[0].one.line.document for e in ends):
            continue
        row = [d for d in tools.standing.dated if d.line.section == section and not d.amends]
        row = [d for d in row if d.line.document == ends[0].one.line.document]
        kept = list(
            {
                d.line: d for d in reversed(_placed(asked, [(e.one.day(e.end), e.one.day(True)) for e in ends], row))
            }.values()
        )[::-1]
        if not 0 < len(kept) <= _MOST:
            continue
        points = tuple(Point(d) for d in kept)
        spans = (asked.cue, *reading.cue("held", "asks:event", "before", "after"), *held(reading, ends, tools))
        yield Proposal("timeline", On(points), t.EVENT, spans, tuple(_draft(e) for e in ends), _LOOSE)


def _draft(one: Meant) -> Draft:
    return one.draft


def _placed(
    asked: _Asked, ends: Sequence[tuple[tuple[int, int, int], tuple[int, int, int]]], row: Sequence[Dated]
) -> list[Dated]:
    """Return the statements of a row that lie where is asked, in their order."""
    days = sorted({d.day() for d in row})
    if asked.way == "between":
        low, high = min(e[0] for e in ends), max(e[0] for e in ends)
        return [d for d in sorted(row, key=lambda d: d.day()) if low < d.day() < high]
    start = ends[0][0]
    others = [day for day in days if day > ends[0][1]] if asked.way == "next" else [day for day in days if day < start]
    if not others:
        return []
    day = others[0] if asked.way == "next" else others[-1]
    return [d for d in row if d.day() == day]


def _of_years(asked: _Asked, reading: Reading, tools: Tools) -> Iterator[Proposal]:
    if asked.by == "day":
        return
    found = [
        [s for s in subjects(t.EVENT, words, tools, reading.text[slice(*span)]) if s.share >= _LEAST][:_BEST]
        for span in asked.ends
        if (words := _words(span, reading))
    ]
    if len(found) < len(asked.ends):
        return
    every, _ = happened(All(t.EVENT), tools)
    year_of = {entity.iri: year for entity, year in every}
    rest = _rest(asked, reading)
    for ends in product(*found):
        years = [year_of[s.entity.iri] for s in ends if s.entity.iri in year_of]
        if len(years) < len(ends) or (len(years) == 2 and years[0] == years[1]):
            continue
        kept = [entity for entity, year in every if _lies(asked, years, year, sorted(year_of.values()))]
        said = [e for e in kept if rest and all(tools.catalogue.says(w.term, e.iri) > 0.4 for w in rest)]
        kept = said or kept
        if not 0 < len(kept) <= _MOST:
            continue
        spans = (asked.cue, *reading.cue("held", "asks:event", "before", "after"))
        spans += tuple(w.span for w in rest) if said else ()
        drafts = tuple(_of_subject(s, span, reading, tools) for s, span in zip(ends, asked.ends, strict=True))
        plan = Listed(Named(t.EVENT, tuple(e.iri for e in kept)))
        yield Proposal("timeline", plan, t.EVENT, spans, drafts, 0.0 if asked.by or len(years) == 2 else _LOOSE)


def _lies(asked: _Asked, years: Sequence[int], year: int, told: Sequence[int]) -> bool:
    """Return whether a year lies where is asked; the one next to another is the next that anything is told of."""
    if asked.way == "between":
        return min(years) < year < max(years)
    others = [other for other in told if (other > years[0] if asked.way == "next" else other < years[0])]
    return bool(others) and year == (others[0] if asked.way == "next" else others[-1])


def _of_subject(one: Subject, span: Span, reading: Reading, tools: Tools) -> Draft:
    words = _words(span, reading)
    called = tuple((w.span, tools.catalogue.named(w.term, one.entity.iri)) for w in words)
    names = tuple(n.span for n in reading.names if span[0] <= n.start < span[1])
    return Draft(
        Named(t.EVENT, (one.entity.iri,)), names, tuple(one.said.items()), 0.0, one, (one.entity.iri,),
        one.entity.label, called,
    )  # fmt: skip
