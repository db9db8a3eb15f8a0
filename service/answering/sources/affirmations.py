"""Yes or no in the documents' own words: the sentence that speaks of what is asked, and whether it affirms it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.japanese import fold
from graph.search.search_unit import Hit
from service.answering.answer import Citation
from service.answering.reading.marks import Reading, Word
from service.answering.sources.passages import Found
from service.answering.sources.verbatim_quotes import quote, sentences
from service.answering.step_interface import Tools
from service.answering.wording import wording

_PASSAGES = 8
_LEAST = 0.3  # part of the words' worth that a sentence has to say, with what it stands under
_ABOVE = 0.6  # what a word counts that only stands around the sentence
_BEHIND = 18  # characters behind the last word of what is asked in which it is denied
_NEAR = 0.5  # a word that is said by less does not place the denial


@dataclass(frozen=True, slots=True)
class Affirmation:
    """A sentence with what it says: yes, no, or neither clearly. share: part of the words' worth that it says."""

    found: Found
    truth: bool
    clear: bool
    share: float


def affirmation(reading: Reading, tools: Tools) -> Affirmation | None:
    """Return the sentence that speaks most of a question for yes or no, None where none speaks of enough of it."""
    words = [word for word in reading.words if not word.aside]
    whole = sum(word.worth for word in words)
    hits = tools.retrieval.hits(reading.question)[:_PASSAGES]
    if not whole or not hits:
        return None
    most = max(hit.score for hit in hits) or 1.0
    best: tuple[float, float, Hit, str] | None = None
    for hit in hits:
        around = {word.span: _said(word, fold(hit.unit.text), tools) for word in words}
        for start, end in sentences(hit.unit.quote):
            text = fold(hit.unit.quote[start:end])
            own = {word.span: _said(word, text, tools) for word in words}
            said = sum(w.worth * max(own[w.span], _ABOVE * around[w.span]) for w in words) / whole
            beside = sum(w.worth * own[w.span] for w in words) / whole
            worth = said + beside + hit.score / most
            if beside and (best is None or worth > best[0]):
                best = (worth, said, hit, text)
    if best is None or best[1] < _LEAST:
        return None
    _, share, hit, sentence = best
    truth, clear = _polarity(sentence, words, reading, tools)
    cited = quote(hit.unit.quote, reading.linked.terms, sentence[:60])
    citation = Citation(hit.unit.document, hit.unit.locator, cited, hit.unit.passage)
    return Affirmation(Found(citation, share, share), truth, clear, share)


def _said(word: Word, text: str, tools: Tools) -> float:
    own = min(1.0, word.term.found(text) / word.term.weight) if word.term.weight else 1.0
    return own if own == 1.0 else max(own, tools.retrieval.likeness.says(word.term.forms[0], text))


def _polarity(sentence: str, words: Sequence[Word], reading: Reading, tools: Tools) -> tuple[bool, bool]:
    """Return whether a sentence affirms what is asked, and whether it does so clearly: what is denied or left open
    behind the last word of it is not affirmed."""
    places = [
        at + len(form)
        for word in words
        for form in (*word.term.forms, *word.term.related)
        if (at := sentence.rfind(form)) >= 0
    ]
    last = max(places, default=0)
    tail = sentence[max(0, last - 1) : last + _BEHIND].split("。")[0]
    no = wording().denied.search(tail) is not None
    still = wording().unfinished.search(tail) is not None and wording().done.search(reading.text) is not None
    asked_no = wording().asked_no.search(reading.text) is not None
    truth = not (no or still)
    return truth != asked_no, no or not still


__all__ = ["Affirmation", "affirmation"]
