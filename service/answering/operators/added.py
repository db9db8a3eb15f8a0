"""Several series added year by year: when their sum first passes a number, how far it grows, where it is largest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.japanese import era_long, era_short
from ontology import terms as t
from service.answering.answer import Item
from service.answering.operators.base import TRUTH, VALUE, YEAR, Proposal
from service.answering.operators.extreme import SIGNS, bounds, meets
from service.answering.operators.measure import Point, cited, figure_rows, label, owner, points
from service.answering.plan.aggregates import apart, meeting, nth, reduced
from service.answering.plan.conditions import number_text
from service.answering.plan.sets import Named, Set, Union
from service.answering.plan.sparql_text import shorten
from service.answering.propose.indicators import asked_spans, indicators, years_meant
from service.answering.propose.measures import measures
from service.answering.propose.sets import Draft, Sets
from service.answering.propose.sides import rows
from service.answering.say.written_figures import plain, unit_of, written
from service.answering.step_interface import Result, Tools
from service.answering.wording import wording

_TOLD = {"most": "最も大きい", "least": "最も小さい"}
_EXPRESSIONS = {"difference": apart("?late", "?early"), "times": "?late / ?early"}
_JUDGED = ("is", "compared")  # asked by yes or no
_MOST = 8  # series that are added
_EVEN = 0.05  # part of the words' worth by which series that are meant alike may differ
_Told = tuple[tuple[Item, ...], str, list[int]]  # items, what is said of the sum, the years that show it


@dataclass(frozen=True, slots=True)
class Added:
    """The sum of several series by year. how: first, most, least for a year; difference, times between two years; is,
    compared for yes or no; sign and number: of what is passed, or how the last year compares with the first; years:
    the two compared, the first and the last where none is said."""

    of: Set
    how: str
    sign: str = ">="
    number: float = 0.0
    years: tuple[int, ...] = ()

    def run(self, tools: Tools) -> Result | None:
        """Return the year, or the figure, with the sums of all years."""
        found, _ = points(self.of, tools)
        found = [p for p in found if p.number is not None and p.year is not None]
        things = tuple(dict.fromkeys(p.thing for p in found))
        if not 2 <= len(things) <= _MOST or len({unit_of(p.value) for p in found}) > 1:
            return None
        sums = {year: of_year for year in sorted({p.year for p in found if p.year}) if (of_year := _of(found, year))}
        sums = {year: of_year for year, of_year in sums.items() if len(of_year) == len(things)}
        if len(sums) < 2:
            return None
        totals = {year: sum(p.number or 0.0 for p in of_year) for year, of_year in sums.items()}
        course = "、".join(f"{era_short(y)}：{written(total, [found[0].value])}" for y, total in totals.items())
        names = "」と「".join(label(thing, tools) for thing in things)
        if self.how in _JUDGED:
            truth = self._holds(totals)
            return Result(
                (),
                cited(found),
                text=f"{'はい' if truth else 'いいえ'}。「{names}」の目標の合計は、{course}です。",
                sparql=self.query(len(things), list(totals)),
                boolean=truth,
                anchors=things,
            )
        told = self._value(totals, found) if self.how in _EXPRESSIONS else self._years(totals)
        if told is None:
            return None
        items, text, shown = told
        owners = tuple(dict.fromkeys(o for thing in things if (o := owner(thing, tools))))
        return Result(
            items=items,
            statements=cited([p for year in shown for p in sums[year]]),
            text=f"「{names}」の目標の合計が{text}（{course}）。",
            sparql=self.query(len(things), shown),
            anchors=(*things, *owners),
        )

    def query(self, count: int, shown: Sequence[int]) -> str:
        """Return the query for the year or the figure itself. count: series that are added; shown: years compared."""
        every = figure_rows(self.of, bound=True)
        totals = f"SELECT ?year (SUM(?number) AS ?total) WHERE {{ {{ {every} }} }} GROUP BY ?year"
        totals = f"{totals} HAVING(COUNT(DISTINCT ?x) = {count})"
        if self.how in _JUDGED:
            return shorten(f"{totals} ORDER BY ?year")
        if self.how in _TOLD:
            return nth(totals, "total", least=self.how == "least")
        if self.how == "first":
            return meeting(totals, "year", f"?total {self.sign} {number_text(self.number)}")
        ends = "".join(
            f"{{ SELECT (SUM(?number) AS ?{name}) WHERE {{ {{ {figure_rows(self.of, (year,), bound=True)} }} }} }} "
            for name, year in (("early", shown[0]), ("late", shown[-1]))
        )
        return reduced(ends, _EXPRESSIONS[self.how])

    def _years(self, totals: dict[int, float]) -> _Told | None:
        if self.how == "first":
            passed = [year for year, total in totals.items() if meets(total, self.sign, self.number)]
            falling = totals[min(totals)] > self.number
            beyond = [y for y, total in totals.items() if meets(total, "<=" if falling else ">=", self.number)]
            best = (passed or (beyond if self.sign == "=" else []))[:1]
        else:
            edge = (max if self.how == "most" else min)(totals.values())
            best = [year for year, total in totals.items() if total == edge]
        if not best:
            return None
        what = _TOLD.get(self.how) or f"初めて{plain(self.number)}{SIGNS[self.sign]}"
        items = tuple(Item(label=era_long(y), type="年度", year=era_short(y)) for y in best)
        return items, f"{what}のは{'、'.join(map(era_long, best))}です", best

    def _holds(self, totals: dict[int, float]) -> bool:
        """Return whether the sums are so: each compares with a number, or that of the last year with the first."""
        meant = {y: totals[y] for y in totals if not self.years or y in self.years} or totals
        if self.how == "is":
            return all(meets(total, self.sign, self.number) for total in meant.values())
        return meets(meant[max(meant)], self.sign, meant[min(meant)])

    def _value(
        self, totals: dict[int, float], found: Sequence[Point]
    ) -> tuple[tuple[Item, ...], str, list[int]] | None:
        ends = [y for y in (min(self.years), max(self.years)) if y in totals] if len(self.years) > 1 else []
        first, last = ends if len(ends) > 1 else (min(totals), max(totals))
        if self.how == "times" and not totals[first]:
            return None
        gap = totals[last] - totals[first]
        value = (
            written(abs(gap), [found[0].value])
            if self.how == "difference"
            else f"{plain(totals[last] / totals[first])}倍"
        )
        span = f"{era_long(first)}から{era_long(last)}まで"
        how = ("増えます" if gap >= 0 else "減ります") if self.how == "difference" else "になります"
        what = "差" if self.how == "difference" else "比"
        return (Item(label=what, value=value, type="指標"),), f"{span}で{value}{how}", [first, last]


def _of(found: Sequence[Point], year: int) -> list[Point]:
    return [p for p in found if p.year == year]


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield what the sums of the series that stand side by side, or in one set, come to."""
    reading = sets.reading
    if not reading.says("sum"):
        return
    ways = list(_ways(sets))
    for of, drafts in _several(sets) if ways else ():
        for way, gives, cues in ways:
            spans = (*asked_spans(reading, "sum", "each"), *cues)
            yield Proposal("added", replace(way, of=of), gives, spans, drafts)


def _several(sets: Sets) -> Iterator[tuple[Set, tuple[Draft, ...]]]:
    """Yield sets of several indicators: the items of a row, and those of several 事業."""
    for drafts in rows(t.INDICATOR, sets, sets.reading.cue("sum")):
        yield Union(tuple(d.of for d in drafts)), tuple(drafts)
    for draft in indicators(sets):
        if draft.subject is None:
            yield draft.of, (draft,)
    described = [(d, d.subject) for d in measures(t.INDICATOR, sets) if d.subject is not None]
    best = described[0] if described else None
    level = [d for d, s in described if best and d.spans == best[0].spans and abs(s.share - best[1].share) < _EVEN]
    if best and len(level) > 1:  # rows of one name in several 事業: 2つの事業を合わせた業務削減時間
        yield Named(t.INDICATOR, tuple(sorted(d.anchors[0] for d in level))), (best[0],)


def _ways(sets: Sets) -> Iterator[tuple[Added, str, tuple[tuple[int, int], ...]]]:
    """Yield what may be asked of a sum, as plans over no things yet; what it gives, and the words that ask for it."""
    reading, nothing = sets.reading, Named(t.INDICATOR, ())
    years = years_meant(reading)
    if reading.says("passing", "first_time", "reaching"):
        for sign, number, _, base, said in bounds(reading):
            if base is None:
                cues = reading.cue("passing", "first_time", "reaching", "asks:year", "crossing")
                yield Added(nothing, "first", sign, number), YEAR, (*said, *cues)
    if wording().operator("yesno", reading.text):
        for sign, number, _, base, said in bounds(reading):
            if base is None:
                yield Added(nothing, "is", sign, number, years), TRUTH, (*said, *reading.cue("always", "reaching"))
        for cue, sign in (("equal", "="), ("smaller", "<"), ("greater", ">")):
            if reading.says(cue) and len(years) > 1:
                yield Added(nothing, "compared", sign, 0.0, years), TRUTH, reading.cue(cue, "than", "reaching", "level")
    for how in ("most", "least"):
        if reading.says(how) and reading.says("asks:year"):
            yield Added(nothing, how), YEAR, reading.cue(how, "asks:year")
    for how in ("difference", "times"):
        if reading.says(how) and len(years) != 1:
            yield Added(nothing, how, years=years), VALUE, reading.cue(how, "rising", "falling", "growth")


__all__ = ["Added", "propose"]
