"""Why something ended, and what is remarked of it: the reasons that lists give for 事業."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ontology import terms as t
from service.answering.knows.schema import Step
from service.answering.operators.attribute import Values
from service.answering.operators.base import TEXT, Proposal
from service.answering.plan.conditions import Has
from service.answering.plan.sets import All, Where
from service.answering.propose.sets import Sets
from service.answering.step_interface import Tools


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield the reasons and remarks of the 事業 spoken of, where the question asks why."""
    reading = sets.reading
    if not reading.says("asks:reason", "why"):
        return
    ended = [v.span for v in reading.values if any(prop == t.STATUS for prop, _ in v.readings)]
    cues = (*reading.cue("asks:reason", "why"), *ended)
    for prop, cost in ((t.END_REASON, 0.0), (t.REMARK, 0.1)):
        for plan in dict.fromkeys((reading.plan, tools.knowledge.former, tools.knowledge.current)):
            for draft in sets.of(t.PROJECT, skip=cues, plan=plan):
                if isinstance(draft.of, All) or not (draft.anchors or draft.subject):
                    continue
                of = Where(draft.of, (Has((Step(prop),)),))
                unsaid = 0.0 if plan == reading.plan else 0.05
                yield Proposal(
                    "reason", Values(of, (prop,)), TEXT, (*draft.spans, *cues), (replace(draft, of=of),), cost + unsaid
                )
