"""Whether a sentence traces to the answer's sources: its numbers, quoted phrases, words and denials stand there.

A sentence is measured against the plain answer together with one quote at a time, so that the parts of several quotes
do not make up a new statement. What the question says may be repeated, but it proves nothing.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from service.rewording import figures, pairing, words
from service.rewording.figures import Figures
from service.rewording.material import Material, Text
from service.rewording.words import Word, Words

_QUOTED = re.compile(r"「([^「」]*)」|『([^『』]*)』|\"([^\"]*)\"")
_MARKS = frozenset("、。，．・「」『』（）()！!？?,.〜~ー:：％%-\n ")
_ORDINARY = re.compile(r"[0-9①-⑳]")
_SHARED = 0.5  # part of a sentence's words that one line of a source has to hold
_ECHO = 0.5  # part of its words that may come from the question alone, where passages answer
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
    said = words.read(sentence, material.names)
    content = [word for word in said.content if not words.is_free(word)]
    if not content and not (material.exact and _has_figures(figures.read(sentence))):
        return Fault.EMPTY
    if len(sentence) > _LONGEST:
        return Fault.LONG
    if not pairing.fits(sentence, material.items):
        return Fault.PAIR
    found = None
    for quote in (*material.quotes, None):
        problem = _against(sentence, said, material, quote)
        if problem is None:
            return None
        found = found or problem
    return found


def _against(sentence: str, said: Words, material: Material, quote: Text | None) -> Fault | None:
    """Return the fault of a sentence beside the plain answer and one quote."""
    sources = [material.answer, quote] if quote else [material.answer]
    stated = [material.answer] if material.exact else sources  # where new facts may come from
    # What a question supposes is so where it was answered, save with no.
    echoed = [] if material.boolean is False and not said.denied else [material.question]
    if not _marks(sentence, [*sources, *echoed]):
        return Fault.MARKS
    counted = figures.read(sentence)
    if not _figures(counted, stated, material.question, sources):
        return Fault.NUMBER
    if not _quoted(sentence, sources):
        return Fault.QUOTED
    if problem := _words(said, material, [*stated, *echoed], sources):
        return problem
    if not _claim(sentence, said, counted, material, sources):
        return Fault.CLAIM
    if not _names(sentence, material, [*stated, *echoed]):
        return Fault.NAME
    return None if _denials(said, [*sources, *echoed]) else Fault.DENIAL


def _marks(sentence: str, sources: list[Text]) -> bool:
    """Return whether all that is neither letter nor digit is an ordinary mark or stands in a source."""
    return all(
        char in _MARKS or _ORDINARY.match(char) or any(words.dense(char) in source.dense for source in sources)
        for char in words.regular(sentence)
        if unicodedata.category(char)[0] != "L"
    ) and not any(unicodedata.category(char)[0] == "C" and char != "\n" for char in sentence)


def _has_figures(found: Figures) -> bool:
    return bool(found.years or found.figures)


def _figures(found: Figures, stated: list[Text], question: Text, sources: list[Text]) -> bool:
    """Return whether every year and number is stated. A 事業番号 that the question names may be one of a quote."""
    return all(any(figures.year_is_said(year, text.figures) for text in stated) for year in found.years) and all(
        any(figures.figure_is_said(figure, text.figures) for text in stated)
        or (figure.is_code and figure in question.figures.figures and any(figure in s.figures.figures for s in sources))
        for figure in found.figures
    )


def _quoted(sentence: str, sources: list[Text]) -> bool:
    return all(
        any(words.dense(phrase) in source.dense for source in sources)
        for groups in _QUOTED.findall(words.regular(sentence))
        for phrase in groups
    )


def _claim(sentence: str, said: Words, counted: Figures, material: Material, sources: list[Text]) -> bool:
    """Return whether the sources have what a sentence ends with, which is what it claims: words or a number."""
    if _has_figures(counted) and not words.read(counted.tail, material.names).content:
        return True
    content = [word for word in said.content if not words.is_free(word)]
    last = words.runs(sentence, material.names)[-1:]
    return all(_is_in(word, sources) for word in content[-1:]) and all(
        any(run in source.dense for source in sources) for run in last
    )


def _words(said: Words, material: Material, known: list[Text], sources: list[Text]) -> Fault | None:
    """Return the fault of the words: unknown ones, ones that only the question has, and too few of one line."""
    content = [word for word in said.content if not words.is_free(word)]
    if not all(_is_in(word, known) for word in content):
        return Fault.WORD
    if material.exact and (not content or any(word.name for word in content)):
        return None
    backed = [word for word in content if _is_in(word, sources)]
    if len(content) - len(backed) > _ECHO * len(content):
        return Fault.APART
    most = max(
        sum(word.form in line or word.surface in line for word in content) for text in sources for line in text.lines
    )
    return None if most >= _SHARED * len(content) else Fault.APART


def _is_in(word: Word, texts: list[Text]) -> bool:
    """Return whether a text has a word: as a word, or within its letters where segmentation may differ."""
    return any(
        word.form in text.forms or word.surface in text.forms or (len(word.surface) > 1 and word.surface in text.dense)
        for text in texts
    )


def _names(sentence: str, material: Material, sources: list[Text]) -> bool:
    """Return whether every run of letters stands as a whole in a source, and none names another of the items' kind."""
    for run in words.runs(sentence, material.names):
        if not any(run in source.dense for source in sources):
            return False
        if material.ending and len(run) > 1 and run.endswith(material.ending) and run not in material.answer.dense:
            return False
    return True


def _denials(said: Words, sources: list[Text]) -> bool:
    """Return whether each word is denied, or not, as it is where the first of the sources has it."""
    for form, denied in said.denials:
        for source in sources:
            found = {other for word, other in source.words.denials if word == form}
            if found:
                if denied not in found:
                    return False
                break
        else:
            if denied:
                return False
    return True
