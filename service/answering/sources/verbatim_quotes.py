"""Verbatim quotes: the slice of a passage that carries the answer, 400 characters at most."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.japanese import fold
from service.answering.language.content_words import Term, score

LIMIT = 400
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,80}>")
_SENTENCE = re.compile(r"[^。\n]+(?:。|\n|$)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or line of a passage: its place in the passage's text, and its worth to a question."""

    start: int
    end: int
    worth: float


def pieces(text: str) -> list[tuple[int, int]]:
    """Return the stretches of a passage between HTML tags, without the blanks around them."""
    found = []
    start = 0
    for match in [*_TAG.finditer(text), None]:
        end = match.start() if match else len(text)
        stretch = text[start:end]
        if stretch.strip():
            lead = len(stretch) - len(stretch.lstrip())
            found.append((start + lead, start + len(stretch.rstrip())))
        start = match.end() if match else end
    return found


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a passage: cut at 。, line ends and tags."""
    found = []
    for start, end in pieces(text):
        for match in _SENTENCE.finditer(text, start, end):
            stretch = match[0]
            if stretch.strip():
                lead = len(stretch) - len(stretch.lstrip())
                found.append((match.start() + lead, match.start() + len(stretch.rstrip())))
    return found


def quote(text: str, terms: Sequence[Term] = (), needle: str | None = None) -> str:
    """Return the slice of a passage that speaks most of a question, grown around the best place up to the limit.

    terms: content terms of the question; needle: words that the quote has to hold where the passage has them.
    """
    spans = pieces(text)
    if not spans:
        return ""
    if len(spans) == 1 and spans[0][1] - spans[0][0] <= LIMIT:
        return text[slice(*spans[0])]
    lines = sentences(text) or [(start, min(end, start + LIMIT)) for start, end in spans]
    wanted = fold(needle) if needle else None

    def worth(line: tuple[int, int]) -> tuple[bool, float]:
        folded = fold(text[slice(*line)])
        return bool(wanted and wanted in folded), score(terms, folded)

    best = max(lines, key=worth)
    if wanted and not worth(best)[0]:
        best = _around(text, spans, wanted) or best
    home = next(span for span in spans if span[0] <= best[0] < span[1])
    return _grow(text, lines, best, home)


def _around(text: str, spans: list[tuple[int, int]], wanted: str) -> tuple[int, int] | None:
    """Return the shortest run of lines that holds words which a line break parts."""
    for start, end in spans:
        inside = text[start:end]
        if wanted not in fold(inside):
            continue
        low, high = 0, len(inside)
        while low < high and wanted in fold(inside[low + 1 :]):
            low += 1
        while high > low and wanted in fold(inside[low : high - 1]):
            high -= 1
        return start + low, start + high
    return None


def _grow(text: str, lines: list[tuple[int, int]], best: tuple[int, int], home: tuple[int, int]) -> str:
    start, end = best
    if end - start > LIMIT:
        return text[start : start + LIMIT]
    after = [line for line in lines if line[0] >= end and line[1] <= home[1]]
    before = [line for line in lines if line[1] <= start and line[0] >= home[0]]
    while after or before:
        if after and after[0][1] - start <= LIMIT:
            end = after.pop(0)[1]
        elif before and end - before[-1][0] <= LIMIT:
            start = before.pop()[0]
            after = []
        else:
            break
    return text[start:end]
