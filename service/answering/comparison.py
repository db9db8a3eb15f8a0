"""Two indicators side by side: the first year in which one passes the other, which is larger, their difference."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.japanese import era_long, era_short, fold
from ontology import terms as t
from service.answering import indicators
from service.answering.answer import Item
from service.answering.evidence import Statement
from service.answering.interpret import Ask
from service.answering.knowledge import Entity
from service.answering.mentions import Linked
from service.answering.series import Target, amount, series
from service.answering.tools import Result, Tools, Topic

_TWO = 2
_HELD = 0.5  # part of a side's worth that an indicator and its 事業 have to hold
_SIDES = re.compile(
    r"(.{4,}?)(?:の目標|の数)?(?:が|は)(.{4,}?)(?:の目標|の数)?(?:を(?:初めて|はじめて)?(?:上回|追い抜|追い越|超え|抜く|抜き|下回)|より.{0,8}(?:多|少な|大き|小さ))"
)
_BETWEEN = re.compile(r"上回|追い抜|追い越|超え|抜く|抜き|下回|より")  # without one the search is vain, and long
_SMALLER = re.compile(r"(?:小さ|少な|低|短)(?:い|くな)(?:[^、。]{0,6}(?:は|$)|ですか)")
_OBJECT = re.compile(r"^.{0,12}?(を|より|に比べ|と比べ)")


@dataclass(frozen=True, slots=True)
class _Series:
    indicator: Entity
    end: int  # where its name ends in the question
    targets: dict[int, Target]


def compared(linked: Linked, ask: Ask, tools: Tools) -> Result | None:
    """Return what a comparison of the two indicators that the question names comes to; None where it names fewer."""
    found = _named(linked, tools)
    if len(found) < 2:
        found = _described(linked, tools) or _borne(linked, tools)
    if len(found) < 2:
        return None
    first, second = found[:2]
    years = sorted(first.targets.keys() & second.targets.keys())
    if not years:
        return None
    wanted = [year for year in years if year in linked.years] or years[-1:]
    if ask is Ask.YEAR and (linked.says("more") or linked.says("less") or linked.says("passes")):
        return _passed(linked, first, second, years)
    if linked.says("which") or linked.says("max") or linked.says("min"):
        return _larger(linked, first, second, wanted[-1], tools)
    return _difference(first, second, wanted[-1], tools) if linked.says("difference") else None


def _named(linked: Linked, tools: Tools) -> list[_Series]:
    """Return the indicators that the question names and that have figures, in its order."""
    found = []
    for mention in linked.entities(t.INDICATOR):
        indicator = tools.knowledge.entities[mention.iris[0]]
        known, _ = series(indicator, tools)
        targets = {target.year: target for target in known if target.number is not None}
        if targets:
            found.append(_Series(indicator, mention.end, targets))
    return found


def _described(linked: Linked, tools: Tools) -> list[_Series]:
    """Return the two indicators that a comparison describes on its two sides: 「AがBを上回る」「AはBより多い」."""
    sides = _SIDES.search(linked.text) if _BETWEEN.search(linked.text) else None
    if sides is None:
        return []
    found = []
    for index in (1, 2):
        terms = tools.linker.terms(sides[index])
        ranked = tools.catalogue.rank(terms, tools.knowledge.of(t.INDICATOR))
        if not ranked or ranked[0].covered < _HELD:
            return []
        known, _ = series(ranked[0].entity, tools)
        found.append(_Series(ranked[0].entity, sides.end(index), {x.year: x for x in known if x.number is not None}))
    return found if found[0].indicator.iri != found[1].indicator.iri else []


def _borne(linked: Linked, tools: Tools) -> list[_Series]:
    """Return the series of one indicator that two 事業 have, where the question is which of the two has more."""
    if not (linked.says("which") or linked.says("max") or linked.says("min")) or not linked.entities(t.INDICATOR):
        return []
    meant = indicators.meant(linked, tools, Topic())
    if len(meant) != _TWO:
        return []
    found = []
    for indicator in meant:
        known, _ = series(indicator, tools)
        found.append(_Series(indicator, 0, {x.year: x for x in known if x.number is not None}))
    owners = {indicators.owner(one.indicator) for one in found}
    return found if len(owners) == _TWO else []


def _passed(linked: Linked, first: _Series, second: _Series, years: Sequence[int]) -> Result | None:
    """Return the first year in which one series lies above (below) the other; 「BをAが上回る」 turns them round."""
    if _OBJECT.match(linked.text[first.end : second.end - len(fold(second.indicator.label))]):
        first, second = second, first
    sign = -1 if linked.says("less") else 1
    year = next((y for y in years if sign * (_number(first, y) - _number(second, y)) > 0), None)
    if year is None:
        return None
    word = "下回る" if sign < 0 else "上回る"
    return _told(
        (Item(label=era_long(year), type="年度", year=era_short(year)),),
        (first, second),
        years,
        f"「{first.indicator.label}」の目標が「{second.indicator.label}」を初めて{word}のは{era_long(year)}です",
    )


def _larger(linked: Linked, first: _Series, second: _Series, year: int, tools: Tools) -> Result:
    least = linked.says("min") or _SMALLER.search(linked.text) is not None
    ordered = sorted((first, second), key=lambda one: _number(one, year), reverse=not least)
    best = ordered[0]
    target = best.targets[year]
    project = tools.knowledge.entities.get(indicators.owner(best.indicator) or "")
    same = first.indicator.label == second.indicator.label and project is not None
    name = project.label if same and project is not None else best.indicator.label
    return _told(
        (
            Item(
                label=name,
                iri=best.indicator.iri,
                type="指標",
                value=target.value,
                year=era_short(year),
            ),
        ),
        (first, second),
        (year,),
        f"{era_long(year)}の目標が{'小さい' if least else '大きい'}のは「{name}」です",
    )


def _difference(first: _Series, second: _Series, year: int, tools: Tools) -> Result:
    gap = abs(_number(first, year) - _number(second, year))
    printed = amount(gap, first.indicator, first.targets[year], tools)
    return _told(
        (Item(label=f"{first.indicator.label}と{second.indicator.label}の差", value=printed, year=era_short(year)),),
        (first, second),
        (year,),
        f"{era_long(year)}の目標の差は{printed}です",
    )


def _told(items: tuple[Item, ...], both: Sequence[_Series], years: Sequence[int], text: str) -> Result:
    shown = "、".join(
        f"{one.indicator.label}は" + "・".join(f"{era_short(y)} {one.targets[y].value}" for y in years) for one in both
    )
    return Result(
        items=items,
        statements=tuple(
            Statement(one.targets[y].iri, t.VALUE, None, one.targets[y].value) for one in both for y in years[-1:]
        ),
        text=f"{text}（{shown}）。",
        anchors=tuple(one.indicator.iri for one in both),
    )


def _number(one: _Series, year: int) -> float:
    return one.targets[year].number or 0.0
