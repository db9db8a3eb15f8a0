"""What the 事業 spoken of were before or became."""

from __future__ import annotations

from collections.abc import Iterator

from ontology import terms as t
from service.answering.knows.schema import Path, Step
from service.answering.plan.sets import All, Both, Via
from service.answering.propose.drafts import Draft
from service.answering.propose.sets import Sets
from service.answering.propose.succession_words import spans_of, succession_cues
from service.answering.reading.marks import Span


def succeeded(sets: Sets, cues: tuple[Span, ...], skip: tuple[Span, ...] = ()) -> Iterator[Draft]:
    """Yield what the 事業 spoken of were or became: all that is said of them, or what stands before the cue said of
    them and what stands behind it of what they became. skip: stretches that say something else."""
    reading, known = sets.reading, sets.tools.knowledge
    plans = [p for p in (known.current, known.former) if p]
    paths: tuple[Path, ...] = ((Step(t.SUCCEEDS, True),), (Step(t.SUCCEEDS),))
    said = {p.iri for p in reading.plans}
    forward, backward = bool(spans_of(reading, "becomes")), bool(spans_of(reading, "was"))
    for number, (path, source, other) in enumerate(zip(paths, reversed(plans), plans, strict=False)):
        if forward != backward and number == (0 if backward else 1):
            continue
        if len(plans) < 2:
            continue
        target_spans = tuple(p.span for p in reading.plans if p.iri == other)
        source_spans = tuple(p.span for p in reading.plans if p.iri == source)
        for base in sets.of(t.PROJECT, skip=(*cues, *target_spans, *skip), plan=source):
            if isinstance(base.of, All) or not (base.anchors or base.spans or base.subject):
                continue
            after = [n.span for n in reading.names if n.start >= cues[0][1] and n.span in base.spans]
            extra = (0.0 if said else 0.02) + (
                0.15 if after and base.spans and min(s[0] for s in base.spans) < cues[0][0] else 0.0
            )
            yield base.also(Via(base.of, path, t.PROJECT), *cues, *target_spans, *source_spans, cost=extra)
        cut = cues[0][1]
        for base in sets.of(t.PROJECT, skip=(*cues, *target_spans), within=(0, cut), plan=source):
            if not base.anchors and not base.subject:
                continue
            for later in sets.of(
                t.PROJECT,
                skip=(*cues, *source_spans, *skip),
                within=(cut, len(reading.text)),
                plan=other,
                describe=False,
            ):
                if not later.spans:
                    continue
                both = Both((Via(base.of, path, t.PROJECT), later.of))
                yield base.also(both, *cues, *later.spans, *source_spans, cost=later.cost)


__all__ = ["succeeded", "succession_cues"]
