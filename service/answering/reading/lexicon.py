"""The surfaces under which a question may name an entity: labels, spellings, numbers, and short forms made of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from graph.japanese import fold
from ontology import terms as t
from service.answering.knows.named_entities import Entity, Knowledge
from service.answering.language.content_words import cut

_CIRCLED = {chr(0x2460 + index): str(index + 1) for index in range(20)}
_NUMBER_ON = re.compile(r"-\(?\d")
_BRACKETED = re.compile(r"^(.{2,}?)\((.{2,})\)$")
_LATIN = re.compile(r"[a-z]{2,}")
_UNIT_ENDINGS = ("課", "室", "局", "所", "係", "センター")
_NUMBERED = (t.PROJECT, *t.FRAME_CLASSES.values())
_RELATIVES = frozenset({t.EVENT, t.FIGURE, t.GOAL, t.YEAR})  # found by their words, or by number only
_SHORTEST = 2
_INDICATOR = 4  # shortest name of an indicator that is no everyday word
_REMARK_AFTER = re.compile(r"\([^()]*\)$")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """surfaces: folded surface → IRIs; longest: length of the longest surface."""

    surfaces: dict[str, tuple[str, ...]]
    longest: int

    def spans(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Return the longest surfaces in a folded text, left to right without overlap: start, end, IRIs."""
        found: list[tuple[int, int, tuple[str, ...]]] = []
        for start in range(len(text)):
            for length in range(min(self.longest, len(text) - start), _SHORTEST - 1, -1):
                iris = self.surfaces.get(text[start : start + length])
                if iris is not None and _stands_alone(text, start, start + length):
                    found.append((start, start + length, iris))
                    break
        taken = 0
        chosen: list[tuple[int, int, tuple[str, ...]]] = []
        for start, end, iris in sorted(found, key=lambda span: span[0] - span[1]):
            if all(end <= other or start >= stop for other, stop, _ in chosen):
                chosen.append((start, end, iris))
        for span in sorted(chosen):
            if span[0] >= taken:
                taken = span[1]
                yield span


def build(knowledge: Knowledge) -> Lexicon:
    """Return the lexicon of a revision."""
    surfaces: dict[str, dict[str, None]] = defaultdict(dict)
    for entity in knowledge.entities.values():
        for surface in forms(entity, knowledge):
            if len(surface) >= _SHORTEST and not _is_class(surface, entity, knowledge):
                surfaces[surface][entity.iri] = None
    shorts: dict[str, set[str]] = defaultdict(set)
    for council in knowledge.of(t.COUNCIL):  # 委員会 means the one that there is
        for word in knowledge.property_words.get(t.COUNCIL, ()):
            if len(word) > _SHORTEST and fold(council.label).endswith(word):
                shorts[word].add(council.iri)
    for unit in knowledge.of(t.UNIT):
        for short in short_forms(unit.label):
            shorts[short].add(unit.iri)
    for short, iris in shorts.items():  # a short form that two units share names neither
        if len(iris) == 1 and short not in surfaces:
            surfaces[short][next(iter(iris))] = None
    frozen = {surface: tuple(iris) for surface, iris in surfaces.items()}
    return Lexicon(frozen, max(map(len, frozen), default=0))


def _is_class(surface: str, entity: Entity, knowledge: Knowledge) -> bool:
    """Return whether an element of a frame is called by the word for all of its kind: then the word means the kind."""
    return entity.type in t.FRAME_CLASSES.values() and surface in knowledge.class_words


def forms(entity: Entity, knowledge: Knowledge) -> Iterator[str]:
    """Return the folded surfaces of one entity; short forms of units are made apart, since they may clash."""
    if entity.type in _RELATIVES:
        if entity.type == t.GOAL:
            yield from (fold(name) for name in entity.names)
        return
    if entity.type == t.INDICATOR:
        for name in map(fold, entity.names):
            yield from (form for form in (name, _REMARK_AFTER.sub("", name)) if len(form) >= _INDICATOR)
        return
    for name in entity.names:
        folded = fold(name).strip("「」『』")
        yield folded
        yield from (bare for bare in _without_place(folded, knowledge) if len(bare) > 3)
        if entity.type == t.PROJECT and (parts := _BRACKETED.match(folded)):
            yield from parts.groups()
        if entity.type in t.FRAME_CLASSES.values():
            yield re.sub(r"\(.*?\)", "", folded)
            yield from (part for part in re.findall(r"<(.{2,}?)>", folded))
    if entity.type == t.PLAN and entity.iri in (knowledge.current, knowledge.former):
        yield from _plan_forms(entity, knowledge)
    if entity.type in _NUMBERED:
        yield from _numbered(entity, knowledge)


def _without_place(folded: str, knowledge: Knowledge) -> Iterator[str]:
    for length in knowledge.place_lengths:
        if folded[:length] in knowledge.places and len(folded) > length + 2:
            yield folded[length:].removeprefix("の")
            return


def _plan_forms(plan: Entity, knowledge: Knowledge) -> Iterator[str]:
    """Return the short forms of a plan with projects: its name without the town, its Latin word with 計画."""
    folded = re.sub(r"\(案\)", "", fold(plan.label))
    other = next((o for o in (knowledge.current, knowledge.former) if o and o != plan.iri), None)
    other_label = fold(knowledge.entities[other].label) if other and other in knowledge.entities else ""
    shared = 0
    while shared < min(len(folded), len(other_label)) and folded[shared] == other_label[shared]:
        shared += 1
    yield folded[shared:] if shared < len(folded) - 2 else folded
    for latin in _LATIN.findall(folded):
        if latin not in other_label:
            yield latin + "計画"
            yield latin + "の計画"
            yield latin + "推進計画"
            yield latin + "プラン"


def _numbered(entity: Entity, knowledge: Knowledge) -> Iterator[str]:
    """Return class label and number: 基本取組②, 基本取組2; a 事業's number alone where it has at least two parts."""
    for number in entity.numbers:
        folded = fold(number).strip("<>()")
        plain = "".join(_CIRCLED.get(char, char) for char in folded)
        if entity.type == t.PROJECT:
            if "-" in folded:
                yield from (folded, fold(number))
                if folded != plain:
                    yield from ("重点" + plain, f"({plain[0]}){plain[1:]}")
            continue
        label = fold(knowledge.class_labels.get(entity.type, ""))
        for head in {label, label.removesuffix("の柱"), *_short_heads(label)} - {""}:
            yield from (
                head + folded,
                head + plain,
                f"{head}の{plain}",
                f"{head}の{folded}",
                f"{head}<{plain}>",
                f"{head}({plain})",
            )
            yield from (f"{head}{circled}" for circled, digit in _CIRCLED.items() if digit == plain)


def _short_heads(label: str) -> Iterator[str]:
    """Yield the word for a group without what all of its kind are called: 重点 of 重点事業."""
    if label.endswith("事業") and len(label) > len("事業") + 1:
        yield label.removesuffix("事業")


def short_forms(label: str) -> Iterator[str]:
    """Return everyday short forms of a unit's name, made of the heads of its words.

    >>> list(short_forms("健康推進課"))
    ['健推課', '健推', '健康推課', '健康推']
    """
    ending = next((e for e in _UNIT_ENDINGS if label.endswith(e)), "")
    if not ending:
        return
    words = [surface for surface, *_ in cut(label[: -len(ending)])]
    if len(words) < 2:
        return
    for size in (1, 2):
        short = fold(words[0][:size] + words[1][:1])
        yield short + fold(ending)
        yield short


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether a surface is not a piece of a longer number, Latin word or katakana word."""
    surface = text[start:end]
    before, after = text[start - 1 : start], text[end : end + 1]
    if surface[0].isascii() and surface[0].isalnum() and before.isascii() and (before.isalnum() or before == "-"):
        return False
    if _NUMBER_ON.match(text, end) and (surface[-1].isdigit() or surface[-1] in _CIRCLED):
        return False  # 重点① is none of 重点①-3
    if surface[-1].isdigit() and (after.isdigit() or after in tuple("つ個件本点")):
        return False  # 基本方針3つ counts, it names no third one
    if surface[-1].isascii() and surface[-1].isalpha() and after.isascii() and after.isalpha():
        return False
    katakana = re.compile(r"[ァ-ヴー]")
    if katakana.match(surface[0]) and katakana.match(before or " "):
        return False
    return not (katakana.match(surface[-1]) and katakana.match(after or " ") and after != "ー")
