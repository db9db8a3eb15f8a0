"""Numbers with what they count and how a figure is compared with them: 3課以上, 9割を超える, 50%以下, 2倍."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from service.answering.reading.marks import Number, Span
from service.answering.wording import wording

NO_FIGURE = ("年", "年度", "年間", "年分", "倍", "つ", "つ目", "番", "番目", "位", "課", "課以", "章", "条", "指標")
_KANJI = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_SIZES = {"億": 1e8, "万": 1e4, "千": 1e3}
_LARGE = re.compile(r"[一二三四五六七八九十百千万億]{2,}(?=[件人名円回時台店枚校点])")
_NUMBER = re.compile(
    r"(?<![\d.-])(?P<figure>\d[\d,]*(?:\.\d+)?|[一二三四五六七八九十]|複数|半分|半数)(?P<rest>(?:[億万千]\d*[\d,]*)*)"
)
_UNIT = re.compile(r"[%割倍つ]|[a-zぁ-んァ-ヴー一-龠々]{1,4}")


def numbers(text: str, apart: Iterable[Span]) -> Iterator[Number]:
    """Yield the numbers of a folded text outside some stretches (years, names)."""
    taken = list(apart)
    units = wording().units
    for match in _LARGE.finditer(text):
        if not any(match.start() < end and match.end() > start for start, end in taken):
            unit = next((word for word in units if text.startswith(word, match.end())), text[match.end()])
            sign, end = _compared(text, match.end() + len(unit))
            yield Number(match.start(), end, _spoken(match[0]), unit, sign)
            taken.append((match.start(), end))
    for match in _NUMBER.finditer(text):
        if any(match.start() < end and match.end() > start for start, end in taken):
            continue
        number, unit = _value(match["figure"], match["rest"])
        end = match.end()
        if not unit:
            said = next((word for word in units if text.startswith(word, end)), "")
            unit, end = said, end + len(said)
        if unit == "割":
            number, unit = number * 10, "%"
        if text.startswith("桁", end):  # 2桁に乗る: from 10 on
            yield Number(match.start(), end + 1, 10.0 ** (number - 1), "", ">=")
            continue
        if unit == "番" or (match["figure"] == "一" and text.startswith("番", match.end())):
            continue
        if not unit and (match["figure"] in _KANJI or match["figure"] in ("半分", "半数")):
            continue
        operator, end = _compared(text, end)
        if match["figure"] == "複数":
            operator = ">="
        yield Number(match.start(), end, number, unit, operator)


def _compared(text: str, end: int) -> tuple[str, int]:
    """Return how a figure compares with the number before a place, and where the words for it end."""
    for sign, pattern in wording().compared.items():
        after = pattern.match(text, end)
        if after:
            return sign, after.end()
    return "=", end


def _spoken(text: str) -> float:
    """Return the value of a number written in kanji: 二万三千."""
    whole = part = digit = 0.0
    for char in text:
        if char in _KANJI and char != "十":
            digit = digit * 10 + _KANJI[char]
        elif char in ("億", "万"):
            whole += ((part + digit) or 1) * _SIZES[char]
            part = digit = 0.0
        else:
            part += (digit or 1) * {"十": 10.0, "百": 100.0, "千": 1000.0}[char]
            digit = 0.0
    return whole + part + digit


def _value(figure: str, rest: str) -> tuple[float, str]:
    if figure in ("半分", "半数"):
        return 50.0, "%"
    if figure == "複数":
        return 2.0, "つ"
    if figure in _KANJI:
        return float(_KANJI[figure]), ""
    number = float(figure.replace(",", ""))
    whole = 0.0
    for char, digits in re.findall(r"([億万千])(\d*)", rest.replace(",", "")):
        whole += number * _SIZES[char]
        number = float(digits) if digits else 0.0
    return whole + number, ""
