"""Questions that ask several things at once, as the questions that they stand for.

「AとBの主管課はそれぞれ」 asks the same of each of what stands side by side: what the items share stands around
them. 「何業務で、年間何時間」 asks twice, the second time of what the first is about. Which of the ways to read it is
meant is decided by how well their answers fit; here they are only proposed, the likeliest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from service.answering.language.content_words import cut
from service.answering.reading.marks import Reading, Span
from service.answering.wording import wording

_ROW = re.compile(r"(?<=[^、。])(、|と、?|・|や|および|及び|ならびに)(?=[^、。はがをにでもの])")
_AFTER = re.compile(r"^[、,]*")
_BEFORE = re.compile(r"(は|が|を|の|、|で|に|も)*$")
_MOST, _EDGES, _ITEMS = 2, 5, 4
_ALIKE = 1.5  # how alike items have to be built
_ASKS_AGAIN = re.compile(
    r"(?<=[てでしきりいえみちびくに])、((その)?うち(の|で)?|また|それは|それと|あと)?、?|(?<!か)(、|。)?そのうち、?"
)
_TOPIC = re.compile(r"(は|って|が|では)、?(?=[^はが]*$)")
_TOGETHER = re.compile(r"(合わせ|あわせ|足し|足す)")
_LONGEST = 24  # characters of an item
_UNLIKE = 1.5  # what a mark in one item that has no match in the other costs


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read a question as several. twice: whether it asks twice, so that no single answer is all of it."""

    questions: tuple[str, ...]
    twice: bool = False


def distributed(reading: Reading) -> list[Way]:
    """Return the ways to read a question as several, the likeliest first; none where nothing in it says so."""
    found = list(dict.fromkeys(_each(reading))) if reading.says("each") else []
    return [*(Way(questions) for questions in found[:_MOST]), *(Way(questions, True) for questions in _again(reading))]


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    for surface, _, part, _ in cut(text):
        found.append(_Token(at, at + len(surface), part, surface))
        at += len(surface)
    return found


def _each(reading: Reading) -> Iterator[tuple[str, ...]]:
    """Yield the questions that are asked of each item of a row."""
    text = reading.text
    cue = reading.cue("each")[0]
    tokens = _tokens(text)
    ends = [t.end for t in tokens]
    if not tokens or ends[-1] != len(text) or _TOGETHER.search(text, 0, cue[0]):
        return
    yield from _named(reading, cue)
    ways: list[tuple[float, tuple[str, ...]]] = []
    for cut_ in _ROW.finditer(text):
        if cut_.end() > cue[0] or _inside(cut_.span(), reading):
            continue
        for begin in _begins(tokens, cut_.start(), reading):
            for end in _ends(tokens, cut_.end(), cue[0], reading):
                items = text[begin : cut_.start()], text[cut_.end() : end]
                likeness = _parallel(*items) - _UNLIKE * _marked_apart(
                    (begin, cut_.start()), (cut_.end(), end), reading
                )
                ways.append((likeness, _asked(text, begin, end, items, cue)))
    ways.sort(key=lambda way: -way[0])
    yield from (way for likeness, way in ways if likeness >= _ALIKE)


def _named(reading: Reading, cue: Span) -> Iterator[tuple[str, ...]]:
    """Yield the questions of names of one class in a row."""
    row = [n for n in reading.names if n.end <= cue[0] and not n.denied]
    for kind in dict.fromkeys(n.kind for n in row):
        own = [n for n in row if n.kind == kind][:_ITEMS]
        between = [reading.text[a.end : b.start] for a, b in pairwise(own)]
        if own[1:] and all(len(one) <= 3 and _ROW.search("A" + one + "A") for one in between):
            items = tuple(reading.text[slice(*n.span)] for n in own)
            yield _asked(reading.text, own[0].start, own[-1].end, items, cue)


def _asked(text: str, begin: int, end: int, items: tuple[str, ...], cue: Span) -> tuple[str, ...]:
    """Return the question with each item in place of the row, without the word that distributes it."""
    rest = text[end : cue[0]] + "\0" + _AFTER.sub("", text[cue[1] :])
    before, _, after = rest.partition("\0")
    if after.startswith(("の", "は", "が", "を")) and before.endswith(("の", "は", "が", "を", "、")):
        after = after[1:]
    return tuple(f"{text[:begin]}{item}{before}{after}" for item in items)


def _begins(tokens: list[_Token], at: int, reading: Reading) -> list[int]:
    """Return where the first item may begin: at a name, or behind a particle or a comma, the nearest first."""
    found = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.start < at and at - token.start <= _LONGEST:
            apart = before is None or before.part.startswith(("助詞", "補助記号"))
            if apart and not _inside((token.start, token.start), reading):
                found.append(token.start)
    return found[::-1][:_EDGES]


def _ends(tokens: list[_Token], at: int, cue: int, reading: Reading) -> list[int]:
    """Return where the last item may end: before a particle or a comma, or right before the cue."""
    found = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if at < token.start <= min(cue, at + _LONGEST) and before is not None:
            closes = token.part.startswith(("助詞", "補助記号")) or token.start == cue
            if (
                closes
                and not before.part.startswith(("助詞", "補助記号"))
                and not _inside((token.start, token.start), reading)
            ):
                found.append(token.start)
    return found[:_EDGES]


def _inside(span: Span, reading: Reading) -> bool:
    """Return whether a place lies within a name."""
    return any(n.start < span[0] and span[1] < n.end for n in reading.names)


def _parallel(one: str, other: str) -> float:
    """Return how alike two items are built: by what they end on, and how long they are."""
    a, b = _tokens(one), _tokens(other)
    if not a or not b:
        return -9.0
    alike = 2.0 * (a[-1].text == b[-1].text) + (a[-1].part == b[-1].part) + 0.5 * (a[0].part == b[0].part)
    return alike - abs(len(a) - len(b)) * 0.4


def _marked_apart(one: Span, other: Span, reading: Reading) -> int:
    """Return how many marks of a sort one item has more than the other: a year, a plan."""
    sorts = [list(reading.year_spans), [p.span for p in reading.plans]]
    return sum(
        abs(sum(one[0] <= s[0] < one[1] for s in sort) - sum(other[0] <= s[0] < other[1] for s in sort))
        for sort in sorts
    )


def _again(reading: Reading) -> Iterator[tuple[str, ...]]:
    """Yield the two questions of a sentence that asks twice, parted behind what the first one asks."""
    text = reading.text
    for start, end in reversed(reading.cue("each")):
        text = text[:start] + _AFTER.sub("", text[end:])
    asks = [m.start() for m in wording().interrogative.finditer(text)]
    if len(asks) < 2:
        return
    for match in _ASKS_AGAIN.finditer(text):
        if asks[0] < match.start() and any(at >= match.start() for at in asks[1:]):
            first, second = text[: match.start()], text[match.end() :]
            about = _TOPIC.search(first[: asks[0]])
            if about is not None:
                yield first + "?", first[: about.end()] + second
                return
            yield first + "?", text[match.start() :].lstrip("、。")
            return


__all__ = ["Way", "distributed"]
