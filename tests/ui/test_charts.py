"""The small charts: bars from zero, years on the axis, the last value said."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree

from service.views.plan_indicators import Target
from ui.charts import WIDTH, bars

YEARS = (2026, 2027, 2028, 2029, 2030)


def targets(*values: str | None) -> list[Target]:
    return [
        Target(year, (value,), Decimal(re.sub("[^0-9.-]", "", value)))
        for year, value in zip(YEARS, values, strict=False)
        if value is not None
    ]


def heights(svg: str) -> list[float]:
    return [float(bar.attrib["height"]) for bar in ElementTree.fromstring(svg).iter("rect")]


def words(svg: str) -> list[str]:
    return [str(word.text) for word in ElementTree.fromstring(svg).iter("text")]


def test_bars_are_as_high_as_their_numbers() -> None:
    first, second, third = heights(bars(YEARS, targets("10件", "20件", "40件"), "数"))
    assert second == 2 * first and third == 4 * first


def test_years_stand_on_the_axis_and_the_last_value_is_said() -> None:
    svg = bars(YEARS, targets("10件", None, "1,200件"), "数")
    assert words(svg) == ["R8", "R9", "R10", "1,200件", "R11", "R12"]
    assert len(heights(svg)) == 2
    assert "数の棒グラフ：R8 10件、R10 1,200件" in svg


def test_nothing_is_drawn_without_a_number_and_zero_can_be_seen() -> None:
    assert bars(YEARS, [Target(2026, ("未定",), None)], "数") == ""
    assert all(height > 1 for height in heights(bars(YEARS, targets("0件", "0件"), "数")))


def test_a_year_without_a_target_is_named_where_it_is_undecided() -> None:
    svg = bars(YEARS, targets("10件", "20件"), "数", "未定")
    assert words(svg).count("未定") == 3
    assert "R10・R11・R12 未定" in svg
    in_words = [*targets("10件"), Target(2027, ("前年以上",), None)]
    assert words(bars(YEARS[:2], in_words, "数", "未定")).count("未定") == 0


def test_numbers_below_zero_hang_under_the_axis() -> None:
    svg = bars(YEARS, targets("-10件", "10件"), "数")
    below, above = (float(bar.attrib["y"]) for bar in ElementTree.fromstring(svg).iter("rect"))
    axis = next(ElementTree.fromstring(svg).iter("line"))
    assert below == float(axis.attrib["y1"]) and above < below


def test_a_long_last_value_stays_inside() -> None:
    [label] = [
        word
        for word in ElementTree.fromstring(bars(YEARS, targets(*"1234", "26億4千万円"), "数")).iter("text")
        if word.attrib["class"] == "value"
    ]
    assert label.attrib["text-anchor"] == "end" and float(label.attrib["x"]) <= WIDTH


def test_a_name_is_never_markup() -> None:
    assert "<b>" not in bars(YEARS, targets("1件"), "<b>")
