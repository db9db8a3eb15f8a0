"""How a text was printed: wrap width and spacing, estimated from its lines; widths as Japanese print counts them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

TERMINATORS = "。！？!?．"
_OPENERS = "「『（(【〈《［["
_ATTACHED = "、。，．・：；？！）)」』】〉》］]ーァィゥェォッャュョぁぃぅぇぉっゃゅょ々％%"
_POINTS = "．."
_CLOSERS = '」』）)】〉》＞>"”’ '
_SHARP = 0.6  # share of the lines that run on which end at one size where a machine wrapped them
_LONGER = 0.05  # share of lines beyond the margin from which on there is no margin


@dataclass(frozen=True, slots=True)
class Printing:
    """How a text was printed.

    wrap: size at which lines break, blanks before them counted, 0 when they do not; sharp: all break at one size;
    double: an empty line stands after each; by_chars: sizes are characters, not half-width columns.
    """

    wrap: int
    sharp: bool
    double: bool
    by_chars: bool = False

    def size(self, text: str) -> int:
        """Return the size of a text in the unit of `wrap`."""
        return len(text) if self.by_chars else columns(text)


UNWRAPPED = Printing(0, False, False)


def columns(text: str) -> int:
    """Return the printed width in half-width columns.

    >>> columns("ＩＣＴ計画2")
    11
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def terminated(text: str) -> bool:
    """Tell whether a line ends a sentence, closing brackets after its full stop allowed."""
    bare = text.rstrip(_CLOSERS) or text
    if bare[-1:] in _POINTS and bare[-2:-1].isdigit():
        return False  # a number cut at its point
    return bare[-1:] in TERMINATORS and bare[-1:] != ""


def first_piece(text: str) -> str:
    """Return what stands unbroken at the start of a line: a word, or a character with its marks.

    >>> first_piece("「計画」は"), first_piece("Excel等"), first_piece("す。また")
    ('「計', 'Excel', 'す。')
    """
    end = 0
    while end < len(text) and text[end] in _OPENERS:
        end += 1
    end += 1
    while end < len(text) and text[end - 1].isascii() and text[end].isascii() and text[end] != " ":
        end += 1
    while end < len(text) and text[end] in _ATTACHED:
        end += 1
    return text[:end]


def _agreement(running: Sequence[str], unit: Printing) -> float:
    """Return how many lines end at one size; a wide character leaves one column of an odd rest empty."""
    counts = Counter(map(unit.size, running))
    if unit.by_chars:
        return 0.9 * max(counts.values())
    return max(counts[size] + counts[size - 1] + counts[size - 2] for size in counts)


def fit(running: Sequence[str], others: Sequence[str], *, double: bool) -> Printing:
    """Return how a text was printed.

    running: the lines that go on in the next line, as printed with their indent; others: all lines of running text.
    """
    if len(running) < max(2, 0.02 * len(others)):
        return Printing(0, False, double)
    units = [Printing(0, True, double, by_chars) for by_chars in (False, True)]
    for unit in sorted(units, key=lambda unit: -_agreement(running, unit)):
        sizes = [unit.size(line) for line in running]
        counts = Counter(size // 2 for size in sizes)
        top, hits = max(((s, counts[s] + counts[s - 1] + counts[s + 1]) for s in counts), key=lambda pair: pair[1])
        beyond = sum(unit.size(line) > 2 * top + 4 for line in others)
        if hits >= _SHARP * len(running) and beyond <= 0.1 * hits:
            # The usual size, not the greatest: a closing mark may hang beyond the margin.
            exact = Counter(size for size in sizes if abs(size - 2 * top) <= 3)
            return Printing(max(exact, key=lambda size: (exact[size], size)), True, double, unit.by_chars)
    sizes = sorted(columns(line) for line in running)
    margin = sizes[-1 - len(sizes) // 20]  # a stray long line must not pass for the margin
    if sum(columns(line) > margin + 8 for line in others) > _LONGER * len(others):
        return Printing(0, False, double)  # lines of any length: nothing was wrapped
    return Printing(margin, False, double)
