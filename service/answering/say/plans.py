"""Plans in Japanese: what a plan means, and questions that ask for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph.japanese import era_long
from ontology import terms as t
from service.answering.plan.sets import Named, Set, Union, Where
from service.answering.say.nouns import amount, kind, local, name, pick, sayings, word_of, years
from service.answering.say.sets import common_unit, modifier, noun, printed
from service.answering.step_interface import Tools

WAYS = 2


def phrase(plan: Any, tools: Tools) -> str:
    """Return what a plan means: 総務課が主管する事業の数."""
    key, slots = _said(plan, tools, 0)
    return _filled(sayings()["plans"][key]["phrase"], slots) if key else _fallback(plan, tools)


def question(plan: Any, tools: Tools, ways: int = WAYS) -> list[str]:
    """Return questions that ask for a plan, each worded otherwise; none where it is what was found in passages."""
    found = []
    for way in range(ways):
        key, slots = _said(plan, tools, way)
        asked = slots.get("asked") or (sayings()["plans"][key]["question"] if key else ())
        if asked:
            found.append(_filled(pick(asked, way), slots))
    return list(dict.fromkeys(found))


def asked_label(proposal: Any, tools: Tools) -> str:
    """Return what a plan asks for, in a word: 事業, 事業の数, 主管課, 目標値の合計."""
    plan = proposal.plan
    if type(plan).__name__ == "Things":
        return kind(plan.of.kind, tools) + ("の数" if plan.counted else "")
    if type(plan).__name__ == "Values":
        return "・".join(word_of(prop, tools) for prop in plan.properties)
    key, slots = _said(plan, tools, 0)
    own = sayings()["asked"]
    label = own.get(key) or own.get(proposal.operator) or own.get(type(plan).__name__) or own["else"]
    return _filled(label, slots | {"kind": slots.get("kind", kind(getattr(plan, "kind", ""), tools))})


def _fallback(plan: Any, tools: Tools) -> str:
    sets = [value for name_ in getattr(plan, "__slots__", ()) if hasattr(value := getattr(plan, name_), "pattern")]
    return "、".join(noun(one, tools) for one in sets if hasattr(one, "kind")) or "文書に書かれていること"


def _filled(template: str, slots: dict[str, Any]) -> str:
    return template.format(**{key: value for key, value in slots.items() if isinstance(value, str)})


def _said(plan: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    """Return the entry of a plan in the file, and what goes into its wording."""
    say = _PLANS.get(type(plan).__name__)
    return say(plan, tools, way) if say else ("", {})


def _things(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    key = "Things" + (".counted" if p.counted else "") + (".OrganizationalUnit" if p.of.kind == t.UNIT else "")
    return key, {"of": noun(p.of, tools, way)}


def _values(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    of = _bearer(p.of, p.properties[0])
    slots: dict[str, Any] = {
        "of": noun(of, tools, way), "property": "と".join(word_of(prop, tools) for prop in p.properties)
    }  # fmt: skip
    asked = sayings()["asks"].get(local(p.properties[0]))
    return "Values", slots | ({"asked": asked} if asked and len(p.properties) == 1 else {})


def _bearer(of: Any, prop: str) -> Any:
    """Return a set without the condition that its things have the very property that is asked for."""
    conditions = getattr(of, "conditions", ())
    kept = tuple(c for c in conditions if not (getattr(c, "ends", 0) is None and c.path[0].property == prop))
    return of.of if conditions and not kept else type(of)(of.of, kept) if conditions else of


def _series(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    key = "Series.Figure" if p.of.kind == t.FIGURE else "Series"
    return key, {"of": noun(p.of, tools, way), "years": years(p.years)}


def _reduce(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    slots = {"of": noun(p.of, tools, way), "years": years(p.years)}
    if p.mode in ("difference", "times", "part", "rate", "quotient"):
        things = p.order or _iris(p.of)
        if p.constant is not None:
            constant = amount(p.constant, "=", _unit(things, tools))
            return f"Reduce.{p.mode}.constant", slots | {"constant": constant}
        if len(things) == 2:
            return f"Reduce.{p.mode}.two", slots | {"one": name(things[0], tools), "other": name(things[1], tools)}
        ends = [era_long(y) for y in (p.years[:1] + p.years[-1:])] or ["最初の年度", "最終年度"]
        return f"Reduce.{p.mode}", slots | {"first": ends[0], "last": ends[-1]}
    return f"Reduce.{p.mode}", slots


def _iris(of: Any) -> tuple[str, ...]:
    """Return the things that a set names."""
    if isinstance(of, Named):
        return of.iris
    if isinstance(of, Union):
        return tuple(iri for part in of.parts for iri in _iris(part))
    return ()


def _unit(things: tuple[str, ...], tools: Tools) -> str:
    return common_unit(printed(things, tools))


def _year_of(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    number = ""
    if p.how in ("first", "all"):
        times = f"{_base(p)}の{p.number:g}倍" if p.base is not None else ""
        number = times or amount(p.number, p.sign, p.unit or _unit(_iris(p.of), tools))
    return f"YearOf.{p.how}", {"of": noun(p.of, tools, way), "number": number}


def _base(p: Any) -> str:
    return era_long(p.base) if p.base else "最初の年度"


def _crossing(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    key = "Crossing" + (".level" if p.level else ".below" if p.below else "")
    return key, {"one": name(p.one, tools), "other": name(p.other, tools)}


def _added(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    number = amount(p.number, p.sign, _unit(_iris(p.of), tools)) if p.how in ("first", "is") else ""
    ends = [era_long(y) for y in (p.years[:1] + p.years[-1:])] or ["最初の年度", "最終年度"]
    return f"Added.{p.how}", {"of": noun(p.of, tools, way), "number": number, "first": ends[0], "last": ends[-1]}


def _each(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    return "Each", {"each": "と".join(phrase(plan, tools) for plan in p.plans)}


def rank(place: int, way: int) -> str:
    """Return a place in an order: 最も, 2番目に."""
    return pick(sayings()["ranks"]["first" if place == 1 else "other"], way).format(place)


def _most_of(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    key = "MostOf.share" if p.whole is not None else "MostOf.least" if p.least else "MostOf"
    what = kind(p.kind, tools, way)
    if p.without:
        what = f"{'と'.join(name(iri, tools) for iri in p.without)}以外の{what}"
    place = f"{name(p.below, tools)}の次に" if p.below else rank(p.rank, way)
    return key, {"of": noun(p.of, tools, way), "rank": place, "kind": what}


def _top_figure(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    slots = {"of": noun(p.of, tools, way), "rank": rank(p.rank, way), "years": years([p.year])}
    return "TopFigure.least" if p.least else "TopFigure", slots


def _of(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    return type(p).__name__, {"of": noun(p.of, tools, way)}


def _gaps(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    return "Gaps", {"of": noun(p.of, tools, way), "rank": "短い" if p.least else "長い"}


def _between(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    return "Between", {"one": noun(p.one, tools, way), "other": noun(p.other, tools, way)}


def _in_order(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    things, last = _iris(p.of), ".last" if p.last else ""
    if len(things) == 2 and p.rank == 1:
        return f"InOrder.two{last}", {"one": name(things[0], tools), "other": name(things[1], tools)}
    return f"InOrder{last}", {"of": noun(p.of, tools, way), "rank": rank(p.rank, way)}


def _planned(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    return "Planned", {"of": noun(p.of, tools, way), "years": years(p.years)}


def _entry(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    rows = tools.select(f"SELECT ?x ?a WHERE {{ ?x <{t.HAS_SCHEDULE}> <{p.entry}> . <{p.entry}> <{t.ACTIVITY}> ?a }}")
    row = rows[0] if rows else {"x": p.entry, "a": ""}
    return "YearOfEntry", {"of": name(row["x"], tools), "activity": " ".join(row["a"].split())}


def _are_all(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    slots = {"of": noun(p.of, tools, way), "condition": modifier(p.condition, p.of.kind, tools, way)}
    return "AreAll", slots | {"kind": kind(p.of.kind, tools, way)}


def _figure_is(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    number = amount(p.number, p.sign, p.unit or _unit(_iris(p.of), tools))
    return "FigureIs", {"of": noun(p.of, tools, way), "years": years(p.years), "number": number}


def _step_is(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    return "StepIs", {"of": noun(p.of, tools, way), "number": amount(p.number, "=", _unit(_iris(p.of), tools))}


def _agree(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    return "Agree", {"of": noun(p.of, tools, way), "years": years(p.years)}


def _exceeds(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    both = {"one": name(p.one, tools), "other": name(p.other, tools)}
    return "Exceeds" + (".smaller" if p.smaller else ""), both | {"years": years(p.years)}


def _answers(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    return "Answers", {"of": noun(p.of, tools, way), "number": amount(p.number, p.sign, p.unit)}


def _goes(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    return "Goes", {"of": noun(p.of, tools, way), "how": pick(sayings()["moves"][p.how], way)}


def _share(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    return "Share", {"whole": noun(p.whole, tools, way), "part": noun(p.part, tools, way)}


def _tally(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    return "Tally", {"of": noun(p.of, tools, way), "groups": "と".join(group for group, _ in p.groups)}


def _more_of(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    one, other = (group for group, _ in p.tally.groups)
    times = f"の{p.factor:g}倍" if p.factor != 1 else ""
    said = str(sayings()["nodes"]["outnumbers"][p.sign]).format(one=one, other=other + times)
    return "MoreOf", {"of": noun(p.tally.of, tools, way), "compared": said.removesuffix("の")}


def _part_of(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    (part, _), (_, whole) = p.tally.groups
    return "PartOf", {
        "of": noun(Where(p.tally.of, whole.conditions), tools, way),
        "part": part,
        "share": amount(100 * p.share, p.sign, "%"),
    }


def _count_by(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    return "CountBy", {"of": noun(p.of, tools, way), "kind": kind(p.kind, tools, way)}


def _day(point: Any) -> str:
    return f"「{point.of.title}」"


def _days_of(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    key = type(p).__name__ + (".last" if getattr(p, "last", False) else "")
    of = "と".join(dict.fromkeys(map(_day, p.of)))
    return key, {"of": of, "rank": rank(getattr(p, "rank", 1), way)}


def _two_days(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    key = type(p).__name__ + (".after" if getattr(p, "after", False) else "")
    return key, {"one": _day(p.one), "other": _day(p.other), "unit": getattr(p, "unit", "日")}


def _says(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    return "Says", {"of": noun(p.of, tools, way), "property": word_of(p.property, tools)}


def _quoted(p: Any, tools: Tools, way: int) -> tuple[str, dict[str, Any]]:
    return "Quoted", {}


_PLANS: dict[str, Callable[[Any, Tools, int], tuple[str, dict[str, Any]]]] = {
    "Things": _things, "Values": _values, "Series": _series, "Reduce": _reduce, "YearOf": _year_of,
    "Crossing": _crossing, "MostOf": _most_of, "TopFigure": _top_figure, "YearsOf": _of, "Between": _between,
    "InOrder": _in_order, "Listed": _of, "Planned": _planned, "YearOfEntry": _entry, "AreAll": _are_all,
    "Exists": _of, "FigureIs": _figure_is, "Goes": _goes, "Says": _says, "Quoted": _quoted,
    "DayOf": _days_of, "Nth": _days_of, "On": _days_of, "Often": _days_of, "Apart": _two_days, "Before": _two_days,
    "Naming": _of, "Share": _share, "Tally": _tally, "CountBy": _count_by, "Answers": _answers, "StepIs": _step_is,
    "Agree": _agree, "Exceeds": _exceeds, "Added": _added, "Each": _each, "OldNames": _of,
    "MoreOf": _more_of, "PartOf": _part_of, "Gaps": _gaps,
}  # fmt: skip
SAYABLE = frozenset(_PLANS)

__all__ = ["SAYABLE", "Set", "phrase", "question"]
