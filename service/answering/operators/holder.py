"""Who holds a post that is named: 幹事会のリーダーは誰, the leader of the body that a group assists."""

from __future__ import annotations

from collections.abc import Iterator

from ontology import terms as t
from service.answering.operators.attribute import Values
from service.answering.operators.base import Proposal
from service.answering.operators.text import HOLDER
from service.answering.propose.sets import Sets
from service.answering.reading.interpret import Ask
from service.answering.step_interface import Tools


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield the holders of the posts spoken of."""
    reading = sets.reading
    if not reading.named(t.POST) or not reading.says("asks:holder", "holds"):
        return
    spans = (
        *reading.cue("asks:holder", "holds"),
        *(k.span for k in reading.kinds if {t.POST, t.HELD_BY} & set(k.iris)),
    )
    for draft in sets.of(t.POST, describe=False):
        gives = HOLDER if reading.intent.ask is Ask.HOLDER else t.POST
        yield Proposal("attribute", Values(draft.of, (t.HELD_BY,)), gives, (*draft.spans, *spans), (draft,))


__all__ = ["propose"]
