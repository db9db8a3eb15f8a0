"""What a question says, each with the stretch of the folded text that says it. Made once; nothing downstream reads the
text again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from service.answering.language.content_words import Term
from service.answering.reading.interpret import Intent
from service.answering.reading.mentions import Linked

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Name:
    """A name of things. kind: their class; denied: what is said is that it is not so (○○課以外)."""

    start: int
    end: int
    kind: str
    iris: tuple[str, ...]
    text: str
    denied: bool = False

    @property
    def span(self) -> Span:
        """Its place."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Kind:
    """A word for classes or properties. iris: of them, likeliest first; asked: how strongly the words around say that
    this is what is asked for, below zero where they say that it is not."""

    start: int
    end: int
    iris: tuple[str, ...]
    text: str
    asked: float
    denied: bool = False

    @property
    def span(self) -> Span:
        """Its place."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Value:
    """A word for values of enumerated properties. readings: property and value, any of which it may be."""

    start: int
    end: int
    readings: tuple[tuple[str, str], ...]
    denied: bool = False

    @property
    def span(self) -> Span:
        """Its place."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Number:
    """A number with what it counts. unit: as said, empty where bare; operator: how a figure compares with it."""

    start: int
    end: int
    number: float
    unit: str
    operator: str

    @property
    def span(self) -> Span:
        """Its place."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan spoken of, by name or by role. absent: things are said not to be in it; source: something comes from
    it."""

    start: int
    end: int
    iri: str
    absent: bool = False
    source: bool = False

    @property
    def span(self) -> Span:
        """Its place."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Word:
    """A content word. worth: by its rarity; aside: it stands in what only leads up to the question; known: any document
    says it, in any of its forms."""

    start: int
    end: int
    term: Term
    worth: float
    aside: bool = False
    known: bool = True

    @property
    def span(self) -> Span:
        """Its place."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Compound:
    """Nouns in a row, which name one thing. parts: the places of its words; known: a document says them in a row;
    foreign: those of its words that no document says at all; aside: as of words; unit: it is called as units are, and
    none is called so."""

    start: int
    end: int
    parts: tuple[Span, ...]
    known: bool
    foreign: tuple[Span, ...] = ()
    aside: bool = False
    unit: bool = False

    @property
    def span(self) -> Span:
        """Its place."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Reading:
    """A question with all its marks, each kind in the order of the text.

    question: what is read, without what only frames it; parts: the questions of the message, this one first;
    linked: the same as the steps of text search read it; intent: what kind of answer is wanted; plan: the plan that
    narrows the answer, None where none is said; years: Gregorian fiscal years in order; cues: operator → places of its
    words; words: all content words, also those that names stand on; head: the word of what is asked for; compounds:
    nouns in a row, each with its parts; missing: numbers of things that nothing has.
    """

    question: str
    parts: tuple[str, ...]
    text: str
    linked: Linked
    intent: Intent
    names: tuple[Name, ...]
    kinds: tuple[Kind, ...]
    values: tuple[Value, ...]
    plans: tuple[Plan, ...]
    plan: str | None
    years: tuple[int, ...]
    year_spans: tuple[Span, ...]
    ranged: bool
    numbers: tuple[Number, ...]
    cues: Mapping[str, tuple[Span, ...]]
    words: tuple[Word, ...]
    head: Word | None = None
    compounds: tuple[Compound, ...] = ()
    missing: tuple[Span, ...] = ()

    def says(self, *names: str) -> bool:
        """Return whether any of some operators' words is there."""
        return any(self.cues.get(name) for name in names)

    def cue(self, *names: str) -> tuple[Span, ...]:
        """Return the places of operators' words."""
        return tuple(span for name in names for span in self.cues.get(name, ()))

    def named(self, *kinds: str) -> list[Name]:
        """Return the names of things of some classes."""
        return [name for name in self.names if name.kind in kinds]

    def speaks_of(self, *iris: str) -> list[Kind]:
        """Return the words for some classes or properties."""
        return [kind for kind in self.kinds if any(iri in kind.iris for iri in iris)]

    def topic(self, spans: Iterable[Span]) -> list[Word]:
        """Return the words that say what a question is about: those that no stretch, word for a kind or cue covers."""
        marks = [*spans, *(kind.span for kind in self.kinds), *self.year_spans, *(p.span for p in self.plans)]
        taken = Stretches(marks)
        cues = Stretches(span for name, found in self.cues.items() for span in found if name != "negation")
        words = [word for word in self.words if not taken.cover(word.span)]
        return [word for word in words if not cues.cover(word.span)] or words

    def absent(self, known: Callable[[Term], bool]) -> list[Word]:
        """Return the content words that no document holds, what is done apart; known: whether any holds one."""
        return [word for word in self.words if not word.term.doing and not known(word.term)]

    def left(self, spans: Iterable[Span]) -> list[Word]:
        """Return the content words that no stretch covers."""
        taken = Stretches(spans)
        return [word for word in self.words if not taken.cover(word.span)]


class Stretches:
    """Some stretches of a text together, as the set of the places in them: a bit each."""

    __slots__ = ("_places",)

    def __init__(self, spans: Iterable[Span]) -> None:
        places = 0
        for start, end in spans:
            places |= (1 << end) - (1 << start)
        self._places = places

    def cover(self, span: Span) -> bool:
        """Return whether they cover a stretch, by more than half of it."""
        start, end = span
        return 2 * (self._places >> start & (1 << end - start) - 1).bit_count() > end - start


def covered(span: Span, taken: Iterable[Span]) -> bool:
    """Return whether a stretch lies in others, by more than half of it; `Stretches` tells it faster of many."""
    return Stretches(taken).cover(span)
