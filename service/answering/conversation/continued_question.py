"""What a question in a conversation may mean: by itself, and with what it leaves out taken from the question before.

Every way is a question in words, read and ranked like any other. A question that has a subject of its own and points
nowhere is read by itself alone, so that what stood before it never changes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.japanese import era_long
from ontology import terms as t
from service.answering.conversation.exchanged_parts import difference, opened, swapped
from service.answering.knows.named_entities import Entity
from service.answering.reading.marks import Reading, Span, Word
from service.answering.reading.read import read
from service.answering.step_interface import Tools, Topic
from service.answering.wording import wording

_FRAMES = frozenset(t.FRAME_CLASSES.values())
_SUBJECTS = _FRAMES | {t.COUNCIL, t.LAW, t.POST, t.EVENT, t.TERM}  # kinds that a question may be about by themselves
_CONDITIONS = (
    "undecided",
    "decided",
    "joint",
    "single",
    "splits",
    "merges",
    "no_indicator",
    "flat",
    "rising",
    "falling",
)
_SHORT = 24  # characters of a question that may lean on the one before though it points nowhere
_SAID = 0.6  # how far what was spoken of says the one word of a short question
_ITEMS = 12  # things of an answer that a question may go on about
_SWAP, _ONE, _ALL, _LEAD, _WHOLE = -2.0, 0.1, 0.15, 0.2, 1.0  # what each way costs: an exchange fits or does not
_ALONE = 2.0  # what it costs to read what leans by itself


@dataclass(frozen=True, slots=True)
class Turn:
    """One way to read a question. question: in full; carried: what was taken over, in words; leans: whether the
    question needs something taken over."""

    question: str
    carried: str = ""
    leans: bool = False
    cost: float = 0.0


def turns(question: str, reading: Reading, topic: Topic, tools: Tools) -> list[Turn]:
    """Return the ways to read a question after another, itself first."""
    if not topic.question:
        return [Turn(question)]
    before = read(topic.question, tools)
    if leans(reading, before, topic, tools):
        found = {turn.question: turn for turn in reversed(list(_with_context(reading, before, topic, tools)))}
        return [Turn(question, leans=True, cost=_ALONE), *reversed(found.values())]
    return [Turn(question)]


def leans(reading: Reading, before: Reading, topic: Topic, tools: Tools) -> bool:
    """Return whether a question leaves out what it is about: it points back, it is a part of one, or names nothing."""
    text, words = reading.text, wording()
    if any(_is_outside(match.span(), reading) for match in words.pointing_back.finditer(text)):
        return True
    if swapped(reading, before, opened(text)) is not None:
        return True
    if _stands(reading):
        return False
    topics = _topics(reading)
    if not topics:
        return True
    if len(topics) > 1:
        return False
    if len(text) > _SHORT or not all(tools.linker.known(word.term) for word in topics):
        return False
    spoken = _parts(topic, tools)
    return any(all(_named(w, e, tools) for w in topics) for e in spoken)


def _named(word: Word, thing: Entity, tools: Tools) -> bool:
    return tools.catalogue.named(word.term, thing.iri) >= _SAID


def _is_outside(span: Span, reading: Reading) -> bool:
    """Return whether a word that points back points out of its own question: nothing fitting stands before it there."""
    noun = next((word for word in wording().pointed if reading.text[slice(*span)].endswith(word)), "")
    kinds = wording().pointed.get(noun, ())
    if kinds:
        return not any(n.end <= span[0] and _local(n.kind) in kinds for n in reading.names)
    named = [end for _, end in _spans(reading) if end <= span[0]]
    here = reading.text.startswith("こ", span[0])  # この計画, これ: what all is about
    return not named and len([w for w in _topics(reading) if w.end <= span[0] or here]) < 2


def _spans(reading: Reading) -> list[Span]:
    return [name.span for name in reading.names] + [plan.span for plan in reading.plans]


def _topics(reading: Reading) -> list[Word]:
    """Return the words that say what a question is about, none that stands for a kind or computes."""
    taken = [*_spans(reading), *reading.year_spans]
    taken += (
        [value.span for value in reading.values]
        + [kind.span for kind in reading.kinds]
        + [number.span for number in reading.numbers]
    )
    taken += [span for name, found in reading.cues.items() if name != "negation" for span in found]
    return [w for w in reading.left(taken) if not w.term.doing]


def _stands(reading: Reading) -> bool:
    """Return whether a question says by names, values or kinds what it is about."""
    if any(n.kind != t.INDICATOR or n.end - n.start > 3 for n in reading.names):
        return True
    if any(kind.iris and set(kind.iris) & _SUBJECTS for kind in reading.kinds):
        return True
    if reading.plans and reading.says("chapters"):
        return True
    return bool(reading.kinds) and bool(
        reading.values or reading.plans or reading.numbers or reading.says(*_CONDITIONS)
    )


def _with_context(reading: Reading, before: Reading, topic: Topic, tools: Tools) -> Iterator[Turn]:
    text = opened(reading.text)
    things = _things(topic, tools)
    among = wording().operators["among_those"].search(text)
    others = wording().operators["other_than_those"].match(text)
    between = difference(reading, before, topic, text)
    if between:
        yield Turn(between, before.question, True, _SWAP)
    if others and things and not (_topics(reading) or reading.names or reading.values):
        rest = text[others.end() :].lstrip("のには、")
        plan = next((before.text[slice(*p.span)] + "の" for p in before.plans), "") if not reading.plans else ""
        whole = f"{_joined(things)}以外の{plan}{rest}" if reading.kinds else f"{_joined(things)}以外で、{before.text}"
        yield Turn(whole, before.question, True, _SWAP)
    if among and things:
        rest = (text[: among.start()] + text[among.end() :]).lstrip("のではに、")
        best = _best(reading, things, tools)
        if best is not None:
            yield Turn(f"「{best.label}」の、{rest}", best.label, True, _ONE)
        else:
            yield Turn(f"{_joined(things)}のうち、{rest}", _joined(things), True, _ALL)
        return
    exchanged = swapped(reading, before, text)
    if exchanged:
        yield Turn(exchanged, before.question, True, _SWAP)
    for part in _parts(topic, tools) if before.year_spans else ():
        topics = _topics(reading)
        if part.type == t.INDICATOR and topics and all(_named(w, part, tools) for w in topics):
            yield Turn(f"「{part.label}」、{before.text[before.year_spans[0][0] :]}", before.question, True, _SWAP)
    dated = wording().that_year.sub(era_long(topic.years[-1]), text) if topic.years else text
    if dated == text:
        yield from _pronouns(text, topic, tools)
    plan = next((before.text[slice(*p.span)] for p in before.plans), "") if not reading.plans else ""
    year = next((before.text[slice(*s)] for s in before.year_spans), "") if not reading.year_spans else ""
    for label in dict.fromkeys(e.label for e in [*_things(topic, tools, anchors=True)[:2], *things[:1]]):
        yield Turn(f"「{label}」の{plan and plan + 'の'}{dated}", label, True, _LEAD)
        if year and reading.says("asks:value"):
            yield Turn(f"「{label}」の{year}の{dated}", label, True, _LEAD)
    if not reading.names:
        yield Turn(f"{before.text.rstrip('?？。')}、{dated}", before.question, True, _WHOLE)


def _pronouns(text: str, topic: Topic, tools: Tools) -> Iterator[Turn]:
    """Yield a question with what it points at in place of the pointing word: その課 → the 課 that was told."""
    match = wording().pointing_back.search(text)
    if match is None:
        return
    noun = next((word for word in wording().pointed if match[0].endswith(word)), "")
    kinds = wording().pointed.get(noun, ())
    things = [*_things(topic, tools), *_things(topic, tools, anchors=True)]
    fitting = [e for e in things if _local(e.type) in kinds] if kinds else things[:2]
    owner = "の" if match[0] in ("その", "この", "あの") else ""
    for label in list(dict.fromkeys(e.label for e in fitting or things[:1]))[:2]:
        named = f"{text[: match.start()]}「{label}」{owner}{text[match.end() :]}"
        yield Turn(named, label, True, 0.0 if noun else _ONE)


def _local(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]


def _best(reading: Reading, things: list[Entity], tools: Tools) -> Entity | None:
    """Return the one thing of an answer that a question's words describe, None where they describe none or several."""
    words = _topics(reading)
    scores = {e.iri: sum(w.worth * tools.catalogue.says(w.term, e.iri) for w in words) for e in things}
    ordered = sorted(things, key=lambda e: -scores[e.iri])
    if not words or not ordered or not scores[ordered[0].iri]:
        return None
    second = scores[ordered[1].iri] if len(ordered) > 1 else 0.0
    return ordered[0] if scores[ordered[0].iri] > second else None


def _joined(things: list[Entity]) -> str:
    return "と".join(f"「{thing.label}」" for thing in things[:_ITEMS])


def _things(topic: Topic, tools: Tools, anchors: bool = False) -> list[Entity]:
    """Return what the answer before named, or what the question before was about."""
    names = tools.knowledge.entities
    return [names[iri] for iri in dict.fromkeys(topic.anchors if anchors else topic.entities) if iri in names][:_ITEMS]


def _parts(topic: Topic, tools: Tools) -> list[Entity]:
    """Return what belongs to the things spoken of: the indicators of a 事業."""
    names = tools.knowledge.entities
    found = _things(topic, tools, anchors=True)[:4] or _things(topic, tools)
    if len({e.type for e in found}) < len(found) and len(found) > 2:
        return []
    return [*found, *(names[iri] for e in found for iri in e.parts.get(t.INDICATOR, ()) if iri in names)]


__all__ = ["Turn", "leans", "turns"]
