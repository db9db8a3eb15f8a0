"""What is recognised in a question: mentions of entities, classes and values, years, plans, and the words left."""

from __future__ import annotations

from dataclasses import dataclass

from ontology import terms as t
from service.answering.language.content_words import Term
from service.answering.wording import wording

LISTABLE = (
    *(t.PROJECT, t.UNIT, t.INDICATOR, t.GOAL, t.PLAN, t.LAW, t.EVENT, t.COUNCIL, t.POST),
    *(iri for iri in t.FRAME_CLASSES.values()),
)
ASKABLE = frozenset({*LISTABLE, t.RESPONSIBLE, t.HAS_INDICATOR, t.UNDECIDED, t.SUCCEEDS, t.BASED_ON})
NAMEABLE = frozenset({t.PROJECT, t.PLAN, t.LAW, *t.FRAME_CLASSES.values()})  # whose names are quoted in part
WORDS_ONLY = frozenset({t.TERM, t.INDICATOR})  # classes whose names are words like others, no condition by themselves


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the folded question. kind: entity, class, plan, goal; iris: what it may name, of one class."""

    start: int
    end: int
    kind: str
    type: str
    iris: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ValueMention:
    """A word for a value of an enumerated property: property's local name, value."""

    property: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Linked:
    """A question with all that was recognised in it.

    text: folded, misspelt katakana mended; plan: the plan spoken of, None where none is; years: Gregorian fiscal
    years in order; dated: start, end and year of each; terms: content terms of the whole question without plan
    words, years and the words that ask; subject: those without words for kinds of things (事業, 指標); rest: those of
    them that no mention stands for; at_least: n of 「n以上」; strange: words
    that nothing known stands behind; absent: plans in which things are said not to be; follows: whether the question
    leans on the one before.
    """

    question: str
    text: str
    mentions: tuple[Mention, ...]
    values: tuple[ValueMention, ...]
    plan: str | None
    plans: tuple[str, ...]
    years: tuple[int, ...]
    dated: tuple[tuple[int, int, int], ...]
    terms: tuple[Term, ...]
    rest: tuple[Term, ...]
    strange: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    def entities(self, *types: str) -> list[Mention]:
        """Return the entity mentions of some classes, in order."""
        return [m for m in self.mentions if m.kind in ("entity", "goal") and m.type in types]

    def classes(self) -> list[Mention]:
        """Return the class mentions in order."""
        return [m for m in self.mentions if m.kind == "class"]

    def speaks_of(self, kind: str) -> bool:
        """Return whether the question has a word for things of a class, or for a property."""
        return any(kind in mention.iris for mention in self.classes())

    def topics(self) -> list[Term]:
        """Return the content words that no mention stands for, without verbs: what else the question is about."""
        return [term for term in self.rest if not term.pair and not term.doing]

    def asks(self, name: str) -> bool:
        """Return whether the question carries the words that ask for something."""
        return wording().asks[name].search(self.text) is not None

    def says(self, operator: str) -> bool:
        """Return whether the question carries an operator's words."""
        return wording().operator(operator, self.text)
