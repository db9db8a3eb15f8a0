"""One figure made of several: a sum, a mean, a difference, how many times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.japanese import era_long, fold
from ontology import terms as t
from service.answering.answer import Item
from service.answering.operators.base import VALUE, Proposal
from service.answering.operators.measure import (
    Point,
    cited,
    figure_rows,
    indicators,
    label,
    owner,
    plain,
    points,
    written,
    years_meant,
)
from service.answering.plan.aggregates import reduced
from service.answering.plan.conditions import number_text
from service.answering.plan.query import iri_text
from service.answering.plan.sets import Named, Set, Union
from service.answering.propose.sets import Sets
from service.answering.propose.sides import pairs, rows
from service.answering.tools import Result, Tools

MODES = {"sum": "合計", "mean": "平均", "difference": "差", "times": "比"}


@dataclass(frozen=True, slots=True)
class Reduce:
    """The figures of a set in some years, made one. mode: a key of MODES; constant: a number said in the question that
    a figure is compared with; points: whether a difference of shares is one of points."""

    of: Set
    mode: str
    years: tuple[int, ...] = ()
    constant: float | None = None
    order: tuple[str, ...] = ()

    def run(self, tools: Tools) -> Result | None:
        """Return the one figure, with those that it is made of."""
        found, query = points(self.of, tools, self.years)
        found = [p for p in found if p.number is not None]
        if self.order:
            found = sorted(
                found, key=lambda p: (self.order.index(p.thing) if p.thing in self.order else 9, p.year or 0)
            )
        outcome = self._outcome(found, tools)
        if outcome is None:
            return None
        number, used, query = outcome
        text = self._written(number, used)
        shown = "、".join(self._shown(p, used, tools) for p in used)
        things = tuple(dict.fromkeys(p.thing for p in used))
        owners = tuple(dict.fromkeys(o for thing in things if (o := owner(thing, tools))))
        return Result(
            items=(Item(label=MODES[self.mode], value=text, type=tools.knowledge.class_labels.get(self.of.kind)),),
            statements=cited(used),
            text=f"{MODES[self.mode]}は{text}です（{shown}）。",
            sparql=query,
            anchors=(*things, *owners),
        )

    def _outcome(self, found: Sequence[Point], tools: Tools) -> tuple[float, list[Point], str] | None:
        """Return the figure, those that it is made of, and the query that makes it."""
        made = self._made(found)
        if made is None:
            return None
        query, used = made
        rows = tools.select(query)
        return (float(rows[0]["result"]), used, query) if rows and "result" in rows[0] else None

    def _made(self, found: Sequence[Point]) -> tuple[str, list[Point]] | None:
        units = {written(0, [p.value]).lstrip("0") for p in found}
        if self.mode in ("sum", "mean"):
            if len(found) < 2 or len(units) > 1:
                return None
            every = f"{{ {figure_rows(self.of, self.years, bound=True)} }}"
            return reduced(every, "SUM(?number)" if self.mode == "sum" else "AVG(?number)"), list(found)
        if self.constant is not None:
            if len(found) != 1:
                return None
            sign = "-" if self.mode == "difference" else "/"
            return reduced(_figure(found[0], "late"), f"?late {sign} {number_text(self.constant)}"), list(found)
        ends = self._ends(found)
        if ends is None:
            return None
        first, last = ends
        if len({written(0, [p.value]).lstrip("0") for p in ends}) > 1:
            return None
        if self.mode == "times" and not first.number:
            return None
        sign = "-" if self.mode == "difference" else "/"
        return reduced(_figure(first, "early") + _figure(last, "late"), f"?late {sign} ?early"), [first, last]

    def _ends(self, found: Sequence[Point]) -> tuple[Point, Point] | None:
        """Return the two figures that are compared: of two years of one thing, or of two things in one year."""
        things = list(dict.fromkeys(p.thing for p in found))
        if len(things) == 1 and len(found) >= 2:
            return found[0], found[-1]
        if len(things) == 2:
            by_thing = {thing: [p for p in found if p.thing == thing] for thing in things}
            one, other = by_thing[things[0]], by_thing[things[1]]
            common = {p.year for p in one} & {p.year for p in other}
            if not common:
                return None
            year = max((y for y in common if y is not None), default=None)
            pick = [next(p for p in group if p.year == year) for group in (one, other)]
            return pick[1], pick[0]
        return None

    def _written(self, number: float, used: Sequence[Point]) -> str:
        if self.mode == "times":
            return f"{plain(number)}倍"
        text = written(abs(number) if self.mode == "difference" else number, [p.value for p in used])
        if self.mode == "difference" and "%" in text:
            return text.replace("%", "ポイント").replace("減", "").replace("増加", "")
        return text

    @staticmethod
    def _shown(point: Point, used: Sequence[Point], tools: Tools) -> str:
        several = len({p.thing for p in used}) > 1
        name = label(point.thing, tools) if several else ""
        year = era_long(point.year) if point.year else ""
        return f"{name}{' ' if name and year else ''}{year} {point.value}".strip()


def _figure(point: Point, var: str) -> str:
    """Return the triples of one figure, its number under a variable."""
    if point.year is None:
        return f"{iri_text(point.thing)} {iri_text(t.NUMERIC_VALUE)} ?{var} . "
    return (
        f"?of_{var} {iri_text(t.OF_INDICATOR)} {iri_text(point.thing)} ; "
        f"{iri_text(t.FISCAL_YEAR)}/{iri_text(t.NOTATION)} {point.year} ; {iri_text(t.NUMERIC_VALUE)} ?{var} . "
    )


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield what the figures spoken of come to."""
    reading = sets.reading
    modes = [mode for mode in MODES if reading.says(mode)]
    if not modes:
        return
    asked = (
        *reading.year_spans,
        *reading.cue("asks:value", "asks:count"),
        *(k.span for k in reading.speaks_of(t.TARGET, t.VALUE, t.INDICATOR)),
    )
    years = years_meant(reading)
    for mode in modes:
        cues = reading.cue(mode)
        spans = (*asked, *cues)
        for draft in indicators(sets):
            if mode in ("difference", "times"):
                constant = next(
                    (n for n in reading.numbers if n.unit and n.number and n.unit not in ("年", "年度", "倍")), None
                )
                if constant is not None and len(years) <= 2:
                    last = years[-1:] or (sets.tools.knowledge.last_year,)
                    yield Proposal(
                        "reduce",
                        Reduce(draft.of, mode, last, constant.number),
                        VALUE,
                        (*draft.spans, *spans, constant.span),
                        (draft,),
                        0.05,
                    )
            ends = (min(years), max(years)) if mode in ("difference", "times") and len(years) >= 2 else years
            if mode in ("difference", "times") and len(ends) == 1:
                continue
            cost = 0.0 if draft.subject is not None or len(ends) == 1 else 0.1
            yield Proposal("reduce", Reduce(draft.of, mode, ends), VALUE, (*draft.spans, *spans), (draft,), cost)
        for kind in (t.INDICATOR, t.FIGURE):
            when = years[-1:] or ((sets.tools.knowledge.last_year,) if kind == t.INDICATOR else ())
            if mode in ("difference", "times"):
                for one, other, cut in pairs(kind, sets, cues):
                    both = Named(kind, (*one.anchors, *other.anchors))
                    yield Proposal(
                        "reduce-pair",
                        Reduce(both, mode, when, None, (*one.anchors, *other.anchors)),
                        VALUE,
                        (*spans, cut),
                        (one, other),
                        0.1,
                    )
            else:
                for drafts in rows(kind, sets, cues):
                    whole = Union(tuple(d.of for d in drafts)) if len(drafts) > 1 else drafts[0].of
                    yield Proposal("reduce-row", Reduce(whole, mode, when), VALUE, spans, tuple(drafts), 0.05)


__all__ = ["Reduce", "fold", "propose"]
