"""Japanese text as the rest of the system compares it: folding, Japanese and Gregorian years, tokens.

`fold` is for matching only; what people read keeps the printed characters.
"""

from __future__ import annotations

import re
import sys
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer

# Letters of other scripts that OCR writes for Japanese ones (Unicode confusables seen in city documents).
HOMOGLYPHS = str.maketrans(
    {
        "й": "イ",  # Cyrillic, read for katakana
        "д": "ド",
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "―": "-",
        "−": "-",
        "－": "-",
        "〜": "~",
        "～": "~",
        "∼": "~",
        "〈": "<",
        "〉": ">",
        "《": "<",
        "》": ">",
        "＜": "<",
        "＞": ">",
        "･": "・",
        "•": "・",
        "‧": "・",
        "“": '"',
        "”": '"',
        "’": "'",
        "‘": "'",
    }
)
_BREAKING = re.compile(r"[\s\u200b\ufeff]+")


def widths(text: str) -> str:
    """Return text with full-width letters, digits and half-width kana made regular (NFKC), circled numbers kept."""
    parts = re.split(r"([①-⑳])", text)
    return "".join(part if part and "①" <= part[0] <= "⑳" else unicodedata.normalize("NFKC", part) for part in parts)


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Return the form under which two spellings of one name are equal: widths, case, space, homoglyphs folded.

    >>> fold("ＤＸ　推進 計画") == fold("DX推進計画")
    True
    >>> fold("①-1") == fold("1-1")
    False
    """
    return _BREAKING.sub("", widths(text).translate(HOMOGLYPHS)).casefold()


ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA_LETTER = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
_KANJI_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_ERA_YEAR = re.compile(r"(明治|大正|昭和|平成|令和)\s*(元|\d{1,2}|[〇一二三四五六七八九十]+)\s*年")
_LETTER_YEAR = re.compile(r"(?<![A-Za-z0-9])([MTSHR])\s*\.?\s*(元|\d{1,2})(?![\d.])")
_GREGORIAN = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?=年|$|[^\d])")


@dataclass(frozen=True, slots=True)
class YearMention:
    """A year found in a text: the Gregorian year and where it stands in the widths-folded text."""

    year: int
    start: int
    end: int


def kanji_number(text: str) -> int:
    """Return the value of a number below 1,000 written in kanji or Arabic digits.

    >>> kanji_number("二十八"), kanji_number("28"), kanji_number("百三")
    (28, 28, 103)
    """
    text = widths(text)
    if text.isdigit():
        return int(text)
    total = current = 0
    for char in text:
        if char in _KANJI_DIGITS:
            current = current * 10 + _KANJI_DIGITS[char]
        else:
            total += (current or 1) * {"十": 10, "百": 100}[char]
            current = 0
    return total + current


def years(text: str) -> list[YearMention]:
    """Return the years that a text names, in order: 令和8年度, R8, R 8, H28, 2026年. Offsets are into `widths(text)`.

    >>> [m.year for m in years("令和８年度（２０２６年度）、R12")]
    [2026, 2026, 2030]
    """
    plain = widths(text)
    found = []
    for match in _ERA_YEAR.finditer(plain):
        number = 1 if match[2] == "元" else kanji_number(match[2])
        found.append(YearMention(ERAS[match[1]] + number, match.start(), match.end()))
    for match in _LETTER_YEAR.finditer(plain):
        number = 1 if match[2] == "元" else int(match[2])
        found.append(YearMention(ERAS[_ERA_LETTER[match[1]]] + number, match.start(), match.end()))
    for match in _GREGORIAN.finditer(plain):
        found.append(YearMention(int(match[1]), match.start(), match.end()))
    return sorted(found, key=lambda mention: mention.start)


def era_short(year: int) -> str:
    """Return the short Japanese form of a Gregorian year, as plans print it.

    >>> era_short(2026), era_short(2016)
    ('R8', 'H28')
    """
    for letter, era in reversed(_ERA_LETTER.items()):
        if year > ERAS[era]:
            return f"{letter}{year - ERAS[era]}"
    return str(year)


def era_long(year: int) -> str:
    """Return the long Japanese form of a Gregorian fiscal year.

    >>> era_long(2026)
    '令和8年度'
    """
    for era, base in reversed(ERAS.items()):
        if year > base:
            return f"{era}{'元' if year - base == 1 else year - base}年度"
    return f"{year}年度"


_LONGEST_PART = 10_000
_SKIPPED = ("補助記号", "空白", "助詞", "助動詞")
_local = threading.local()


def tokens(text: str) -> list[str]:
    """Return the content words of a text in Sudachi's normalised form, split as short as it splits (mode A).

    >>> tokens("スマホ教室のご案内")
    ['スマホ', '教室', '御', '案内']
    """
    return list(_tokens(text))


@lru_cache(maxsize=8_192)  # publishing reads each unit twice, for words and for vectors
def _tokens(text: str) -> tuple[str, ...]:
    tokenizer, is_skipped = _tokenizer(), _skipped()
    found = []
    for part in re.split(r"\n+", widths(text)):
        for start in range(0, len(part), _LONGEST_PART):  # Sudachi takes at most 49,149 bytes
            for morpheme in tokenizer.tokenize(part[start : start + _LONGEST_PART]):
                if not is_skipped(morpheme):
                    found.append(sys.intern(morpheme.normalized_form().casefold()))
    return tuple(found)


def morphemes(text: str) -> list[Morpheme]:
    """Return the morphemes of a text's first 10,000 characters, split as short as Sudachi splits; offsets are into
    the text as given.

    >>> [morpheme.surface() for morpheme in morphemes("決まっていません")]
    ['決まっ', 'て', 'い', 'ませ', 'ん']
    """
    return list(_tokenizer().tokenize(text[:_LONGEST_PART]))


def _tokenizer() -> Tokenizer:
    """The tokenizer of this thread: one serves one thread only."""
    found: Tokenizer | None = getattr(_local, "tokenizer", None)
    if found is None:
        found = _local.tokenizer = _dictionary().create(mode=SplitMode.A)
    return found


def boundaries(text: str) -> frozenset[int]:
    """Return the offsets at which words of a text begin, by Sudachi's shortest split.

    >>> sorted(boundaries("名前の事業"))
    [0, 2, 3]
    """
    return frozenset(morpheme.begin() for morpheme in _tokenizer().tokenize(text[:_LONGEST_PART]))


def ngrams(text: str, n: int = 2) -> list[str]:
    """Return the runs of n characters of a folded text.

    >>> ngrams("避難所")
    ['避難', '難所']
    """
    folded = fold(text)
    return [folded[i : i + n] for i in range(len(folded) - n + 1)]


@cache
def _dictionary() -> Dictionary:
    return Dictionary(dict="core")


@cache
def _skipped() -> Callable[[Morpheme], bool]:
    matcher: Callable[[Morpheme], bool] = _dictionary().pos_matcher([(name,) for name in _SKIPPED])
    return matcher
