"""Where a question may mean several things alike: they are offered, not one of them guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ontology import terms as t
from service.answering.answer import Status
from service.answering.knows.named_entities import Entity
from service.answering.operators.base import VALUE, entities_of, items_of
from service.answering.operators.measure import owner
from service.answering.plan.conditions import Has
from service.answering.plan.sets import Named, Via, Where
from service.answering.reading.marks import Reading
from service.answering.sources.citations import Statement
from service.answering.step_interface import Result, Tools
from service.answering.wording import wording

if TYPE_CHECKING:
    from service.answering.rank.choose import Ranked

_EVEN = 0.25  # difference of scores within which two things are meant alike
_LONGER, _WHOLE = 3.0, 0.1  # what a longer name costs, where the shorter one is not said as a whole either
_BY_NAME = 0.5  # share of the words that stand in a thing's name, from which on they call it
_MOST = 4


def ambiguous(found: Sequence[Ranked], reading: Reading, tools: Tools) -> Result | None:
    """Return the things to choose from, None where the question means one of them, or all."""
    best = found[0]
    if wording().operator("all", reading.text) or reading.says("each", "both", "joint"):
        return None
    if best.proposal.operator in ("series", "attribute") or _leads_on(best):
        projects = _described(found, tools)
        if len(projects) > 1:
            return _choose(projects, reading, tools)
    if best.proposal.gives in (t.UNIT, t.INDICATOR, VALUE) and best.proposal.operator in (
        "things",
        "attribute",
        "series",
    ):
        named = _several(best, reading, tools)
        if named and len({_answer(one, best, tools) for one in named}) > 1:
            return _choose(named, reading, tools)
    return None


def _leads_on(best: Ranked) -> bool:
    """Return whether a list is what one thing leads to that words of its name describe: the 課 of スマホの事業; or the
    one indicator that they describe, of several."""
    subject = next((d.subject for d in best.proposal.drafts if d.subject is not None), None)
    plain = best.proposal.operator == "things" and best.proposal.gives != t.PROJECT
    return (
        plain and subject is not None and subject.entity.type in (t.PROJECT, t.INDICATOR) and subject.named > _BY_NAME
    )


def _described(found: Sequence[Ranked], tools: Tools) -> list[Entity]:
    """Return the 事業 of the things that words describe equally well, each by its own plan."""
    best = found[0]
    subject = next((d.subject for d in best.proposal.drafts if d.subject is not None), None)
    if subject is None:
        return []
    alike = []
    for one in found:
        own = next((d.subject for d in one.proposal.drafts if d.subject is not None), None)
        if own is None or one.proposal.operator != best.proposal.operator or own.entity.type != subject.entity.type:
            continue
        level = abs(own.share - subject.share) < 0.02 and abs(own.named - subject.named) < 0.02
        longer = _LONGER * max(0.0, own.unsaid - subject.unsaid) if subject.unsaid > _WHOLE else 0.0
        apart = _EVEN + abs(best.features["ahead"] - one.features["ahead"]) * 2 + longer
        if level and best.score - one.score <= apart:
            alike.append(own.entity)
    iris = [(owner(e.iri, tools) or e.iri) if e.type == t.INDICATOR else e.iri for e in alike]
    return entities_of(iris, tools)[:_MOST]


def _several(best: Ranked, reading: Reading, tools: Tools) -> list[Entity]:
    """Return the 事業 that one name, or one description, stands for."""
    base = _base(getattr(best.proposal.plan, "of", None))
    if base is None or base.kind != t.PROJECT or not 2 <= len(base.iris) <= _MOST:
        return []
    if len([n for n in reading.named(t.PROJECT)]) > 1:
        return []
    return entities_of(base.iris, tools)


def _base(of: object) -> Named | None:
    """Return the named things that a set rests on: those of which it is, or whose things it has."""
    if isinstance(of, Named):
        return of
    if isinstance(of, Via):
        return _base(of.of)
    if isinstance(of, Where):
        own = _base(of.of)
        ends = [one.ends for one in of.conditions if isinstance(one, Has) and isinstance(one.ends, Named)]
        return own or (ends[0] if len(ends) == 1 else None)
    return None


def _answer(project: Entity, best: Ranked, tools: Tools) -> tuple[str, ...]:
    prop = t.RESPONSIBLE if best.proposal.gives == t.UNIT else t.HAS_INDICATOR
    rows = tools.select(f"SELECT ?o WHERE {{ <{project.iri}> <{prop}> ?o }} ORDER BY ?o")
    return tuple(row["o"] for row in rows)


def _choose(projects: Sequence[Entity], reading: Reading, tools: Tools) -> Result:
    return Result(
        items=items_of(projects, tools),
        statements=tuple(Statement(one.iri, t.LABEL, None, one.label) for one in projects),
        text="当てはまる事業がいくつかあります。どの事業についてお知りになりたいですか。",
        status=Status.AMBIGUOUS,
        suggestions=tuple(f"「{one.label}」の{reading.text.lstrip('、')}" for one in projects),
        anchors=tuple(one.iri for one in projects),
    )
