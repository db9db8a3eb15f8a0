"""One figure made of several: a sum, a mean, a difference, how many times, growth in per cent, a quotient, a step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.japanese import era_long, fold, years
from ontology import terms as t
from service.answering.answer import Item
from service.answering.operators.base import VALUE, Proposal
from service.answering.operators.measure import Point, cited, figure_rows, label, owner, points
from service.answering.plan.aggregates import apart, reduced, step_rows
from service.answering.plan.conditions import number_text
from service.answering.plan.sets import Named, Set, Union
from service.answering.plan.sparql_text import iri_text, shorten
from service.answering.propose.editions import CURRENT, editions
from service.answering.propose.indicators import asked_spans, indicators, years_in, years_meant
from service.answering.propose.measures import measures
from service.answering.propose.sets import Draft, Sets
from service.answering.propose.sides import CLEAR, WITHIN, pairs, rows
from service.answering.reading.marks import Number, Reading, covered
from service.answering.reading.numbers import NO_FIGURE
from service.answering.say.written_figures import plain, read_print, written
from service.answering.step_interface import Result, Tools
from service.answering.wording import wording

MODES = {
    "sum": "合計", "mean": "平均", "difference": "差", "times": "比", "part": "割合", "rate": "増減率",
    "quotient": "割った値", "step": "1年ごとの差",
}  # fmt: skip
_FOLDS = ("sum", "mean")
_EXPRESSIONS = {
    "difference": apart("?late", "?early"), "times": "?late / ?early", "part": "?late / ?early * 100",
    "rate": f"{apart('?late', '?early')} / ?early * 100", "quotient": "?late / ?early",
}  # fmt: skip
_CHANGES = ("difference", "times", "part", "rate")  # of two figures


@dataclass(frozen=True, slots=True)
class Reduce:
    """The figures of a set in some years, made one. mode: a key of MODES; constant: a number said in the question that
    a figure is compared with; order: of the things, where it counts."""

    of: Set
    mode: str
    years: tuple[int, ...] = ()
    constant: float | None = None
    order: tuple[str, ...] = ()

    def run(self, tools: Tools) -> Result | None:
        """Return the one figure, with those that it is made of."""
        found, _ = points(self.of, tools, self.years)
        found = [p for p in found if p.number is not None]
        if self.order:
            place = {thing: number for number, thing in enumerate(self.order)}
            found = sorted(found, key=lambda p: (place.get(p.thing, len(place)), p.year or 0))
        outcome = self._steps(found) if self.mode == "step" else self._outcome(found)
        if not outcome:
            return None
        values, used = outcome
        query = self.query(used)
        text = "、".join(values)
        shown = "、".join(self._shown(p, used, tools) for p in used)
        things = tuple(dict.fromkeys(p.thing for p in used))
        owners = tuple(dict.fromkeys(o for thing in things if (o := owner(thing, tools))))
        kind = tools.knowledge.class_labels.get(self.of.kind)
        return Result(
            items=tuple(Item(label=MODES[self.mode], value=value, type=kind) for value in values),
            statements=cited(used),
            text=f"{MODES[self.mode]}は{text}です（{shown}）。",
            sparql=query,
            anchors=(*things, *owners),
        )

    def query(self, used: Sequence[Point]) -> str:
        """Return the query for the one figure itself. used: the figures that it is made of."""
        if self.mode == "step":
            steps = step_rows(figure_rows(self.of, self.years, bound=True))
            return shorten(f"SELECT DISTINCT ({apart('?step', '0')} AS ?result) WHERE {{ {{ {steps} }} }}")
        if self.mode in _FOLDS:
            every = f"{{ {figure_rows(self.of, self.years, bound=True)} }}"
            return reduced(every, "SUM(?number)" if self.mode == "sum" else "AVG(?number)")
        early = "?early" if self.constant is None else number_text(self.constant)
        rows = _triples(used[-1], "late") + (_triples(used[0], "early") if self.constant is None else "")
        return reduced(rows, _EXPRESSIONS[self.mode].replace("?early", early))

    def _outcome(self, found: Sequence[Point]) -> tuple[list[str], list[Point]] | None:
        if self.mode in _FOLDS:
            if len(found) < 2 or len(_units(found)) > 1:
                return None
            total = sum(p.number or 0.0 for p in found)
            return [self._written(total if self.mode == "sum" else total / len(found), found)], list(found)
        if self.constant is not None:
            if len(found) != 1:
                return None
            number = found[0].number or 0.0
            return self._compared(self.constant, number, found[:1])
        ends = self._ends(found)
        if ends is None or (self.mode != "quotient" and len(_units(ends)) > 1):
            return None
        return self._compared(ends[0].number or 0.0, ends[1].number or 0.0, ends)

    def _compared(self, first: float, last: float, used: Sequence[Point]) -> tuple[list[str], list[Point]] | None:
        if self.mode == "difference":
            return [self._written(abs(last - first), used)], list(used)
        if not first:
            return None
        if self.mode == "quotient":
            unit = read_print(used[1].value).unit.split("/")[0]
            return [plain(last / first) + unit], list(used)
        if self.mode == "rate":
            return [f"{round(abs(last - first) / first * 100, 1):g}%"], list(used)
        return [f"{round(last / first * 100, 1):g}%" if self.mode == "part" else f"{plain(last / first)}倍"], list(used)

    def _steps(self, found: Sequence[Point]) -> tuple[list[str], list[Point]] | None:
        """Return by how much a series changes each year: one figure where it is always the same."""
        if len({p.thing for p in found}) != 1 or len(found) < 2:
            return None
        steps = [round((b.number or 0.0) - (a.number or 0.0), 6) for a, b in pairwise(found)]
        return [self._written(abs(step), found, "difference") for step in dict.fromkeys(steps)], list(found)

    def _ends(self, found: Sequence[Point]) -> tuple[Point, Point] | None:
        """Return the two figures that are compared: of two years of one thing, or of two things in one year."""
        things = list(dict.fromkeys(p.thing for p in found))
        if len(things) == 1 and len(found) >= 2:
            return found[0], found[-1]
        if len(things) != 2:
            return None
        one, other = ([p for p in found if p.thing == thing] for thing in things)
        common = {p.year for p in one} & {p.year for p in other}
        if not common:
            return None
        year = max((y for y in common if y is not None), default=None)
        return next(p for p in other if p.year == year), next(p for p in one if p.year == year)

    def _written(self, number: float, used: Sequence[Point], mode: str = "") -> str:
        text = written(round(number, 6), [p.value for p in used])
        return text.replace("%", "ポイント") if "difference" in (self.mode, mode) else text

    @staticmethod
    def _shown(point: Point, used: Sequence[Point], tools: Tools) -> str:
        several = len({p.thing for p in used}) > 1
        name = label(point.thing, tools) if several else ""
        year = era_long(point.year) if point.year else ""
        return f"{name}{' ' if name and year else ''}{year} {point.value}".strip()


def _triples(point: Point, var: str) -> str:
    """Return the triples of one figure, its number under a variable."""
    if point.year is None:
        return f"{iri_text(point.thing)} {iri_text(t.NUMERIC_VALUE)} ?{var} . "
    return (
        f"?of_{var} {iri_text(t.OF_INDICATOR)} {iri_text(point.thing)} ; "
        f"{iri_text(t.FISCAL_YEAR)}/{iri_text(t.NOTATION)} {point.year} ; {iri_text(t.NUMERIC_VALUE)} ?{var} . "
    )


def _units(found: Sequence[Point]) -> set[str]:
    return {read_print(p.value).unit for p in found}


def modes_said(reading: Reading) -> dict[str, tuple[str, ...]]:
    """Return the ways to make one figure that a question has words for, each with the cues that it stands for."""
    found: dict[str, tuple[str, ...]] = {}
    if reading.says("within"):
        found["part"] = ("share", "part", "within")
    for mode in ("quotient", "step", "part", "rate", "times"):
        if reading.says(mode):
            found[mode] = (mode, "difference", "growth") if mode in ("step", "rate", "times") else (mode, "times")
    if "times" in found:
        found["times"] = ("times", "difference", "rising")
    if "step" in found:
        found["step"] = ("step", "difference", "rising", "falling", "growth")
    for mode in (*_FOLDS, "difference"):
        if reading.says(mode):
            found[mode] = (mode, "rising", "falling") if mode == "difference" else (mode,)
    return found


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield what the figures spoken of come to."""
    reading = sets.reading
    modes = modes_said(reading)
    for mode in ("difference", "times", "rate"):
        if mode in modes:
            yield from _of_editions(mode, sets, tools)
    for mode, cues in modes.items():
        cost = 0.1 if mode == "difference" and len(modes) > 1 else 0.0
        if mode != "quotient" and (mode != "part" or reading.says("part")):
            yield from _of_one(mode, cues, cost, sets)
        if mode != "step":
            yield from _of_several(mode, cues, cost, sets)


def _of_one(mode: str, cues: tuple[str, ...], cost: float, sets: Sets) -> Iterator[Proposal]:
    """Yield what the figures of one set come to over the years, or beside a number said."""
    reading = sets.reading
    asked = asked_spans(reading, *cues, *(("whole_period",) if mode in _FOLDS else ()))
    for draft in indicators(sets):
        spans = (*draft.spans, *asked)
        when = years_in(sets, draft)
        if mode in _CHANGES:
            for number in _numbers(reading):
                if len(when) <= 2:
                    last = when[-1:] or (sets.tools.knowledge.last_year,)
                    plan = Reduce(draft.of, mode, last, number.number)
                    yield Proposal("reduce", plan, VALUE, (*spans, number.span), (draft,), cost + 0.05)
            when = (min(when), max(when)) if len(when) >= 2 else when
            if len(when) == 1:
                continue
        single = draft.subject is not None and len(draft.anchors) == 1
        if mode in _FOLDS and single and len(when) == 1:
            continue
        alone = draft.subject is not None or len(when) == 1
        yield Proposal("reduce", Reduce(draft.of, mode, when), VALUE, spans, (draft,), cost + (0.0 if alone else 0.1))


def _numbers(reading: Reading) -> list[Number]:
    apart = [m.span() for m in wording().per_unit.finditer(reading.text)]
    numbers = [n for n in reading.numbers if not covered(n.span, apart)]
    return [n for n in numbers if n.unit and n.number and n.unit not in NO_FIGURE]


def _of_several(mode: str, cues: tuple[str, ...], cost: float, sets: Sets) -> Iterator[Proposal]:
    """Yield what the figures of several things come to in one year, or of surveys."""
    reading = sets.reading
    skip = reading.cue(*cues)
    for kind in (t.INDICATOR, t.FIGURE):
        when = years_meant(reading)[-1:] or ((sets.tools.knowledge.last_year,) if kind == t.INDICATOR else ())
        asked = asked_spans(reading, *cues) if kind == t.INDICATOR else (*skip, *reading.cue("asks:value"))
        whole_period = reading.cue("whole_period")
        if mode in _FOLDS:
            when = () if whole_period and kind == t.INDICATOR and not reading.years else when
            asked = (*asked, *whole_period)
            for drafts in rows(kind, sets, skip):
                whole = Union(tuple(d.of for d in drafts))
                yield Proposal("reduce-row", Reduce(whole, mode, when), VALUE, asked, tuple(drafts), cost)
            continue
        divided = mode == "quotient" and wording().per_unit.search(reading.text)  # which by which is said
        for one, other, cut in () if divided else pairs(kind, sets, skip, mode != "quotient"):
            both = Named(kind, (*one.anchors, *other.anchors))
            plan = Reduce(both, mode, when, None, (*one.anchors, *other.anchors))
            said = reading.text[slice(*cut)]
            if said.startswith(WITHIN):
                if mode != "part":
                    continue
                plan = Reduce(both, mode, when, None, (*other.anchors, *one.anchors))
            clear = said.startswith((*CLEAR, *WITHIN)) or mode == "quotient"
            if not clear and not reading.says("than"):
                continue
            loose = (0.0 if clear else 0.1) + (0.2 if len(reading.years) > 1 else 0.0)
            yield Proposal("reduce-pair", plan, VALUE, (*asked, cut), (one, other), cost + loose)


def _of_editions(mode: str, sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield how a survey's figure compares with the one that an earlier survey has under that name."""
    reading = sets.reading
    cues = (
        *reading.cue("difference", "times", "rate", "than", "this_time", "last_time", "asks:value", "survey"),
        *reading.year_spans,
    )
    spans = (*cues, *(p.span for p in reading.plans))
    spoken = bool(reading.plans) or reading.says("this_time", "last_time")
    places = [n.span for n in reading.numbers if n.unit in ("位", "番目")]
    for draft in measures(t.FIGURE, sets)[:3]:
        twins = _twins(draft, tools)
        told = [text for iri in twins for text in tools.knowledge.entities[iri].texts.get(t.AS_OF, ())]
        dated = {m.year for text in told for m in years(fold(text).upper())}
        if len(twins) == 2 and (spoken or (reading.years and set(reading.years) <= dated)):
            both = Named(t.FIGURE, twins)
            plan = Reduce(both, mode, (), None, twins)
            told_by = (*draft.spans, *spans, *reading.cue("ordinal", "most", "falling", "rising"), *places)
            yield Proposal("reduce", plan, VALUE, told_by, (draft,), -min(draft.cost, 0.4))


def _twins(draft: Draft, tools: Tools) -> tuple[str, ...]:
    """Return the figures of one name in two surveys: in two plans' documents, or of two times."""
    names = tools.knowledge.entities
    same = sorted(e.iri for e in tools.knowledge.of(t.FIGURE) if e.label == draft.label)
    placed = editions(same, tools)
    times = {iri: (placed.get(iri, ""), *names[iri].texts.get(t.AS_OF, ())) for iri in same}
    first = {time: iri for iri, time in reversed(times.items())}
    parted = [iri for time, iri in first.items() if len(time) > 1] or list(first.values())
    return tuple(sorted(parted, key=lambda iri: _time(iri, placed, tools), reverse=True)) if len(parted) == 2 else ()


def _time(iri: str, placed: Mapping[str, str], tools: Tools) -> tuple[int, bool, str]:
    """Return what puts a survey's figure in order: the year that it is of, then its plan."""
    told = tools.knowledge.entities[iri].texts.get(t.AS_OF, ())
    year = max((m.year for text in told for m in years(fold(text).upper().replace(".", "年"))), default=0)
    return year, placed.get(iri) == CURRENT, iri


__all__ = ["MODES", "Reduce", "modes_said", "propose"]
