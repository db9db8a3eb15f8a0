"""Which of two values offered is the true one: 新規ですか、継続ですか; and what a plan was before or is after."""

from __future__ import annotations

from collections.abc import Iterator

from ontology import terms as t
from service.answering.knows.schema import Step
from service.answering.operators.attribute import Values
from service.answering.operators.base import TRUTH, Proposal
from service.answering.operators.things import Things
from service.answering.plan.sets import All, Named, Via
from service.answering.propose.drafts import Draft
from service.answering.propose.sets import Sets
from service.answering.reading.marks import Reading, Span
from service.answering.step_interface import Tools

_BESIDE = -0.3  # cost of the plan before one whose name stands right before: ○○計画の前の計画


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield the value that things really have, where several are offered; and the plan beside one that is named."""
    reading = sets.reading
    yield from _editions(reading)
    yield from _units(sets)
    for prop, spans in _offered(reading):
        for draft in sets.of(t.PROJECT, skip=spans):
            if isinstance(draft.of, All) or not (draft.anchors or draft.subject):
                continue
            yield Proposal("choice", Values(draft.of, (prop,)), TRUTH, (*draft.spans, *spans), (draft,), -0.1)


def _units(sets: Sets) -> Iterator[Proposal]:
    """Yield the 課 that things really have, where the question only offers some: A課だっけ、B課だっけ."""
    reading = sets.reading
    offered = [n.span for n in reading.named(t.UNIT)]
    cues = reading.cue("alternatives")
    if not offered or not cues:
        return
    told = (
        *offered,
        *cues,
        *reading.cue("asks:department"),
        *(k.span for k in reading.speaks_of(t.RESPONSIBLE, t.UNIT)),
    )
    for draft in sets.of(t.PROJECT, skip=(*offered, *cues)):
        if isinstance(draft.of, All) or not (draft.anchors or draft.subject):
            continue
        of = Via(draft.of, (Step(t.RESPONSIBLE),), t.UNIT)
        plan = Things(of, False, draft.anchors)
        gives = TRUTH if reading.intent.yesno else t.UNIT
        yield Proposal("choice", plan, gives, (*draft.spans, *told), (draft,), -0.1, of_kind=t.UNIT)


def _offered(reading: Reading) -> list[tuple[str, tuple[Span, ...]]]:
    """Return the properties of which two values are named, none of them denied."""
    found: dict[str, dict[str, Span]] = {}
    for value in reading.values:
        for prop, text in value.readings:
            if not value.denied:
                found.setdefault(prop, {})[text] = value.span
    return [(prop, tuple(spans.values())) for prop, spans in found.items() if len(spans) > 1]


def _editions(reading: Reading) -> Iterator[Proposal]:
    """Yield the plan before the one named, or after it, by the words for that: 前の計画, 次の計画."""
    for cue, inverse in (("plan_before", False), ("plan_after", True)):
        for span in reading.cue(cue):
            for plan in (p for p in reading.plans if p.start < span[0]):
                of = Via(Named(t.PLAN, (plan.iri,)), (Step(t.REPLACES, inverse),), t.PLAN)
                draft = Draft(of, (plan.span, span), (), 0.0, None, (plan.iri,))
                spans = (plan.span, span, *(p.span for p in reading.plans), *reading.cue("called"))
                cost = _BESIDE if span[0] - plan.end <= 1 else 0.0
                yield Proposal("things", Things(of, False, (plan.iri,)), t.PLAN, spans, (draft,), cost, t.PLAN)
