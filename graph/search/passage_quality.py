"""How good a passage is as evidence, beside its words: what it is, what the question asks for, what it repeats.

All factors are about the form of a text, never its subject. A factor of 1 leaves a score as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.japanese import fold, ngrams
from graph.search.search_unit import SearchUnit

_CONTENTS = 0.7  # a run of numbered titles leads to the text; it does not say it
_BARE = 0.75  # a few words alone, such as a heading without text
_DEFINES = 1.3
_COUNTS = 1.12
_REPEATED = 0.6
_SAME = 0.75  # share of character bigrams from which two passages say the same
_SHORT = 16  # folded characters below which a text says nothing alone
_BRIEF = 0.85  # a title or a cell, which BM25 favours for its shortness
_STATEMENT = 40  # folded characters from which a text is likely to state something
_LINE = 60  # characters of a title in a table of contents
_NUMBERED = re.compile(
    r"^[-・|\s]*(?:[(<]?\s*\d{1,2}\s*[)>]?|[①-⑳])(?:[-.]\d{1,2})*[\s.)】:].*[^。]$|^.{2,40}[・.…\s]{3,}\d{1,3}$"
)
_ASKS_MEANING = re.compile(r"とは|って何|ってなに|何のこと|どういう|どんなもの|意味|なんですか")
_DEFINITION = re.compile(r"^\s*(?:※\d*|[*＊]\d*|[-・])?\s*([^：:。\n]{1,40}?)\s*(?:[：:]|とは[、,])")
_ASKS_NUMBER = re.compile(r"何(人|名|%|パーセント|割|件|円|台|か所|ヶ所|回|年|時間)|いくら")
_ALIKE = {
    "人": "人名",
    "名": "人名",
    "円": "円",
    "割": "割%",
    "パーセント": "%",
    "か所": "かヶ",
    "ヶ所": "かヶ",
}


def prior(unit: SearchUnit) -> float:
    """Return the factor of a unit whatever is asked: below 1 for contents lists, titles and bare words, else 1."""
    if unit.kind != "passage":
        return 1.0
    length = len(fold(unit.quote))
    if length < _STATEMENT:
        return _BARE if length < _SHORT else _BRIEF
    lines = [line.strip() for line in unit.quote.splitlines() if line.strip()]
    titles = [line for line in lines if len(line) <= _LINE and _NUMBERED.match(line)]
    return _CONTENTS if len(lines) >= 3 and len(titles) >= 0.7 * len(lines) else 1.0


class Asked:
    """What form of answer a question asks for."""

    def __init__(self, query: str) -> None:
        self._query = fold(query)
        self._meaning = bool(_ASKS_MEANING.search(self._query))
        number = _ASKS_NUMBER.search(self._query)
        unit = (number[1] or "円") if number else ""
        self._number = re.compile(rf"\d[\d,.万億千百]*[{_ALIKE.get(unit, unit[:1])}]") if unit else None

    def factor(self, quote: str) -> float:
        """Return how much better a passage answers for its form: a definition of a word asked for, a number asked."""
        if self._meaning:
            defined = _DEFINITION.match(quote)
            if defined and len(term := fold(re.split(r"[(（]", defined[1])[0])) > 1 and term in self._query:
                return _DEFINES
        if self._number is not None and self._number.search(fold(quote)):
            return _COUNTS
        return 1.0


def repeated(quotes: Sequence[str]) -> list[float]:
    """Return for each of ranked quotes a factor below 1 where one before it says nearly the same."""
    kept: list[frozenset[str]] = []
    found = []
    for quote in quotes:
        grams = frozenset(ngrams(quote))
        is_new = not any(_alike(grams, other) for other in kept)
        if is_new:
            kept.append(grams)
        found.append(1.0 if is_new else _REPEATED)
    return found


def _alike(first: frozenset[str], second: frozenset[str]) -> bool:
    least, most = sorted((len(first), len(second)))
    if least < _SAME * most or not most:
        return False
    common = len(first & second)
    return common >= _SAME * (len(first) + len(second) - common)
