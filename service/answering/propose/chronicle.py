"""Events of the chronicles that words describe: runs of them, those under a heading, those that bear others' names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.japanese import fold
from ontology import terms as t
from service.answering.knows.named_entities import Entity
from service.answering.plan.sets import Named
from service.answering.propose.sets import Draft, Sets
from service.answering.propose.subjects import speaking, subjects
from service.answering.reading.marks import Span, Word
from service.answering.step_interface import Tools

_RUN = re.compile(r"(から|~|-)(の)?")


def run_of(sets: Sets, tools: Tools, skip: Sequence[Span] = ()) -> Draft | None:
    """Return all events of a run, None where no run is said: 第1期から第4期まで. skip: stretches that say something
    else."""
    reading = sets.reading
    ordinals = [w for w in reading.words if w.term.ordinal]
    if len(ordinals) != 2 or not _RUN.fullmatch(reading.text, ordinals[0].end, ordinals[1].start):
        return None
    first, last = (w.term.ordinal for w in ordinals)
    unit = ordinals[0].term.forms[0][-1]
    words = [w for w in reading.topic((*reading.cue("each", "asks:year"), *skip)) if not w.aside and w not in ordinals]
    found: list[Entity] = []
    for number in range(first, min(last, first + 20) + 1):
        named = [e for e in tools.knowledge.of(t.EVENT) if any(f"第{number}{unit}" in fold(n) for n in e.names)]
        found += speaking(t.EVENT, words, tools, named, 0.5, level=True)[:1]
    if len(found) != last - first + 1:
        return None
    many = Named(t.EVENT, tuple(e.iri for e in found))
    said = tuple((w.span, max(tools.catalogue.says(w.term, e.iri) for e in found)) for w in words)
    said += tuple((w.span, 1.0) for w in ordinals)
    plans = tuple(n.span for n in reading.names if any(n.text in fold("".join(e.names)) for e in found))
    spans = (*plans, *(w.span for w in ordinals))
    return Draft(many, spans, said, 0.0, None, tuple(e.iri for e in found), "", said)


def publishers(sets: Sets, tools: Tools) -> tuple[Span, ...]:
    """Return the places where the body is named whose events all are."""
    return tuple(name.span for name in sets.reading.names if name.text in tools.knowledge.places)


def headed(words: Sequence[Word], tools: Tools) -> tuple[tuple[Span, float], ...]:
    """Return how far the headings under which events stand say words: 歩み, 年表."""
    heads = tools.standing.event_headings
    return tuple((w.span, w.term.found(heads) / w.term.weight if w.term.weight else 0.0) for w in words)


def described(sets: Sets, tools: Tools) -> Iterator[Draft]:
    """Yield the events that all words of a question describe, those that stand on names of other things too."""
    reading = sets.reading
    plans = [n for n in reading.names if n.kind == t.PLAN]
    if not plans or not reading.says("asks:year", "same_year"):
        return
    words = [w for w in reading.topic(()) if not w.aside]
    for number, one in enumerate(subjects(t.EVENT, words, tools, reading.text)):
        text = fold("".join(one.entity.names))
        spans = tuple(n.span for n in plans if n.text in text)
        called = tuple((w.span, tools.catalogue.named(w.term, one.entity.iri)) for w in words)
        yield Draft(
            Named(t.EVENT, (one.entity.iri,)), spans, tuple(one.said.items()), 0.1 * number, one,
            (one.entity.iri,), one.entity.label, called,
        )  # fmt: skip
