"""Where a stretch of the folded question stands in the question as it was typed."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import accumulate
from unicodedata import combining

from graph.japanese import fold

_VOICED = frozenset("ﾞﾟ")  # marks of half-width kana, which fold together with the letter before


class Typed:
    """A question as typed, addressed by offsets into its folded text."""

    def __init__(self, question: str, folded: str) -> None:
        """folded: the question folded, misspelt words mended."""
        self.question = question
        letters = _letters(question)
        widths = [len(fold(letter)) for letter in letters]
        self._begins = [0, *accumulate(len(letter) for letter in letters)]
        self._ends = [0, *accumulate(widths)]
        plain = "".join(fold(letter) for letter in letters)
        same = SequenceMatcher(None, folded, plain, autojunk=False).get_opcodes() if folded != plain else ()
        self._changes = [op[1:] for op in same if op[0] != "equal"]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the folded text was typed.

        >>> Typed("ＡＩ　の事業", fold("ＡＩ　の事業")).span(0, 2)
        (0, 2)
        >>> Typed("ＡＩ　の事業", fold("ＡＩ　の事業")).span(3, 5)
        (4, 6)
        """
        first, last = self._unmended(start), self._unmended(end, end=True)
        begin = max((i for i, at in enumerate(self._ends) if at <= first), default=0)
        stop = min((i for i, at in enumerate(self._ends) if at >= last), default=len(self._ends) - 1)
        return self._begins[begin], self._begins[max(begin, stop)]

    def text(self, start: int, end: int) -> str:
        """Return a stretch of the folded text as it was typed."""
        begin, stop = self.span(start, end)
        return self.question[begin:stop]

    def _unmended(self, at: int, *, end: bool = False) -> int:
        """Return an offset into the folded question before misspelt words were mended."""
        shift = 0
        for begin, stop, plain_begin, plain_stop in self._changes:
            if at < begin or (at == begin and not (end and begin == stop)):
                break
            if at < stop:
                return plain_stop if end else plain_begin
            shift = plain_stop - stop
        return at + shift


def _letters(question: str) -> list[str]:
    """Return the characters of a text, each with the marks that combine with it."""
    letters: list[str] = []
    for char in question:
        if letters and (char in _VOICED or combining(char)):
            letters[-1] += char
        else:
            letters.append(char)
    return letters
