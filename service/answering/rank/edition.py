"""Which plans the things told are of: of 前計画の事業で…のもの none may be of another plan."""

from __future__ import annotations

from ontology import terms as t
from service.answering.operators.base import Proposal
from service.answering.reading.marks import Reading
from service.answering.step_interface import Result, Tools


def other_plan(proposal: Proposal, reading: Reading, result: Result, tools: Tools) -> float:
    """Return 1 where 事業 of one plan are asked for and all that are told are of another, 0 elsewhere."""
    if proposal.of_kind != t.PROJECT or result.boolean is not None:
        return 0.0
    heads = [kind for kind in reading.kinds if t.PROJECT in kind.iris and kind.asked >= 1]
    asked = {plan.iri for plan in reading.plans for kind in heads if reading.text[plan.end : kind.start] == "の"}
    told = _plans(result, tools)
    return float(len(asked) == 1 and bool(told) and not asked & told)


def mixed(reading: Reading, result: Result, tools: Tools) -> bool:
    """Return whether things of several plans are told although the question names none."""
    return not reading.plans and len(_plans(result, tools)) > 1


def _plans(result: Result, tools: Tools) -> set[str]:
    entities = tools.knowledge.entities
    return {plan for item in result.items if item.iri in entities and (plan := entities[item.iri].plan)}
