"""Where a long message asks: several questions in one are answered one by one."""

from __future__ import annotations

import re

from service.answering.reading.marks import Reading
from service.answering.wording import wording

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")
_MOST = 4
_LEAST = 6  # characters of a sentence that may be a question of its own


def parts(reading: Reading) -> list[str]:
    """Return the questions of a message, each with what leads up to it; the whole where it asks once."""
    question = reading.question
    found: list[str] = []
    lead = ""
    asks = wording().asking_cue
    polite = wording().courtesy
    for match in _SENTENCE.finditer(question):
        sentence = match[0]
        plain = re.sub(r"\s", "", sentence)
        if len(plain) >= _LEAST and asks.search(plain.casefold()) and not polite.fullmatch(plain.rstrip("。？?!！")):
            found.append(lead + sentence)
            lead = ""
        else:
            lead += sentence
    marked = [
        part for part in found if re.search(r"[?？]|(か|教えて(ください)?|ください|知りたい(です)?)[。\s]*$", part)
    ]
    if len(marked) < 2 or len(marked) != len(found):
        return [question]
    return [*found[:-1], found[-1] + lead][:_MOST]
