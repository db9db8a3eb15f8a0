"""Whether what a question names is met by what answers: a word that no name, text or quote of a plan says is evidence
that the plan is about something else, however near."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ontology import terms as t
from service.answering.operators.base import Proposal
from service.answering.reading.marks import Compound, Reading, Span, Word, covered
from service.answering.wording import wording

_SAID = 0.4  # a word that is said by less is not met
_MOST = 2.0  # words beyond which one more tells nothing new
_CHAIN = re.compile(r"[」』]?(の|と|や|・|及び|および)[「『]?|[「『」』]")  # what joins two nouns to one name
_DONE = re.compile(r"(を|が)?(し(て|た|ま|な|よ|、)|する|すれ|され|させ|でき|いたし|いただ|なさ)")
_BREAK = re.compile(r"[、。?]")
_PREDICATE = re.compile(r"の?[^ぁ-ん、。?]{1,4}(です|でしょう|なの|だっ|$)")  # どの課の仕事ですか


def met(proposal: Proposal, reading: Reading, spans: tuple[Span, ...]) -> dict[str, float]:
    """Return the features that tell how far a plan leaves unmet what the question names. spans: what the plan claims.

    unmet: share of the worth of the nouns that nothing of the plan says; unmet_text: the same, of quotes;
    unmet_most: how far the rarest of them is not said;
    unknown: how many of them no document says at all; unknown_whole: compounds that none says in a row;
    unknown_beside: an unknown word stands beside the name of a thing (a place, mostly);
    no_such: a 課 is named that is none; cut_name: a name is only a piece of a longer one (水道課 of 下水道課);
    unmet_head: the very thing asked for is not said; head_other: it is only said by another word;
    unmet_named: a word of the name that the question is asked of is not (花火大会 of 花火大会の主管課は);
    loose: nothing that the question names narrows the plan.
    """
    said = dict(proposal.said)
    for draft in proposal.drafts:
        for span, share in draft.said:
            said[span] = max(said.get(span, 0.0), share)
    idle = _idle(reading)
    stop = _end(reading)
    nouns = [w for w in reading.words if w.end <= stop and not _joins(w, reading) and not covered(w.span, idle)]
    lacks = {w.span: 0.0 if covered(w.span, spans) else 1.0 - said.get(w.span, 0.0) for w in nouns}
    for compound in reading.compounds:
        for part in compound.foreign if not compound.aside and compound.end <= stop else ():
            within = any(start <= part[0] and part[1] <= end for start, end in idle)
            if not within and not covered(part, [*spans, *lacks]):
                lacks[part] = 1.0
    foreign = [part for c in reading.compounds for part in c.foreign]
    unknown = sum(lack for span, lack in lacks.items() if covered(span, foreign))
    whole = sum(w.worth for w in nouns)
    most = max((w.worth for w in nouns), default=0.0)
    rest = [c for c in reading.compounds if not c.aside and len(c.parts) > 1 and c.end <= stop]
    named = any(d.anchors and d.subject is None for d in proposal.drafts)
    unmet = sum(w.worth * lacks[w.span] for w in nouns) / whole if whole else 0.0
    head = _head(reading, lacks)
    strange = [c for c in rest if not c.known and _open(c, [*spans, *idle], lacks)]
    bound = any(d.anchors or d.subject or d.said for d in proposal.drafts) or bool(proposal.said)
    return {
        "unmet": unmet,
        "unmet_text": unmet if proposal.said else 0.0,
        "unknown_beside": min(1.0, unknown) if named else 0.0,
        "no_such": float(any(c.unit and not covered(c.span, spans) for c in rest)),
        "head_other": float(0.0 < head <= 1.0 - _SAID),
        "unmet_most": max((w.worth * lacks[w.span] for w in nouns), default=0.0) / most if most else 0.0,
        "unknown": min(_MOST, unknown),
        "unknown_whole": min(_MOST, float(len(strange))),
        "cut_name": float(any(_cut(c, reading, spans, idle) for c in rest)),
        "unmet_head": head,
        "unmet_named": max((lacks.get(span, 0.0) for span in _asked_of(reading, idle, lacks, stop)), default=0.0),
        "loose": float(bool(nouns) and not bound),
    }


def _idle(reading: Reading) -> list[Span]:
    """Return the stretches that are judged by other features: words for kinds, values, years, numbers, and cues; and
    the noun behind what asks."""
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


def _open(compound: Compound, taken: Sequence[Span], lacks: Mapping[Span, float]) -> bool:
    """Return whether a compound is neither claimed as a whole nor said word for word."""
    if covered(compound.span, taken):
        return False
    inside = [lack for span, lack in lacks.items() if compound.start <= span[0] and span[1] <= compound.end]
    return not inside or max(inside) > 1.0 - _SAID


def _cut(compound: Compound, reading: Reading, spans: tuple[Span, ...], idle: Sequence[Span]) -> bool:
    """Return whether a name that the plan uses stands in a longer compound that no document says."""
    if compound.known:
        return False
    own = [n for n in reading.names if n.kind not in (t.TERM, t.INDICATOR) and n.span in spans]
    own = [n for n in own if compound.start <= n.start and n.end <= compound.end]
    stop = wording().stop
    for name in own:
        for part in compound.parts:
            if any(n.start < part[1] and part[0] < n.end for n in own) or covered(part, [*spans, *idle]):
                continue
            before = part[1] == name.start and part[1] - part[0] == 1
            if before or reading.text[slice(*part)] not in stop:
                return True
    return False


def _head(reading: Reading, lacks: Mapping[Span, float]) -> float:
    """Return how far the thing asked for is not met, by the worst of the words in its compound."""
    if reading.head is None:
        return 0.0
    at = reading.head.start
    around = next((c.span for c in reading.compounds if c.start <= at < c.end), reading.head.span)
    return max((lack for span, lack in lacks.items() if around[0] <= span[0] and span[1] <= around[1]), default=0.0)


def _asked_of(reading: Reading, idle: Sequence[Span], lacks: Mapping[Span, float], stop: int) -> list[Span]:
    """Return the words of the name that a question is asked of: the last noun, where nothing is said after it, with
    what の joins to it."""
    content = [
        w.span
        for w in reading.words
        if w.end <= stop and not w.aside and not covered(w.span, idle) and not _DONE.match(reading.text, w.end)
    ]
    content += [span for span in lacks if span not in content]
    if not content:
        return []
    last = max(content)
    found: list[Span] = []
    start = None
    for compound in reversed([c for c in reading.compounds if not c.aside and c.end <= stop]):
        if start is None:
            if not (compound.start <= last[0] and last[1] <= compound.end):
                continue
            start = compound.start
        elif compound.end <= start and _CHAIN.fullmatch(reading.text[compound.end : start]):
            start = compound.start
        else:
            break
        found += [span for span in lacks if compound.start <= span[0] and span[1] <= compound.end]
    return found
