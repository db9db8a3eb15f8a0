"""The unit in which a question wants or compares a figure: 何人, 件数, 4万件を切る."""

from __future__ import annotations

import re

from service.answering.reading.marks import Reading
from service.answering.reading.numbers import NO_FIGURE
from service.answering.sources.stated_figures import unit_asked, unit_named
from service.answering.wording import wording

_DATES = ("年", "年間", "日", "割", "倍")
_NUMBER_OF = re.compile(r"の数(?!字|値)")


def unit_meant(reading: Reading) -> tuple[str | None, bool]:
    """Return the unit in which a question wants or compares a figure, and whether it names it."""
    text = _NUMBER_OF.sub("数", wording().per_unit.sub("", reading.text))
    named = unit_named(text)
    if reading.says("rate", "part", "times"):  # the answer is in another unit than the figures
        named = None
    if named and named not in _DATES:
        return named, True
    apart = wording().per_unit.search(reading.text)  # what is counted one by one is not what is asked for
    numbers = [n for n in reading.numbers if apart is None or not apart.start() <= n.start < apart.end()]
    said = [n.unit for n in numbers if n.unit and n.unit not in NO_FIGURE]
    if said:
        return said[0], True
    asked = unit_asked(text)
    return (asked, False) if asked and asked not in _DATES else (None, False)
