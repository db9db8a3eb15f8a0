"""What figures things have: the targets of indicators by year, the figures of surveys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.japanese import era_short, fold
from ontology import terms as t
from service.answering.answer import Item
from service.answering.knows.named_entities import PREFIXES
from service.answering.operators.base import VALUE, Proposal, label_of
from service.answering.plan.sets import Named, Pattern, Set, Where
from service.answering.plan.sparql_text import iri_text, shorten
from service.answering.propose.indicators import asked_spans, indicators, together, years_in, years_meant
from service.answering.propose.items import splits
from service.answering.propose.measures import measures
from service.answering.propose.sets import Draft, Sets
from service.answering.propose.sides import ROW
from service.answering.reading.marks import Span
from service.answering.say.written_figures import read_print
from service.answering.sources.citations import Statement
from service.answering.step_interface import Result, Tools


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
    """Return the same without prefixes and order. also: further triples, of ?project; bound: only what is a number."""
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
        f"SELECT DISTINCT ?x ?target ?year ?value ?number{' ?project' if also else ''} WHERE {{\n  {group}\n  "
        f"?target {iri_text(t.OF_INDICATOR)} ?x ; {iri_text(t.VALUE)} ?value ; "
        f"{iri_text(t.FISCAL_YEAR)}/{iri_text(t.NOTATION)} ?year . "
        f"{number if bound else f'OPTIONAL {{ {number} }}'} {when} {also}\n}}"
    )


def points(of: Set, tools: Tools, years: Sequence[int] = ()) -> tuple[list[Point], str]:
    """Return the figures of a set, and the query."""
    query = measured(of, years)
    rows = tools.select(query)
    return [
        Point(
            row["x"], row.get("target", row["x"]), int(row["year"]) if "year" in row else None, row["value"],
            float(row["number"]) if "number" in row else read_print(row["value"]).number,
        )
        for row in rows
    ], query  # fmt: skip


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


def figure_item(point: Point, kind: str, tools: Tools) -> Item:
    """Return a figure of a thing of a class as an item of an answer."""
    return Item(
        label(point.thing, tools),
        point.thing,
        tools.knowledge.class_labels.get(kind),
        value=point.value,
        year=era_short(point.year) if point.year else None,
    )


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
        items = tuple(figure_item(p, self.of.kind, tools) for p in found)
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


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield the figures of the indicators and surveys that a question may mean."""
    from service.answering.operators import survey

    reading = sets.reading
    drafts = indicators(sets)
    several = together(drafts, sets)
    rows = splits(t.INDICATOR, sets, ROW, reading.cue("each"), 4, False) if reading.says("each") else []
    cues = () if len(reading.years) > 1 or rows else ("difference",)
    for draft in [*([several] if several else []), *drafts]:
        named = [c for c in ("sum", "difference") if _in_name(draft, reading.cue(c), sets)]
        plain = not isinstance(draft.of, Where) or draft.subject is not None
        cost = 0.0 if draft.subject is not None else 0.1 if plain else 0.25
        spans = (*draft.spans, *asked_spans(reading, *cues, *named))
        yield Proposal("series", Series(draft.of, years_in(sets, draft)), VALUE, spans, (draft,), cost)
    for split in rows:
        whole = Named(t.INDICATOR, tuple(a for d in split.drafts for a in d.anchors))
        spans = (*asked_spans(reading, "each"), *split.cuts)
        yield Proposal("series", Series(whole, years_meant(reading)), VALUE, spans, split.drafts, 0.0)
    yield from survey.propose(sets)
    for draft in measures(t.FIGURE, sets):
        spans = (*draft.spans, *reading.cue("asks:value", "survey"))
        yield Proposal("figure-value", Series(draft.of), VALUE, spans, (draft,), 0.0)


def _in_name(draft: Draft, spans: Sequence[Span], sets: Sets) -> bool:
    """Return whether words that could be an operator's are those of the indicator's own name: 累計, 削減."""
    entity = sets.tools.knowledge.entities.get(draft.anchors[0]) if draft.anchors else None
    said = fold("".join([entity.label, *entity.texts.get(t.BREAKDOWN, ())])) if entity else ""
    return any(sets.reading.text[start : start + 2] in said for start, _ in spans)
