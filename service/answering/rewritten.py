"""A question rewritten so that one thing in it is read otherwise, and read again to see that it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from graph.japanese import era_long, era_short, widths
from ontology import terms as t
from service.answering.mentions import Linked
from service.answering.recognised import (
    ASKED,
    CONDITION,
    PLAN,
    UNKNOWN,
    WORD,
    YEAR,
    Alternative,
    Chip,
    entity_label,
    kind_label,
    plan_name,
    shown,
)
from service.answering.tools import Tools

MOST = 5  # other readings of one chip
_TRIED = 8  # rewritten questions that are read again for one chip; each costs some milliseconds
_GAP = 12  # characters between a condition and what it stands before: 「が担当する」

_PLAN_TAIL = re.compile(
    r"(?:[(（]案[)）])?(?:の(?:中|うち|なか)で|の(?:とき|時|頃)(?:には|は|に)?|における|において|について|に関する"
    r"|だと|では|での|って|で|の|は)?[、,　 ]?"
)
_BRACKETS = re.compile(r"[(（][)）]|「」|『』")
_JOINS = re.compile(r"[ぁ-ん]*(?:(?:担当|主管|所管|関係|関連|貢献|寄与|対応|該当)[ぁ-ん]*)?")  # 「が担当する」
_TOPIC = re.compile(r"は|も|って|から|より")
_SUBJECT = re.compile(r"(?:[をも]|全部|すべて|全て)$")  # what a condition's verb says something of
_LEFT_OVER = re.compile(r"^[がはをにでともしだのっ、]")  # what no question begins with
_DENIAL = re.compile(r"(?:では|で|じゃ)?(?:ない|なかった|ありません)|以外の?|を除く")
_KANJI = re.compile(r"[一-龠]+")
_ENDS = re.compile(
    r"(?:は|を|って)?(?:全部|すべて|全て|もれなく|一覧を?)?(?:(?:教え|挙げ|あげ|列挙|出し|どれ|何|なに)[^、。]*)?[？?。]?"
)
_HOW_MANY = re.compile(r"(?:は|って|が)?(?:全部で)?(?:いくつ|何|なん)[^、。]*")
_INTERROGATIVE = re.compile(r"(?:どの|どんな|どういう|何の|なんの|何て|なんて|何という)$")
_NUMBER = re.compile(r"元|\d+|[〇一二三四五六七八九十]+")
_LETTER = re.compile(r"[RＲｒr]")
_CHANGES = {
    "新規": (("継続", "継続の"),),
    "継続": (("新規", "新規の"), ("終了", "終了した")),
    "終了": (("継続", "継続の"),),
    "outcome": (("実績指標", "実績指標の"),),
    "output": (("成果指標", "成果指標の"),),
}
_ASKS = (
    ("担当課", "の担当課はどこですか"),
    ("概要", "の概要は何ですか"),
    ("指標", "の指標は何ですか"),
    ("番号", "の事業番号は何番ですか"),
)

Rewriting = tuple[str, str]
"""What the chip would say, empty where it is left out, and the question."""


def alternatives(chip: Chip, found: Sequence[Chip], linked: Linked, tools: Tools) -> tuple[Alternative, ...]:
    """Return the other readings of one chip of a question. found: all of its chips."""
    if chip.kind != ASKED and not chip.text:
        return ()
    tried = islice(_rewritings(chip, found, linked, tools), _TRIED)
    kept: dict[str, Alternative] = {}
    for label, question in tried:
        said = label or f"「{chip.label}」を外す"
        if said in kept or question == linked.question or not _well_formed(question, linked.question):
            continue
        if _is_read_so(label, question, chip, found, tools):
            kept[said] = Alternative(said, question)
    return tuple(islice(kept.values(), MOST))


def _well_formed(question: str, before: str) -> bool:
    """Return whether a rewritten question still looks like one: no torn brackets, no left-over particle in front."""
    pairs = all(
        question.count(opening) - question.count(closing) == before.count(opening) - before.count(closing)
        for opening, closing in ("「」", "『』", "（）", "()")
    )
    return pairs and (_LEFT_OVER.match(question) is None or question[:2] == before[:2])


def _is_read_so(label: str, question: str, chip: Chip, found: Sequence[Chip], tools: Tools) -> bool:
    """Return whether a rewritten question is understood as its label says, and all the rest as before."""
    again = [(other.kind, other.label) for other in shown(tools.linker.link(question), tools)]
    wanted = [(other.kind, other.label) for other in found if other is not chip]
    if label:
        wanted.append((chip.kind, label))
    if label.endswith("）") and chip.kind not in (PLAN, YEAR):  # told apart by its plan, which is named now
        again, wanted = ([pair for pair in pairs if pair[0] != PLAN] for pairs in (again, wanted))
    return sorted(again) == sorted(wanted)


def _rewritings(chip: Chip, found: Sequence[Chip], linked: Linked, tools: Tools) -> Iterator[Rewriting]:
    match chip.kind:
        case k if k == PLAN:
            return _other_plan(chip, found, linked, tools)
        case k if k == YEAR:
            return _other_years(chip, linked, tools)
        case k if k == CONDITION:
            return chain(_other_value(chip, found, linked), _left_out(chip, found, linked))
        case k if k == ASKED:
            return _other_question(chip, found, linked, tools)
        case k if k in (WORD, UNKNOWN):
            return iter(())
        case _:
            return chain(_namesakes(chip, linked, tools), _without_entity(chip, found, linked, tools))


def _other_plan(chip: Chip, found: Sequence[Chip], linked: Linked, tools: Tools) -> Iterator[Rewriting]:
    known = tools.knowledge
    if sum(other.kind == PLAN and bool(other.text) for other in found) > 1:
        return  # the question sets one beside the other
    for iri in (known.current, known.former):
        if iri and iri not in linked.plans:
            yield plan_name(iri, tools), _replaced(linked.question, chip.start, chip.end, plan_name(iri, tools))
    tail = _PLAN_TAIL.match(linked.question, chip.end)
    yield "", _BRACKETS.sub("", _replaced(linked.question, chip.start, tail.end() if tail else chip.end, ""))


def _other_years(chip: Chip, linked: Linked, tools: Tools) -> Iterator[Rewriting]:
    """Yield the other years of the plan's period, the nearest first, written as this one is."""
    year, periods = int(chip.value), tools.knowledge.periods
    plans = [plan for plan in (linked.plan, tools.knowledge.current, tools.knowledge.former) if plan in periods]
    spans = [periods[plan] for plan in plans if plan]
    if not spans or year < min(first for first, _ in spans):
        return  # a chronology's year: the plans have nothing in its place
    first, last = next((span for span in spans if span[0] <= year <= span[1]), spans[0])
    others = [other for other in range(first, last + 1) if other not in linked.years]
    for other in sorted(others, key=lambda other: (abs(other - year), other)):
        yield era_long(other), _replaced(linked.question, chip.start, chip.end, _written(other, chip.text))


def _written(year: int, like: str) -> str:
    """Return a year in the form of another: 2029年 like 2030年, R11 like R12, 令和11年度 like 最終年度."""
    plain = widths(like)
    number = _NUMBER.search(plain)
    if number is None:
        return era_long(year)
    if len(number[0]) == 4:
        return plain.replace(number[0], str(year), 1)
    if _LETTER.match(plain):
        return era_short(year)
    return era_long(year).removesuffix("年度") + plain[number.end() :]


def _other_value(chip: Chip, found: Sequence[Chip], linked: Linked) -> Iterator[Rewriting]:
    if _SUBJECT.search(linked.question[: chip.start]):
        return
    stop = _before(chip, found, linked)
    changes = _CHANGES.get(chip.value, ())
    if chip.label.endswith("でない"):
        changes = tuple(pair for pairs in _CHANGES.values() for pair in pairs if pair[0] == chip.value)[:1]
    for label, form in changes:
        if stop is not None:
            yield label, _replaced(linked.question, chip.start, stop, form)
        elif _KANJI.fullmatch(chip.text) and not chip.label.endswith("でない"):
            yield label, _replaced(linked.question, chip.start, chip.end, label)


def _left_out(chip: Chip, found: Sequence[Chip], linked: Linked) -> Iterator[Rewriting]:
    stop = _before(chip, found, linked)
    said_of = _SUBJECT.search(linked.question[: chip.start])
    if stop is not None and not said_of and (chip.kind != CONDITION or chip.value):
        head = re.sub(
            r"(?<=[一-龠々ァ-ヴー])で$", "の", linked.question[: chip.start]
        )  # 計画で終了した事業 → 計画の事業
        yield "", head + linked.question[stop:]


def _without_entity(chip: Chip, found: Sequence[Chip], linked: Linked, tools: Tools) -> Iterator[Rewriting]:
    """Yield the question without a 課 or a goal where another condition is left."""
    named = [other for other in found if other is not chip and other.kind not in (ASKED, PLAN, UNKNOWN)]
    if named and chip.kind in (kind_label(t.UNIT, tools), kind_label(t.GOAL, tools)):
        yield from _left_out(chip, found, linked)


def _before(chip: Chip, found: Sequence[Chip], linked: Linked) -> int | None:
    """Return where that begins which a condition stands before, None where nothing near does."""
    behind = [other for other in found if other.start >= chip.end]
    if not behind:
        return None
    following = min(behind, key=lambda other: other.start)
    between = _DENIAL.sub("", linked.question[chip.end : following.start])
    if following.kind == CONDITION and not following.value:
        return None
    joins = len(between) <= _GAP and _JOINS.fullmatch(between) and not _TOPIC.search(between)
    return following.start if joins else None


def _namesakes(chip: Chip, linked: Linked, tools: Tools) -> Iterator[Rewriting]:
    """Yield each of several things that the same words name, by its full name, with its plan where that tells."""
    names = tools.knowledge.entities
    entities = [names[iri] for iri in chip.iris if iri in names]
    if len(entities) < 2:
        return
    labels = [entity.label for entity in entities]
    for entity in entities:
        name = f"「{entity.label}」"
        if labels.count(entity.label) > 1:
            if entity.plan not in names:
                continue
            name = f"{plan_name(str(entity.plan), tools)}の{name}"
        yield entity_label((entity.iri,), tools), _replaced(linked.question, chip.start, chip.end, name)


def _other_question(chip: Chip, found: Sequence[Chip], linked: Linked, tools: Tools) -> Iterator[Rewriting]:
    """Yield the number of things instead of the things, the things instead of their number, other things of a 事業."""
    question = linked.question
    others = [other for other in found if other is not chip and other.kind != PLAN]
    if chip.value and len(found) > 1 and not _INTERROGATIVE.search(question[: chip.start]):
        head, tail = question[: chip.end], question[chip.end :]
        if chip.label.endswith("の数") and _HOW_MANY.fullmatch(tail):
            yield chip.label.removesuffix("の数"), f"{head}はどれですか"
        elif _ENDS.fullmatch(tail) and not _INTERROGATIVE.match(chip.text):
            yield f"{chip.label}の数", f"{head}はいくつありますか"
    if len(others) == 1 and others[0].kind == kind_label(t.PROJECT, tools) and len(others[0].iris) == 1:
        head = question[: others[0].end]
        head += "」" if head.count("「") > head.count("」") else ""
        if all(other.start <= others[0].start for other in found if other is not chip):
            yield from ((label, head + tail) for label, tail in _ASKS if label != chip.label)


def _replaced(question: str, start: int, end: int, by: str) -> str:
    return question[:start] + by + question[end:]


__all__ = ["MOST", "alternatives"]
