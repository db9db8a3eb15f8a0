"""The words that ask what something was before or became."""

from __future__ import annotations

from ontology import terms as t
from service.answering.reading.marks import Reading, Span, covered
from service.answering.wording import wording


def succession_cues(reading: Reading) -> tuple[Span, ...]:
    """Return the words that ask what something was before or became."""
    said = [s for name in ("becomes", "was", "inherits", "absorbed") for s in spans_of(reading, name)]
    held = [start for start, _ in reading.cue("having")]
    said += [w.span for w in reading.kinds if t.SUCCEEDS in w.iris and not w.denied and w.end not in held]
    said += list(reading.cue("splits", "merges"))
    denied = [span for name in ("negation", "absent_from") for span in reading.cue(name)]
    return tuple(dict.fromkeys(span for span in said if not any(_denies(no, span) for no in denied)))


def _denies(no: Span, said: Span) -> bool:
    """Return whether a word of denial ends what is said: 受け継がれなかった."""
    return said[0] <= no[0] <= said[1] + 1 or (no[0] <= said[0] and said[1] <= no[1])


def spans_of(reading: Reading, operator: str) -> list[Span]:
    names = [name.span for name in reading.names]
    found = [m.span() for m in wording().operators[operator].finditer(reading.text) if m.end() > m.start()]
    return [span for span in found if not covered(span, names)]
