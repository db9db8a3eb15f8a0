"""An indicator's targets year by year: the largest, the steepest, the first to reach a value, the change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.japanese import era_long, era_short, fold
from ontology import terms as t
from service.answering.answer import Item
from service.answering.evidence import Statement
from service.answering.knowledge import Entity, Row
from service.answering.mentions import Linked
from service.answering.plan.query import shorten
from service.answering.tools import Result, Tools

_BEYOND = re.compile(r"を?(超え|越え|上回|下回)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_VALUE = re.compile(r"\d[\d,.]*(?:%|件|人|時間|回|円|種類|箇所|台|点|業務|手続|施設|店舗|名|秒)")


@dataclass(frozen=True, slots=True)
class Target:
    """One target: its fiscal year, the value as printed, its number where it is one."""

    iri: str
    year: int
    value: str
    number: float | None


def series(indicator: Entity, tools: Tools) -> tuple[list[Target], str]:
    """Return an indicator's targets by year, and the query."""
    query = shorten(
        f"SELECT ?target ?year ?value ?number WHERE {{\n  ?target <{t.OF_INDICATOR}> <{indicator.iri}> ; "
        f"<{t.FISCAL_YEAR}>/<{t.NOTATION}> ?year ; <{t.VALUE}> ?value .\n"
        f"  OPTIONAL {{ ?target <{t.NUMERIC_VALUE}> ?number }}\n}} ORDER BY ?year"
    )
    rows = tools.select(query)
    return [Target(row["target"], int(row["year"]), row["value"], _number(row)) for row in rows], query


def _number(row: Row) -> float | None:
    """Return a target's number: the stated one, else that with which the printed value begins."""
    if "number" in row:
        return float(row["number"])
    printed = _NUMBER.match(fold(row["value"]).replace(",", ""))
    return float(printed[0]) if printed else None


def compared(linked: Linked, tools: Tools, found: Sequence[Entity]) -> Result | None:
    """Return the year in which a series is largest, smallest, or grows most, or by how much it changes."""
    indicator = found[0]
    targets, query = series(indicator, tools)
    known = [(target, target.number) for target in targets if target.number is not None]
    if len(known) < 2:
        return None
    if linked.says("growth") and not linked.says("difference"):
        steps = [(b[0], b[1] - a[1]) for a, b in pairwise(known)]
        best = max(steps, key=lambda s: s[1]) if not linked.says("min") else min(steps, key=lambda s: s[1])
        most = "最も小さい" if linked.says("min") else "最も大きい"
        text = f"前の年度からの伸びが{most}のは{era_long(best[0].year)}です。"
        return _year(indicator, best[0], targets, text, query)
    if linked.says("max") or linked.says("min"):
        pick = min if linked.says("min") else max
        best_target = pick(known, key=lambda s: s[1])[0]
        word = "少ない" if linked.says("min") else "多い"
        return _year(indicator, best_target, targets, f"最も{word}のは{era_long(best_target.year)}です。", query)
    return None


def reached(linked: Linked, tools: Tools, found: Sequence[Entity]) -> Result | None:
    """Return the first year whose target is the value named in the question, or passes it."""
    printed = _VALUE.search(linked.text)
    number = _NUMBER.search(printed[0].replace(",", "")) if printed else None
    if printed is None or number is None:
        return None
    targets, query = series(found[0], tools)
    exact = [target for target in targets if fold(target.value) == printed[0]]
    wanted = float(number[0])
    known = [target for target in targets if target.number is not None]
    rising = len(known) < 2 or (known[-1].number or 0) >= (known[0].number or 0)
    passed = [o for o in known if o.number is not None and (o.number >= wanted if rising else o.number <= wanted)]
    if _BEYOND.search(linked.text):  # 30を超える: 30 itself is not enough
        exact, passed = [], [o for o in passed if o.number != wanted]
    for target in (exact or passed)[:1]:
        return _year(found[0], target, targets, f"{printed[0]}になるのは{era_long(target.year)}です。", query)
    return None


def change(linked: Linked, tools: Tools, found: Sequence[Entity]) -> Result | None:
    """Return by how much an indicator's target changes between two years (the first and last where none are named)."""
    targets, query = series(found[0], tools)
    by_year = {target.year: target for target in targets if target.number is not None}
    years = [year for year in linked.years if year in by_year] if len(linked.years) >= 2 else []
    ends = (min(years), max(years)) if len(years) >= 2 else (min(by_year), max(by_year)) if len(by_year) > 1 else None
    if ends is None:
        return None
    first, last = by_year[ends[0]], by_year[ends[1]]
    assert first.number is not None and last.number is not None
    times = "倍" in linked.text and first.number
    size = last.number / first.number if times else last.number - first.number
    printed = f"{size:,.2f}".rstrip("0").rstrip(".") + "倍" if times else amount(abs(size), found[0], last, tools)
    if "ポイント" in linked.text:
        printed = printed.replace("%", "ポイント")
    return Result(
        items=(Item(label=found[0].label, iri=found[0].iri, type="指標", value=printed),),
        statements=(Statement(first.iri, t.VALUE, None, first.value), Statement(last.iri, t.VALUE, None, last.value)),
        text=f"「{found[0].label}」の目標は、{era_long(first.year)}の{first.value}から{era_long(last.year)}の{last.value}へ、{printed}の差です。",
        sparql=query,
        anchors=(found[0].iri,),
    )


def amount(number: float, indicator: Entity, target: Target, tools: Tools) -> str:
    """Return a number as people write it, with the unit of an indicator and in the size of its printed values."""
    printed = _NUMBER.search(fold(target.value).replace(",", ""))
    size = (target.number or 0.0) / float(printed[0]) if printed and float(printed[0]) else 1.0
    return f"{number / (size or 1.0):,.2f}".rstrip("0").rstrip(".") + _unit(indicator, target, tools)


def _year(indicator: Entity, target: Target, targets: Sequence[Target], text: str, query: str) -> Result:
    return Result(
        items=(Item(label=era_long(target.year), type="年度", year=era_short(target.year)),),
        statements=tuple(Statement(one.iri, t.VALUE, None, one.value) for one in targets),
        text=f"「{indicator.label}」の目標が{text}（{'、'.join(f'{era_short(o.year)}：{o.value}' for o in targets)}）",
        sparql=query,
        anchors=(indicator.iri, *indicator.parts.get(t.PROJECT, ())),
    )


def _unit(indicator: Entity, target: Target, tools: Tools) -> str:
    rows = tools.select(f"SELECT ?u WHERE {{ <{indicator.iri}> <{t.UNIT_OF_MEASURE}> ?u }}")
    found = re.search(r"[^\d.,]+$", target.value)
    return rows[0]["u"] if rows else found[0] if found else ""
