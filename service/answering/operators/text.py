"""What the documents say in their own words: passages, definitions, figures in sentences, who does something, and where
the documents disagree. They are proposals like the others, judged by how much of the question their quotes say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ontology import terms as t
from service.answering.operators.base import HOLDER, TEXT, VALUE, Proposal
from service.answering.operators.quoted import quoted
from service.answering.propose.sets import Sets
from service.answering.reading.interpret import Ask
from service.answering.sources import (
    disagreements,
    passage_answers,
    stated_figures,
    stated_texts,
    things_in_quotes,
    verb_subjects,
)
from service.answering.step_interface import Result, Tools
from service.answering.wording import wording


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield what the documents say of a question."""
    reading = sets.reading
    linked, intent = reading.linked, reading.intent
    found: list[tuple[str, str, Result | None]] = []
    if reading.says("asks:definition") or intent.ask in (Ask.DEFINITION, Ask.OPEN):
        found.append(("definition", TEXT, stated_texts.definition(linked, tools)))
    if reading.says("asks:definition"):
        found.append(("definition", TEXT, stated_texts.defining(reading, tools)))
    if linked.says("disagree"):
        found.append(("disagreement", TEXT, disagreements.asked(linked, tools)))
    if reading.says("asks:holder"):
        found.append(("agent", HOLDER, verb_subjects.doing(linked, tools)))
        found.append(("appointed", HOLDER, things_in_quotes.appointed(linked, tools)))
    if reading.says("asks:value", "asks:count") or intent.ask is Ask.VALUE or _FIGURE_WORDS & set(reading.text):
        found.append(("figure", VALUE, stated_figures.figures(linked, tools)))
    if intent.ask is Ask.THINGS:
        found.append(
            (
                "thing-in-passage",
                intent.types[0] if intent.types else TEXT,
                things_in_quotes.in_passages(linked, intent.types, tools),
            )
        )
    for number, said in enumerate(passage_answers.texts(linked, intent, tools)):
        found.append(("passages" if not said.items or said.items[0].value is None else "figure", TEXT, said))
        if number:
            break
    for name, gives, result in found:
        if result is None:
            continue
        made = quoted(name, gives, result, reading, tools)
        if name == "disagreement":  # the words for it are asked by, not looked for
            asked = tuple(m.span() for m in wording().operators["disagree"].finditer(reading.text))
            made = replace(made, spans=(*made.spans, *asked))
        yield made


_FIGURE_WORDS = frozenset("率割数額%")


def shows(result: Result) -> Sequence[str]:
    """Return all that a result shows as values: quotes, items with their units, needles."""
    return [
        *(f.citation.quote for f in result.passages),
        *(f"{i.label or ''} {i.value or ''}{i.unit or ''}" for i in result.items),
        *(s.needle or "" for s in result.statements),
        result.text,
    ]


__all__ = ["HOLDER", "propose", "shows", "t"]
