"""Numbers and years of a text in a form in which two spellings of one are equal.

30,000件 = 3万件 = 三万件, R12 = 令和12年度 = 2030年度, 86％ = 86パーセント.
①-1 and 1-1 stay apart, as do 約3割 and 3割.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from graph.japanese import HOMOGLYPHS, morphemes, widths, years

_KANJI = re.compile(r"[〇一二三四五六七八九十百千万億兆]")
_TIMES = {"千": 1_000, "万": 10_000, "億": 10**8, "兆": 10**12}
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_UNIT = (
    "パーセント|ポイント|種類|時間|年間|年度|か所|カ所|ヶ所|ヵ所|箇所|店舗|手続|講座|項目|施設|事業"
    "|つ|%|‰|℃|[a-z]+|[一-龠々]|[ァ-ヶ][ァ-ヶー]*"
)
_BOUND = r"以上|以下|以内|未満|超|程度|弱|強|余り"
_FIGURE = re.compile(
    r"(?P<code>[①-⑳](?:-(?:\d+|\(\d+\)))*|\d+(?:-(?:\d+|\(\d+\)))+)"
    rf"|(?P<about>約|およそ|ほぼ)?(?P<number>{_DIGITS}(?:[千万億兆](?:{_DIGITS})?)*)"
    rf"(?P<bound>余り|余)?\s?(?P<unit>(?!{_BOUND})(?:{_UNIT}))?(?P<after>{_BOUND})?",
    re.I,
)
_LONGEST = 25  # digits that are reckoned with exactly; a longer row of them is no quantity
_PART = re.compile(rf"({_DIGITS})([千万億兆])?")
_ALIKE = {
    "名": "人",
    "パーセント": "%",
    "か所": "箇所",
    "カ所": "箇所",
    "ヶ所": "箇所",
    "ヵ所": "箇所",
    "個": "件",
    "つ": "件",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what belongs to it. value: decimal digits, or a number such as ①-1 as printed; unit: empty where
    none follows; hedge: 約, and a bound such as 以上."""

    value: str
    unit: str
    hedge: str

    @property
    def is_code(self) -> bool:
        """Whether it is a number that names something, such as ①-1, rather than one that counts."""
        return "-" in self.value or self.value[:1] > "9"


@dataclass(frozen=True, slots=True)
class Year:
    """A year. kind: 年度, 年, or empty where the text has only its number (R12)."""

    year: int
    kind: str


@dataclass(frozen=True, slots=True)
class Figures:
    """All that counts in a text: its years, its other numbers, the text as compared, without them, and behind the last
    of them (all of it where there is none)."""

    text: str
    rest: str
    tail: str
    years: tuple[Year, ...]
    figures: tuple[Figure, ...]


def read(text: str) -> Figures:
    """Return the years and numbers of a text.

    >>> found = read("令和１２年度は約三割、17万417人")
    >>> found.years, [(f.hedge, f.value, f.unit) for f in found.figures]
    ((Year(year=2030, kind='年度'),), [('約', '3', '割'), ('', '170417', '人')])
    """
    plain = plain_digits(text)
    found: list[Year] = []
    rest, end = list(plain), 0
    for mention in years(plain):
        said = plain[mention.start : mention.end]
        after = plain[mention.end :]
        kind = "年度" if after.startswith(("年度", "度")) else "年" if after[:1] == "年" or said.endswith("年") else ""
        if not kind and said.strip().isdigit():
            continue  # four digits without 年: a number like others
        found.append(Year(mention.year, kind))
        end = mention.end + (2 if after.startswith("年度") else 1 if kind and after[:1] in {"年", "度"} else 0)
        rest[mention.start : end] = " " * (end - mention.start)
    undated = "".join(rest)
    matches = list(_FIGURE.finditer(undated))
    last = max([end, *(match.end() for match in matches)])
    return Figures(
        plain, _FIGURE.sub(" ", undated), undated[last:], tuple(found), tuple(_figure(match) for match in matches)
    )


def plain_digits(text: str) -> str:
    """Return a text with regular widths, in which numbers that are written in kanji are written in digits."""
    plain = widths(text).translate(HOMOGLYPHS)
    if not _KANJI.search(plain):
        return plain
    parts, end = [], 0
    for word in morphemes(plain):
        if word.part_of_speech()[1] == "数詞" and _KANJI.search(word.surface()) and word.normalized_form().isdigit():
            parts += [plain[end : word.begin()], word.normalized_form()]
            end = word.end()
    return "".join([*parts, plain[end:]])


def year_is_said(year: Year, said: Figures) -> bool:
    """Return whether a text names a year, in whatever spelling; 年 and 年度 are two things."""
    return any(y.year == year.year and (year.kind == y.kind or not year.kind or not y.kind) for y in said.years) or any(
        figure.value == str(year.year) and not figure.unit for figure in said.figures
    )


def figure_is_said(figure: Figure, said: Figures) -> bool:
    """Return whether a text has a number with its unit and its hedge; a bare number in a text takes a unit that the
    text has elsewhere, as tables do."""
    return any(
        figure.value == other.value
        and figure.hedge == other.hedge
        and (figure.unit == other.unit or (not other.unit and figure.unit in said.text))
        for other in said.figures
    ) or (not figure.unit and not figure.hedge and any(str(y.year) == figure.value for y in said.years))


def _figure(match: re.Match[str]) -> Figure:
    if match["code"]:
        return Figure(match["code"], "", "")
    unit, bound = (match["unit"] or "").lower(), match["bound"] or match["after"] or ""
    return Figure(_value(match["number"]), _ALIKE.get(unit, unit), ("約" if match["about"] else "") + bound)


def _value(number: str) -> str:
    if len(number) > _LONGEST:
        return number
    total = sum(
        (Decimal(part[1].replace(",", "")) * _TIMES.get(part[2] or "", 1) for part in _PART.finditer(number)),
        Decimal(0),
    )
    return f"{total.normalize():f}"
