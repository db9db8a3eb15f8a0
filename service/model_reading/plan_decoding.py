"""The words of a model → proposals: plans of the algebra, each of them checked; those that do not hold are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ontology import terms as t
from service.answering.knows.named_entities import TEXTS
from service.answering.operators.attribute import Values
from service.answering.operators.base import COUNT, TEXT, VALUE, YEAR, Plan, Proposal
from service.answering.operators.extreme import YearOf
from service.answering.operators.measure import Series
from service.answering.operators.reduce import Reduce, modes_said
from service.answering.operators.things import Things
from service.answering.operators.top import MostOf, TopFigure, rank_said
from service.answering.plan.sets import Set
from service.answering.propose.indicators import years_meant
from service.answering.propose.reach import wanted
from service.answering.propose.sets import Sets
from service.answering.rank.outside import OUTSIDE
from service.answering.step_interface import Tools
from service.model_reading.explained import UNSAID, Explained
from service.model_reading.json_parts import one_of, part, strings, whole
from service.model_reading.numbered_marks import NumberedMarks
from service.model_reading.plan_errors import Malformed, NotAPlan, PlanError, Unsaid, WrongKind
from service.model_reading.plan_vocabulary import Vocabulary
from service.model_reading.set_decoding import SetDecoder

MOST_PLANS = 4
_ALTERNATIVES = 3  # things that words may describe
_PRIOR = 0.1  # what a plan costs that a model proposed
_MOST_YEARS = 10
_LONG_TEXTS = frozenset(prop for props in TEXTS.values() for prop in props)
REDUCED = ("sum", "mean", "difference", "times", "part", "rate")
_CHANGES = frozenset(REDUCED) - {"sum", "mean"}
YEAR_OF = ("most", "least", "growth", "shrink", "first")


def decoded(
    reply: str, marks: NumberedMarks, known: Vocabulary, tools: Tools
) -> tuple[list[Proposal], list[PlanError]]:
    """Return the proposals that a reply makes, and why its other plans are none; raises NotAPlan."""
    plans = whole(reply).get("plans")
    if not isinstance(plans, list):
        raise NotAPlan("plans")
    found, faults = [], []
    sets = Sets(marks.reading, tools)
    for node in plans[:MOST_PLANS]:
        try:
            found += list(_alternatives(node, marks, known, sets))
        except PlanError as error:
            faults.append(error)
    return found, faults


def _alternatives(node: Any, marks: NumberedMarks, known: Vocabulary, sets: Sets) -> Iterator[Proposal]:
    for pick in range(_ALTERNATIVES):
        told = Explained(marks, known, sets)
        try:
            yield _proposal(node, SetDecoder(told, pick, not _names_plan(node)))
        except Unsaid:
            if pick == 0:
                raise
        if told.subject is None:
            return


def _names_plan(node: Any, depth: int = 0) -> bool:
    """Return whether a plan points at an edition somewhere."""
    if isinstance(node, str):
        return node[:1] == "p" and node[1:].isdecimal()
    if depth > 2 * 8 or not isinstance(node, dict | list):
        return False
    return any(_names_plan(one, depth + 1) for one in (node.values() if isinstance(node, dict) else node))


def _proposal(node: Any, decoder: SetDecoder) -> Proposal:
    told = decoder.told
    kind = told.enter(node, "give", 0)
    make = _MAKERS.get(kind)
    if make is None:
        raise Malformed("give")
    plan, of, gives, like = make(node, decoder)
    if not told.rests:
        raise Unsaid("all")
    of_kind = of.kind if like in ("things", "count") else ""
    if gives not in (COUNT, TEXT, VALUE, YEAR) or of_kind:
        told.spans += wanted(told.reading, told.sets.tools).get(of_kind or gives, ())
    draft = told.draft(of)
    return Proposal(f"{OUTSIDE}:{like}", plan, gives, draft.spans, (draft,), _PRIOR, of_kind)


_Made = tuple[Plan, Set, str, str]


def _things(node: Any, decoder: SetDecoder) -> _Made:
    of = decoder.set(part(node, "give", {"of"})["of"])
    return Things(of, False, tuple(dict.fromkeys(decoder.told.anchors))), of, of.kind, "things"


def _count(node: Any, decoder: SetDecoder) -> _Made:
    given = part(node, "give", {"of"}, {"by"})
    decoder.told.says(given, "asks:count", "how_many")
    of = decoder.set(given["of"])
    return Things(of, True, tuple(dict.fromkeys(decoder.told.anchors))), of, COUNT, "count"


def _values(node: Any, decoder: SetDecoder) -> _Made:
    given = part(node, "give", {"of", "property"}, {"by"})
    told, of = decoder.told, decoder.set(given["of"])
    prop = told.known.property(one_of(given["property"]), of.kind)
    said = told.speaks(prop)
    told.cost += 0.0 if told.said_by(given) or said else UNSAID
    ranges = told.sets.tools.schema.ranges(prop)
    gives = YEAR if t.YEAR in ranges else ranges[0] if ranges else TEXT if prop in _LONG_TEXTS else VALUE
    return Values(of, (prop,)), of, gives, "attribute"


def _figures(node: Any, decoder: SetDecoder) -> _Made:
    given = part(node, "give", {"of"}, {"years"})
    of = _measured(given["of"], decoder, t.INDICATOR, t.FIGURE)
    return Series(of, _years(given, decoder)), of, VALUE, "series" if of.kind == t.INDICATOR else "figure-value"


def _reduced(node: Any, decoder: SetDecoder) -> _Made:
    given = part(node, "give", {"of"}, {"years", "number", "by"})
    mode = given["give"]
    decoder.told.says(given, *modes_said(decoder.told.reading).get(mode, (mode,)))
    of = _measured(given["of"], decoder, t.INDICATOR, t.FIGURE)
    years = _years(given, decoder)
    if "number" in given:
        if mode not in _CHANGES:
            raise Malformed("number")
        last = years[-1:] or (decoder.told.sets.tools.knowledge.last_year,)
        return Reduce(of, mode, last, decoder.told.number(given["number"]).number), of, VALUE, "reduce"
    ends = (min(years), max(years)) if mode in _CHANGES and len(years) > 1 else years
    return Reduce(of, mode, ends), of, VALUE, "reduce"


def _year_of(node: Any, decoder: SetDecoder) -> _Made:
    given = part(node, "give", {"of", "how"}, {"number", "by"})
    how = one_of(given["how"], YEAR_OF)
    of = _measured(given["of"], decoder, t.INDICATOR)
    if how == "first":
        number = decoder.told.number(given.get("number"))
        decoder.told.spans += decoder.told.reading.cue("passing", "first_time")
        plan = YearOf(of, how, number.operator if number.operator != "=" else ">=", number.number, number.unit)
        return plan, of, YEAR, "first-year"
    decoder.told.says(given, *(("growth", "most", "least") if how in ("growth", "shrink") else (how,)))
    return YearOf(of, how), of, YEAR, "year-of"


def _most(node: Any, decoder: SetDecoder) -> _Made:
    given = part(node, "give", {"of", "path"}, {"class", "by"})
    least = given["give"] == "least"
    told, of = decoder.told, decoder.set(given["of"])
    path, ends = told.path(of.kind, given["path"])
    kind = decoder.end(ends, given.get("class"))
    told.walked(of.kind, path, (kind,), {})
    told.says(given, "least" if least else "most", "ordinal")
    told.rests += 1  # the cue itself asks for it: 「一番多い課」
    told.spans += wanted(told.reading, told.sets.tools).get(kind, ())
    return MostOf(kind, of, path, least, rank_said(told.reading)), of, kind, "most-of"


def _top(node: Any, decoder: SetDecoder) -> _Made:
    given = part(node, "give", {"of"}, {"year", "by"})
    least = given["give"] == "smallest"
    told, of = decoder.told, _measured(given["of"], decoder, t.INDICATOR, t.FIGURE)
    told.says(given, "least" if least else "most", "ordinal")
    year = told.year(given["year"]) if "year" in given else told.sets.tools.knowledge.last_year or None
    when = year if of.kind == t.INDICATOR else None
    return TopFigure(of, when, least, rank_said(told.reading)), of, of.kind, "top-figure"


def _measured(node: Any, decoder: SetDecoder, *kinds: str) -> Set:
    """Return a set of things that have figures, with the words that ask for these."""
    of = decoder.set(node)
    if of.kind not in kinds:
        raise WrongKind("figures")
    told = decoder.told
    told.spans += told.reading.cue("asks:value", "asks:year")
    told.speaks(t.TARGET, t.VALUE, t.HAS_INDICATOR, t.INDICATOR)
    return of


def _years(given: Mapping[str, Any], decoder: SetDecoder) -> tuple[int, ...]:
    names = strings(given["years"], _MOST_YEARS) if "years" in given else []
    years = tuple(sorted({decoder.told.year(name) for name in names}))
    reading = decoder.told.reading
    return years_meant(reading) if set(years) == set(reading.years) and reading.ranged else years


_MAKERS: dict[str, Callable[[Any, SetDecoder], _Made]] = {
    "things": _things,
    "count": _count,
    "values": _values,
    "figures": _figures,
    **dict.fromkeys(REDUCED, _reduced),
    "year_of": _year_of,
    "most": _most,
    "least": _most,
    "largest": _top,
    "smallest": _top,
}
GIVES = tuple(_MAKERS)

__all__ = ["GIVES", "MOST_PLANS", "REDUCED", "YEAR_OF", "decoded"]
