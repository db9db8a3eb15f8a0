"""How sure an answer is, 0 to 1: the share of such answers that were right on the development questions.

Logistic functions of a few features, one for answers from statements and one for answers from passages; their figures
are data (`confidence.yaml`), fitted by `benchmarks/calibration.py`. Statements rest on names and conditions that were
recognised; passages are always found, so that their confidence decides whether they answer at all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from graph.japanese import fold, tokens, widths, years
from service.answering import kinds
from service.answering.answer import Answer, Status
from service.answering.figures import shows_unit, undated, unit_named
from service.answering.interpret import Ask, Intent
from service.answering.mentions import Linked
from service.answering.tools import Result, Tools
from service.answering.wording import wording

FIGURES = Path(__file__).with_name("confidence.yaml")
_RIVALS = 5  # passages that the best one is compared with
_EXACT = frozenset({Ask.VALUE, Ask.YEAR, Ask.HOLDER, Ask.NUMBER, Ask.DEPARTMENT, Ask.COUNT})


@dataclass(frozen=True, slots=True)
class Calibration:
    """The figures of the two logistic functions, feature → weight, and the confidence below which passages alone are
    no answer. text: answers from passages; graph: answers from statements."""

    text: Mapping[str, float]
    graph: Mapping[str, float]
    threshold: float


@cache
def calibration() -> Calibration:
    """Return the figures as ``confidence.yaml`` has them."""
    data = yaml.safe_load(FIGURES.read_text(encoding="utf-8"))
    return Calibration(data["text"], data["graph"], data["threshold"])


def confidence(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the probability that an answer with these features is right."""
    total = weights["constant"] + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1.0 / (1.0 + math.exp(-total))


def judged(answer: Answer, linked: Linked, intent: Intent, result: Result, tools: Tools) -> Answer | None:
    """Return the answer with its confidence; None where that is too low, or where no source holds what is asked for."""
    if not supported(answer, linked, intent, tools):
        return None
    known = calibration()
    weights = known.graph if from_graph(result) else known.text
    sure = confidence(features(linked, intent, result, answer, tools), weights)
    if answer.status is Status.ANSWERED and not from_graph(result) and sure < known.threshold:
        return None
    return replace(answer, confidence=round(sure, 2))


def supported(answer: Answer, linked: Linked, intent: Intent, tools: Tools) -> bool:
    """Return whether an answer shows the kinds of value, the unit, and a year beyond all plans that are asked for."""
    if answer.boolean is not None:
        return True
    shown = _shown(answer)
    unit = unit_named(linked.text) if intent.ask is Ask.VALUE else None
    if unit and any(item.value and item.label for item in answer.items) and not shows_unit(unit, fold("".join(shown))):
        return False
    last = tools.knowledge.last_year
    beyond = {year for year in linked.years if year > last > 0}
    if beyond and not any(beyond & {said.year for said in years(widths(text))} for text in shown):
        return False
    return not kinds.missing(linked.text, shown)


def from_graph(result: Result) -> bool:
    """Return whether statements of the graph answer, not passages alone."""
    return bool(result.statements or result.sparql)


def _shown(answer: Answer) -> list[str]:
    """Return all that an answer shows as values: quotes, values with units, and what an undecided target is called."""
    items = [f"{item.label} {item.value or ''}{item.unit or ''}" for item in answer.items]
    return [*(citation.quote for citation in answer.citations), *items]


def features(linked: Linked, intent: Intent, result: Result, answer: Answer, tools: Tools) -> dict[str, float]:
    """Return what an answer is judged by, each about 0 to 1.

    agreed: the search's score of its best passage, about 1 where words, bigrams and vectors mean the same one; ahead:
    by how much it leads, both 0 for statements; quoted: part of the question's worth that the best quote says by
    itself; explained: part that names, conditions, labels and quotes account for; named: the question names a thing;
    exact: one figure, year, name or 課 is wanted.
    """
    asked = tools.retrieval.likeness.asked(undated(linked.question), wording().asking)
    whole = asked.whole or 1.0
    labels = " ".join(item.label or "" for item in answer.items)
    said = asked.said(f"{labels}\n" + "\n".join(citation.quote for citation in answer.citations))
    named = set(tokens(_recognised(linked, tools)))
    hits = () if from_graph(result) else tools.retrieval.hits(linked.question)[:_RIVALS]
    scores = [hit.score for hit in hits]
    by_name = linked.follows or any(mention.kind in ("entity", "goal") for mention in linked.mentions)
    return {
        "agreed": max(scores, default=0.0),
        "ahead": 1.0 - scores[-1] / scores[0] if scores else 0.0,
        "quoted": max((asked.share(citation.quote) for citation in answer.citations[:3]), default=0.0),
        "explained": sum(worth if word in named else said[word] for word, worth in asked.worths.items()) / whole,
        "named": float(by_name),
        "exact": float(intent.ask in _EXACT),
    }


def _recognised(linked: Linked, tools: Tools) -> str:
    """Return the words of a question that are understood: names, kinds, conditions, plans."""
    plans = (tools.knowledge.entities[plan].label for plan in linked.plans if plan in tools.knowledge.entities)
    roles = (word for words in wording().plans.values() for word in words if word in linked.text)
    conditions = (linked.text[value.start : value.end] for value in linked.values)
    return " ".join([*(mention.text for mention in linked.mentions), *conditions, *plans, *roles])
