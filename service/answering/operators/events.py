"""When something happened: the year of an event, the time between two, their order, what else happened then."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from graph.japanese import ERAS, era_long, era_short, fold
from ontology import terms as t
from service.answering.answer import Item
from service.answering.knows.named_entities import Entity
from service.answering.knows.schema import Step
from service.answering.operators.base import VALUE, YEAR, Proposal, entities_of
from service.answering.operators.top import rank_said
from service.answering.plan.aggregates import apart, nth, reduced
from service.answering.plan.conditions import Has, Is
from service.answering.plan.sets import All, Minus, Named, Pattern, Set, Where
from service.answering.plan.sparql_text import iri_text, shorten
from service.answering.propose.chronicle import described, headed, publishers, run_of
from service.answering.propose.indicators import years_meant
from service.answering.propose.sets import Draft, Sets
from service.answering.propose.sides import pairs, rows
from service.answering.propose.subjects import speaking
from service.answering.reading.interpret import Ask
from service.answering.reading.marks import Span, covered
from service.answering.sources.citations import Statement
from service.answering.step_interface import Result, Tools, item
from service.answering.wording import wording

_MARK = re.compile(r"【[^】]{1,8}】")
_HEADED, _SAID = 0.4, 0.4  # how far a heading, or an event, has to say a word
_OCCURRED = (Step(t.OCCURRED_IN), Step(t.NOTATION))


def dated(of: Set) -> str:
    """Return the query for the years of events."""
    return shorten(year_rows(of) + " ORDER BY ?year")


def year_rows(of: Set) -> str:
    """Return the same without prefixes and order."""
    return (
        f"SELECT DISTINCT ?x ?year WHERE {{\n  {of.pattern('x', Pattern())}\n  "
        f"?x {iri_text(t.OCCURRED_IN)}/{iri_text(t.NOTATION)} ?year .\n}}"
    )


def happened(of: Set, tools: Tools) -> tuple[list[tuple[Entity, int]], str]:
    """Return events with their years, in order, and the query."""
    query = dated(of)
    names = tools.knowledge.entities
    return [(names[row["x"]], int(row["year"])) for row in tools.select(query) if row["x"] in names], query


def told(entity: Entity, year: int) -> str:
    """Return an event with its year in words."""
    return f"「{entity.label}」は{era_long(year).removesuffix('度')}"


def proof(found: Sequence[tuple[Entity, int]]) -> tuple[Statement, ...]:
    """Return the statements of when events were."""
    return tuple(Statement(entity.iri, t.OCCURRED_IN, None, entity.label) for entity, _ in found)


@dataclass(frozen=True, slots=True)
class YearsOf:
    """The years of events."""

    of: Set

    def run(self, tools: Tools) -> Result | None:
        """Return one year an event."""
        found, query = happened(self.of, tools)
        if not found:
            return None
        years = dict.fromkeys(year for _, year in found)
        return Result(
            items=tuple(Item(label=era_long(y).removesuffix("度"), type="年", year=era_short(y)) for y in years),
            statements=proof(found),
            text="、".join(told(e, y) for e, y in found) + "です。",
            sparql=query,
            anchors=tuple(e.iri for e, _ in found),
        )


@dataclass(frozen=True, slots=True)
class Between:
    """The years between two events."""

    one: Set
    other: Set

    def run(self, tools: Tools) -> Result | None:
        """Return how many years lie between them."""
        first, query = happened(self.one, tools)
        second, _ = happened(self.other, tools)
        if not first or not second:
            return None
        gap = abs(second[0][1] - first[0][1])
        ends = f"{self.one.pattern('one', Pattern())} {self.other.pattern('other', Pattern())} "
        when = f"{iri_text(t.OCCURRED_IN)}/{iri_text(t.NOTATION)}"
        query = reduced(f"{ends} ?one {when} ?first . ?other {when} ?second .", apart("?second", "?first"))
        both = [first[0], second[0]]
        return Result(
            items=(Item(label="間の年数", value=f"{gap}年"),), statements=proof(both), sparql=query,
            text=f"{'、'.join(told(e, y) for e, y in both)}で、その間は{gap}年です。",
            anchors=tuple(e.iri for e, _ in both),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gaps:
    """The longest (shortest) time from one event of a set to the next."""

    of: Set
    least: bool = False

    def run(self, tools: Tools) -> Result | None:
        """Return how many years it is, with the events around it."""
        found, query = happened(self.of, tools)
        gaps = [(b[1] - a[1], a, b) for a, b in pairwise(found)]
        if len(gaps) < 2:
            return None
        years = (min if self.least else max)(gap for gap, _, _ in gaps)
        around = [pair for gap, *both in gaps if gap == years for pair in both]
        return Result(
            items=(Item(label="間の年数", value=f"{years}年"),), statements=proof(around), sparql=query,
            text=f"最も{'短' if self.least else '長'}い間は{years}年です（{'、'.join(told(*one) for one in found)}）。",
            anchors=tuple(e.iri for e, _ in around),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class InOrder:
    """The n-th event of a set from its beginning (its end)."""

    of: Set
    rank: int = 1
    last: bool = False

    def run(self, tools: Tools) -> Result | None:
        """Return the events of the n-th year."""
        found, query = happened(self.of, tools)
        years = sorted({y for _, y in found}, reverse=self.last)
        if len(found) < 2 or len(years) < self.rank:
            return None
        best = [(e, y) for e, y in found if y == years[self.rank - 1]]
        query = nth(year_rows(self.of), "year", self.rank, not self.last)
        return Result(
            items=tuple(item(e, tools.knowledge) for e, _ in best), statements=proof(best), sparql=query,
            text="、".join(told(e, y) for e, y in best) + "です。", anchors=tuple(e.iri for e, _ in best),
        )  # fmt: skip


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield the years, spans and orders of events that a question may ask for."""
    reading = sets.reading
    years = (*reading.cue("asks:year", "asks:event"), *reading.year_spans)
    if not reading.says("asks:year"):
        yield from _of_years(sets, tools, years)
    for draft in (*sets.of(t.EVENT), *described(sets, tools)):
        if draft.subject is None:
            continue
        yield Proposal("year-of-event", YearsOf(draft.of), YEAR, (*draft.spans, *years), (draft,))
        if reading.says("same_year"):
            same = Where(All(t.EVENT), (Has((Step(t.OCCURRED_IN), Step(t.OCCURRED_IN, True)), draft.of),))
            yield Proposal(
                "same-year", Listed(same, draft.anchors), t.EVENT, (*draft.spans, *reading.cue("same_year")), (draft,)
            )
    if reading.says("span"):
        for one, other, cut in pairs(t.EVENT, sets, reading.cue("span")):
            yield Proposal(
                "between", Between(one.of, other.of), VALUE, (*reading.cue("span", "from_to"), cut), (one, other)
            )
    if reading.says("which_earlier", "which_of", "earliest", "latest"):
        cues = reading.cue("which_earlier", "which_of", "earliest", "latest")
        late = reading.says("later", "latest")
        cues = (*cues, *reading.cue("later"))
        for one, other, cut in pairs(t.EVENT, sets, cues):
            both = Named(t.EVENT, (*one.anchors, *other.anchors))
            yield Proposal("earlier", InOrder(both, 1, late), t.EVENT, (*cues, cut), (one, other))
        for drafts in rows(t.EVENT, sets, cues):
            many = Named(t.EVENT, tuple(a for d in drafts for a in d.anchors))
            yield Proposal("earlier", InOrder(many, 1, late), t.EVENT, cues, tuple(drafts))
    if reading.says("older", "earliest", "latest", "ordinal"):
        yield from _ordered(sets, tools)
    if reading.says("each"):
        words = [w for w in reading.topic([]) if not w.aside]
        found = speaking(t.EVENT, words, tools, tools.knowledge.of(t.EVENT), 0.6)
        if 1 < len(found) <= 12:
            said = tuple((w.span, max(tools.catalogue.says(w.term, e.iri) for e in found)) for w in words)
            many = Named(t.EVENT, tuple(e.iri for e in found))
            yield Proposal(
                "years-of-events",
                YearsOf(many),
                YEAR,
                reading.cue("each", "asks:year"),
                (Draft(many, (), said, 0.2, None, (), "", said),),
            )
    if reading.says("each") or reading.says("asks:year"):
        run = run_of(sets, tools)
        if run is not None and reading.says("most", "least"):
            cues = reading.cue("each", "asks:year", "span", "most", "least")
            gives = YEAR if reading.intent.ask is Ask.YEAR else VALUE  # 何年ですか
            yield Proposal("gaps", Gaps(run.of, reading.says("least")), gives, cues, (run,))
        if run is not None:
            yield Proposal("years-of-events", YearsOf(run.of), YEAR, reading.cue("each", "asks:year", "span"), (run,))
    if reading.says("asks:year", "each"):
        for drafts in rows(t.EVENT, sets, reading.cue("each", "asks:year")):
            many = Named(t.EVENT, tuple(a for d in drafts for a in d.anchors))
            yield Proposal("years-of-events", YearsOf(many), YEAR, reading.cue("each", "asks:year"), tuple(drafts), 0.1)


def _of_years(sets: Sets, tools: Tools, claimed: Sequence[Span]) -> Iterator[Proposal]:
    """Yield the events of the years spoken of, all of them, and those that the other words describe."""
    reading = sets.reading
    era = wording().era_span.search(reading.text)
    meant = _of_era(era) if era else years_meant(reading)
    if not meant:
        return
    base: Set = Where(All(t.EVENT), (Is(_OCCURRED, tuple(map(str, meant))),))
    spans = (*claimed, *publishers(sets, tools), *((era.span(),) if era else ()))
    kinds = [k.span for k in reading.kinds]
    near = [w for w in reading.left(spans) if not w.aside]
    said = headed(near, tools)
    if not era:
        cost = 0.1 * sum(1.0 - share for _, share in said)
        yield Proposal("events-of-year", Listed(base), t.EVENT, spans, (Draft(base, (), said, cost),))
    told = dict(said)
    run = run_of(sets, tools, (era.span(),) if era else ())
    if run is not None:
        inside = [iri for iri in run.anchors if iri in {e.iri for e, _ in happened(base, tools)[0]}]
        if 0 < len(inside) < len(run.anchors):
            some = Named(t.EVENT, tuple(inside))
            yield Proposal("events-of-year", Listed(some), t.EVENT, (*spans, *run.spans), (replace(run, of=some),))
    words = [w for w in near if told.get(w.span, 0.0) < _HEADED and not covered(w.span, kinds)]
    marks = [m for m in _MARK.finditer(reading.text)]
    found = [e for e, _ in happened(base, tools)[0] if all(m[0] in fold(e.label) for m in marks)]
    words = [w for w in words if not covered(w.span, [m.span() for m in marks])]
    found = [e for e in found if all(tools.catalogue.says(w.term, e.iri) > _SAID for w in words)]
    if (words or marks) and found:
        some = Named(t.EVENT, tuple(e.iri for e in found))
        names = tuple(n.span for n in reading.names if any(n.text in fold(e.label) for e in found))
        own = (*said, *((w.span, 1.0) for w in words))
        yield Proposal("events-of-year", Listed(some), t.EVENT, (*spans, *names), (Draft(some, (), own, 0.0),))


def _of_era(era: re.Match[str]) -> tuple[int, ...]:
    """Return the years of an era, or of ten years of one."""
    first = ERAS[era["era"]]
    after = [year for year in ERAS.values() if year > first]
    if era["decade"]:
        return tuple(range(first + int(era["decade"]), first + int(era["decade"]) + 10))
    return tuple(range(first + 1, min(after, default=first + 40) + 1))


def _ordered(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    reading = sets.reading
    cues = (*reading.cue("older", "earliest", "latest", "ordinal", "asks:year"), *publishers(sets, tools))
    words = [w for w in reading.topic(cues) if not w.aside and not w.term.doing]
    late = reading.says("latest", "later")
    for least in (0.99, 0.5):
        found = speaking(t.EVENT, words, tools, tools.knowledge.of(t.EVENT), least)
        if len(found) > 1:
            of = Named(t.EVENT, tuple(e.iri for e in found))
            said = tuple((w.span, max(tools.catalogue.says(w.term, e.iri) for e in found)) for w in words)
            draft = Draft(of, (), said, 0.1, None, (), "", said)
            yield Proposal("in-order", InOrder(of, rank_said(reading), late), t.EVENT, cues, (draft,))
            return


@dataclass(frozen=True, slots=True)
class Listed:
    """The events of a set, without some."""

    of: Set
    without: tuple[str, ...] = ()

    def run(self, tools: Tools) -> Result | None:
        """Return the events in their order."""
        of = Minus(self.of, Named(self.of.kind, self.without)) if self.without else self.of
        found, query = happened(of, tools)
        if not found:
            return None
        return Result(
            items=tuple(item(e, tools.knowledge) for e, _ in found), statements=proof(found), sparql=query,
            text="、".join(e.label for e, _ in found) + "があります。", anchors=tuple(e.iri for e, _ in found),
        )  # fmt: skip


__all__ = ["entities_of", "propose"]
