"""How documents write figures: sign, size and unit of a print, and other numbers in the same way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.japanese import fold

_SIGNS = "▲△-−－"
_PRINT = re.compile(
    r"(?P<sign>[▲△\-−－]|マイナス)?(?P<first>\d[\d,]*(?:\.\d+)?)(?P<rest>(?:[億万千]\d[\d,]*)*)(?P<size>[億万千]*)\s*(?P<unit>[^\d()（）\s/〜~]*)"
)
_ASIDE = re.compile(r"(以上|以下|程度|未満|超|強|弱|余り?|増加?|減少?)+$")
_BEFORE = re.compile(r"\(.*?\)|（.*?）")
_TIME = re.compile(r"\d+(時間|分)\d+(分|秒)")


@dataclass(frozen=True, slots=True)
class Print:
    """A figure as printed. number: None where the print is none, or of two units (20分34秒); size: 億, 万, 千 or empty,
    in which such figures are counted; parted: it names several sizes (26億4千万); sign: how it writes a minus."""

    number: float | None
    unit: str
    size: str
    parted: bool
    sign: str


def read_print(text: str) -> Print:
    """Return what a print says.

    >>> read_print("▲5,094千円").number, read_print("平均55%以上").unit, read_print("4.5万人").size
    (-5094000.0, '%', '万')
    """
    printed = _BEFORE.sub("", fold(text)).strip()
    found = _PRINT.search(printed)
    if not found or _TIME.search(printed):
        return Print(None, "", "", False, "-")
    number = _number(found["first"], found["rest"] + found["size"])
    sign = found["sign"] or ""
    unit = _ASIDE.sub("", found["unit"])
    parted = bool(found["rest"]) or (len(found["size"]) > 1)
    return Print(-number if sign else number, unit, found["size"][-1:], parted, sign or "-")


def _number(first: str, rest: str) -> float:
    whole, part = 0.0, float(first.replace(",", ""))
    small = 0.0
    for char, digits in re.findall(r"([億万千])([\d,]*)", rest):
        if char == "千":
            small += part * 1e3
        else:
            whole += (small + part) * {"億": 1e8, "万": 1e4}[char]
            small = 0.0
        part = float(digits.replace(",", "")) if digits else 0.0
    return whole + small + part


def written(number: float, like: Sequence[str]) -> str:
    """Return a number as the documents write such figures: with their unit, in their size, with their minus.

    >>> written(600_000_000, ["26億4千万円"]), written(15, ["20人"]), written(25_000, ["4.5万人"])
    ('6億円', '15人', '2.5万人')
    """
    one = read_print(like[0]) if like else Print(None, "", "", False, "-")
    sign = one.sign if number < 0 else ""
    size = abs(number)
    if one.parted or one.size == "億":
        return sign + in_myriads(size) + one.unit
    if one.size == "万":
        return f"{sign}{plain(size / 10_000)}万{one.unit}"
    if one.size == "千":
        return f"{sign}{plain(size / 1000)}千{one.unit}"
    return sign + plain(size) + one.unit


def plain(number: float) -> str:
    """Return a number with thousands parted, without idle zeros."""
    return f"{number:,.2f}".rstrip("0").rstrip(".") if abs(number) >= 0.01 or not number else f"{number:.4f}"


def in_myriads(number: float) -> str:
    """Return a positive number in 億 and 万: 26億4千万, 17万417."""
    large, rest = divmod(round(number), 10**8)
    small, tail = divmod(rest, 10**4)
    mid = f"{small // 1000}千万" if small and small % 1000 == 0 and not tail else f"{small:,}万" if small else ""
    return (f"{large:,}億" if large else "") + mid + (f"{tail:,}" if tail else "") or "0"


def unit_of(value: str) -> str:
    """Return the unit of a print, empty where there is none."""
    return read_print(value).unit
