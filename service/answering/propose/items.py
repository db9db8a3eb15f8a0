"""Things with figures that stand side by side in a question: the items of a list, or the two sides of a comparison.

Words outside the items belong to all of them (生成AIとRPAの業務削減時間), and their figures are in one unit: so all
items are found together, and where an item begins and ends is part of what is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ontology import terms as t
from service.answering.propose.measures import Judge, Measure, content, pool
from service.answering.propose.sets import Draft, Sets
from service.answering.reading.marks import Span, Word, covered
from service.answering.say.written_figures import unit_of

_EDGE = 4  # words of which the first and the last item consist at most
_CUTS, _FOUND = 6, 3
_OWN, _ALL, _NAME = 0.6, 0.45, 0.5  # parts of the words' worth to be said: of an item's own words, of all; by its name
_CLAUSE = re.compile(r"[はがをにでもと]$")  # a comma behind these parts clauses, not items
_SHARED, _UNIT, _DATED, _BESIDE = 0.1, 0.3, 0.2, 0.2


@dataclass(frozen=True, slots=True)
class Split:
    """The items that a question lists, each a draft, with the cuts between them; score: part of the words that all of
    them say."""

    drafts: tuple[Draft, ...]
    cuts: tuple[Span, ...]
    score: float


def splits(
    kind: str, sets: Sets, parting: re.Pattern[str], skip: Sequence[Span], most: int, one_unit: bool = True
) -> list[Split]:
    """Return the likeliest ways to read things of a class side by side. parting: what stands between two of them;
    most: how many there may be; one_unit: whether their figures have to be in one unit."""
    key = ("splits", kind, parting.pattern, tuple(skip), most, one_unit)
    if key not in sets._found:
        found = sorted(_Splitter(kind, sets, skip, one_unit).all(parting, most), key=lambda s: -s.score)
        kept: dict[tuple[str, ...], Split] = {}
        for split in found:
            kept.setdefault(tuple(a for d in split.drafts for a in d.anchors), split)
        sets._found[key] = list(kept.values())[:_FOUND]
    return sets._found[key]


class _Splitter:
    def __init__(self, kind: str, sets: Sets, skip: Sequence[Span], one_unit: bool) -> None:
        self.kind, self.sets, self.one_unit = kind, sets, one_unit
        self.words = content(sets, skip)
        self.spots = sorted([w.span for w in self.words] + self._names(skip))

    def _names(self, skip: Sequence[Span]) -> list[Span]:
        """Return the names that may tell one item from another: breakdowns by 課."""
        named = [n.span for n in self.sets.reading.names if n.kind == t.UNIT and self.kind == t.INDICATOR]
        return [s for s in named if s not in skip]

    def all(self, parting: re.Pattern[str], most: int) -> Iterator[Split]:
        """Yield the ways to cut the words into items."""
        text = self.sets.reading.text
        cuts = [m.span() for m in parting.finditer(text) if m.end() > m.start() and self._between(m.span(), most > 2)][
            :_CUTS
        ]
        cuts = [c for number, c in enumerate(cuts) if not number or self._apart(cuts[number - 1], c)]
        if not cuts:
            return
        bounds = [0, *(c[1] for c in cuts), len(text) + 1]
        segments = [[w for w in self.words if low <= w.start < high] for low, high in pairwise(bounds)]
        among = pool(self.kind, self.sets, [self.words, *segments])
        if len(among) < 2:
            return
        self._weigh(among)
        for first in range(len(cuts)):
            for last in range(first, min(len(cuts), first + most - 1)):
                yield from self._items(segments[first : last + 2], tuple(cuts[first : last + 1]))

    def _between(self, cut: Span, listed: bool) -> bool:
        said = self.sets.reading.text[slice(*cut)]
        if listed and _CLAUSE.search(self.sets.reading.text[: cut[0]]) and said in ("、", ","):
            return False
        return (
            any(s[1] <= cut[0] for s in self.spots)
            and any(s[0] >= cut[1] for s in self.spots)
            and not any(s[0] < cut[1] and s[1] > cut[0] for s in self.spots)
        )

    def _apart(self, one: Span, other: Span) -> bool:
        """Return whether something stands between two cuts: と、 is one."""
        return any(one[1] <= s[0] and s[1] <= other[0] for s in self.spots)

    def _weigh(self, among: Sequence[Measure]) -> None:
        self.among, self.judge = among, Judge(self.kind, self.sets, among)
        self.worth = np.array([w.worth for w in self.words]) if self.words else np.zeros(0)
        told = [[self.judge.word(w, one) for w in self.words] for one in among]
        self.says: NDArray[np.float64] = np.array([[s + _NAME * n for s, n in row] for row in told]).reshape(
            len(among), len(self.words)
        ) / (1 + _NAME)
        heard = self.says.max(axis=0, initial=0.0) > 0  # a word that none of them says tells nothing about any
        self.worth = np.where(heard, self.worth, 0.0)
        self.plain = np.array([[s for s, _ in row] for row in told]).reshape(len(among), len(self.words))
        names = [n for n in self.sets.reading.names if n.kind == self.kind]
        self.exact = [[n.span for n in names if m.entity.iri in n.iris] for m in among]
        named = [_BESIDE * bool(self.judge.beside(m, False)) for m in among]
        fits = [_UNIT * self.judge.unit(m) + _DATED * self.judge.dated(m)[0] for m in among]
        self.extra = np.array(fits) + np.array(named)
        self.unit = [unit_of(m.values[0]) if m.values else None for m in among]

    def _items(self, segments: Sequence[Sequence[Word]], cuts: tuple[Span, ...]) -> Iterator[Split]:
        first, last = segments[0], segments[-1]
        if not all(segments):
            return
        for head in _runs(first, -1):
            for tail in _runs(last, 0):
                split = self._found([head, *(list(s) for s in segments[1:-1]), tail], cuts)
                if split is not None:
                    yield split

    def _found(self, items: Sequence[Sequence[Word]], cuts: tuple[Span, ...]) -> Split | None:
        place = {w.span: number for number, w in enumerate(self.words)}
        taken = {place[w.span] for item in items for w in item}
        shared = [n for n in range(len(self.words)) if n not in taken]
        common = self.says[:, shared] @ self.worth[shared]
        scores, owns = [], []
        for item in items:
            own = [place[w.span] for w in item]
            whole = self.worth[own].sum() + self.worth[shared].sum()
            called = np.array([_BESIDE * any(covered(w.span, spans) for w in item) for spans in self.exact])
            said = (self.says[:, own] @ self.worth[own] + common) / (whole or 1.0)
            scores.append(said + self.extra + called)
            owns.append((self.plain[:, own] @ self.worth[own]) / (self.worth[own].sum() or 1.0))
        best: tuple[float, list[int]] | None = None
        for unit in [u for u in dict.fromkeys(self.unit) if u is not None] if self.one_unit else [None]:
            fitting = np.array([unit is None or own == unit for own in self.unit])
            chosen: list[int] = []
            for score, own_share in zip(scores, owns, strict=True):
                free = fitting & (own_share >= _OWN)
                free[chosen] = False
                if not free.any():
                    break
                chosen.append(int(np.argmax(np.where(free, score, -9.0))))
            if len(chosen) == len(items):
                total = float(np.mean([score[row] for score, row in zip(scores, chosen, strict=True)]))
                if best is None or total > best[0]:
                    best = total, chosen
        if best is None or best[0] < _ALL:
            return None
        drafts = []
        for row, item in zip(best[1], items, strict=True):
            words = [w for w in self.words if w in item or place[w.span] in shared]
            drafts.append(self.judge.draft(self.among[row], words, 0, 0.3))
        part = self.worth[shared].sum() / (self.worth.sum() or 1.0)
        return Split(tuple(replace(d, cost=d.cost / len(drafts)) for d in drafts), cuts, best[0] + _SHARED * part)


def _runs(words: Sequence[Word], edge: int) -> list[list[Word]]:
    """Return the runs of words of which an item at the edge of a list may consist: at its side of the cut, or with the
    one word that it shares with the others between (生成AIの削減時間は、RPAより)."""
    near = words[-_EDGE:] if edge else words[:_EDGE]
    if edge:
        ends = [len(near), *([len(near) - 1] if len(near) > 1 else [])]
        return [list(near[start:end]) for end in ends for start in range(end)]
    return [list(near[:end]) for end in range(1, len(near) + 1)]


__all__ = ["Split", "splits"]
