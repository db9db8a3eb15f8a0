"""事業 that went into others, as their remarks say: what was merged into a group or a 事業, and where one went."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from graph.japanese import fold
from ontology import terms as t
from service.answering.knows.named_entities import Entity
from service.answering.knows.schema import Step
from service.answering.plan.sets import Named, Via
from service.answering.propose.drafts import FRAMES, Draft
from service.answering.propose.sets import Sets
from service.answering.reading.marks import Span
from service.answering.step_interface import Tools
from service.answering.wording import wording

_REMARKS = (t.REMARK, t.END_REASON)
_SHORT = 3  # letters of a name that tells nothing apart
_BASES = 3
_LONGEST = 20  # letters of what remarks may call something
_OF_IT = re.compile(r"[」』]?(の)?(事業|取組|計画|ほう|方)?[」』]?$")
_INTO = re.compile(r"(統合|吸収|組み?込|まとめ|移行|集約|一本化)")


def absorbed(sets: Sets) -> Iterator[Draft]:
    """Yield what went into the thing named before a word for it, then into what the 事業 spoken of went."""
    yield from _merged_into(sets)
    yield from _went_into(sets)


def _merged_into(sets: Sets) -> Iterator[Draft]:
    reading, known = sets.reading, sets.tools.knowledge
    into = reading.cue("merged_into")
    if not into or reading.says("went_into"):
        return
    named = [n for n in reading.names if n.kind in (*FRAMES, t.PROJECT) and n.end <= into[0][0] + 1]
    if not named:
        yield from _by_words(into, sets)
        return
    groups = [known.entities[iri] for n in named for iri in n.iris]
    spans = (*into, *(n.span for n in named), *(p.span for p in reading.plans))
    found = _saying(groups, sets.tools)
    if found:
        yield Draft(Named(t.PROJECT, tuple(e.iri for e in found)), spans, (), 0.0, None, tuple(g.iri for g in groups))


def _by_words(into: Sequence[Span], sets: Sets) -> Iterator[Draft]:
    """Yield what went into something that remarks call as the question does: WEBマップの事業に統合される."""
    reading = sets.reading
    before = _OF_IT.sub("", reading.text[: into[0][0]])
    for length in range(min(_LONGEST, len(before)), _SHORT, -1):
        words = before[-length:]
        found = [
            e for e in _remarking(words, sets.tools) if _INTO.search(e.folded(_REMARKS), e.folded(_REMARKS).find(words))
        ]
        if found:
            kinds = (k.span for k in reading.kinds if k.end <= into[0][0])
            spans = (*into, (len(before) - length, len(before)), *kinds, *(p.span for p in reading.plans))
            yield Draft(
                Named(t.PROJECT, tuple(e.iri for e in found)), spans, (), 0.0, None, tuple(e.iri for e in found)
            )
            return


def _remarking(words: str, tools: Tools) -> list[Entity]:
    """Return the 事業 whose remarks say words."""
    return [e for e in tools.catalogue.shelf(t.PROJECT).holding([words]) if words in e.folded(_REMARKS)]


def _saying(groups: Sequence[Entity], tools: Tools) -> list[Entity]:
    """Return the 事業 whose remarks say that they go into one of some things."""
    names = {fold(name) for group in groups for name in group.names if len(name) >= _SHORT}
    found = []
    for project in tools.catalogue.shelf(t.PROJECT).holding(sorted(names)):
        remark = project.folded(_REMARKS)
        if (
            project not in groups
            and any(name in remark for name in names)
            and wording().operators["absorbed"].search(remark)
        ):
            found.append(project)
    return found


def _went_into(sets: Sets) -> Iterator[Draft]:
    """Yield what the 事業 are called now into which those spoken of went."""
    reading, known = sets.reading, sets.tools.knowledge
    cues = reading.cue("went_into")
    if not cues or known.former is None:
        return
    skip: tuple[Span, ...] = (*cues, *(p.span for p in reading.plans))
    for base in islice(sets.of(t.PROJECT, skip=skip, plan=known.former), 8):
        one = base.anchors[0] if base.anchors else None
        if one not in known.entities or known.entities[one].type != t.PROJECT:
            continue
        into = named_in(known.entities[one], sets.tools)
        if not into:
            continue
        ends = Named(t.PROJECT, tuple(e.iri for e in into))
        spans = (*cues, *(p.span for p in reading.plans))
        if any(e.plan == known.former for e in into):
            yield base.also(Via(ends, (Step(t.SUCCEEDS, True),), t.PROJECT), *spans)
        yield base.also(ends, *spans, cost=0.05)


def named_in(project: Entity, tools: Tools) -> list[Entity]:
    """Return the 事業 that the remark of one names."""
    text = project.folded(_REMARKS)
    if not text:
        return []
    return [
        e
        for e in tools.catalogue.names(t.PROJECT).bearers(text)
        if e.iri != project.iri and any(f"「{fold(name)}" in text or f"{fold(name)}」" in text for name in e.names)
    ]
