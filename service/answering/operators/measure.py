"""What figures things have: the targets of indicators by year, the figures of surveys; and how numbers are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.japanese import era_short, fold
from ontology import terms as t
from service.answering.answer import Item
from service.answering.evidence import Statement
from service.answering.knowledge import PREFIXES
from service.answering.operators.base import VALUE, Proposal, label_of
from service.answering.plan.query import iri_text, shorten
from service.answering.plan.sets import All, Pattern, Set
from service.answering.propose.sets import Draft, Sets
from service.answering.reading.marks import Reading
from service.answering.tools import Result, Tools

_LEADING = re.compile(r"[▲△\-−－]?\d[\d,]*(?:\.\d+)?")
_LARGE = re.compile(r"億")
_MYRIAD = re.compile(r"\d万")


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of a thing. iri: of the statement's subject; year: None for figures of surveys; number: None where the
    print is none."""

    thing: str
    iri: str
    year: int | None
    value: str
    number: float | None


def measured(of: Set, years: Sequence[int] = ()) -> str:
    """Return the query for the figures of a set of indicators or of survey figures: x, target, year, value, number."""
    return shorten(figure_rows(of, years) + ("" if of.kind == t.FIGURE else " ORDER BY ?x ?year"))


def figure_rows(of: Set, years: Sequence[int] = (), also: str = "", bound: bool = False) -> str:
    """Return the same without prefixes and order. also: further triples; bound: only what is printed as a number."""
    group = of.pattern("x", Pattern())
    if of.kind == t.FIGURE:
        number = f"?x {iri_text(t.NUMERIC_VALUE)} ?number"
        return (
            f"SELECT DISTINCT ?x ?value ?number WHERE {{\n  {group}\n  ?x {iri_text(t.VALUE)} ?value . "
            f"{number if bound else f'OPTIONAL {{ {number} }}'} {also}\n}}"
        )
    number = f"?target {iri_text(t.NUMERIC_VALUE)} ?number"
    when = f"FILTER(?year IN ({', '.join(map(str, years))}))" if years else ""
    return (
        f"SELECT DISTINCT ?x ?target ?year ?value ?number{' ?project' if also else ''} WHERE {{\n  {group}\n  ?target {iri_text(t.OF_INDICATOR)} ?x ; "
        f"{iri_text(t.VALUE)} ?value ; {iri_text(t.FISCAL_YEAR)}/{iri_text(t.NOTATION)} ?year . "
        f"{number if bound else f'OPTIONAL {{ {number} }}'} {when} {also}\n}}"
    )


def points(of: Set, tools: Tools, years: Sequence[int] = ()) -> tuple[list[Point], str]:
    """Return the figures of a set, and the query."""
    query = measured(of, years)
    rows = tools.select(query)
    return [
        Point(
            row["x"], row.get("target", row["x"]), int(row["year"]) if "year" in row else None, row["value"],
            float(row["number"]) if "number" in row else None,
        )
        for row in rows
    ], query  # fmt: skip


def _number(value: str) -> float | None:
    found = _LEADING.search(fold(value))
    if not found:
        return None
    number = float(found[0].lstrip("▲△-−－").replace(",", ""))
    return -number if found[0][0] in "▲△-−－" else number


def written(number: float, like: Sequence[str]) -> str:
    """Return a number as the documents write such figures: with their unit, in their size.

    >>> written(600_000_000, ["26億4千万円"]), written(15, ["20人"]), written(2.5, ["4.5万人"])
    ('6億円', '15人', '0.0003万人')
    """
    printed = fold(like[0]) if like else ""
    unit = re.sub(r"\(.*?\)", "", printed)
    unit = re.sub(r"^.*[\d億万千]", "", unit) if re.search(r"\d", unit) else ""
    if _LARGE.search(printed):
        return _in_myriads(number) + unit
    first = _LEADING.search(printed)
    size = 1.0
    value = _number(printed)
    if _MYRIAD.search(printed):
        return f"{plain(number / 10_000)}万{unit}"
    if first and value and unit.startswith("千"):
        size = 1000.0
    elif re.search(r"\d千[^\d]", printed):
        size, unit = 1000.0, "千" + unit
    return plain(number / size) + unit


def plain(number: float) -> str:
    """Return a number with thousands parted, without idle zeros."""
    return f"{number:,.2f}".rstrip("0").rstrip(".") if abs(number) >= 0.01 or not number else f"{number:.4f}"


def _in_myriads(number: float) -> str:
    sign = "-" if number < 0 else ""
    whole = round(abs(number))
    large, rest = divmod(whole, 10**8)
    small = rest // 10**4
    tail = rest % 10**4
    said = (f"{large:,}億" if large else "") + (f"{small:,}万" if small else "") + (f"{tail:,}" if tail else "")
    if small and small % 1000 == 0:
        said = (f"{large:,}億" if large else "") + f"{small // 1000}千万"
    return sign + (said or "0")


def label(iri: str, tools: Tools) -> str:
    """Return what an indicator is called, with its breakdown."""
    entity = tools.knowledge.entities.get(iri)
    if entity is None:
        return label_of(iri, tools)
    breakdown = "・".join(entity.texts.get(t.BREAKDOWN, ()))
    return entity.label + (f"（{breakdown}）" if breakdown else "")


def owner(iri: str, tools: Tools) -> str | None:
    """Return the 事業 that an indicator measures."""
    entity = tools.knowledge.entities.get(iri)
    return next(iter(entity.parts.get(t.PROJECT, ())), None) if entity else None


def cited(found: Sequence[Point]) -> tuple[Statement, ...]:
    """Return the statements of figures."""
    return tuple(Statement(p.iri, t.VALUE, None, p.value) for p in found)


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of things in some years, all of them where none is named."""

    of: Set
    years: tuple[int, ...] = ()

    def run(self, tools: Tools) -> Result | None:
        """Return one item a figure, or that it is undecided."""
        found, query = points(self.of, tools, self.years)
        if not found:
            return self._undecided(tools)
        things = tuple(dict.fromkeys(p.thing for p in found))
        owners = tuple(dict.fromkeys(o for thing in things if (o := owner(thing, tools))))
        items = tuple(
            Item(
                label(p.thing, tools),
                p.thing,
                tools.knowledge.class_labels.get(self.of.kind),
                value=p.value,
                year=era_short(p.year) if p.year else None,
            )
            for p in found
        )
        told: dict[str, list[str]] = {}
        for p in found:
            told.setdefault(label(p.thing, tools), []).append((f"{era_short(p.year)}に" if p.year else "") + p.value)
        head = "・".join(f"「{label_of(one, tools)}」" for one in owners[:3])
        said = "。".join(f"{name}は{'、'.join(values)}" for name, values in told.items())
        return Result(
            items, cited(found), text=(f"{head}の目標です。" if head else "") + f"{said}です。", sparql=query,
            anchors=(*things, *owners),
        )  # fmt: skip

    def _undecided(self, tools: Tools) -> Result | None:
        if self.of.kind != t.INDICATOR:
            return None
        group = self.of.pattern("x", Pattern())
        query = f"{PREFIXES}SELECT DISTINCT ?x ?reason WHERE {{ {group} ?x kk:undecidedReason ?reason }}"
        rows = tools.select(query)
        if not rows:
            return None
        first = rows[0]
        return Result(
            items=tuple(Item(label(x, tools), x, "指標") for x in dict.fromkeys(row["x"] for row in rows)),
            statements=tuple(Statement(row["x"], t.UNDECIDED, None, row["reason"]) for row in rows[:6]),
            text=f"「{label(first['x'], tools)}」の目標値はまだ決まっていません（{first['reason']}）。",
            sparql=shorten(query),
            anchors=(first["x"], *((owner(first["x"], tools) or "",))),
        )


def indicators(sets: Sets) -> list[Draft]:
    """Return the indicators that a question may mean: described, or those of a 事業 that it names."""
    return [
        d for d in sets.of(t.INDICATOR) if d.subject is not None or (not isinstance(d.of, All) and (d.spans or d.said))
    ]


def years_meant(reading: Reading) -> tuple[int, ...]:
    """Return the years spoken of: all between two that are the ends of a stretch."""
    if len(reading.years) == 2 and reading.ranged:
        return tuple(range(min(reading.years), max(reading.years) + 1))
    return reading.years


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield the figures of the indicators that a question may mean."""
    reading = sets.reading
    spans = (
        *reading.year_spans,
        *reading.cue("asks:value"),
        *(k.span for k in reading.speaks_of(t.TARGET, t.VALUE, t.HAS_INDICATOR, t.INDICATOR)),
    )
    for draft in indicators(sets):
        single = draft.subject is not None
        yield Proposal(
            "series",
            Series(draft.of, years_meant(reading)),
            VALUE,
            (*draft.spans, *spans),
            (draft,),
            0.0 if single else 0.1,
        )
    for draft in sets.of(t.FIGURE):
        if draft.subject is not None:
            yield Proposal(
                "figure-value", Series(draft.of), VALUE, (*draft.spans, *reading.cue("asks:value")), (draft,), 0.1
            )
