"""The law of answering: a plan that is rendered as a question and read back has the same rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from service.answering.rank.choose import proposals, ranked
from service.answering.reading.read import read
from service.answering.say import phrase, question
from service.answering.step_interface import Result, Tools
from service.evaluation.drawn_plans import Drawn, draw
from service.evaluation.picks import Drawer

NOT_SAID, NOT_PROPOSED, NOT_FIRST = "言えない", "作られない", "順位"


@dataclass(frozen=True, slots=True)
class Read:
    """One rendered question read back. lost: None where the rows are the same, else the stage that loses them;
    instead: what was read."""

    drawn: Drawn
    question: str
    lost: str | None
    instead: str = ""


def rows(result: Result) -> tuple[object, ...]:
    """Return what a result comes to, so that two with the same rows are equal."""
    items = {(i.iri or i.label or "", i.value or "", i.year or "") for i in result.items}
    return result.boolean, tuple(sorted(items))


def tried(tools: Tools, count: int, seed: int = 0) -> Iterator[Read]:
    """Yield plans drawn at random, each rendered in its wordings and read back."""
    for drawn in draw(Drawer(tools, seed), count):
        asked = question(drawn.plan, tools)
        if not asked:
            yield Read(drawn, "", NOT_SAID)
        for one in asked:
            yield _read(drawn, one, tools)


def _read(drawn: Drawn, asked: str, tools: Tools) -> Read:
    reading = read(asked, tools)
    wanted = rows(drawn.result)
    found = ranked(reading, tools)
    if found and rows(found[0].result) == wanted:
        return Read(drawn, asked, None)
    instead = f"{found[0].proposal.operator}：{phrase(found[0].proposal.plan, tools)}" if found else ""
    if any(rows(one.result) == wanted for one in found[1:]):
        return Read(drawn, asked, NOT_FIRST, instead)
    for proposal in proposals(reading, tools):
        if type(proposal.plan) is type(drawn.plan):
            result = proposal.plan.run(tools)
            if result is not None and rows(result) == wanted:
                return Read(drawn, asked, NOT_FIRST, instead)
    return Read(drawn, asked, NOT_PROPOSED, instead)


def share(found: Sequence[Read]) -> float:
    """Return which part of the questions was read back with the same rows."""
    return sum(one.lost is None for one in found) / len(found) if found else 0.0


def table(found: Iterable[Read]) -> list[str]:
    """Return one line a kind of plan: how many were read back, and which stage lost the rest."""
    kinds: dict[str, list[Read]] = defaultdict(list)
    for one in found:
        kinds[one.drawn.kind].append(one)
    lines = []
    for kind, own in kinds.items():
        lost = Counter(one.lost for one in own if one.lost)
        told = "、".join(f"{stage} {count}" for stage, count in lost.most_common())
        lines.append(f"{kind:16} {share(own):.3f} ({len(own)}) {told}".rstrip())
    return lines


def expected(drawn: Drawn) -> dict[str, Any]:
    """Return what an answer must be, as files of questions write it."""
    result = drawn.result
    if result.boolean is not None:
        return {"boolean": result.boolean}
    if all(i.value for i in result.items):
        return {"values": [[f"{i.value}{i.unit or ''}"] for i in result.items]}
    return {"labels": [[i.label or ""] for i in result.items]}
