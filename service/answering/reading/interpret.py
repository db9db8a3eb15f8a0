"""Mentions → intent: what is asked for, and by which operator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ontology import terms as t
from service.answering.knows.named_entities import Knowledge
from service.answering.reading.kind_strength import classes_of, kind_strength
from service.answering.reading.mentions import LISTABLE, WORDS_ONLY, Linked, Mention, ValueMention
from service.answering.wording import wording


class Ask(StrEnum):
    """What kind of answer is wanted."""

    THINGS = "things"  # entities of a class
    COUNT = "count"  # how many of them
    DEPARTMENT = "department"
    VALUE = "value"
    YEAR = "year"
    NUMBER = "number"
    GOAL = "goal"
    REASON = "reason"
    DEFINITION = "definition"
    HOLDER = "holder"
    TEXT = "text"  # what a thing says under one of its fields
    OPEN = "open"  # anything that speaks of it


@dataclass(frozen=True, slots=True)
class Intent:
    """What is asked for. types: classes of the things wanted; field: the field asked about, local name of a property;
    yesno: whether yes or no is wanted."""

    ask: Ask
    types: tuple[str, ...] = ()
    field: str | None = None
    yesno: bool = False


_FIELD_ASKED = re.compile(r"^(は|って|とは|が|を)?(何(?!年|件|人|%)|なに|どん|どう|教え|知り|あります|ある[?]|[?。]|$)")
_OF_WHAT_KIND = re.compile(r"(どんな|どのような|どういう|どういった)[^、。]{0,6}$")
_DOES = re.compile(r"(何|なに|どんなこと|どういうこと)を[^、。]{0,4}(担当|主管|所管|受け持|やっ|やる|して|する|行っ)")
_EXISTS = re.compile(r"(事業|計画|課|指標|取組|取り組み|もの)(は|って|が|も)?(ありますか|あるか|ある[?]|ありませんか)")
_HOW_MANY = re.compile(r"(何|なん)(件|本|個|事業)(?!名)|いくつ(?!か[にのはがをへ])")
_HOW = re.compile(r"どう(?!です|でしょ|なの|いう|いった)|どのように|どうやって|いかに")
_KIND_LAST = re.compile(r"^(の?一覧|は|を|って|には)?(何|なに|どれ|どんな|教え.*|[?。]|$)")
_INTERROGATIVE = re.compile(
    r"何(?!も|でも)|どの(?!よう|[一-龠]{1,3}(で|に|と)?も)|どれ(?!も)|どこ(?!も)|どちら(?!も)|どう(?!か)|どんな|誰|だれ|どなた|いつ(?!も|でも)|いく[つら]|なに|(?<![一-龠ァ-ヴー])なん(?!て)|名(前|称)?(は|って)?なん(だ|です|でし)|なんて(いう|言う|名)|教え|知りた|挙げ|列挙|出して|一覧|リスト"
)
_THING = re.compile(
    r"(どれ|どちら|やつ|もの|のは|のって|なに|何)(は|が|を|って|です|で|か|も)*"
    r"(一つずつ|ひとつずつ|いくつか|一覧で|[\d一二三四五]つ(とも)?)?([?。]|$|どれ|何|すべて|全て|答え|教え|挙げ|出し|全部|列挙|ある|あり)"
)


def interpret(linked: Linked, knowledge: Knowledge) -> Intent:
    """Return what a question asks for."""
    target = _target(linked, knowledge)
    types = _types(target)
    yesno = linked.says("yesno") and not asks_by_word(linked) and not _EXISTS.search(linked.text)
    if (linked.asks("event") and linked.years and not yesno) or linked.says("same"):
        return Intent(Ask.THINGS, (t.EVENT,))
    if target is None and not linked.years and any(_kind_last(linked, v) for v in linked.values):
        return Intent(Ask.THINGS, (t.INDICATOR,))
    ask, field = _ask(linked, target, yesno)
    if ask is Ask.TEXT and field == "label" and not linked.entities(t.PROJECT, *t.FRAME_CLASSES.values()):
        return Intent(Ask.THINGS, types or (t.PROJECT,), field, yesno)  # 航空写真の事業名: which thing it is
    if ask in (Ask.OPEN, Ask.TEXT) and not yesno and _in_charge(linked):
        return Intent(Ask.THINGS, (t.PROJECT,), None, yesno)
    types = (t.UNIT,) if ask is Ask.DEPARTMENT else types
    if types[:1] == (t.PRIORITY,) and linked.entities(t.UNIT):
        types = (t.PROJECT,)  # 重点事業のうち○○課が主管のもの: its 事業, since a group has no 課
    if ask is Ask.THINGS and target is not None and t.RESPONSIBLE in target.iris and kind_strength(linked, target) < 0:
        types = ()  # 「○○課が担当するもの」: what joins the things is not what is asked for
    if ask in (Ask.THINGS, Ask.COUNT) and not types:
        types = (t.PROJECT,)
    return Intent(ask, types, field, yesno)


def _kind_last(linked: Linked, value: ValueMention) -> bool:
    """Return whether a kind of indicator is what is asked for: 「○○のアウトカムは？」."""
    return value.property == "indicatorKind" and _KIND_LAST.match(linked.text[value.end :]) is not None


def asks_by_word(linked: Linked) -> bool:
    """Return whether a question asks by a word that asks, or requests it, whatever its ending."""
    return _INTERROGATIVE.search(linked.text) is not None or linked.asks("reason")


def _ask(linked: Linked, target: Mention | None, yesno: bool) -> tuple[Ask, str | None]:
    strength = kind_strength(linked, target) if target is not None else 0.0
    plain = _without_names(linked)
    of_unit = _of_unit(linked)
    field = next(
        (
            name
            for name, words in wording().fields.items()
            if any(w in plain and not (of_unit and _asks_kind(w)) for w in words)
        ),
        None,
    )
    if field is not None and target is not None and _asks_content(linked, target, field):
        return Ask.TEXT, field
    for ask in (Ask.REASON, Ask.DEFINITION):
        if linked.asks(ask.value) and strength < 3:
            return ask, None
    if linked.entities(t.INDICATOR) and linked.years and strength < 3 and _HOW.search(linked.text):
        return Ask.VALUE, None
    if strength < 3 and (asked := _asked_field(linked)) is not None:
        return Ask.TEXT, asked
    if _counted(linked):
        return Ask.COUNT, None
    if linked.asks("count") and not _asks_target(linked) and (target is not None or linked.values):
        return Ask.COUNT, None
    if target is not None and strength >= 3:
        return _wanted(target), field
    for ask in (Ask.DEPARTMENT, Ask.HOLDER, Ask.NUMBER):
        if linked.asks(ask.value) and not (ask is Ask.NUMBER and linked.asks("goal")):
            return ask, None
    if yesno:
        return (Ask.TEXT, field) if field and not linked.values else (Ask.OPEN, None)
    if linked.asks("year"):
        return Ask.YEAR, None
    if linked.asks("goal"):
        return Ask.GOAL, None
    if linked.asks("value"):
        return Ask.VALUE, None
    if strength < 3 and _HOW.search(linked.text):
        return (Ask.TEXT, field) if field is not None else (Ask.OPEN, None)
    if target is not None and strength >= 0:
        return _wanted(target), field
    few = len([x for x in linked.rest if not x.pair]) <= 4
    if linked.years and (few or _asks_target(linked)) and _ends_open(linked):
        return Ask.VALUE, None
    if linked.entities(t.INDICATOR) and (linked.years or linked.says("course") or field is None):
        return Ask.VALUE, None
    if _THING.search(linked.text):
        return Ask.THINGS, field
    return (Ask.TEXT, field) if field is not None else (Ask.OPEN, None)


def _without_names(linked: Linked) -> str:
    """Return the text with the names of things blanked, which may hold the words of questions."""
    text = linked.text
    for mention in linked.mentions:
        if mention.kind == "entity" and mention.type not in WORDS_ONLY:
            text = text[: mention.start] + "｜" * (mention.end - mention.start) + text[mention.end :]
    return text


def _of_unit(linked: Linked) -> bool:
    """Return whether the 事業 of a 課 are spoken of, none by name: どんな事業 asks for them, not for a field."""
    return not linked.entities(t.PROJECT, t.INDICATOR) and bool(
        linked.entities(t.UNIT) or linked.speaks_of(t.RESPONSIBLE)
    )


def _in_charge(linked: Linked) -> bool:
    """Return whether a question asks what a 課 does: 「○○課は何を担当していますか」."""
    return (
        bool(linked.entities(t.UNIT))
        and not linked.entities(t.PROJECT, t.INDICATOR)
        and _DOES.search(linked.text) is not None
    )


def _counted(linked: Linked) -> bool:
    """Return whether 何件 asks for a number of 事業 under conditions, not for an indicator's or a survey's figure."""
    if not _HOW_MANY.search(linked.text) or linked.entities(t.INDICATOR) or linked.years:
        return False
    things = linked.speaks_of(t.PROJECT)
    conditioned = any(v.property in ("status", "novelty", "renamed") for v in linked.values)
    groups = any(iri in t.FRAME_CLASSES.values() for m in linked.classes() for iri in m.iris)
    return things and (conditioned or groups or bool(linked.entities(t.UNIT, t.GOAL, *t.FRAME_CLASSES.values())))


def _asked_field(linked: Linked) -> str | None:
    """Return the field whose word is what the question asks for: 課題は何ですか."""
    text = _without_names(linked)
    for name, words in wording().fields.items():
        if name in ("label", "schedule"):
            continue
        for word in words:
            if _asks_kind(word) and _of_unit(linked):
                continue
            at = text.find(word)
            if at >= 0 and _FIELD_ASKED.match(text[at + len(word) :]):
                return name
    return None


def _asks_kind(word: str) -> bool:
    """Return whether a field's word asks which 事業 they are as well as what they are about."""
    return word.startswith(("どんな", "どういう", "どのような"))


def _asks_content(linked: Linked, target: Mention, field: str) -> bool:
    """Return whether a class's word is asked for as a field: どんな取組をしますか."""
    if t.PROJECT in target.iris and (linked.entities(t.UNIT) or linked.speaks_of(t.RESPONSIBLE)):
        return False  # どんな事業を担当しているか: the 事業 are asked for
    kind = _OF_WHAT_KIND.search(linked.text[: target.end])
    after = linked.text[target.end :][:1]
    return kind is not None and target.text in wording().fields[field] and after in ("を", "が", "")


def _asks_target(linked: Linked) -> bool:
    """Return whether a target's value is asked for, which いくつ may mean as well as a count."""
    return "目標値" in linked.text or (bool(linked.years) and "目標" in linked.text)


def _wanted(target: Mention) -> Ask:
    kind = _types(target)[0]
    return Ask.GOAL if kind == t.GOAL else Ask.DEPARTMENT if kind == t.UNIT else Ask.THINGS


def _ends_open(linked: Linked) -> bool:
    return not re.search(r"(どう|なぜ|できる|ですか|ますか)", linked.text)


def _target(linked: Linked, knowledge: Knowledge) -> Mention | None:
    """Return the class mention that names what is asked for: the one that the question's words point at most."""
    mentions = [
        m
        for m in linked.classes()
        if any(iri in LISTABLE for iri in classes_of(m)) and not _in_field(linked, m, knowledge)
    ]
    if not mentions:
        return None
    return max(mentions, key=lambda m: (kind_strength(linked, m), t.PROJECT in m.iris, m.start))


def _in_field(linked: Linked, mention: Mention, knowledge: Knowledge) -> bool:
    """Return whether a class's word is a piece of a longer word for a field (the 取組 of 主な取組), or begins one for a
    property (the 計画 of 計画期間): the last part of a compound says what it is."""
    rest = linked.text[mention.start :]
    for others in knowledge.property_words.values():
        if any(len(w) > len(mention.text) and w.startswith(mention.text) and rest.startswith(w) for w in others):
            return True
    in_charge = linked.speaks_of(t.RESPONSIBLE) or _of_unit(linked)
    for words in wording().fields.values():
        for word in words:
            if in_charge and _asks_kind(word):
                continue  # どんな事業を主管しているか: the 事業 are asked for
            at = linked.text.find(word) if len(word) > len(mention.text) and mention.text in word else -1
            if at >= 0 and at <= mention.start and mention.end <= at + len(word):
                return True
    return False


def _types(target: Mention | None) -> tuple[str, ...]:
    if target is None:
        return ()
    return tuple(dict.fromkeys(iri for iri in classes_of(target) if iri in LISTABLE))
