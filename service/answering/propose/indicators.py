"""The indicators that a question may mean, and the years: described, named, of a 事業 that it reaches, in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ontology import terms as t
from service.answering.knows.schema import Step
from service.answering.plan.conditions import Has
from service.answering.plan.sets import All, Named, Where, select
from service.answering.propose.measures import measures
from service.answering.propose.reach import reach, succession_cues
from service.answering.propose.sets import Draft, Sets
from service.answering.reading.marks import Reading, Span

_HUBS = 4  # ways to reach a 事業, and 事業 reached, whose indicators are looked at
_EVEN = 0.05  # part of the best one's score by which rows of one name may differ and still be meant together


def indicators(sets: Sets) -> list[Draft]:
    """Return the indicators that a question may mean: those that its words describe, those of what it names, and those
    of the 事業 that it reaches by what these were or became."""
    sets_of = [
        d
        for d in sets.of(t.INDICATOR, describe=False)
        if not isinstance(d.of, All) and (d.spans or d.said or d.subject)
    ]
    return [*reached(sets), *measures(t.INDICATOR, sets), *sets_of]


def reached(sets: Sets) -> list[Draft]:
    """Return the indicators, described by words, of the 事業 that a question reaches by succession."""
    cues = succession_cues(sets.reading)
    if not cues:
        return []
    known, found = sets.tools.knowledge, []
    hubs = [d for d in reach(t.PROJECT, sets) if set(cues) <= set(d.spans) and d.anchors]
    for hub in hubs[:_HUBS]:
        projects = [known.entities[row["x"]] for row in sets.tools.select(select(hub.of)) if row["x"] in known.entities]
        own = [known.entities[i] for p in projects[:_HUBS] for i in p.parts.get(t.INDICATOR, ()) if i in known.entities]
        for draft in measures(t.INDICATOR, sets, tuple(own)) if own else ():
            of = Where(draft.of, (Has((Step(t.HAS_INDICATOR, True),), hub.of),))
            plans = tuple(p.span for p in sets.reading.plans)
            found.append(replace(draft, of=of, spans=(*draft.spans, *hub.spans, *plans), cost=hub.cost))
    return found


def years_meant(reading: Reading) -> tuple[int, ...]:
    """Return the years spoken of: all between two that are the ends of a stretch."""
    if len(reading.years) == 2 and reading.ranged:
        return tuple(range(min(reading.years), max(reading.years) + 1))
    return reading.years


def years_in(sets: Sets, draft: Draft) -> tuple[int, ...]:
    """Return the years spoken of; the first and the last year are those of the plan in which an indicator stands."""
    known, years = sets.tools.knowledge, years_meant(sets.reading)
    entity = known.entities.get(draft.anchors[0]) if draft.anchors else None
    owners = entity.parts.get(t.PROJECT, ()) if entity else ()
    own = next((known.entities[o].plan for o in owners if o in known.entities), None)
    meant = known.periods.get(own or "")
    said = [known.periods[p.iri] for p in sets.reading.plans if p.iri in known.periods and p.iri != own]
    if meant is None or not said:
        return years
    ends = {first: meant[0] for first, _ in said} | {last: meant[1] for _, last in said}
    return tuple(ends.get(year, year) for year in years)


def asked_spans(reading: Reading, *cues: str) -> tuple[Span, ...]:
    """Return the stretches that every plan over figures stands for: years, words for targets and values, cues."""
    spoken = reading.speaks_of(t.TARGET, t.VALUE, t.HAS_INDICATOR, t.INDICATOR)
    counted = [n.span for n in reading.numbers if n.unit in ("年", "年間", "年分")]
    return (*reading.year_spans, *reading.cue("asks:value", *cues), *(k.span for k in spoken), *counted)


def together(drafts: Sequence[Draft], sets: Sets) -> Draft | None:
    """Return the rows of one name in several breakdowns where the question means all: それぞれ, or none named."""
    if not drafts or drafts[0].subject is None:
        return None
    first, names = drafts[0], sets.tools.knowledge.entities
    owners = names[first.anchors[0]].parts.get(t.PROJECT)
    rows = [
        d
        for d in drafts
        if d.label == first.label and names[d.anchors[0]].parts.get(t.PROJECT) == owners and d.subject is not None
    ]
    if len(rows) < 2:
        return None
    each = sets.reading.cue("each", "both")
    level = all(d.subject is not None and d.subject.ahead > -_EVEN for d in rows[1:])
    if not each and not level:
        return None
    anchors = tuple(sorted(d.anchors[0] for d in rows))
    spans = tuple(dict.fromkeys([s for d in rows for s in d.spans] + list(each)))
    said: dict[Span, float] = {}
    for span, share in [item for d in rows for item in d.said]:
        said[span] = max(share, said.get(span, 0.0))
    subject = first.subject and replace(first.subject, ahead=0.4)
    return replace(
        first, of=Named(t.INDICATOR, anchors), anchors=anchors, spans=spans, said=tuple(said.items()), subject=subject
    )
