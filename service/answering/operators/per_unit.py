"""How much of one thing falls to each of another: 1件当たりの収納金額, 参加店舗1店あたりの決済額.

The unit says what is divided by: an indicator of the same 事業 that is counted in it, in the same breakdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ontology import terms as t
from service.answering.knows.named_entities import Entity
from service.answering.operators.base import VALUE, Proposal
from service.answering.operators.measure import owner, points
from service.answering.operators.reduce import Reduce
from service.answering.plan.sets import Named
from service.answering.propose.indicators import asked_spans, years_meant
from service.answering.propose.measures import measures
from service.answering.propose.sets import Draft, Sets
from service.answering.reading.marks import Reading, Span, covered
from service.answering.say.written_figures import unit_of
from service.answering.step_interface import Tools
from service.answering.wording import wording

_ALIKE = (("人", "名"), ("店", "店舗"), ("箇所", "か所", "カ所", "ヶ所"), ("件", "通"))
_FIRST = 4
_BESIDE = 0.05  # what each further thing that may be divided costs


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield what one figure of a 事業 comes to for each unit of another."""
    reading = sets.reading
    said = _unit(reading)
    if said is None:
        return
    unit, span = said
    when = years_meant(reading)[-1:] or (tools.knowledge.last_year,)
    asked = (*asked_spans(reading, "quotient", "difference", "passing", "reaching"), span)
    numbers = tuple(n.span for n in reading.numbers if span[0] <= n.start < span[1])
    for rank, draft in enumerate(measures(t.INDICATOR, sets)[:_FIRST]):
        for divisor in _counted_in(unit, draft, when, tools):
            order = (draft.anchors[0], divisor.iri)
            plan = Reduce(Named(t.INDICATOR, order), "quotient", when, None, order)
            names = tuple(n.span for n in reading.names if n.text in divisor.folded((t.BREAKDOWN,)))
            yield Proposal("per-unit", plan, VALUE, (*asked, *numbers, *names), (draft,), _BESIDE * rank)


def _unit(reading: Reading) -> tuple[str, Span] | None:
    """Return the unit to each of which something falls, with its place; a name that says so (1人当たりの額) is a figure
    of its own."""
    named = [name.span for name in reading.names]
    found = (match for match in wording().per_unit.finditer(reading.text) if not covered(match.span(), named))
    match = next(found, None)
    return (match["unit"], match.span()) if match else None


def _counted_in(unit: str, draft: Draft, when: tuple[int, ...], tools: Tools) -> list[Entity]:
    """Return the indicators of the same 事業 that are counted in a unit, those of another breakdown apart."""
    names = tools.knowledge.entities
    one = names.get(draft.anchors[0]) if draft.anchors else None
    project = names.get(owner(draft.anchors[0], tools) or "") if one else None
    if one is None or project is None:
        return []
    own = [names[iri] for iri in project.parts.get(t.INDICATOR, ()) if iri in names and iri != one.iri]
    units = next((set(same) for same in _ALIKE if unit in same), {unit})
    found = []
    for other in own:
        printed = {
            re.split(r"[(/]", unit_of(p.value))[0] for p in points(Named(t.INDICATOR, (other.iri,)), tools, when)[0]
        }
        if printed & units and other.texts.get(t.BREAKDOWN) == one.texts.get(t.BREAKDOWN):
            found.append(other)
    return found
