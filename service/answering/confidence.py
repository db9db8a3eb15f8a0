"""How sure an answer is, 0 to 1: the share of such answers that were right on the development questions.

A logistic function of a few features; its figures are data (`confidence.yaml`), fitted by `benchmarks/calibration.py`.
What it looks at is how much of the question the answer's sources account for, in words that mean the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from graph.japanese import tokens
from service.answering import kinds
from service.answering.answer import Answer, Status
from service.answering.figures import undated
from service.answering.interpret import Ask, Intent
from service.answering.mentions import Linked
from service.answering.tools import Result, Tools
from service.answering.wording import wording

FIGURES = Path(__file__).with_name("confidence.yaml")
_EXACT = frozenset({Ask.VALUE, Ask.YEAR, Ask.HOLDER, Ask.NUMBER, Ask.DEPARTMENT, Ask.COUNT})


@dataclass(frozen=True, slots=True)
class Calibration:
    """The figures of the logistic function, and the confidence below which nothing is answered."""

    weights: Mapping[str, float]
    threshold: float


@cache
def calibration() -> Calibration:
    """Return the figures as ``confidence.yaml`` has them."""
    data = yaml.safe_load(FIGURES.read_text(encoding="utf-8"))
    return Calibration(data["weights"], data["threshold"])


def confidence(features: Mapping[str, float]) -> float:
    """Return the probability that an answer with these features is right."""
    weights = calibration().weights
    total = sum(weights.get(name, 0.0) * value for name, value in {"constant": 1.0, **features}.items())
    return 1.0 / (1.0 + math.exp(-total))


def judged(answer: Answer, linked: Linked, intent: Intent, result: Result, tools: Tools) -> Answer | None:
    """Return the answer with its confidence; None where that is too low, or where no source holds what is asked for."""
    if answer.boolean is None and kinds.missing(linked.text, _shown(answer)):
        return None
    sure = confidence(features(linked, intent, result, answer, tools))
    if answer.status is Status.ANSWERED and sure < calibration().threshold:
        return None
    return replace(answer, confidence=round(sure, 2))


def _shown(answer: Answer) -> list[str]:
    """Return all that an answer shows as values: quotes, values with units, and what an undecided target is called."""
    items = [f"{item.label} {item.value or ''}{item.unit or ''}" for item in answer.items]
    return [*(citation.quote for citation in answer.citations), *items]


def features(linked: Linked, intent: Intent, result: Result, answer: Answer, tools: Tools) -> dict[str, float]:
    """Return what an answer is judged by, each 0 to 1.

    graph: statements of the graph answer, not passages alone; named: the question names a thing; explained: part of
    the question's worth that names, conditions, labels and quotes account for; quoted: part that the best quote says by
    itself; gap: how little of its weightiest word is accounted for; exact: one figure, year, name or 課 is wanted.
    """
    asked = tools.retrieval.likeness.asked(undated(linked.question), wording().asking)
    whole = asked.whole or 1.0
    held = " ".join(
        [
            *(m.text for m in linked.mentions),
            *(linked.text[v.start : v.end] for v in linked.values),
            *(tools.knowledge.entities[plan].label for plan in linked.plans if plan in tools.knowledge.entities),
            *(word for words in wording().plans.values() for word in words if word in linked.text),
        ]
    )
    labels = " ".join(item.label or "" for item in answer.items)
    named_words = set(tokens(held))
    said = asked.said(f"{labels}\n" + "\n".join(citation.quote for citation in answer.citations))
    explained = {w: asked.worths[w] if w in named_words else said[w] for w in asked.worths}
    quoted = max((asked.share(citation.quote) for citation in answer.citations[:3]), default=0.0)
    top = max(asked.worths, key=lambda word: asked.worths[word], default="")
    graph = bool(result.statements or result.sparql)
    by_name = linked.follows or any(m.kind in ("entity", "goal") for m in linked.mentions)
    return {
        "graph": float(graph),
        "named": float(by_name),
        "explained": sum(explained.values()) / whole,
        "quoted": quoted,
        "gap": 1.0 - explained[top] / asked.worths[top] if top else 0.0,
        "exact": float(intent.ask in _EXACT),
        "ambiguous": float(answer.status is Status.AMBIGUOUS),
    }
