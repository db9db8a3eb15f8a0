"""The conditions of a question on the things asked for: its mentions joined to their class by paths of the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product

from ontology import terms as t
from service.answering.mentions import WORDS_ONLY, Linked, Mention
from service.answering.plan.query import Condition, where
from service.answering.schema import Path, Step
from service.answering.tools import Tools

_FRAMES = frozenset(t.FRAME_CLASSES.values())
_VALUE_CLASSES = {
    "status": t.PROJECT,
    "novelty": t.PROJECT,
    "renamed": t.PROJECT,
    "indicatorKind": t.INDICATOR,
    "level": t.PLAN,
}
_AMONG = re.compile(r"^(の(うち|中|なか)|に(ぶら下が|属|含まれ|入|ある|紐|ひも|位置))")
_LEFT_OUT = re.compile(r"^(を|は)?(除|含め(ず|な)|以外|でな|ではな|数えな)")
_MOST = 12
_AND = re.compile(r"[とや・、,]|及び|または|又は|か")
_RELATED_TO_PLANS = frozenset({t.LAW, t.ARTICLE, t.ORGANIZATION})


def alternatives(
    kind: str, linked: Linked, tools: Tools, skip: tuple[str, ...] = ()
) -> Iterator[tuple[Condition, ...]]:
    """Yield the ways to read a question's mentions as conditions on things of a class, the likeliest first.

    skip: classes whose mentions are no condition here.
    """
    choices: list[list[Condition]] = []
    for mention in _joined(linked):
        if mention.kind == "class" or mention.type in skip or mention.type in WORDS_ONLY:
            continue
        found = list(_mention(kind, mention, linked, tools))
        if found and found not in choices:
            choices.append(found)
    choices += _values(kind, linked)
    choices += _without_groups(kind, linked, tools)
    choices += _declared(kind, linked, tools)
    if len(choices) > _MOST:
        return  # a heap of names is no question
    plan = _plan(kind, linked, tools)
    for combination in islice(product(*choices), _MOST):
        yield (*plan, *combination)


def _without_groups(kind: str, linked: Linked, tools: Tools) -> Iterator[list[Condition]]:
    """Yield the condition that things are in any group of a kind (重点事業のうち), or in none (重点事業は除いて)."""
    if kind != t.PROJECT:
        return
    for mention in linked.classes():
        frames = [iri for iri in mention.iris if iri in _FRAMES]
        after = linked.text[mention.end :]
        out = _LEFT_OUT.match(after) is not None
        if frames and (out or (frames[0] == t.PRIORITY and _AMONG.match(after))):
            members = tuple(e.iri for e in tools.knowledge.of(frames[0]))
            yield [Condition((Step(t.GROUP),), iris=members, negated=out)]


def _joined(linked: Linked) -> list[Mention]:
    """Return the mentions with those of one class that と or や joins made one: any of them fits (A課とB課の事業),
    unless the question wants both."""
    if linked.says("both") or linked.says("joint"):
        return list(linked.mentions)
    found: list[Mention] = []
    for mention in linked.mentions:
        last = found[-1] if found else None
        if (
            last is not None
            and mention.kind == last.kind == "entity"
            and mention.type == last.type
            and _AND.fullmatch(linked.text[last.end : mention.start])
        ):
            found[-1] = replace(last, end=mention.end, iris=(*last.iris, *mention.iris))
        else:
            found.append(mention)
    return found


def _plan(kind: str, linked: Linked, tools: Tools) -> tuple[Condition, ...]:
    """Return the condition on the plan: only classes whose things stand in plans have one."""
    if kind == t.EVENT and linked.years:
        return in_years(*linked.years)
    if linked.plan is None and kind in _FRAMES and linked.says("together"):
        return (where(t.IN_PLAN, *(p for p in (tools.knowledge.current, tools.knowledge.former) if p)),)
    if linked.plan is None and kind in _FRAMES and tools.knowledge.current and not choices_made(linked, kind):
        return (where(t.IN_PLAN, tools.knowledge.current),)
    if kind == t.UNIT:
        return _units(linked)
    if linked.plan is None or kind not in (t.PROJECT, t.INDICATOR, *_FRAMES, *_RELATED_TO_PLANS):
        return ()
    if kind in _RELATED_TO_PLANS:
        return tuple(Condition(path, iris=(linked.plan,)) for path in tools.schema.paths(kind, t.PLAN, limit=1) if path)
    if kind == t.INDICATOR:
        return (Condition((Step(t.HAS_INDICATOR, inverse=True), Step(t.IN_PLAN)), iris=(linked.plan,)),)
    return (where(t.IN_PLAN, linked.plan),)


def _units(linked: Linked) -> tuple[Condition, ...]:
    """Return the conditions on 課: having 事業 in the plan asked about, and none in a plan where they are not to be."""
    path = (Step(t.RESPONSIBLE, inverse=True), Step(t.IN_PLAN))
    wanted = (Condition(path, iris=(linked.plan,)),) if linked.plan else ()
    return (*wanted, *(Condition(path, iris=(plan,), negated=True) for plan in linked.absent))


def left_out(kind: str, linked: Linked) -> frozenset[str]:
    """Return the things of a class that the question names only to leave them out (「○○課」は数えない)."""
    return frozenset(
        iri for m in linked.mentions if m.kind == "entity" and m.type == kind and _denied(m, linked) for iri in m.iris
    )


def choices_made(linked: Linked, kind: str) -> bool:
    """Return whether the question names anything that conditions things of a class."""
    return any(m.kind != "class" and m.type != kind and m.type not in WORDS_ONLY for m in linked.mentions)


def in_years(*years: int) -> tuple[Condition, ...]:
    """Return the condition that an event falls into one of some years."""
    return (Condition((Step(t.OCCURRED_IN), Step(t.NOTATION)), literals=tuple(map(str, years))),)


def _mention(kind: str, mention: Mention, linked: Linked, tools: Tools) -> Iterator[Condition]:
    if mention.type == kind:
        if kind == t.PROJECT and linked.speaks_of(t.SUCCEEDS):
            yield from _succession(mention, linked, tools)
        return
    only = mention.type in (t.UNIT, t.GOAL, t.MEASURE) and linked.says("only")
    negated = _denied(mention, linked)
    for path in _said_first(tools.schema.paths(kind, mention.type, limit=4), linked, tools):
        in_it = mention.type == t.PLAN and path == (Step(t.IN_PLAN),)
        if path and (in_it or not _through_plan(path)):
            yield Condition(path, iris=mention.iris, negated=negated, only=only and not negated, end=mention.type)


def _succession(mention: Mention, linked: Linked, tools: Tools) -> Iterator[Condition]:
    """Yield the old or new 事業 of a named one: by the plan asked about, else the one that there is."""
    former = any(tools.knowledge.entities[iri].plan == tools.knowledge.former for iri in mention.iris)
    forward, backward = (Step(t.SUCCEEDS),), (Step(t.SUCCEEDS, inverse=True),)
    yield Condition(forward if former else backward, iris=mention.iris)
    yield Condition(backward if former else forward, iris=mention.iris)


def _denied(mention: Mention, linked: Linked) -> bool:
    """Return whether what follows the mention denies it, before the next mention begins."""
    after = linked.text[mention.end :]
    nexts = [m.start for m in linked.mentions if m.start > mention.end and m.kind != "class"]
    nexts += [v.start for v in linked.values if v.start >= mention.end]
    stretch = after[: min(nexts) - mention.end] if nexts else after
    return (
        linked.says("except_")
        and any(word in stretch[:24] for word in ("ない", "以外", "除", "なく", "ません", "なし"))
        and "しか" not in stretch[:6]
    )


def _values(kind: str, linked: Linked) -> Iterator[list[Condition]]:
    """Yield, for each word that names a value, the conditions it may mean: 継続 is a value of several properties, and
    the rows tell which one the plan's things have."""
    words: dict[int, list[Condition]] = {}
    for value in linked.values:
        if _VALUE_CLASSES.get(value.property) == kind:
            condition = Condition((Step(t.NS + value.property),), literals=(value.value,), negated=value.negated)
            words.setdefault(value.start, []).append(condition)
    yield from words.values()
    said = {value.property for value in linked.values if not value.negated}
    if (
        kind == t.PROJECT
        and any(v.property == "renamed" and v.negated for v in linked.values)
        and "novelty" not in said
    ):
        yield [Condition((Step(t.NOVELTY),), literals=("継続",))]  # only what goes on can keep its name


def _declared(kind: str, linked: Linked, tools: Tools) -> Iterator[list[Condition]]:
    """Yield the conditions that values of properties state which only the vocabulary knows."""
    for prop in tools.knowledge.further.of_class(kind):
        for value in linked.values:
            if value.property == prop.iri:
                yield [Condition((Step(prop.iri),), literals=(value.value,), negated=value.negated)]


def _said_first(paths: list[Path], linked: Linked, tools: Tools) -> list[Path]:
    """Return paths with those first that walk a property which only the vocabulary knows and the question says."""
    said = {iri for mention in linked.classes() for iri in mention.iris if iri in tools.knowledge.further}
    return sorted(paths, key=lambda path: not any(step.property in said for step in path)) if said else paths


def _through_plan(path: Path) -> bool:
    return any(step.property in (t.IN_PLAN, t.FISCAL_YEAR, t.ISSUER) for step in path)
