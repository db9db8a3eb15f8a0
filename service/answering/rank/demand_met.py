"""Whether what a question names is met by what answers: a word that no name, text or quote of a plan says is evidence
that the plan is about something else, however near."""

from __future__ import annotations

from collections.abc import Mapping

from ontology import terms as t
from service.answering.operators.base import Proposal
from service.answering.rank.demand import Demand
from service.answering.reading.marks import Compound, Reading, Span, Stretches
from service.answering.wording import wording

_SAID = 0.4  # a word that is said by less is not met
_MOST = 2.0  # words beyond which one more tells nothing new


def met(proposal: Proposal, demand: Demand, spans: tuple[Span, ...]) -> dict[str, float]:
    """Return the features that tell how far a plan leaves unmet what the question names. spans: what the plan claims.

    unmet: share of the worth of the nouns that nothing of the plan says; unmet_text: the same, of quotes;
    unmet_most: how far the rarest of them is not said; free: no exact fact is asked for;
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
    reading, nouns, claimed = demand.reading, demand.nouns, Stretches(spans)
    lacks = {w.span: 0.0 if claimed.cover(w.span) else 1.0 - said.get(w.span, 0.0) for w in nouns}
    told = Stretches([*spans, *lacks])
    lacks |= {part: 1.0 for part in demand.strange if not told.cover(part)}
    unknown = sum(lack for span, lack in lacks.items() if demand.foreign.cover(span))
    whole = sum(w.worth for w in nouns)
    most = max((w.worth for w in nouns), default=0.0)
    rest = [c for c in demand.compounds if len(c.parts) > 1]
    named = any(d.anchors and d.subject is None for d in proposal.drafts)
    unmet = sum(w.worth * lacks[w.span] for w in nouns) / whole if whole else 0.0
    head = _head(reading, lacks)
    settled = Stretches([*spans, *demand.idle])
    strange = [c for c in rest if not c.known and _open(c, settled, lacks)]
    bound = any(d.anchors or d.subject or d.said for d in proposal.drafts) or bool(proposal.said)
    return {
        "unmet": unmet,
        "unmet_text": unmet if proposal.said else 0.0,
        "unknown_beside": min(1.0, unknown) if named else 0.0,
        "no_such": float(any(c.unit and not claimed.cover(c.span) for c in rest)),
        "head_other": float(0.0 < head <= 1.0 - _SAID),
        "free": float(demand.free),
        "unmet_most": max((w.worth * lacks[w.span] for w in nouns), default=0.0) / most if most else 0.0,
        "unknown": min(_MOST, unknown),
        "unknown_whole": min(_MOST, float(len(strange))),
        "cut_name": float(any(_cut(c, reading, spans, settled) for c in rest)),
        "unmet_head": head,
        "unmet_named": max((lacks[span] for span in demand.asked_of(list(lacks))), default=0.0),
        "loose": float(bool(nouns) and not bound),
    }


def _open(compound: Compound, settled: Stretches, lacks: Mapping[Span, float]) -> bool:
    """Return whether a compound is neither claimed as a whole nor said word for word."""
    if settled.cover(compound.span):
        return False
    inside = [lack for span, lack in lacks.items() if compound.start <= span[0] and span[1] <= compound.end]
    return not inside or max(inside) > 1.0 - _SAID


def _cut(compound: Compound, reading: Reading, spans: tuple[Span, ...], settled: Stretches) -> bool:
    """Return whether a name that the plan uses stands in a longer compound that no document says."""
    if compound.known:
        return False
    own = [n for n in reading.names if n.kind not in (t.TERM, t.INDICATOR) and n.span in spans]
    own = [n for n in own if compound.start <= n.start and n.end <= compound.end]
    stop = wording().stop
    for name in own:
        for part in compound.parts:
            if any(n.start < part[1] and part[0] < n.end for n in own) or settled.cover(part):
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
