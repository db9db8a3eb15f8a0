"""Plans from outside our own operators, such as a language model's: judged like ours, and heard only where they explain
a question better.

Whatever comes from outside, the answer is never another one than without it but where more of what was said is met.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol

from service.answering.operators.base import Proposal
from service.answering.rank.choose import Chosen, Ranked, chosen, judged
from service.answering.reading.marks import Reading
from service.answering.step_interface import Result, Tools

OUTSIDE = "model"  # the operator's name of such a plan begins with it: model:things
_LEFT = ("left_names", "left_values", "left_plans", "left_years", "left_numbers", "left_cues", "unshown")
_log = logging.getLogger("keikaku.model")
_LEAST = 0.6  # part of a question's words that a plan has to explain where ours explain too little to answer


class Outside(Protocol):
    """What proposes plans for the questions of one message."""

    def proposals(self, reading: Reading, tools: Tools, sure: float) -> Sequence[Proposal]:
        """Return plans that a question may mean, none where it does not know. sure: how sure our own answer is."""


def reconsidered(
    told: Chosen | None, own: Sequence[Ranked], more: Sequence[Proposal], reading: Reading, tools: Tools
) -> tuple[Chosen, tuple[Ranked, ...]] | None:
    """Return what answers instead, with the plans in their order: the best from outside where it explains more than
    ours; None where ours stands."""
    try:
        found = [one for one in judged(more, reading, tools) if _is_shown(one.result, reading, tools)]
    except Exception as error:  # a second opinion must never cost the first; the message could hold what was asked
        _log.warning("plans from outside could not be run: %s", type(error).__name__)
        return None
    best = next((one for one in found if _explains_more(one, told, own)), None)
    if best is None or (told is not None and best.score <= own[0].score):
        return None
    order = (best, *(one for one in own if one.score < best.score))
    final = chosen(list(order), reading, tools)
    return (final, order) if final else None


def _explains_more(one: Ranked, told: Chosen | None, own: Sequence[Ranked]) -> bool:
    """Return whether a plan leaves nothing that ours meets, and meets something that ours leaves."""
    mine = one.features
    if told is None:
        return mine["said"] >= _LEAST and not any(mine[name] for name in _LEFT)
    ours = own[0].features
    if mine["said"] < ours["said"] or any(mine[name] > ours[name] for name in _LEFT):
        return False
    return mine["said"] > ours["said"] or any(mine[name] < ours[name] for name in _LEFT)


def _is_shown(result: Result, reading: Reading, tools: Tools) -> bool:
    """Return whether a passage supports a result."""
    statements = (*result.statements, *(result.proof() if result.proof is not None else ()))
    return bool(result.passages or (statements and tools.evidence.cite(statements, reading.linked.terms, 1)))
