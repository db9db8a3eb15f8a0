"""Questions to go on with, each tried before it is shown: none is offered that would not be answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from service.answering.answer import Answer, Item, Status

MOST = 12  # candidates that are tried; each costs some milliseconds

Ask = Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several fits. question: what asks for it, None where no question is answered with it."""

    item: Item
    question: str | None


def answered(questions: tuple[str, ...], ask: Ask) -> tuple[str, ...]:
    """Return the questions that are answered."""
    return tuple(question for question in questions[:MOST] if ask(question).status is Status.ANSWERED)


def candidates(question: str, answer: Answer, ask: Ask) -> tuple[Candidate, ...]:
    """Return the fits of an ambiguous answer, each with the first of its questions that is answered."""
    named = [item for item in answer.items if item.label]
    found = []
    for place, item in enumerate(named):
        tried = _questions(question, place, item, named, answer.suggestions) if place < MOST else iter(())
        found.append(Candidate(item, next((q for q in tried if ask(q).status is Status.ANSWERED), None)))
    return tuple(found)


def _questions(question: str, place: int, item: Item, named: list[Item], suggestions: tuple[str, ...]) -> Iterator[str]:
    """Yield the suggestion that names an item, the question asked of it, the question what it is."""
    label = item.label or ""
    if len(suggestions) == len(named) and label in suggestions[place]:
        yield suggestions[place]
    else:
        yield from (suggestion for suggestion in suggestions if label in suggestion)
    namesakes = [other for other in named if other.label == label]
    called = f"「{label}」（{item.number}）" if len(namesakes) > 1 and item.number else f"「{label}」"
    yield f"{called}について、{question}"
    yield f"{called}の概要は何ですか"
    yield f"{called}とは何ですか"
