"""Whether a sentence traces to the answer's sources: its numbers, quoted phrases, words and denials stand there.

A sentence is measured against the plain answer together with one quote at a time, so that the parts of several quotes
do not make up a new statement. What the question says may be repeated, but it proves nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from service.rewording import content_words, figure_forms, value_pairing
from service.rewording.answer_material import Material, Said, Text
from service.rewording.content_words import Word, Words
from service.rewording.figure_forms import Figures

_QUOTED = re.compile(r"「([^「」]*)」|『([^『』]*)』|\"([^\"]*)\"")
_MARKS = frozenset("、。，．・「」『』（）()！!？?,.〜~ー:：％%-\n ")
_ORDINARY = re.compile(r"[0-9①-⑳]")
_SHARED = 0.5  # part of a sentence's words that one line of a source has to hold
_PARTS = 2  # runs of letters or numbers that a sentence out of a passage has at least
_LONGEST = 400  # characters of a sentence; a quote is no longer


class Fault(StrEnum):
    """Why a sentence does not trace."""

    EMPTY = "says nothing"
    LONG = "too long"
    MARKS = "marks that no source has"
    NUMBER = "a number that no source has"
    PAIR = "a number that belongs to something else"
    QUOTED = "a quoted phrase that no source has"
    WORD = "a word that no source has"
    NAME = "a name that no source has"
    CLAIM = "a claim that no source makes"
    DENIAL = "a denial that no source has, or one left out"
    APART = "no source says so much of it"


def fault(sentence: str, material: Material) -> Fault | None:
    """Return why a sentence does not trace to a quote or the plain answer, or None where it does."""
    said = content_words.read(sentence, material.names)
    content = _content(said, material)
    counted = figure_forms.read(sentence)
    if not content and not (material.counted and _count(counted)):
        return Fault.EMPTY
    if len(sentence) > _LONGEST:
        return Fault.LONG
    if not value_pairing.fits(sentence, material.items):
        return Fault.PAIR
    read = _Sentence(sentence, said, content, counted)
    found = None
    for quote in (*material.quotes, None):
        problem = _against(read, material, quote)
        if problem is None:
            return None
        found = found or problem
    return found


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, what it says, its words with content, and what it counts."""

    text: str
    said: Words
    content: list[Word]
    counted: Figures


def _content(said: Words, material: Material) -> list[Word]:
    return [word for word in said.content if not content_words.is_free(word, framing=material.exact)]


def _against(sentence: _Sentence, material: Material, quote: Text | None) -> Fault | None:
    """Return the fault of a sentence beside the plain answer and one quote."""
    sources = [material.answer, quote] if quote else [material.answer]
    stated = [material.answer] if material.exact else sources  # where new facts may come from
    # What a question supposes is so where it was answered, save with no.
    echoed = [] if material.boolean is False and not sentence.said.denied else [material.question]
    if not _marks(sentence.text, [*sources, *echoed]):
        return Fault.MARKS
    if not _figures(sentence.counted, [material.answer] if material.counted else stated, material.question, sources):
        return Fault.NUMBER
    if not _quoted(sentence.text, sources):
        return Fault.QUOTED
    if not all(_is_in(word, [*stated, *echoed]) for word in sentence.content):
        return Fault.WORD
    if not _claim(sentence, material, stated):
        return Fault.CLAIM
    if not _names(sentence.text, material, [*stated, *echoed]):
        return Fault.NAME
    if not _denials(sentence.said, [text.said for text in (*sources, *echoed)]):
        return Fault.DENIAL
    return None if material.exact else _place(sentence, material, stated, [text.said for text in (*sources, *echoed)])


def _marks(sentence: str, sources: list[Text]) -> bool:
    """Return whether all that is neither letter nor digit is an ordinary mark or stands in a source."""
    return all(
        char in _MARKS or _ORDINARY.match(char) or any(content_words.dense(char) in source.dense for source in sources)
        for char in content_words.regular(sentence)
        if unicodedata.category(char)[0] != "L"
    ) and not any(unicodedata.category(char)[0] == "C" and char != "\n" for char in sentence)


def _count(found: Figures) -> int:
    return len(found.years) + len(found.figures)


def _figures(found: Figures, stated: list[Text], question: Text, sources: list[Text]) -> bool:
    """Return whether every year and number is stated. A 事業番号 that the question names may be one of a quote."""
    codes = {
        f for f in question.said.figures.figures if f.is_code and any(f in s.said.figures.figures for s in sources)
    }
    return all(
        any(figure_forms.year_is_said(year, text.said.figures) for text in stated) for year in found.years
    ) and all(
        figure in codes or any(figure_forms.figure_is_said(figure, text.said.figures) for text in stated)
        for figure in found.figures
    )


def _quoted(sentence: str, sources: list[Text]) -> bool:
    return all(
        any(content_words.dense(phrase) in source.dense for source in sources)
        for groups in _QUOTED.findall(content_words.regular(sentence))
        for phrase in groups
    )


def _claim(sentence: _Sentence, material: Material, stated: list[Text]) -> bool:
    """Return whether the sources have what a sentence ends with, which is what it claims: words or a number."""
    if _count(sentence.counted) and not content_words.read(sentence.counted.tail, material.names).content:
        return True
    if sentence.content[-1:] and sentence.content[-1].name:
        return True
    last = content_words.runs(sentence.text, material.names)[-1:]
    return all(_is_in(word, stated) for word in sentence.content[-1:]) and all(
        any(run in source.letters for source in stated) for run in last
    )


def _is_in(word: Word, texts: list[Text]) -> bool:
    """Return whether a text has a word: as a word, or within its letters where segmentation may differ."""
    return any(
        word.form in text.said.forms
        or word.surface in text.said.forms
        or (len(word.surface) > 1 and word.surface in text.letters)
        for text in texts
    )


def _names(sentence: str, material: Material, sources: list[Text]) -> bool:
    """Return whether every run of letters stands as a whole in a source, and none names another of the items' kind."""
    for run in content_words.runs(sentence, material.names):
        if not any(run in source.letters for source in sources):
            return False
        if material.ending and len(run) > 1 and run.endswith(material.ending) and run not in material.answer.dense:
            return False
    return True


def _place(sentence: _Sentence, material: Material, stated: list[Text], sources: list[Said]) -> Fault | None:
    """Return the fault of a sentence beside the lines that have most of its words: those have to have its numbers
    and its denials, too. One bare name says nothing."""
    content = sentence.content
    runs = content_words.runs(sentence.text, ())
    parts = sum(any(word.surface in run for word in content) for run in runs)
    parts += sum(not any(word.surface in run for run in runs) for word in content)
    if parts + _count(sentence.counted) < _PARTS - material.counted and not any(word.name for word in content):
        return Fault.EMPTY
    if material.counted:  # the answer is a number: what it is asked of may be said in the question's words
        content = [word for word in content if not _is_in(word, [material.question])]
    held = [
        (sum(word.form in window.forms or word.surface in window.forms for word in content), window)
        for text in stated
        for window in text.windows
    ]
    most = max((count for count, _ in held), default=0)
    if most < _SHARED * len(content):
        return Fault.APART
    best = [window for count, window in held if count == most]
    shortest = min(len(window.figures.text) for window in best)
    best = [window for window in best if len(window.figures.text) == shortest]
    found = sentence.counted
    if not material.counted and not any(
        all(figure_forms.year_is_said(year, window.figures) for year in found.years)
        and all(figure_forms.figure_is_said(figure, window.figures) for figure in found.figures)
        for window in best
    ):
        return Fault.NUMBER
    return None if any(_denials(sentence.said, [window, *sources]) for window in best) else Fault.DENIAL


def _denials(said: Words, sources: list[Said]) -> bool:
    """Return whether each word is denied, or not, as it is where the first of the sources has it."""
    for form, denied in said.denials:
        for source in sources:
            found = {other for word, other in source.denials if word == form}
            if found:
                if denied not in found:
                    return False
                break
        else:
            if denied:
                return False
    return True
