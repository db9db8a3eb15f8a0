"""The plans of a question in the order of their scores: all are proposed, the best few run, and the rows speak too."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import yaml

from service.answering.operators import (
    added,
    attribute,
    choice,
    compared_counts,
    days,
    each,
    events,
    extreme,
    holder,
    measure,
    naming,
    old_name,
    outline,
    per_unit,
    reason,
    reduce,
    schedule,
    share,
    tally,
    text,
    things,
    timeline,
    top,
    truth,
)
from service.answering.operators.base import Proposal
from service.answering.propose.sets import Sets
from service.answering.rank.alike import ambiguous
from service.answering.rank.demand import demand
from service.answering.rank.edition import mixed, other_plan
from service.answering.rank.expected import agreement, expected
from service.answering.rank.features import features, score
from service.answering.rank.gate import opens
from service.answering.rank.plan_size import LARGEST, size
from service.answering.rank.trust import evidence, trust
from service.answering.reading.marks import Reading
from service.answering.step_interface import Result, Tools

WEIGHTS = Path(__file__).with_name("weights.yaml")
OPERATORS = (
    old_name,
    things,
    share,
    tally,
    holder,
    naming,
    choice,
    attribute,
    measure,
    reduce,
    each,
    added,
    per_unit,
    extreme,
    top,
    events,
    days,
    timeline,
    outline,
    schedule,
    reason,
    truth,
    compared_counts,
    text,
)
_RUN = 14  # plans that are run
_PROPOSED = 400


@dataclass(frozen=True, slots=True)
class Ranked:
    """A plan that was run. score: with what its rows say."""

    proposal: Proposal
    result: Result
    features: Mapping[str, float]
    score: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of features and operators, and the score that nothing at all has."""

    features: Mapping[str, float]
    operators: Mapping[str, float]
    threshold: float


@cache
def weights() -> Weights:
    """Return the weights as the file has them."""
    data = yaml.safe_load(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(data["weights"], data["operators"] or {}, data["threshold"])


def proposals(reading: Reading, tools: Tools) -> Iterator[Proposal]:
    """Yield every plan that a question may mean, each once."""
    sets = Sets(reading, tools)
    seen = set()
    for operator in OPERATORS:
        for proposal in operator.propose(sets, tools):
            if proposal.plan not in seen:
                seen.add(proposal.plan)
                yield proposal


@dataclass(frozen=True, slots=True)
class Chosen:
    """The plan that answers. sure: probability that the answer is right; evidence: what this was seen from."""

    proposal: Proposal
    result: Result
    score: float
    sure: float
    evidence: Mapping[str, float]


def chosen(found: list[Ranked], reading: Reading, tools: Tools) -> Chosen | None:
    """Return the best plan, or what to choose from where several are meant alike; None where none is good enough."""
    known = weights()
    if not found or reading.missing:  # a number that nothing has: whatever is near is something else
        return None
    best = found[0]
    second = found[1].score if len(found) > 1 else None
    if not opens(reading.question, best.features, best.proposal.operator, best.score, second):
        return None
    odds = {outcome(one): 0.0 for one in found}
    for one in found:
        odds[outcome(one)] = max(odds[outcome(one)], math.exp(one.score - best.score))
    whole = sum(odds.values()) + math.exp(known.threshold - best.score)
    result = ambiguous(found, reading, tools) or best.result
    told = evidence(reading.question, best, second, odds[outcome(best)] / whole)
    return Chosen(best.proposal, result, best.score, trust().probability(told), told)


def outcome(one: Ranked) -> tuple[object, ...]:
    """Return what a plan comes to, so that two with the same rows count once."""
    items = tuple(sorted({(i.label or "", i.value or "", i.year or "") for i in one.result.items}))
    quotes = tuple(f.citation.quote for f in one.result.passages[:1])
    return (one.result.boolean, items, quotes)


def ranked(reading: Reading, tools: Tools, run: int = _RUN) -> list[Ranked]:
    """Return the plans that have rows, best first."""
    return judged(islice(proposals(reading, tools), _PROPOSED), reading, tools, run)


def judged(proposed: Iterable[Proposal], reading: Reading, tools: Tools, run: int = _RUN) -> list[Ranked]:
    """Return those of some plans that have rows, best first: a few are run, the likeliest first."""
    known, asked, number = weights(), demand(reading), expected(reading)
    scored = []
    for place, proposal in enumerate(proposed):
        if size(proposal.plan) > LARGEST:
            continue
        told = features(proposal, asked, None)
        scored.append((score(told, known.features) + prior(proposal.operator, known), -place, proposal))
    scored.sort(key=lambda one: one[:2], reverse=True)
    found: list[Ranked] = []
    tried = 0
    for _, _, proposal in scored:
        if tried >= run or len(found) >= run // 2:
            break
        tried += 1
        result = proposal.plan.run(tools)
        if result is None:
            continue
        told = features(proposal, asked, result)
        told["other_plan"] = other_plan(proposal, reading, result, tools)
        told |= agreement(proposal.gives, result, number, mixed(reading, result, tools))
        found.append(Ranked(proposal, result, told, score(told, known.features) + prior(proposal.operator, known)))
    return sorted(found, key=lambda one: -one.score)


def prior(operator: str, known: Weights) -> float:
    """Return the weight of an operator's name; of one in parts (model:things) the sum of theirs."""
    return sum(known.operators.get(part, 0.0) for part in operator.split(":"))
