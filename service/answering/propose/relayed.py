"""What hangs on things that are themselves reached from others: another 事業 of the 課 in whose charge one 事業 is.

The word for the things in the middle parts the question: what stands before it describes where it begins, what stands
behind it narrows what is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ontology import terms as t
from service.answering.plan.conditions import Has, Not
from service.answering.plan.joined import Same
from service.answering.plan.sets import All, Set, Via, Where
from service.answering.propose.counted import RANGES
from service.answering.propose.drafts import Draft
from service.answering.propose.sets import Sets
from service.answering.reading.marks import Kind, covered
from service.answering.wording import wording

_MIDDLES = (t.UNIT, t.GOAL)
_BEGINS, _GOES_ON = 3, 2
_COST = 0.1
_LED = re.compile(r"(が|は|の|も|で|と)")
_BESIDE = ("another", "joint", "apart")


def relayed(kind: str, sets: Sets) -> Iterator[Draft]:
    """Yield the things of a class that are reached through things in the middle."""
    reading = sets.reading
    if kind not in (t.PROJECT, *_MIDDLES):
        return
    for word in reading.kinds:
        middle = RANGES.get(word.iris[0], word.iris[0])
        beyond = any(k.start >= word.end and kind in (RANGES.get(i, i) for i in k.iris) for k in reading.kinds)
        if middle not in _MIDDLES or word.denied or not beyond or _joins(word, sets):
            continue
        if kind != t.PROJECT and (kind != middle or not reading.says(*_BESIDE)):
            continue
        yield from _through(kind, middle, word, sets)


def _joins(word: Kind, sets: Sets) -> bool:
    """Return whether a word asks, or only joins what stands around it: どの課, 担当する事業."""
    if any(covered(word.span, [n.span]) for n in sets.reading.names) or wording().interrogative.match(word.text):
        return True
    return _LED.match(sets.reading.text, word.end) is None


def _through(kind: str, middle: str, word: Kind, sets: Sets) -> Iterator[Draft]:
    reading = sets.reading
    another = reading.cue(*_BESIDE)
    paths = sets.paths(t.PROJECT, middle)[:1]
    for path in paths:
        for begin in islice(sets.of(t.PROJECT, within=(0, word.start)), _BEGINS):
            if isinstance(begin.of, All) or not (begin.anchors or begin.subject or begin.spans):
                continue
            between = Via(begin.of, path, middle)
            for end in islice(
                sets.of(t.PROJECT, within=(word.end, len(reading.text)), skip=another, describe=False), _GOES_ON
            ):
                of: Set = Where(end.of, (Has(path, between),))
                if another:
                    of = Where(of, (Not(Same(begin.of)),)) if kind == t.PROJECT else of
                if kind != t.PROJECT:
                    of = Where(
                        Via(of, sets.paths(t.PROJECT, kind)[0], kind),
                        (Not(Same(between)),) if kind == middle else (),
                    )
                spans = (word.span, *another, *end.spans, *sets.path_words(path))
                yield begin.also(of, *spans, cost=end.cost + _COST)


__all__ = ["relayed"]
