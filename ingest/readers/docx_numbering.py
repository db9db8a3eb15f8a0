"""Automatic numbers of Word paragraphs, as Word prints them: 第１条, １, (1), ア, ①."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_KANJI = "〇一二三四五六七八九"
_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
_HALF_AIUEO = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str
    text: str


@dataclass(slots=True)
class Numbering:
    """The numbering definitions of one document and its running counters."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # numId → level → definition
    abstract: dict[str, str] = field(default_factory=dict)  # numId → abstractNumId, whose lists share counters
    counters: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def label(self, number_id: str, depth: int) -> str:
        """Return the printed number of the next paragraph of a list, ``・`` for a bullet, "" where there is none."""
        definitions = self.levels.get(number_id)
        level = definitions.get(depth) if definitions else None
        if definitions is None or level is None or level.style == "none":
            return ""
        counts = self.counters[self.abstract.get(number_id, number_id)]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.style == "bullet":
            return "・"
        label = level.text
        for index in range(depth + 1):
            upper = definitions.get(index, level)
            label = label.replace(f"%{index + 1}", formatted(counts.get(index, upper.start), upper.style))
        return label.strip()


def read_numbering(root: Any) -> Numbering:
    """Return the definitions of a document's numbering part (an lxml element), or none where it is None."""
    numbering = Numbering()
    if root is None:
        return numbering
    abstract = {}
    for node in root.findall(f"{W}abstractNum"):
        abstract[node.get(f"{W}abstractNumId")] = {
            int(level.get(f"{W}ilvl")): _level(level) for level in node.findall(f"{W}lvl")
        }
    for node in root.findall(f"{W}num"):
        reference = _value(node, "abstractNumId") or ""
        levels = dict(abstract.get(reference, {}))
        number_id = node.get(f"{W}numId")
        for override in node.findall(f"{W}lvlOverride"):
            depth, start = int(override.get(f"{W}ilvl")), _value(override, "startOverride")
            if start and depth in levels:
                levels[depth] = _Level(int(start), levels[depth].style, levels[depth].text)
                numbering.abstract[number_id] = f"{reference}/{number_id}"  # counts anew
        numbering.levels[number_id] = levels
        numbering.abstract.setdefault(number_id, reference)
    return numbering


def formatted(number: int, style: str) -> str:
    """Return a number in one of Word's formats.

    >>> formatted(3, "aiueoFullWidth"), formatted(12, "japaneseCounting"), formatted(2, "decimalEnclosedCircle")
    ('ウ', '十二', '②')
    """
    index = number - 1
    match style:
        case "decimalFullWidth" | "decimalFullWidth2":
            return "".join(chr(ord(char) + 0xFEE0) for char in str(number))
        case "decimalZero":
            return f"{number:02}"
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if 1 <= number <= 20:
            return chr(ord("①") + index)
        case "japaneseCounting" | "japaneseDigitalTenThousand" | "japaneseLegal" | "ideographDigital":
            return _kanji(number)
        case "aiueoFullWidth" | "aiueo" | "iroha" | "irohaFullWidth":
            letters = _IROHA if style.startswith("iroha") else _AIUEO if style == "aiueoFullWidth" else _HALF_AIUEO
            return letters[index % len(letters)]
        case "upperLetter" | "lowerLetter":
            letter = chr(ord("A") + index % 26)
            return letter if style == "upperLetter" else letter.lower()
        case "upperRoman" | "lowerRoman":
            roman = _roman(number)
            return roman if style == "upperRoman" else roman.lower()
    return str(number)


def _level(node: Any) -> _Level:
    text = _value(node, "lvlText")
    return _Level(
        int(_value(node, "start") or 1), _value(node, "numFmt") or "decimal", text if text is not None else ""
    )


def _value(node: Any, name: str) -> str | None:
    child = node.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def _kanji(number: int) -> str:
    if number < 1 or number > 999:
        return str(number)
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = (("" if hundreds == 1 else _KANJI[hundreds]) + "百") if hundreds else ""
    text += (("" if tens == 1 else _KANJI[tens]) + "十") if tens else ""
    return text + (_KANJI[ones] if ones else "")


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text += letters
            number -= value
    return text
