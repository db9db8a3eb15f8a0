"""What the documents say in their own words: passages, definitions, figures in sentences, who does something, and where
the documents disagree. They are proposals like the others, judged by how much of the question their quotes say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.japanese import fold
from ontology import terms as t
from service.answering import agents, disagreements, figures, holders, sayings, texts
from service.answering.interpret import Ask, interpret
from service.answering.operators.base import TEXT, VALUE, Proposal
from service.answering.propose.sets import Sets
from service.answering.reading.marks import Reading, Span, Word
from service.answering.tools import Result, Tools
from service.answering.wording import wording

HOLDER = "holder"
_RIVALS = 5


@dataclass(frozen=True, slots=True)
class Quoted:
    """What was found in passages: found once, since finding is what it is."""

    name: str
    question: str
    result: Result

    def __hash__(self) -> int:
        return hash((self.name, self.question))

    def run(self, tools: Tools) -> Result | None:
        """Return what was found."""
        return self.result


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield what the documents say of a question."""
    reading = sets.reading
    linked = reading.linked
    intent = interpret(linked, tools.knowledge)
    found: list[tuple[str, str, Result | None]] = []
    if reading.says("asks:definition") or intent.ask in (Ask.DEFINITION, Ask.OPEN):
        found.append(("definition", TEXT, sayings.definition(linked, tools)))
    if linked.says("disagree"):
        found.append(("disagreement", TEXT, disagreements.asked(linked, tools)))
    if reading.says("asks:holder"):
        found.append(("agent", HOLDER, agents.doing(linked, tools)))
        found.append(("appointed", HOLDER, holders.appointed(linked, tools)))
    if reading.says("asks:value", "asks:count") or intent.ask is Ask.VALUE or _FIGURE_WORDS & set(reading.text):
        found.append(("figure", VALUE, figures.figures(linked, tools)))
    if intent.ask is Ask.THINGS:
        found.append(
            (
                "thing-in-passage",
                intent.types[0] if intent.types else TEXT,
                holders.in_passages(linked, intent.types, tools),
            )
        )
    for number, result in enumerate(texts.texts(linked, intent, tools)):
        found.append(("passages" if not result.items or result.items[0].value is None else "figure", TEXT, result))
        if number:
            break
    for name, gives, result in found:
        if result is not None:
            yield _proposal(name, gives, result, reading, tools)


_FIGURE_WORDS = frozenset("率割数額%")


def _proposal(name: str, gives: str, result: Result, reading: Reading, tools: Tools) -> Proposal:
    quotes = [f.citation.quote for f in result.passages] or [s.needle or s.object or "" for s in result.statements]
    labels = " ".join(i.label or "" for i in result.items)
    text = fold("\n".join([*quotes, labels]))
    asked = tools.retrieval.likeness.asked(figures.undated(reading.question), wording().asking)
    whole = asked.whole or 1.0
    said = asked.said("\n".join([labels, *quotes]))
    hits = tools.retrieval.hits(reading.question)[:_RIVALS]
    scores = [hit.score for hit in hits]
    extra = {
        "said": sum(said.values()) / whole,
        "quoted": max((asked.share(quote) for quote in quotes[:3]), default=0.0),
        "agreed": max(scores, default=0.0),
        "lead": 1.0 - scores[-1] / scores[0] if scores and scores[0] else 0.0,
        "text": 1.0,
        "head": min(1.0, reading.head.term.found(text) / reading.head.term.weight)
        if reading.head and reading.head.term.weight
        else 1.0,
    }
    return Proposal(
        name,
        Quoted(name, reading.question, result),
        gives,
        _spans(reading, text),
        extra=tuple(extra.items()),
        said=tuple((word.span, _word_said(word, text, tools)) for word in reading.words),
    )


def _word_said(word: Word, text: str, tools: Tools) -> float:
    """Return how far a text says a word: in any of its forms, or by what it means."""
    own = min(1.0, word.term.found(text) / word.term.weight) if word.term.weight else 1.0
    return own if own == 1.0 else max(own, tools.retrieval.likeness.says(word.term.forms[0], text))


def _spans(reading: Reading, text: str) -> tuple[Span, ...]:
    """Return the marks whose words the quotes hold, and the cues that ask for words."""
    spans = [
        mark.span
        for mark in (*reading.names, *reading.values, *reading.kinds, *reading.numbers)
        if reading.text[slice(*mark.span)] in text
    ]
    cues = ("asks:reason", "asks:definition", "asks:holder", "why")
    return (*spans, *reading.cue(*cues))


def shows(result: Result) -> Sequence[str]:
    """Return all that a result shows as values: quotes, items with their units, needles."""
    return [
        *(f.citation.quote for f in result.passages),
        *(f"{i.label or ''} {i.value or ''}{i.unit or ''}" for i in result.items),
        *(s.needle or "" for s in result.statements),
        result.text,
    ]


__all__ = ["propose", "shows", "t"]
