"""The answers to one question of a survey: figures that stand under one heading."""

from __future__ import annotations

from ontology import terms as t
from service.answering.plan.sets import Named
from service.answering.propose.measures import content, measures
from service.answering.propose.sets import Draft, Sets


def headings(sets: Sets) -> list[Draft]:
    """Return the figures that stand under one heading, for the headings that the question may mean: the answers to a
    survey's question, each a set."""
    groups: dict[tuple[str, ...], Draft] = {}
    for draft in measures(t.FIGURE, sets):
        entity = sets.tools.knowledge.entities[draft.anchors[0]]
        heading = tuple(entity.texts.get(t.CONTEXT, ())[-1:])
        own = [e for e in sets.tools.knowledge.of(t.FIGURE) if set(heading) & set(e.texts.get(t.CONTEXT, ()))]
        if heading and heading not in groups and len(own) > 1:
            cues = sets.reading.cue("survey")
            catalogue, words = sets.tools.catalogue, content(sets)
            said = tuple((w.span, max(catalogue.says(w.term, e.iri) for e in own)) for w in words)
            spans, cost = (*draft.spans, *cues), draft.cost
            groups[heading] = Draft(
                Named(t.FIGURE, tuple(e.iri for e in own)), spans, said, cost, None, (), heading[0], said
            )
    return list(groups.values())
