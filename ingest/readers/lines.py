"""Physical lines of a text and the way it was printed: wrap width, double spacing, page ends."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from ingest.readers.markers import starts_structure

TERMINATORS = "。！？!?．"
_CLOSERS = "」』）)】〉》＞>\"”’ "
_PAGE_NUMBER = re.compile(r"[-－‐–—\s]*\d{1,4}\s*(?:[-－‐–—]\s*|/\s*\d+\s*|ページ|頁)?$")
_DASHED_PAGE = re.compile(r"\s*(?:[-－‐–—]\s*\d{1,4}\s*[-－‐–—]|\d{1,4}\s*/\s*\d{1,4}|(?:P|p)\.?\s*\d{1,4})\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: offsets of its content in the text without the blanks around it, and how it stands.

    gap: empty lines before it that mean something (0 = follows directly); raw_gap: empty lines before it as printed;
    indent: columns of blanks before it; width: East-Asian columns of its content; number: 1-based line of the text.
    """

    text: str
    start: int
    end: int
    number: int
    indent: int
    width: int
    raw_gap: int
    gap: int
    page: int


@dataclass(frozen=True, slots=True)
class Printing:
    """How a text was printed. wrap: columns at which lines break, 0 when they do not; sharp: all break at one width."""

    wrap: int
    sharp: bool
    double: bool


def columns(text: str) -> int:
    """Return the printed width in half-width columns.

    >>> columns("ＩＣＴ計画2")
    11
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def terminated(text: str) -> bool:
    """Tell whether a line ends a sentence, closing brackets after its full stop allowed."""
    bare = text.rstrip(_CLOSERS) or text
    return bare[-1:] in TERMINATORS and bare[-1:] != ""


def is_page_number(text: str) -> bool:
    """Tell whether a line is nothing but a page number as footers print it: ``- 6 -``, ``3/20``, ``P.4``."""
    return bool(_DASHED_PAGE.match(text))


def split_lines(text: str) -> tuple[list[Line], Printing]:
    """Return the lines of a text that are not empty, and how they were printed. Form feeds begin a new page."""
    rows: list[tuple[str, int, int, int, int]] = []  # content with blanks, start, number, raw gap, page
    offset, gap, page = 0, 0, 1
    for number, raw in enumerate(text.split("\n"), 1):
        page += raw.count("\f")
        if raw.strip():
            rows.append((raw, offset, number, gap, page))
            gap = 0
        else:
            gap += 1
        offset += len(raw) + 1
    double = _is_double_spaced([gap for _, _, _, gap, _ in rows[1:]])
    lines = []
    for raw, start, number, raw_gap, on_page in rows:
        body = raw.rstrip()
        content = body.lstrip() if "\t" not in body else body.lstrip(" \u3000\f")
        lead = len(body) - len(content)
        lines.append(
            Line(
                text=content,
                start=start + lead,
                end=start + len(body),
                number=number,
                indent=columns(body[:lead]),
                width=columns(content),
                raw_gap=raw_gap,
                gap=max(0, raw_gap - 1) if double else raw_gap,
                page=on_page,
            )
        )
    return lines, _measure(lines, double)


def _is_double_spaced(gaps: list[int]) -> bool:
    """Tell whether one empty line after each printed line is the rule."""
    return len(gaps) >= 8 and sum(gap == 1 for gap in gaps) > 0.6 * len(gaps)


def _measure(lines: list[Line], double: bool) -> Printing:
    """Estimate the wrap width from the lines that run on into the next line."""
    running = [
        line.width
        for line, after in zip(lines, lines[1:], strict=False)
        if after.gap == 0
        and "\t" not in line.text
        and "\t" not in after.text
        and line.text[0] != "|"
        and not terminated(line.text)
        and not starts_structure(after.text)
        and line.width >= 24
    ]
    texts = sum(1 for line in lines if "\t" not in line.text)
    if len(running) < max(2, 0.02 * texts):
        return Printing(0, False, double)
    widest = max(running)
    if len(running) >= 4:  # a stray long line must not pass for the margin
        widest = sorted(running)[-max(1, len(running) // 20)]
    counts = Counter(width // 2 for width in running)
    top, hits = max(((w * 2, counts[w] + counts[w - 1] + counts[w + 1]) for w in counts), key=lambda pair: pair[1])
    sharp = hits >= 0.6 * len(running)
    return Printing(top + 1 if sharp else widest, sharp, double)
