"""What a question names that an answer has to meet: worked out once, held against every plan by `met`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ontology import terms as t
from service.answering.reading.interpret import Ask
from service.answering.reading.marks import Compound, Reading, Span, Stretches, Word
from service.answering.wording import wording

_FREE = (Ask.OPEN, Ask.TEXT, Ask.REASON, Ask.DEFINITION)
_CHAIN = re.compile(r"[」』]?(の|と|や|・|及び|および)[「『]?|[「『」』]")  # what joins two nouns to one name
_DONE = re.compile(r"(を|が)?(し(て|た|ま|な|よ|、)|する|すれ|され|させ|でき|いたし|いただ|なさ)")
_BREAK = re.compile(r"[、。?]")
_PREDICATE = re.compile(r"の?[^ぁ-ん、。?]{1,4}(です|でしょう|なの|だっ|$)")  # どの課の仕事ですか


@dataclass(frozen=True, slots=True)
class Demand:
    """What a question names.

    nouns: the words that name something, up to the end of the clause that asks; free: no exact fact is
    asked for, but what a description fits; foreign: places of words that no
    document says; strange: those of them that stand open, so that they count beside the nouns; compounds: nouns in a
    row; last: the places of the words of the clause, of which the last is asked of; idle: the stretches that other
    features judge: words for kinds, values, years, numbers, and cues; and the noun behind what asks.
    """

    reading: Reading
    nouns: tuple[Word, ...]
    free: bool
    foreign: Stretches
    strange: tuple[Span, ...]
    compounds: tuple[Compound, ...]
    last: tuple[Span, ...]
    idle: tuple[Span, ...]

    def asked_of(self, lacks: Sequence[Span]) -> list[Span]:
        """Return the places of the words of the name that a question is asked of: the last noun, where nothing is said
        after it, with what の joins to it. lacks: the words that count."""
        content = [*self.last, *lacks]
        if not content:
            return []
        last = max(content)
        found: list[Span] = []
        start = None
        for compound in reversed(self.compounds):
            if start is None:
                if not (compound.start <= last[0] and last[1] <= compound.end):
                    continue
                start = compound.start
            elif compound.end <= start and _CHAIN.fullmatch(self.reading.text[compound.end : start]):
                start = compound.start
            else:
                break
            found += [span for span in lacks if compound.start <= span[0] and span[1] <= compound.end]
        return found


def demand(reading: Reading) -> Demand:
    """Return what a question names."""
    idle = _idle(reading)
    taken = Stretches(idle)
    stop = _end(reading)
    compounds = [c for c in reading.compounds if not c.aside and c.end <= stop]
    foreign = [part for c in reading.compounds for part in c.foreign]
    strange = [part for c in compounds for part in c.foreign if not any(s <= part[0] and part[1] <= e for s, e in idle)]
    words = [w for w in reading.words if w.end <= stop and not taken.cover(w.span)]
    nouns = tuple(w for w in words if not _joins(w, reading))
    intent = reading.intent
    return Demand(
        reading,
        nouns,
        intent.yesno or intent.ask in _FREE or (intent.ask is Ask.THINGS and t.PROJECT in intent.types[:1]),
        Stretches(foreign),
        tuple(strange),
        tuple(compounds),
        tuple(w.span for w in words if not w.aside and not _DONE.match(reading.text, w.end)),
        tuple(idle),
    )


def _idle(reading: Reading) -> list[Span]:
    cues = [span for found in reading.cues.values() for span in found]
    marks = [*(m.span for m in reading.kinds), *(m.span for m in reading.values)]
    marks += [*(m.span for m in reading.numbers), *(m.span for m in reading.plans)]
    asks = [span for name, found in reading.cues.items() if name.startswith("asks:") for span in found]
    behind = [m.span() for _, end in asks if (m := _PREDICATE.match(reading.text, end))]
    return [*cues, *marks, *reading.year_spans, *behind]


def _joins(word: Word, reading: Reading) -> bool:
    """Return whether a word names nothing: it leads up to the question, is done (登場する), or asks how much."""
    doing = word.term.doing or _DONE.match(reading.text, word.end) is not None
    return doing or word.aside or word.term.forms[0] in wording().asking


def _end(reading: Reading) -> int:
    """Return where the clause that asks ends: what is added behind it names nothing more."""
    asks = [m.end() for m in wording().asking_cue.finditer(reading.text)]
    if not asks:
        return len(reading.text)
    after = _BREAK.search(reading.text, asks[-1] - 1)
    return after.end() if after else len(reading.text)
