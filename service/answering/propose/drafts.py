"""What sets are drafted from: conditions with the words that say them, and drafts of sets with what speaks for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ontology import terms as t
from service.answering.knows.schema import Path, Step
from service.answering.plan.sets import Condition, Set, Where
from service.answering.propose.subjects import Subject
from service.answering.reading.marks import Span

FRAMES = frozenset(t.FRAME_CLASSES.values())
NOT_BY_NAME = frozenset({t.TERM, t.INDICATOR, t.EVENT, t.FIGURE, t.YEAR})
PLAN_PATHS: dict[str, Path] = {
    t.PROJECT: (Step(t.IN_PLAN),),
    t.INDICATOR: (Step(t.HAS_INDICATOR, True), Step(t.IN_PLAN)),
    **dict.fromkeys(FRAMES, (Step(t.IN_PLAN),)),
}
HOP, DEFAULT, GUESS = 0.35, 0.05, 0.1  # what a step beyond the first, a plan not said, and a thing described cost

Inside = Callable[[Span], bool]


@dataclass(frozen=True, slots=True)
class Part:
    """One condition with what says it; None where what is said narrows nothing."""

    condition: Condition | None
    spans: tuple[Span, ...]
    cost: float = 0.0
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A set, and how a question says it. spans: stretches that its parts stand for; said: place of a word → how far
    the thing described says it; cost: of what no word asked for; subject: the thing described, None where named;
    called: place of a word → how far names alone say it; parts: its conditions, each with what says it."""

    of: Set
    spans: tuple[Span, ...] = ()
    said: tuple[tuple[Span, float], ...] = ()
    cost: float = 0.0
    subject: Subject | None = None
    anchors: tuple[str, ...] = ()
    label: str = ""
    called: tuple[tuple[Span, float], ...] = ()
    parts: tuple[Part, ...] = ()

    def also(self, of: Set, *spans: Span, cost: float = 0.0) -> Draft:
        """Return a draft of another set that rests on this one."""
        return replace(self, of=of, spans=(*self.spans, *spans), cost=self.cost + cost)


def where(base: Set, conditions: tuple[Condition, ...]) -> Set:
    """Return a set narrowed by conditions, itself where there are none."""
    return Where(base, conditions) if conditions else base
