"""Days and months: when something is, how long between two, which of two came first, what was on a day, how often."""

from __future__ import annotations

from collections.abc import Iterator

from ontology import terms as t
from service.answering.operators.base import COUNT, TRUTH, VALUE, YEAR, Proposal
from service.answering.operators.top import rank_said
from service.answering.plan.days import Apart, Before, DayOf, Nth, Often, On, Point
from service.answering.propose.dated import Meant, alike, held, meant, numbered, sides, topic
from service.answering.propose.sets import Sets
from service.answering.reading.dates import dates
from service.answering.reading.marks import Reading, Span, covered
from service.answering.step_interface import Tools

_LOOSE = 0.4  # what two ends of a stretch cost that only a particle parts
_WEAK = ("は", "が", "を", "、")
_MOST = 12  # statements of a set that is put in order or counted


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield what dated statements say of a question."""
    reading = sets.reading
    if not reading.says(*_ASKED) and not dates(reading.text):
        return
    claimed = (*reading.cue("held", "asks:year"), *reading.year_spans)
    yield from _apart(reading, tools, claimed)
    yield from _order(reading, tools, claimed)
    yield from _single(reading, tools, claimed)
    yield from _then(reading, tools, claimed)


_ASKED = (
    "asks:year",
    "days",
    "span",
    "which_earlier",
    "which_of",
    "which_day",
    "how_often",
    "before",
    "after",
    "earliest",
    "latest",
)


def _point(one: Meant) -> Point:
    return Point(one.one, one.end, one.named)


def _apart(reading: Reading, tools: Tools, claimed: tuple[Span, ...]) -> Iterator[Proposal]:
    dated = reading.cue("which_day")
    since = reading.says("from_to")  # from one to the other: no day of its own is asked for
    cues = tuple(span for span in reading.cue("days", "span") if since or not covered(span, dated))
    if not cues:
        return
    said = reading.text[slice(*cues[0])]
    unit = (
        "期間"
        if said.startswith("ど")
        else "週間"
        if "週" in said
        else "か月"
        if "月" in said
        else "年"
        if "年" in said
        else "日"
    )
    both_ends = reading.says("inclusive")
    for one, other, cut in sides(reading, tools, cues):
        loose = _LOOSE * (said.endswith("間") and reading.text[slice(*cut)] in _WEAK)
        spans = (
            *cues,
            cut,
            *claimed,
            *(dated if since else ()),
            *reading.cue("from_to", "which_earlier", "later", "difference", "inclusive"),
            *held(reading, (one, other), tools),
        )
        yield Proposal(
            "days-between",
            Apart(_point(one), _point(other), unit, both_ends),
            VALUE,
            spans,
            (one.draft, other.draft),
            loose,
        )
    for one in meant(topic(reading, cues), reading, tools, (0, len(reading.text)), (), 0.5):
        if said.endswith(("前", "後")):
            break
        if one.one.first and one.one.last and unit != "年":
            plan = Apart(Point(one.one), Point(one.one, True), unit, unit == "日")
            spans = (*cues, *claimed, *reading.cue("began", "ended_on", "inclusive"), *held(reading, (one,), tools))
            yield Proposal("days-of", plan, VALUE, spans, (one.draft,))


def _order(reading: Reading, tools: Tools, claimed: tuple[Span, ...]) -> Iterator[Proposal]:
    cues = reading.cue("which_earlier", "which_of", "earliest", "latest", "before", "after", "older")
    if not cues:
        return
    late = reading.says("latest", "later")
    for one, other, cut in sides(reading, tools, cues):
        drafts, spans = (
            (one.draft, other.draft),
            (*cues, cut, *claimed, *reading.cue("later"), *held(reading, (one, other), tools)),
        )
        if reading.says("which_earlier", "which_of"):
            yield Proposal("days-earlier", Nth((_point(one), _point(other)), 1, late), t.EVENT, spans, drafts)
        if reading.says("before", "after", "which_earlier"):
            yield Proposal("days-before", Before(_point(one), _point(other), late), TRUTH, spans, drafts)
    ends = reading.cue("earliest", "latest", "older", "ordinal")
    found = alike(topic(reading, [*cues, *ends]), reading, tools) if ends else []
    if 1 < len(found) <= _MOST and not reading.says("how_often"):
        when = reading.says("asks:year", "which_day")
        plan = Nth(tuple(_point(m) for m in found), rank_said(reading), reading.says("latest"), when)
        spans = (*ends, *claimed, *reading.cue("which_day"), *held(reading, found, tools))
        yield Proposal("days-nth", plan, YEAR if when else t.EVENT, spans, (found[0].draft,), 0.1)


def _single(reading: Reading, tools: Tools, claimed: tuple[Span, ...]) -> Iterator[Proposal]:
    cues = reading.cue("which_day", "ended_on", "began")
    if reading.says("how_often"):
        yield from _often(reading, tools, claimed)
        return
    if reading.says("asks:year", "which_day") or (reading.says("ended_on") and reading.says("asks:value")):
        near = 0.0 if reading.says("which_day", "ended_on") else 0.15
        for number, one in enumerate(meant(topic(reading, cues), reading, tools, (0, len(reading.text)), (), 0.6)[:3]):
            spans = (*cues, *claimed, *held(reading, (one,), tools))
            ends, begins = reading.says("ended_on"), reading.says("began")
            yield Proposal(
                "day-of",
                DayOf((_point(one),), ends == begins, ends and begins),
                YEAR,
                spans,
                (one.draft,),
                near + 0.1 * number,
            )


def _often(reading: Reading, tools: Tools, claimed: tuple[Span, ...]) -> Iterator[Proposal]:
    often = reading.cue("how_often")
    more = reading.cue("earliest", "latest", "which_day", "each", "asks:year")
    found = alike(topic(reading, [*often, *more]), reading, tools)
    series = [m for m in meant(topic(reading, [*often, *more]), reading, tools, (0, len(reading.text))) if numbered(m)]
    if len(series) > 1 and not any(map(numbered, found)):
        found = [m for m in series if m.one.under == series[0].one.under]
    points = tuple(_point(m) for m in found)
    if not 0 < len(found) <= _MOST:
        return
    spans = (*often, *claimed, *held(reading, found, tools))
    yield Proposal("how-often", Often(points), COUNT, spans, (found[0].draft,), 0.1)
    if reading.says("earliest", "latest") and reading.says("asks:year", "which_day"):
        plan = Often(points, "last" if reading.says("latest") else "first")
        yield Proposal("how-often", plan, YEAR, (*spans, *more), (found[0].draft,), 0.1)


def _then(reading: Reading, tools: Tools, claimed: tuple[Span, ...]) -> Iterator[Proposal]:
    """Yield what was on the days that a question names."""
    for said in dates(reading.text):
        year = said.first[0] or (reading.years[0] if len(reading.years) == 1 else 0)
        found: list[Point] = []
        for one in tools.standing.dated:
            low, high = one.day(), one.day(True)
            same = low[1:] == said.first[1:] if said.first[2] else low[1] == said.first[1]
            ended = high[1:] == said.first[1:]
            again = any(p.of.line == one.line and p.day == low for p in found)
            if (ended or (same and not again)) and (not year or year in (low[0], high[0])) and not one.amends:
                found.append(Point(one, ended and not same))
        distinct = {(p.of.what, p.day): p for p in reversed(found)}
        if 0 < len(distinct) <= _MOST:
            spans = ((said.start, said.end), *claimed, *reading.cue("asks:event", "asks:value", "held"))
            points = tuple(reversed(distinct.values()))
            near = [w for w in topic(reading, spans)]
            yield Proposal("on-day", On(points), t.EVENT, spans, (), 0.1 * min(3, len(near)))
