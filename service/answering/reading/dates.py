"""Days and months in a text: 令和7年12月18日(木), R7.12.18, 2026年1月, 6月12日, and stretches between two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from graph.japanese import ERAS, kanji_number

_N = r"(?:\d{1,2}|元|[一二三四五六七八九十]{1,3})"
_WEEKDAY = r"(?:\([月火水木金土日](?:曜日?)?(?:・祝)?\))?"
_DATE = re.compile(
    rf"(?:(?P<era>明治|大正|昭和|平成|令和)(?P<ey>{_N})(?:\(\d{{4}}年?\))?年(?:\(\d{{4}}年?\))?(?!度)"
    rf"|(?P<gy>(?:19|20)\d\d)年(?!度)|(?P<same>同年|同)|(?P<bare>(?<!\d)\d{{1,2}})年(?=\d{{1,2}}月))?"
    rf"(?<!\d)(?<!第)(?P<m>{_N})月(?:(?P<d>{_N})日|(?![額間平次例別末分初]))?{_WEEKDAY}"
    rf"|(?<![a-z0-9])(?P<letter>[mtshr])(?P<ly>\d{{1,2}})[./](?P<lm>\d{{1,2}})(?:[./](?P<ld>\d{{1,2}}))?月?{_WEEKDAY}(?![\d%])"
    rf"|(?<!\d)(?P<iy>20\d\d)[./-](?P<im>\d{{1,2}})[./-](?P<id>\d{{1,2}})(?!\d){_WEEKDAY}"
)
_YEAR = re.compile(rf"(?P<era>明治|大正|昭和|平成|令和)(?P<ey>{_N})年|(?<!\d)(?P<gy>(?:19|20)\d\d)年")
_BEGAN = {
    "令和": (2019, 5, 1),
    "平成": (1989, 1, 8),
    "昭和": (1926, 12, 25),
    "大正": (1912, 7, 30),
    "明治": (1868, 1, 25),
}
_LETTERS = {"m": "明治", "t": "大正", "s": "昭和", "h": "平成", "r": "令和"}
_TO = re.compile(r"(?:~|-|から|より)(?:翌|同)?(?:月)?")
_DAY_ONLY = re.compile(rf"(?P<d>\d{{1,2}})日{_WEEKDAY}")
_UNTIL = re.compile(r"(?:まで|締切|締め切り|〆切|必着|限り|期限)")
_EVERY = ("毎年", "毎月", "各年")

When = tuple[int, int, int]
"""Year, month and day; day 0 for a month, year 0 where a text says none."""


@dataclass(frozen=True, slots=True)
class Date:
    """A day or month in a folded text, or a stretch of days. year 0: not said; last: its end, None for one day;
    until: it is said to be an end."""

    start: int
    end: int
    first: When
    last: When | None = None
    until: bool = False


def dates(text: str) -> list[Date]:
    """Return the days, months and stretches that a folded text says, in order."""
    found: list[Date] = []
    for one in _single(text):
        before = found[-1] if found else None
        joined = before is not None and before.last is None and _TO.fullmatch(text, before.end, one.start) is not None
        if before is not None and joined:
            found[-1] = replace(before, end=one.end, last=_after(before.first, one.first))
        else:
            found.append(one)
    return [_closed(one, text) for one in found]


def last_year(text: str) -> int:
    """Return the last calendar year that a folded text says, 0 where it says none."""
    year = 0
    for match in _YEAR.finditer(text):
        year = int(match["gy"]) if match["gy"] else ERAS[match["era"]] + _number(match["ey"])
    return year


def dated(when: When, year: int, near: When | None = None) -> When:
    """Return a day with its year: its own, or the one that brings it nearest to another day of a year."""
    if when[0] or not year:
        return when
    if near is None or not near[1]:
        return (year, *when[1:])
    return min(((year + step, *when[1:]) for step in (0, 1, -1)), key=lambda one: abs(_months(one) - _months(near)))


def spoken(when: When, year: bool = True) -> str:
    """Return a day in words: 令和7年12月18日."""
    day = f"{when[1]}月" + (f"{when[2]}日" if when[2] else "")
    if not year:
        return day
    for era, began in _BEGAN.items():
        if (*when[:2], when[2] or 31) >= began:
            number = when[0] - ERAS[era]
            return f"{era}{'元' if number == 1 else number}年{day}"
    return f"{when[0]}年{day}"


def days(one: When, other: When) -> int | None:
    """Return the days from one day to another, None where either is but a month."""
    try:
        return (date(*other) - date(*one)).days
    except ValueError:
        return None


def _months(when: When) -> int:
    return when[0] * 12 + when[1]


def _single(text: str) -> Iterator[Date]:
    year = 0
    for match in _DATE.finditer(text):
        if text[max(0, match.start() - 2) : match.start()] in _EVERY:
            continue
        own, month, day = _parts(match, year)
        if not 1 <= month <= 12 or day > 31:
            continue
        year = own or year
        yield Date(match.start(), match.end(), (own, month, day))


def _parts(match: re.Match[str], year: int) -> When:
    if match["letter"]:
        return ERAS[_LETTERS[match["letter"]]] + int(match["ly"]), int(match["lm"]), int(match["ld"] or 0)
    if match["iy"]:
        return int(match["iy"]), int(match["im"]), int(match["id"])
    month, day = _number(match["m"]), _number(match["d"] or "0")
    if match["era"]:
        return ERAS[match["era"]] + _number(match["ey"]), month, day
    if match["gy"]:
        return int(match["gy"]), month, day
    if match["bare"] and year:
        bases = [base for base in ERAS.values() if base < year]
        return max(bases) + int(match["bare"]), month, day
    return (year if match["same"] else 0), month, day


def _number(text: str) -> int:
    return 1 if text == "元" else kanji_number(text)


def _after(first: When, last: When) -> When:
    """Return the end of a stretch with the year of its beginning where it has none."""
    if last[0] or not first[0]:
        return last
    return (first[0] + (last[1:] < first[1:]), *last[1:])


def _closed(one: Date, text: str) -> Date:
    """Return a date with the day alone that ends its stretch (10月23日~30日), and whether it is an end."""
    to = _TO.match(text, one.end) if one.last is None else None
    day = _DAY_ONLY.match(text, to.end()) if to else None
    if day is not None:
        one = replace(one, end=day.end(), last=(*one.first[:2], int(day["d"])))
    return replace(one, until=one.last is None and _UNTIL.match(text, one.end) is not None)
