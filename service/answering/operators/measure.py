"""What figures things have: the targets of indicators by year, the figures of surveys; and how numbers are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.japanese import era_short, fold
from ontology import terms as t
from service.answering.answer import Item
from service.answering.evidence import Statement
from service.answering.knowledge import PREFIXES
from service.answering.operators.base import VALUE, Proposal, label_of
from service.answering.plan.conditions import Has
from service.answering.plan.query import iri_text, shorten
from service.answering.plan.sets import All, Named, Pattern, Set, Where, select
from service.answering.propose.items import splits
from service.answering.propose.measures import measures
from service.answering.propose.reach import reach, succession_cues
from service.answering.propose.sets import Draft, Sets
from service.answering.propose.sides import ROW
from service.answering.reading.marks import Reading, Span
from service.answering.say.written import read_print
from service.answering.schema import Step
from service.answering.tools import Result, Tools

_HUBS = 4  # ways to reach a 事業, and 事業 reached, whose indicators are looked at

_EVEN = 0.05  # part of the best one's score by which rows of one name may differ and still be meant together


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
    """Return the indicators that a question may mean: those that its words describe, those of what it names, and those
    of the 事業 that it reaches by what these were or became."""
    sets_of = [
        d
        for d in sets.of(t.INDICATOR, describe=False)
        if not isinstance(d.of, All) and (d.spans or d.said or d.subject)
    ]
    return [*reached(sets), *measures(t.INDICATOR, sets), *sets_of]


def reached(sets: Sets) -> list[Draft]:
    """Return the indicators, described by words, of the 事業 that a question reaches by succession."""
    cues = succession_cues(sets.reading)
    if not cues:
        return []
    known, found = sets.tools.knowledge, []
    hubs = [d for d in reach(t.PROJECT, sets) if set(cues) <= set(d.spans) and d.anchors]
    for hub in hubs[:_HUBS]:
        projects = [known.entities[row["x"]] for row in sets.tools.select(select(hub.of)) if row["x"] in known.entities]
        own = [known.entities[i] for p in projects[:_HUBS] for i in p.parts.get(t.INDICATOR, ()) if i in known.entities]
        for draft in measures(t.INDICATOR, sets, tuple(own)) if own else ():
            of = Where(draft.of, (Has((Step(t.HAS_INDICATOR, True),), hub.of),))
            plans = tuple(p.span for p in sets.reading.plans)
            found.append(replace(draft, of=of, spans=(*draft.spans, *hub.spans, *plans), cost=hub.cost))
    return found


def years_meant(reading: Reading) -> tuple[int, ...]:
    """Return the years spoken of: all between two that are the ends of a stretch."""
    if len(reading.years) == 2 and reading.ranged:
        return tuple(range(min(reading.years), max(reading.years) + 1))
    return reading.years


def years_in(sets: Sets, draft: Draft) -> tuple[int, ...]:
    """Return the years spoken of; the first and the last year are those of the plan in which an indicator stands."""
    known, years = sets.tools.knowledge, years_meant(sets.reading)
    entity = known.entities.get(draft.anchors[0]) if draft.anchors else None
    owners = entity.parts.get(t.PROJECT, ()) if entity else ()
    own = next((known.entities[o].plan for o in owners if o in known.entities), None)
    meant = known.periods.get(own or "")
    said = [known.periods[p.iri] for p in sets.reading.plans if p.iri in known.periods and p.iri != own]
    if meant is None or not said:
        return years
    ends = {first: meant[0] for first, _ in said} | {last: meant[1] for _, last in said}
    return tuple(ends.get(year, year) for year in years)


def asked_spans(reading: Reading, *cues: str) -> tuple[Span, ...]:
    """Return the stretches that every plan over figures stands for: years, words for targets and values, cues."""
    spoken = reading.speaks_of(t.TARGET, t.VALUE, t.HAS_INDICATOR, t.INDICATOR)
    counted = [n.span for n in reading.numbers if n.unit in ("年", "年間", "年分")]
    return (*reading.year_spans, *reading.cue("asks:value", *cues), *(k.span for k in spoken), *counted)


def together(drafts: Sequence[Draft], sets: Sets) -> Draft | None:
    """Return the rows of one name in several breakdowns where the question means all of them: それぞれ, or none named."""
    if not drafts or drafts[0].subject is None:
        return None
    first, names = drafts[0], sets.tools.knowledge.entities
    owners = names[first.anchors[0]].parts.get(t.PROJECT)
    rows = [
        d
        for d in drafts
        if d.label == first.label and names[d.anchors[0]].parts.get(t.PROJECT) == owners and d.subject is not None
    ]
    if len(rows) < 2:
        return None
    each = sets.reading.cue("each", "both")
    level = all(d.subject is not None and d.subject.ahead > -_EVEN for d in rows[1:])
    if not each and not level:
        return None
    anchors = tuple(sorted(d.anchors[0] for d in rows))
    spans = tuple(dict.fromkeys([s for d in rows for s in d.spans] + list(each)))
    said: dict[Span, float] = {}
    for span, share in [item for d in rows for item in d.said]:
        said[span] = max(share, said.get(span, 0.0))
    subject = first.subject and replace(first.subject, ahead=0.4)
    return replace(
        first, of=Named(t.INDICATOR, anchors), anchors=anchors, spans=spans, said=tuple(said.items()), subject=subject
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
