"""What was understood of a question, as chips: each with the other readings that a click asks for."""

from __future__ import annotations

from dataclasses import replace

from service.answering import rewritten
from service.answering.mentions import Linked
from service.answering.recognised import ASKED, CONDITION, UNKNOWN, WORD, Alternative, Chip, shown
from service.answering.tools import Tools, Topic

CARRIED = "前の質問から"

_LONG = 150  # characters of a question from which on other readings, each read again, would take too long
_MOST_CARRIED = 3


def chips(linked: Linked, tools: Tools) -> tuple[Chip, ...]:
    """Return what was understood of a question that stands by itself, in the order of its words.

    Every alternative has been read again: it is understood as its label says, and the rest of the question as before.
    """
    found = shown(linked, tools)
    if len(linked.text) > _LONG:
        return found
    return tuple(replace(chip, alternatives=rewritten.alternatives(chip, found, linked, tools)) for chip in found)


def carried(linked: Linked, whole: Linked, topic: Topic, tools: Tools) -> tuple[Chip, ...]:
    """Return what a follow-up takes over from its conversation. linked: the follow-up alone; whole: filled in."""
    if not whole.follows:
        return ()
    if whole.question != linked.question:
        new = {chip.kind for chip in shown(linked, tools)}
        before = shown(tools.linker.link(topic.question), tools)
        kept = [chip for chip in before if chip.kind not in new | {ASKED, CONDITION, WORD, UNKNOWN}]
        return tuple(Chip(CARRIED, "", chip.label, chip.iri) for chip in kept)
    names = tools.knowledge.entities
    meant = [names[iri] for iri in topic.entities if iri in names]
    more = f"ほか{len(meant) - _MOST_CARRIED}件" if len(meant) > _MOST_CARRIED else ""
    label = "、".join(entity.label for entity in meant[:_MOST_CARRIED]) + more
    return (Chip(CARRIED, "", label, meant[0].iri if len(meant) == 1 else None),) if meant else ()


__all__ = ["CARRIED", "Alternative", "Chip", "carried", "chips"]
