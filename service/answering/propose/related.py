"""Things that the text about another of their class speaks of: the body that a group assists, or that assists it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ontology import terms as t
from service.answering.knows.schema import Step
from service.answering.plan.conditions import Has, Says
from service.answering.plan.groups import NamedIn
from service.answering.plan.sets import All, Named, Where
from service.answering.propose.drafts import Draft
from service.answering.reading.marks import Name

if TYPE_CHECKING:
    from service.answering.propose.sets import Sets

_TEXTS = {t.COUNCIL: t.PURPOSE}
_OF_IT, _TO_IT = re.compile(r"(が|は|の)"), re.compile(r"(を|に)")
_STEM, _DOES = re.compile(r"(する|る|す)$"), re.compile(r"[すしる]|し?て|した")
_UNDER = re.compile(r"(の(下|もと|中|なか|傘下|内部)|に(置か|設け|設置|属))")
_BEHIND = 3  # characters between a name and the word for what is done


def related(name: Name, sets: Sets) -> Iterator[Draft]:
    """Yield the things of a name's class that do to it what the next word says, or to which it does that."""
    prop = _TEXTS.get(name.kind)
    if prop is None or len(name.iris) != 1 or name.denied:
        return
    text = sets.reading.text
    under = _UNDER.match(text, name.end)
    if under is not None:
        inside = Has((Step(t.SUB_ORGANIZATION_OF),), Named(name.kind, name.iris))
        yield Draft(Where(All(name.kind), (inside,)), (name.span, under.span()))
    word = next((w for w in sets.reading.words if 0 < w.start - name.end <= _BEHIND), None)
    if word is None:
        return
    between, stem = text[name.end : word.start], _STEM.sub("", word.term.forms[0])
    if not _DOES.match(text, word.end):
        return
    spans = (name.span, word.span, *(k.span for k in sets.reading.kinds if name.kind in k.iris))
    label = sets.tools.knowledge.entities[name.iris[0]].label
    if _TO_IT.fullmatch(between):
        condition = Says((prop,), (f"{label}{between}{stem}".casefold(),))
        yield Draft(Where(All(name.kind), (condition,)), spans)
    elif _OF_IT.fullmatch(between):
        yield Draft(Where(All(name.kind), (NamedIn(Named(name.kind, name.iris), prop, stem),)), spans)
