"""What was found in passages as a plan: judged by how much of the question its quotes say."""

from __future__ import annotations

from dataclasses import dataclass

from graph.japanese import fold
from service.answering.operators.base import Proposal
from service.answering.reading.marks import Reading, Span, Word
from service.answering.sources import stated_figures
from service.answering.step_interface import Result, Tools
from service.answering.wording import wording

_RIVALS = 5
_ABOVE = 0.6  # what a word counts that only stands around the quote


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


def quoted(name: str, gives: str, result: Result, reading: Reading, tools: Tools, **extra: float) -> Proposal:
    """Return a proposal of what was found. extra: further features."""
    quotes = [f.citation.quote for f in result.passages] or [s.needle or s.object or "" for s in result.statements]
    labels = " ".join(i.label or "" for i in result.items)
    text = fold("\n".join([*quotes, labels]))
    spoken = (
        reading.question if fold(reading.question) == reading.text else reading.text
    )  # as it was meant, not mistyped
    asked = tools.retrieval.likeness.asked(stated_figures.undated(spoken), wording().asking)
    whole = asked.whole or 1.0
    said = asked.said("\n".join([labels, *quotes]))
    hits = tools.retrieval.hits(spoken)
    scores = [hit.score for hit in hits[:_RIVALS]]
    cited = {found.citation.passage for found in result.passages}
    around = "\n".join(fold(f"{hit.unit.label}\n{hit.unit.text}") for hit in hits if hit.unit.passage in cited)
    features = {
        "said": sum(said.values()) / whole,
        "quoted": max((asked.share(quote) for quote in quotes[:3]), default=0.0),
        "agreed": max(scores, default=0.0),
        "lead": 1.0 - scores[-1] / scores[0] if scores and scores[0] else 0.0,
        "text": 1.0,
        "head": min(1.0, reading.head.term.found(text) / reading.head.term.weight)
        if reading.head and reading.head.term.weight
        else 1.0,
        **extra,
    }
    words = tuple((word.span, _said(word, text, around, tools)) for word in reading.words)
    plan = Quoted(name, reading.question, result)
    return Proposal(name, plan, gives, _spans(reading, text), extra=tuple(features.items()), said=words)


def _said(word: Word, text: str, around: str, tools: Tools) -> float:
    """Return how far a text says a word, in any of its forms or by what it means; a little less where only what stands
    around it does."""
    weight = word.term.weight
    own = min(1.0, word.term.found(text) / weight) if weight else 1.0
    if own == 1.0:
        return own
    near = _ABOVE * min(1.0, word.term.found(around) / weight)
    return max(own, near, tools.retrieval.likeness.says(word.term.forms[0], text))


def _spans(reading: Reading, text: str) -> tuple[Span, ...]:
    """Return the marks whose words the quotes hold, and the cues that ask for words."""
    marks = [*(m.span for m in reading.names), *(m.span for m in reading.values)]
    marks += [*(m.span for m in reading.kinds), *(m.span for m in reading.numbers)]
    spans = [span for span in marks if reading.text[slice(*span)] in text]
    cues = ("asks:reason", "asks:definition", "asks:holder", "why")
    return (*spans, *reading.cue(*cues))
