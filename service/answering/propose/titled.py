"""Things whose names hold certain words, or do not: 事業名に「効率化」が入る, 名前に「ICT」が付いていない.

Names are compared folded, in any width and with any spacing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.japanese import fold
from ontology import terms as t
from service.answering.knows.schema import Step
from service.answering.plan.conditions import Has, Not
from service.answering.plan.joined import Called
from service.answering.plan.sets import All, Condition, Named, Where
from service.answering.propose.counted import RANGES
from service.answering.propose.drafts import Inside, Part
from service.answering.reading.marks import Span
from service.answering.wording import wording

if TYPE_CHECKING:
    from service.answering.propose.sets import Sets

_OR = re.compile(r"(または|又は|か、?|もしくは|あるいは|や)「")
_BARE = re.compile(r"[a-z0-9ａ-ｚァ-ヴー一-龠々]{2,12}")
_GROUPS = ("quoted", "bare", "before", "first", "last", "measured")
_DENIED = 12  # characters between the words of a name and what denies that they are there


@dataclass(frozen=True, slots=True)
class Titled:
    """What names have to hold. kind: of the things, None for those asked for; texts: folded; every: all of them, else
    any; denied: whether names are not to hold them; spans: what says so; where: first, last for their ends."""

    kind: str | None
    texts: tuple[str, ...]
    every: bool
    denied: bool
    spans: tuple[Span, ...]
    where: str = ""


def titled(kind: str, sets: Sets, inside: Inside) -> Iterator[list[Part | None]]:
    """Yield the conditions on the names of things of a class, or for 事業 of their indicators."""
    one = said(sets)
    if one is None or not inside(one.spans[0]):
        return
    meant = one.kind or next(iter(sets.reading.intent.types), t.PROJECT)
    holding = tuple(e.iri for e in sets.tools.knowledge.of(meant) if _holds(e.names, one))
    condition: Condition = Called(Named(meant, holding), one.texts, one.every, one.where)
    if meant != kind:
        if (kind, meant) != (t.PROJECT, t.INDICATOR):
            return
        condition = Has((Step(t.HAS_INDICATOR),), Where(All(meant), (condition,)))
    if holding:
        yield [Part(Not(condition) if one.denied else condition, one.spans)]


def said(sets: Sets) -> Titled | None:
    """Return what a question says of names; None where it says nothing of them."""
    reading, words = sets.reading, wording()
    match = words.titled.search(reading.text)
    if match is None or any(n.start < match.start() < n.end for n in reading.names if n.kind != t.TERM):
        return None
    groups = match.groupdict()
    at = next(name for name in _GROUPS if groups.get(name))
    texts: Sequence[str] = [fold(q) for q in re.findall(r"[「『]([^」』]+)[」』]", match[at])]
    texts = texts or [fold(match[at])]
    own = [k for k in reading.kinds if match.start() <= k.start < match.end() and k.start < match.start() + 8]
    own = own or [k for k in reading.kinds if k.end <= match.start() <= k.end + 2]
    kind = RANGES.get(own[0].iris[0], own[0].iris[0]) if own else None
    refused = [s for s in reading.cue("negation") if match.end() - 3 <= s[0] <= match.end() + _DENIED][:1]
    refused = [s for s in refused if not re.search(r"[、。]", reading.text[match.end() : s[0]])]
    every = not _OR.search(match[at])
    if at == "measured":
        kind = t.INDICATOR
    return Titled(kind, tuple(texts), every, bool(refused), (match.span(), *refused), at)


def _holds(names: Sequence[str], one: Titled) -> bool:
    """Return whether a name holds all the texts, or any of them."""
    folded = [fold(name) for name in names[:1]]
    test = {"first": str.startswith, "last": str.endswith}.get(one.where, str.__contains__)
    return any((all if one.every else any)(test(name, text) for text in one.texts) for name in folded)


__all__ = ["Titled", "said", "titled"]
