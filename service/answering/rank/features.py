"""What a plan is judged by: how much of the question it explains, what it leaves, what it adds that nobody said."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from graph.japanese import fold
from ontology import terms as t
from service.answering.operators.base import COUNT, NUMBER, TEXT, TRUTH, VALUE, YEAR, Proposal
from service.answering.operators.text import HOLDER, shows
from service.answering.propose.counted import RANGES
from service.answering.propose.reach import succession_cues
from service.answering.rank.demand import Demand
from service.answering.rank.demand_met import met
from service.answering.reading.interpret import Ask, Intent
from service.answering.reading.marks import Reading, Stretches, covered
from service.answering.sources import value_kinds
from service.answering.sources.passage_answers import asks_elsewhere
from service.answering.sources.stated_figures import shows_unit, unit_named
from service.answering.step_interface import Result
from service.answering.wording import wording

_ASIDE = 0.3  # what a word counts that only leads up to the question
STRONG = (
    *(
        "sum",
        "mean",
        "difference",
        "times",
        "growth",
        "most",
        "least",
        "ordinal",
        "older",
        "first_time",
        "crossing",
        "rising",
        "falling",
    ),
    *(
        "not_falling",
        "not_rising",
        "flat",
        "double",
        "both",
        "only",
        "single",
        "joint",
        "span",
        "days",
        "which_earlier",
        "same_year",
        "which_day",
        "each",
        "level",
        "steady",
        "merged_into",
        "went_into",
    ),
    *(
        "undecided",
        "decided",
        "asks:count",
        "asks:year",
        "asks:department",
        "asks:reason",
        "asks:definition",
        "asks:holder",
        "asks:goal",
        "why",
    ),
)
_MANY = 25


def features(proposal: Proposal, demand: Demand, result: Result | None) -> dict[str, float]:
    """Return the features of a plan; demand: the question; result: what it came to, None before it has run."""
    reading, spans = demand.reading, proposal.spans
    shares: dict[tuple[int, int], float] = {}
    for draft in proposal.drafts:
        for span, share in draft.said:
            shares[span] = max(shares.get(span, 0.0), share)
        spans = (*spans, *draft.spans)
    whole = said = 0.0
    kinds, claimed = Stretches(kind.span for kind in reading.kinds), Stretches(spans)
    for word in reading.words:
        if kinds.cover(word.span) and word.span not in shares:
            continue
        worth = word.worth * (_ASIDE if word.aside else 1.0)
        whole += worth
        said += worth * (1.0 if claimed.cover(word.span) else shares.get(word.span, 0.0))
    subjects = [d.subject for d in proposal.drafts if d.subject is not None]
    guessed = bool(subjects)
    head = _head(reading, spans, proposal)
    found = {
        "said": said / whole if whole else 1.0,
        "left_names": float(
            sum(not claimed.cover(n.span) for n in reading.names if n.kind not in (t.TERM, t.INDICATOR))
        ),
        "left_values": float(sum(not claimed.cover(v.span) for v in reading.values)),
        "left_plans": float(sum(not claimed.cover(p.span) for p in reading.plans)),
        "left_years": float(bool(reading.year_spans) and not any(claimed.cover(s) for s in reading.year_spans)),
        "left_numbers": float(sum(not claimed.cover(n.span) for n in reading.numbers if n.unit)),
        "left_cues": float(_left_cues(reading, spans)),
        "left_asked": float(sum(not claimed.cover(k.span) for k in reading.kinds if k.asked >= 3)),
        "match": max(_match(proposal.gives, reading.intent), _cued(proposal.gives, reading)),
        "asked": _asked(proposal, reading),
        "cost": proposal.whole_cost,
        "guess": float(guessed),
        "head": head,
        "share": min((s.share for s in subjects), default=1.0),
        "named": min((s.named for s in subjects), default=1.0),
        "unsaid": max((s.unsaid for s in subjects if s.entity.type != t.PROJECT), default=0.0),
        "unsaid_project": max((s.unsaid for s in subjects if s.entity.type == t.PROJECT), default=0.0),
        "ahead": min((s.ahead for s in subjects), default=0.5) if guessed else 0.5,
        "many": math.log2(max(1, len(result.items)) / _MANY) if result and len(result.items) > _MANY else 0.0,
        "unshown": float(len(value_kinds.missing(reading.text, shows(result))))
        if result and result.boolean is None
        else 0.0,
    }
    found["no_unit"] = float(_lacks_unit(proposal.gives, reading, result))
    found["echo"] = float(_echoes(reading, result))
    found["elsewhere"] = float(asks_elsewhere(reading.linked, reading.intent))
    found |= met(proposal, demand, spans)
    called = any(proposal.of_kind in kind.iris for kind in reading.kinds)
    found["uncalled"] = found["unmet"] if proposal.gives == COUNT and not called else 0.0
    return found | dict(proposal.extra)


def _head(reading: Reading, spans: tuple[tuple[int, int], ...], proposal: Proposal) -> float:
    """Return how far the very thing that is asked of (予算額 of 予算額はいくら) is met by name, 0 to 1."""
    word = reading.head
    if word is None or covered(word.span, spans):
        return 1.0
    if proposal.extra:
        return dict(proposal.extra).get("head", 1.0)
    return max((dict(d.called).get(word.span, 0.0) for d in proposal.drafts), default=0.0)


def _lacks_unit(gives: str, reading: Reading, result: Result | None) -> bool:
    """Return whether a figure in a unit is asked for (何人) and nothing of a result is in it."""
    if result is None or gives in (COUNT, NUMBER, TRUTH):
        return False
    if gives == VALUE and result.items and all(i.value is None for i in result.items):
        return False  # what is not decided yet is in no unit
    unit = unit_named(reading.text)
    if unit is not None:
        return not shows_unit(unit, fold("\n".join(shows(result))))
    counter = wording().counter.search(reading.text) if gives in (VALUE, TEXT) else None
    text = fold("\n".join(shows(result))) if counter else ""
    return counter is not None and re.search(rf"\d{re.escape(counter['unit'])}", text) is None


def _echoes(reading: Reading, result: Result | None) -> bool:
    """Return whether a result only names what the question names, in the same words."""
    if result is None or not result.items or result.boolean is not None:
        return False
    said = {name.text for name in reading.names}
    return all(i.value is None and i.number is None and fold(i.label or "") in said for i in result.items)


def _left_cues(reading: Reading, spans: tuple[tuple[int, int], ...]) -> int:
    left: list[tuple[int, int]] = []
    for name in STRONG:
        for span in reading.cues.get(name, ()):
            if not _claimed(span, spans) and not _touched(span, tuple(left)):
                left.append(span)
    for span in succession_cues(reading):
        if not _claimed(span, spans) and not _touched(span, tuple(left)):
            left.append(span)
    return len(left)


def _claimed(span: tuple[int, int], spans: tuple[tuple[int, int], ...]) -> bool:
    """Return whether one part of a plan stands for all of a stretch."""
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def _touched(span: tuple[int, int], spans: tuple[tuple[int, int], ...]) -> bool:
    return any(span[0] < end and span[1] > start for start, end in spans)


_CUES = {
    VALUE: ("asks:value",), YEAR: ("asks:year",), COUNT: ("asks:count", "how_many"), t.UNIT: ("asks:department",),
    t.GOAL: ("asks:goal",), NUMBER: ("asks:number",), HOLDER: ("asks:holder",),
    TEXT: ("asks:reason", "asks:definition", "why"),
}  # fmt: skip


def _cued(gives: str, reading: Reading) -> float:
    """Return whether the very words that ask for such a thing are there, though others may say more."""
    cue = _CUES.get(gives)
    return 0.8 if cue and reading.says(*cue) else -1.0


def _asked(proposal: Proposal, reading: Reading) -> float:
    """Return how strongly the words for the kind of a plan's things say that these are asked for."""
    strongest = max((k.asked for k in reading.kinds), default=0.0)
    if strongest < 1 or not proposal.of_kind:
        return 0.0
    own = max(
        (k.asked for k in reading.kinds if any(RANGES.get(iri, iri) == proposal.of_kind for iri in k.iris)),
        default=-3.0,
    )
    return max(-1.0, (own - strongest) / 6.0)


def _match(gives: str, intent: Intent) -> float:
    """Return how far what a plan gives is what is asked for, -1 to 1."""
    if intent.yesno:
        return 1.0 if gives == TRUTH else -0.5
    if gives == TRUTH:
        return -1.0
    ask = intent.ask
    if ask is Ask.THINGS:
        return 1.0 if gives in intent.types[:1] else 0.3 if gives in intent.types else -0.5
    if ask is Ask.COUNT:
        return 1.0 if gives == COUNT else 0.2 if gives == VALUE else -0.7
    if ask is Ask.DEPARTMENT:
        return 1.0 if gives == t.UNIT else -0.5
    if ask is Ask.GOAL:
        return 1.0 if gives == t.GOAL else -0.5
    if ask is Ask.VALUE:
        return 1.0 if gives == VALUE else 0.3 if gives in (COUNT, YEAR) else -0.5
    if ask is Ask.YEAR:
        return 1.0 if gives == YEAR else -0.5
    if ask in (Ask.REASON, Ask.DEFINITION, Ask.TEXT):
        return 0.8 if gives == TEXT else -0.6
    if ask is Ask.NUMBER:
        return 1.0 if gives == NUMBER else 0.0 if gives in (HOLDER, TEXT) else -0.5
    if ask is Ask.HOLDER:
        return 1.0 if gives == HOLDER else 0.5 if gives in (VALUE, TEXT) else -0.3
    return 0.5 if gives == TEXT else 0.0


def score(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the one score of a plan."""
    return sum(weights.get(name, 0.0) * value for name, value in features.items())
