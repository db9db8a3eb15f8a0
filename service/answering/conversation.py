"""What a question in a conversation may mean: by itself, and with what it leaves out taken from the question before.

Every way is a question in words, read and ranked like any other, so that context never changes what stands by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.answering.reading.marks import Reading, Span
from service.answering.reading.read import read
from service.answering.tools import Tools, Topic
from service.answering.wording import wording

_TAIL = re.compile(
    r"(は|の場合は|だと|なら|では|については|の方は|のほうは|のとき(は)?)?(どう|どうですか|どうなの|いくつ|何|どこ|どれ)?(です)?か?[?？。]*"
)
_SHORT = 22  # characters of a question that may lean on the one before
_LITTLE = 2  # content words of a question that says little by itself
_KIND_OF = {
    "事業": "Project",
    "課": "OrganizationalUnit",
    "計画": "Plan",
    "指標": "Indicator",
    "会議": "Council",
    "委員会": "Council",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One way to read a question. question: in full; carried: what was taken over, in words; leans: whether the question
    needs something taken over."""

    question: str
    carried: str = ""
    leans: bool = False
    cost: float = 0.0


def turns(question: str, reading: Reading, topic: Topic, tools: Tools) -> list[Turn]:
    """Return the ways to read a question after another, itself first."""
    fresh = Turn(question)
    if not topic.question or not leans(reading):
        return [fresh]
    before = read(topic.question, tools)
    found = [turn for turn in _with_context(question, reading, before, topic, tools) if turn.question != question]
    return [Turn(question, leans=True), *found]


def leans(reading: Reading) -> bool:
    """Return whether a question leaves out what it is about: it points back, goes on, or names next to nothing."""
    text, words = reading.text, wording()
    if any(word in text for word in words.pronouns) or any(text.startswith(word) for word in words.openers):
        return True
    if len(text) > _SHORT:
        return False
    named = [*reading.names, *reading.year_spans, *(p.span for p in reading.plans)]
    said = reading.topic([n.span for n in reading.names])
    return (bool(named) and not said and len(text) <= 14) or (not reading.names and len(said) <= _LITTLE)


def _with_context(question: str, reading: Reading, before: Reading, topic: Topic, tools: Tools) -> Iterator[Turn]:
    text = _opened(reading.text)
    swapped = _swapped(reading, before, text)
    if swapped:
        yield Turn(swapped, before.question, True)
    labels = _labels(topic, tools)
    pronoun = next((word for word in wording().pronouns if word in text), None)
    if pronoun:
        for label in _fitting(pronoun, topic, tools) or labels[:1]:
            noun = next((k for k in _KIND_OF if pronoun.endswith(k)), "")
            yield Turn(
                text.replace(pronoun, f"「{label}」" + ("の" if pronoun == "その" else ""), 1),
                label,
                True,
                0.0 if noun else 0.1,
            )
    plan = next((before.text[slice(*p.span)] for p in before.plans), "")
    for label in dict.fromkeys([*_subjects(before, topic, tools), *labels[:1]]):
        lead = f"「{label}」の" + (plan and f"{plan}の")
        yield Turn(f"{lead}{text}", label, True, 0.2)
    if not reading.names:
        yield Turn(f"{before.text.rstrip('?？。')}、{text}", before.question, True, 0.3)


def _opened(text: str) -> str:
    for word in sorted(wording().openers, key=len, reverse=True):
        if text.startswith(word):
            return text[len(word) :].lstrip("、,")
    return text


def _swapped(reading: Reading, before: Reading, text: str) -> str | None:
    """Return the question before with one part exchanged, where the new one names nothing but that part: R12は？"""
    moved = _moved(reading, before)
    if moved:
        return moved
    offset = len(reading.text) - len(text)
    parts: list[tuple[Span, Span, str]] = []
    if reading.year_spans and before.year_spans:
        new, old = reading.year_spans[0], before.year_spans[0]
        parts.append((new, old, reading.text[slice(*new)]))
    for name in reading.names:
        same = next((n for n in before.names if n.kind == name.kind), None)
        if same:
            parts.append((name.span, same.span, reading.text[slice(*name.span)]))
    for plan in reading.plans:
        if before.plans:
            parts.append((plan.span, before.plans[0].span, reading.text[slice(*plan.span)]))
        elif not reading.names and not reading.year_spans and _TAIL.fullmatch(text[max(0, plan.end - offset) :]):
            return f"{reading.text[slice(*plan.span)]}では、{before.text}"
    if not parts:
        return None
    rest = text
    for new, _, _ in sorted(parts, reverse=True):
        rest = rest[: new[0] - offset] + rest[new[1] - offset :]
    if not _TAIL.fullmatch(rest.strip("「」『』、")):
        return None
    exchanged = before.text
    for _, old, words in sorted(parts, key=lambda part: -part[1][0]):
        exchanged = exchanged[: old[0]] + words + exchanged[old[1] :]
    return exchanged


def _moved(reading: Reading, before: Reading) -> str | None:
    from graph.japanese import era_long

    if reading.years or not before.years or not before.year_spans:
        return None
    step = (
        1
        if any(w in reading.text for w in wording().next_year)
        else -1
        if any(w in reading.text for w in wording().previous_year)
        else 0
    )
    if not step:
        return None
    year = max(before.years) + 1 if step > 0 else min(before.years) - 1
    start, end = before.year_spans[0]
    return before.text[:start] + era_long(year) + before.text[end:]


def _labels(topic: Topic, tools: Tools) -> list[str]:
    names = tools.knowledge.entities
    return list(dict.fromkeys(names[iri].label for iri in (*topic.entities, *topic.anchors) if iri in names))[:4]


def _fitting(pronoun: str, topic: Topic, tools: Tools) -> list[str]:
    """Return what a pronoun with a noun may stand for: その課 for a 課 that was told."""
    names = tools.knowledge.entities
    wanted = next((kind for noun, kind in _KIND_OF.items() if pronoun.endswith(noun)), None)
    if wanted is None:
        return []
    known = [names[iri] for iri in (*topic.entities, *topic.anchors) if iri in names]
    return list(dict.fromkeys(e.label for e in known if e.type.endswith(wanted)))[:2]


def _subjects(before: Reading, topic: Topic, tools: Tools) -> list[str]:
    names = tools.knowledge.entities
    return [names[iri].label for iri in topic.anchors if iri in names][:2]
