"""In which year a figure is largest or smallest, grows most, first passes a number, or passes another figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.japanese import era_long, era_short
from ontology import terms as t
from service.answering.answer import Item
from service.answering.operators.base import YEAR, Proposal
from service.answering.operators.measure import Point, cited, figure_rows, indicators, label, owner, plain, points
from service.answering.plan.aggregates import first, nth
from service.answering.plan.conditions import number_text
from service.answering.plan.query import iri_text
from service.answering.plan.sets import Named, Set
from service.answering.propose.sets import Sets
from service.answering.propose.sides import pairs
from service.answering.tools import Result, Tools

_SIGNS = {">=": "以上になる", ">": "を超える", "<=": "以下になる", "<": "を下回る", "=": "になる"}


@dataclass(frozen=True, slots=True)
class YearOf:
    """A year of a series. how: most, least, growth, shrink, first; sign and number: of what is first passed."""

    of: Set
    how: str
    sign: str = ">="
    number: float = 0.0

    def run(self, tools: Tools) -> Result | None:
        """Return the year, with the whole series."""
        found, query = points(self.of, tools)
        found = [p for p in found if p.number is not None and p.year is not None]
        if len({p.thing for p in found}) != 1 or len(found) < 2:
            return None
        best = self._best(found)
        if not best:
            return None
        query = self.query()
        name = label(found[0].thing, tools)
        words = {
            "most": "最も大きい",
            "least": "最も小さい",
            "growth": "前の年度からの伸びが最も大きい",
            "shrink": "前の年度からの減りが最も大きい",
        }
        what = words.get(self.how) or f"初めて{plain(self.number)}{_SIGNS[self.sign]}"
        years = "、".join(era_long(p.year) for p in best if p.year)
        course = "、".join(f"{era_short(p.year)}：{p.value}" for p in found if p.year)
        return Result(
            items=tuple(Item(label=era_long(p.year), type="年度", year=era_short(p.year)) for p in best if p.year),
            statements=cited([*best, *(p for p in found if p not in best)]),
            text=f"「{name}」の目標が{what}のは{years}です（{course}）。",
            sparql=query,
            anchors=(found[0].thing, *((o,) if (o := owner(found[0].thing, tools)) else ())),
        )

    def query(self) -> str:
        """Return the query for the year itself."""
        rows = figure_rows(self.of, bound=True)
        if self.how == "first":
            return first(rows, "year", f"?number {self.sign} {number_text(self.number)}")
        if self.how in ("most", "least"):
            return nth(rows, "number", least=self.how == "least")
        steps = (
            f"SELECT ?x ?year ?value (?number - ?before AS ?step) WHERE {{ {{ {rows} }} "
            f"?earlier {iri_text(t.OF_INDICATOR)} ?x ; {iri_text(t.NUMERIC_VALUE)} ?before ; "
            f"{iri_text(t.FISCAL_YEAR)}/{iri_text(t.NOTATION)} ?last . FILTER(?last < ?year) FILTER NOT EXISTS {{ "
            f"?between {iri_text(t.OF_INDICATOR)} ?x ; {iri_text(t.NUMERIC_VALUE)} ?any ; "
            f"{iri_text(t.FISCAL_YEAR)}/{iri_text(t.NOTATION)} ?middle . FILTER(?middle > ?last && ?middle < ?year) }} }}"
        )
        return nth(steps, "step", least=self.how == "shrink")

    def _best(self, found: Sequence[Point]) -> list[Point]:
        numbers = [p.number or 0.0 for p in found]
        if self.how in ("most", "least"):
            best = max(numbers) if self.how == "most" else min(numbers)
            return [p for p in found if p.number == best]
        if self.how in ("growth", "shrink"):
            sign = 1 if self.how == "growth" else -1
            steps = [(b, sign * ((b.number or 0.0) - (a.number or 0.0))) for a, b in pairwise(found)]
            most = max(step for _, step in steps)
            return [p for p, step in steps if step == most] if most > 0 else []
        return [p for p in found if meets(p.number or 0.0, self.sign, self.number)][:1]


def meets(number: float, sign: str, bound: float) -> bool:
    """Return whether a number compares so with another."""
    return {
        "=": number == bound,
        ">=": number >= bound,
        ">": number > bound,
        "<=": number <= bound,
        "<": number < bound,
    }[sign]


@dataclass(frozen=True, slots=True)
class Crossing:
    """The first year in which one series lies above the other (below it)."""

    one: str
    other: str
    kind: str
    below: bool = False

    def run(self, tools: Tools) -> Result | None:
        """Return the year, with both series."""
        found, query = points(Named(self.kind, (self.one, self.other)), tools)
        series = {
            thing: {p.year: p for p in found if p.thing == thing and p.number is not None}
            for thing in (self.one, self.other)
        }
        years = sorted(y for y in series[self.one].keys() & series[self.other].keys() if y)
        gaps = [(y, (series[self.one][y].number or 0.0) - (series[self.other][y].number or 0.0)) for y in years]
        sign = -1 if self.below else 1
        turned = [(y, g) for (y, g), (_, before) in zip(gaps[1:], gaps, strict=False) if sign * g > 0 >= sign * before]
        first_ = turned[:1] or [(y, g) for y, g in gaps if sign * g > 0][:1]
        if not first_:
            return None
        year = first_[0][0]
        query = self.query(bool(turned))
        shown = "、".join(f"{era_short(y)}：{series[self.one][y].value}と{series[self.other][y].value}" for y in years)
        return Result(
            items=(Item(label=era_long(year), type="年度", year=era_short(year)),),
            statements=cited([series[self.one][year], series[self.other][year]]),
            text=f"「{label(self.one, tools)}」の目標が「{label(self.other, tools)}」を{'下回る' if self.below else '上回る'}のは{era_long(year)}です（{shown}）。",
            sparql=query,
            anchors=(self.one, self.other),
        )


    def query(self, turned: bool) -> str:
        """Return the query for the year itself. turned: whether the order was another one before."""

        def both(year: str, one: str, other: str) -> str:
            own = f"{iri_text(t.FISCAL_YEAR)}/{iri_text(t.NOTATION)} ?{year} ; {iri_text(t.NUMERIC_VALUE)}"
            return (
                f"?of_{one} {iri_text(t.OF_INDICATOR)} {iri_text(self.one)} ; {own} ?{one} . "
                f"?of_{other} {iri_text(t.OF_INDICATOR)} {iri_text(self.other)} ; {own} ?{other} . "
            )

        sign, against = ("<", ">=") if self.below else (">", "<=")
        before = f"FILTER EXISTS {{ {both('before', 'c', 'd')} FILTER(?before < ?year && ?c {against} ?d) }}"
        rows = f"SELECT ?year ?a ?b WHERE {{ {both('year', 'a', 'b')} {before if turned else ''} }}"
        return first(rows, "year", f"?a {sign} ?b")


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield the years of a series that a question may ask for."""
    reading = sets.reading
    asked = (
        *reading.cue("asks:year", "asks:value"),
        *(k.span for k in reading.speaks_of(t.TARGET, t.VALUE, t.INDICATOR, t.YEAR)),
    )
    ways: list[tuple[str, tuple[str, ...]]] = []
    grown = "".join(reading.text[slice(*span)] for span in reading.cue("growth"))
    falling = any(word in grown for word in ("減", "下が", "落ち", "下げ"))
    if reading.says("growth"):
        ways.append(("shrink" if falling else "growth", ("growth", "most", "least")))
    elif reading.says("most"):
        ways.append(("most", ("most",)))
    elif reading.says("least"):
        ways.append(("least", ("least",)))
    for draft in indicators(sets):
        for how, names in ways:
            yield Proposal(
                "year-of", YearOf(draft.of, how), YEAR, (*draft.spans, *asked, *reading.cue(*names)), (draft,)
            )
        if reading.says("passing", "first_time", "asks:year"):
            for number in reading.numbers:
                if number.unit in ("年", "年度", "つ", "課") or not number.unit:
                    continue
                sign = number.operator if number.operator != "=" else ">="
                spans = (*draft.spans, *asked, number.span, *reading.cue("passing", "first_time"))
                yield Proposal("first-year", YearOf(draft.of, "first", sign, number.number), YEAR, spans, (draft,))
    if reading.says("crossing"):
        for one, other, cut in pairs(t.INDICATOR, sets, reading.cue("crossing")):
            below = "下回" in reading.text or "少なく" in reading.text
            turned = reading.text[slice(*cut)] == "を"
            first, second = (other, one) if turned else (one, other)
            plan = Crossing(first.anchors[0], second.anchors[0], t.INDICATOR, below)
            yield Proposal("crossing", plan, YEAR, (*asked, *reading.cue("crossing"), cut), (one, other))
