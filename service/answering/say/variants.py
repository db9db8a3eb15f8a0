"""Other plans than the one that answers: each differs in one node, has rows, and has the question that asks for it.

They are those that the question may mean as well (ranked behind), and the chosen one with a node exchanged: the other
plan, another year, another value, a condition left out, the number instead of the things.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from graph.japanese import era_long, era_short, widths
from ontology import terms as t
from service.answering.knows.schema import Step
from service.answering.operators.attribute import Values
from service.answering.operators.things import Things
from service.answering.plan.conditions import Is
from service.answering.plan.sets import Named, Via, Where
from service.answering.say.chip import ASKED, PLAN, YEAR, Alternative, Chip
from service.answering.say.nouns import kind, name, plan_name, word_of
from service.answering.say.plans import question
from service.answering.say.tree import exchanged, nodes
from service.answering.step_interface import Tools

if TYPE_CHECKING:
    from service.answering.rank.choose import Ranked

_MOST = 5  # other readings of one chip
_TRIED = 8  # plans that are run for one chip

Other = tuple[str, Any, str]
"""What the chip would say, the plan, and the question, empty where the plan is to be rendered."""


def with_others(
    chips: Sequence[Chip], plan: Any, asked: str, ranked: Sequence[Ranked], tools: Tools
) -> tuple[Chip, ...]:
    """Return chips with the other readings of each. asked: as typed; ranked: the plans behind the chosen."""
    return tuple(replace(chip, alternatives=_alternatives(chip, plan, asked, ranked, tools)) for chip in chips)


def _alternatives(chip: Chip, plan: Any, asked: str, ranked: Sequence[Ranked], tools: Tools) -> tuple[Alternative, ...]:
    kept: dict[str, Alternative] = {}
    for label, other, text in islice(_others(chip, plan, asked, ranked, tools), _TRIED):
        if label in kept or other == plan or len(kept) == _MOST:
            continue
        said = text or next(iter(question(other, tools)), "")
        result = other.run(tools) if said and said != asked else None
        if result is not None:
            kept[label] = Alternative(label, said)
    return tuple(kept.values())


def _others(chip: Chip, plan: Any, asked: str, ranked: Sequence[Ranked], tools: Tools) -> Iterator[Other]:
    if chip.kind == PLAN and isinstance(chip.node, Named):
        yield from _other_plans(chip, plan, asked, tools)
    elif chip.kind == YEAR:
        yield from _other_years(chip, plan, asked, tools)
    elif chip.kind == ASKED:
        yield from _asks(plan, tools)
    elif chip.node is not None and not isinstance(chip.node, Named):
        yield from _other_values(chip, plan, tools)
        wider = exchanged(plan, chip.node, None)
        if _narrows(wider):
            yield f"「{chip.label}」を外す", wider, ""
    elif isinstance(chip.node, Named):
        yield from _namesakes(chip, plan, asked, tools)
        yield from _ranked(chip, plan, asked, ranked, tools)


def _other_plans(chip: Chip, plan: Any, asked: str, tools: Tools) -> Iterator[Other]:
    known = tools.knowledge
    for iri in (known.current, known.former):
        if iri and iri not in chip.node.iris:
            other = exchanged(plan, chip.node, Named(t.PLAN, (iri,)))
            yield plan_name(iri, tools), other, _replaced(chip, asked, plan_name(iri, tools))


def _other_years(chip: Chip, plan: Any, asked: str, tools: Tools) -> Iterator[Other]:
    """Yield the other years of the plans' periods, the nearest first, written as this one is."""
    year, periods = chip.node, tools.knowledge.periods
    spans = [periods[p] for p in (tools.knowledge.current, tools.knowledge.former) if p in periods]
    span = next((s for s in spans if s[0] <= year <= s[1]), None)
    if span is None:
        return
    for other in sorted(range(span[0], span[1] + 1), key=lambda y: (abs(y - year), y)):
        if other != year and str(other) not in asked:
            changed = _with_year(plan, year, other)
            yield era_long(other), changed, _replaced(chip, asked, _written(other, chip.text))


def _with_year(plan: Any, year: int, other: int) -> Any:
    own = [node for node in nodes(plan) if year in (*getattr(node, "years", ()), getattr(node, "year", None))]
    for node in own:
        if getattr(node, "year", None) == year:
            return exchanged(plan, node, replace(node, year=other))
        years = tuple(other if y == year else y for y in node.years)
        return exchanged(plan, node, replace(node, years=years)) if len(set(years)) == len(years) else plan
    return plan


def _written(year: int, like: str) -> str:
    """Return a year in the form of another: 2029年 like 2030年, R11 like R12, 令和11年度 like 最終年度."""
    plain = widths(like)
    digits = "".join(char for char in plain if char.isdecimal())
    if len(digits) == 4:
        return plain.replace(digits, str(year), 1)
    if plain[:1] in "Rr":
        return era_short(year)
    return era_long(year) if plain.endswith("度") or not digits else era_long(year).removesuffix("度")


def _other_values(chip: Chip, plan: Any, tools: Tools) -> Iterator[Other]:
    """Yield the other values of an enumerated property."""
    node = chip.node
    if not isinstance(node, Is) or len(node.path) != 1:
        return
    prop = node.path[0].property
    values = [value for value, props in tools.knowledge.valued.items() if prop in props and prop != t.NUMBER]
    for value in values[:4]:
        if value not in node.values:
            yield value, exchanged(plan, node, Is(node.path, (value,))), ""


def _namesakes(chip: Chip, plan: Any, asked: str, tools: Tools) -> Iterator[Other]:
    """Yield each of several things that the same words name."""
    if len(chip.node.iris) > 1:
        for iri in chip.node.iris:
            yield _plain(iri, tools), exchanged(plan, chip.node, Named(chip.node.kind, (iri,))), ""


def _ranked(chip: Chip, plan: Any, asked: str, ranked: Sequence[Ranked], tools: Tools) -> Iterator[Other]:
    """Yield the plans ranked behind that are the same with another thing."""
    for one in ranked:
        other = one.proposal.plan
        for node in nodes(other):
            same = isinstance(node, Named) and node.kind == chip.node.kind and len(node.iris) == 1
            if same and node != chip.node and exchanged(plan, chip.node, node) == other:
                yield _plain(node.iris[0], tools), other, ""


def _asks(plan: Any, tools: Tools) -> Iterator[Other]:
    """Yield the number instead of the things, the things instead of their number, and what else a 事業 has."""
    if isinstance(plan, Things) and not (isinstance(_base(plan.of), Named) and len(_base(plan.of).iris) == 1):
        what = kind(plan.of.kind, tools)
        yield (what if plan.counted else f"{what}の数"), replace(plan, counted=not plan.counted), ""
    of = getattr(plan, "of", None)
    base = _base(of.of if isinstance(of, Via) else of)
    if isinstance(base, Named) and base.kind == t.PROJECT and len(base.iris) == 1:
        for prop, end in ((t.RESPONSIBLE, t.UNIT), (t.HAS_INDICATOR, t.INDICATOR)):
            yield word_of(prop, tools), Things(Via(base, (Step(prop),), end)), ""
        yield word_of(t.SUMMARY, tools), Values(base, (t.SUMMARY,)), ""


def _narrows(plan: Any) -> bool:
    """Return whether a plan still says of which things it speaks, beside their plan."""
    found = list(nodes(plan))
    named = any(isinstance(n, Named) and n.kind != t.PLAN for n in found)
    return named or any(
        type(n).__name__ not in ("All", "Where", "Named", "Has", "Step", type(plan).__name__) for n in found
    )


def _base(of: Any) -> Any:
    """Return the set below conditions."""
    return of.of if isinstance(of, Where) else of


def _plain(iri: str, tools: Tools) -> str:
    return name(iri, tools).replace("「", "").replace("」", "")


def _replaced(chip: Chip, asked: str, by: str) -> str:
    """Return the question as typed with the chip's words exchanged, empty where it has none."""
    return asked[: chip.start] + by + asked[chip.end :] if chip.text else ""


__all__ = ["with_others"]
