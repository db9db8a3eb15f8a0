"""Dated statements that words of a question describe: one thing on a day, two on either side, a set in its order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from graph.japanese import fold
from ontology import terms as t
from service.answering.knows.dated_statements import Dated
from service.answering.plan.sets import Named
from service.answering.propose.sets import Draft
from service.answering.reading.marks import Reading, Span, Word, covered
from service.answering.step_interface import Tools
from service.answering.wording import wording

_SHARED = 0.25  # what the words of the other side count
_PART = re.compile(
    r"よりも?|に比べて?|から(?!の)|てから|と(?!いう|いっ|は|も|し|な|回|答|す)|、|が(?=[^、。]{3,})|は(?=[^、。]{3,})|を(?=[^、。]{3,})|の(?=何[日週か年])"
)
_NTH = re.compile(r"第\d+[回期次]")
_LEVEL = 0.97
_BY_NAME = 0.15  # what holding a name of the question whole is worth beside its words
_VAGUE = 0.3  # what a statement costs of which no word is said
_PLAN = 3.0  # what the name of a plan is worth beside the words
_MADE = 0.2  # what it is worth that a statement says that something came into being, where that is spoken of
_BEST, _CUTS = 2, 8
_NEARLY = 0.7  # of the best score from which on what has an end is meant by a word for ends


@dataclass(frozen=True, slots=True)
class Meant:
    """A dated statement that words mean. said: place of each word → how far it says it; share: part of the words'
    worth; end: whether its end is meant; edges: words that say so; named: the thing that the question names for it;
    worth: the share with what else speaks for it."""

    one: Dated
    said: tuple[tuple[Span, float], ...]
    share: float
    end: bool
    edges: tuple[Span, ...] = ()
    named: str = ""
    worth: float = 0.0

    @property
    def draft(self) -> Draft:
        """The statement as a set that a proposal rests on."""
        passage = Named(t.PASSAGE, (self.one.line.passage,))
        return Draft(passage, self.edges, self.said, _VAGUE * (1.0 - self.share), None, (), self.one.what, self.said)


def topic(reading: Reading, skip: Sequence[Span], aside: bool = False) -> list[Word]:
    """Return the content words that may describe what is dated: those that no asking word covers. aside: those of what
    only leads up to the question."""
    asks = [span for name, spans in reading.cues.items() if name.startswith("asks:") for span in spans]
    taken = [*skip, *asks, *reading.cue("held", "began", "ended_on", "how_often", "negation")]
    return [w for w in reading.words if w.aside == aside and not covered(w.span, taken)]


def meant(
    words: Sequence[Word], reading: Reading, tools: Tools, within: Span, shared: Sequence[Word] = (), least: float = 0.5
) -> list[Meant]:
    """Return the dated statements that words describe, best first, those of one day once. within: where they stand."""
    ends = [s for s in reading.cue("ended_on") if within[0] <= s[0] < within[1]]
    begins = [s for s in reading.cue("began") if within[0] <= s[0] < within[1]]
    amending = any(within[0] <= m.start() < within[1] for m in wording().cues["amended"].finditer(reading.text))
    making = not amending and any(within[0] <= s[0] < within[1] for s in reading.cue("made"))
    if not words:
        return []
    plans = [
        {fold(name) for name in tools.knowledge.entities[p.iri].names}
        for p in reading.plans
        if within[0] <= p.start < within[1] and p.iri in tools.knowledge.entities
    ]
    whole = sum(w.worth for w in words)
    names = [n.text for n in reading.names if within[0] <= n.start < within[1] and n.text not in tools.knowledge.places]
    found: list[tuple[tuple[float, ...], Meant]] = []
    texts = tools.standing.dated_texts
    shares = texts.shares([(w.term, w.worth) for w in words])
    nearby = texts.shares([(w.term, w.worth) for w in shared])
    for place in np.flatnonzero(shares >= (least / 2 if plans else least)).tolist():
        one, share = tools.standing.dated[place], float(shares[place])
        held = sum(any(name in one.own for name in names_of) for names_of in plans)
        share = (share * whole + _PLAN * held) / (whole + _PLAN * len(plans)) if plans and held else share
        if share < least:
            continue
        said = tuple((w.span, float(texts.says(w.term)[place])) for w in words)
        if not (one.label or one.under or any(w.term.found(one.own) > 0.4 * w.term.weight for w in words)):
            continue
        worth = share + _SHARED * float(nearby[place]) + _BY_NAME * any(name in one.around for name in names)
        worth += _MADE * (making and wording().cues["made"].match(one.own) is not None)
        key = (round(worth, 3), -float(one.amends and not amending), -float(place))
        edges = (*ends, *begins)
        found.append((key, Meant(one, said, share, bool(ends) and not begins, edges, worth=round(worth, 3))))
    found.sort(key=lambda pair: pair[0], reverse=True)
    ended = [pair for pair in found if pair[1].one.last is not None]
    if ends and ended and ended[0][0][0] >= _NEARLY * found[0][0][0]:
        found = ended
    elif begins and not ends:
        found = [pair for pair in found if pair[1].one.first is not None]
    days: dict[object, Meant] = {}
    for _, one_meant in found:
        days.setdefault((one_meant.one.first, one_meant.one.last), one_meant)
    return list(days.values())


def alike(words: Sequence[Word], reading: Reading, tools: Tools, least: float = 0.6) -> list[Meant]:
    """Return the statements that words describe as well as the best, in the order of their days."""
    found = meant(words, reading, tools, (0, len(reading.text)), (), least)
    best = max((one.worth for one in found), default=0.0)
    level = [one for one in found if one.worth >= _LEVEL * best]
    return sorted(level, key=lambda one: one.one.day())


def sides(reading: Reading, tools: Tools, cues: Sequence[Span]) -> Iterator[tuple[Meant, Meant, Span]]:
    """Yield two dated statements, each described on its side of what parts them."""
    words = topic(reading, [*cues, *reading.year_spans])
    lead = topic(reading, cues, aside=True)
    cuts = 0
    for match in _PART.finditer(reading.text):
        at = match.span()
        if any(w.start < at[1] and w.end > at[0] for w in words) or any(s < at[1] - 1 and e > at[0] for s, e in cues):
            continue
        left, right = [w for w in words if w.end <= at[0]], [w for w in words if w.start >= at[1]]
        if not left or not right:
            continue
        cuts += 1
        if cuts > _CUTS:
            return
        comma = reading.text.rfind("、", 0, at[0]) + 1
        near = [w for w in left if w.start >= comma]  # what is said before a comma may only be when it was
        found = _side(left, [*lead, *right], reading, tools, (0, right[0].start))
        found = found or (_side(near, [*lead, *left, *right], reading, tools, (comma, right[0].start)) if near else [])
        for one in found[:_BEST]:
            for other in _side(right, [*lead, *left], reading, tools, (at[1], len(reading.text)))[:_BEST]:
                if one.one.day(one.end) != other.one.day(other.end):
                    yield _named(one, (0, at[0]), reading), _named(other, (at[1], len(reading.text)), reading), at


def _named(one: Meant, within: Span, reading: Reading) -> Meant:
    """Return a statement with the thing that its side of the question names, where the statement says it."""
    text = one.one.own + one.one.around
    names = [n for n in reading.names if within[0] <= n.start < within[1] and n.text in text]
    return replace(one, named=names[0].iris[0]) if names else one


def _side(words: list[Word], others: list[Word], reading: Reading, tools: Tools, within: Span) -> list[Meant]:
    """Return what a side means: by its own words, or as the n-th of what the whole sentence speaks of."""
    found = meant(words, reading, tools, within, others)
    ordinals = [w for w in words if w.term.ordinal]
    if not ordinals:
        return found
    plain = [w for w in (*words, *others) if not w.term.ordinal]
    if (
        found
        and ordinals[-1].term.found(found[0].one.own)
        and any(w.term.found(text) for w in plain for _, text in found[0].one.levels)
    ):
        return found
    number = ordinals[-1].term.ordinal
    ordered = alike([w for w in plain if w.start <= ordinals[-1].start], reading, tools, 0.3)
    if number > len(ordered):
        return found
    ends = [s for s in reading.cue("ended_on") if within[0] <= s[0] < within[1]]
    nth = ordered[number - 1]
    said = (*nth.said, (ordinals[-1].span, 1.0))
    edges = tuple(s for s in reading.cue("began", "ended_on") if within[0] <= s[0] < within[1])
    return [replace(nth, said=said, end=bool(ends), edges=edges)]


def numbered(one: Meant) -> bool:
    """Return whether a statement says which of several it is: 第1回."""
    return _NTH.search(one.one.own) is not None


def held(reading: Reading, found: Sequence[Meant], tools: Tools) -> tuple[Span, ...]:
    """Return the places of names, plans, kinds and values that statements say, and of the body that publishes."""
    text = " ".join(one.one.own + one.one.around for one in found)
    entities = tools.knowledge.entities
    marks = [*(kind.span for kind in reading.kinds), *(value.span for value in reading.values)]
    spans = [span for span in marks if reading.text[slice(*span)] in text]
    for name in reading.names:
        said = {name.text, *(fold(n) for iri in name.iris if iri in entities for n in entities[iri].names)}
        if name.text in tools.knowledge.places or any(one in text for one in said if one):
            spans.append(name.span)
    for plan in reading.plans:
        said = (
            {reading.text[slice(*plan.span)], *(fold(n) for n in entities[plan.iri].names)}
            if plan.iri in entities
            else set()
        )
        if any(one in text for one in said):
            spans.append(plan.span)
    ordinals = [
        w.span for w in reading.words if w.term.ordinal and any(dict(m.said).get(w.span, 0) > 0.4 for m in found)
    ]
    return (*spans, *ordinals)
