"""Questions that follow up: what they leave unsaid is taken from the question before."""

from __future__ import annotations

import re
from dataclasses import replace

from service.answering.mentions import WORDS_ONLY, Linked
from service.answering.tools import Tools, Topic
from service.answering.wording import wording

_ONLY_NAMED = re.compile(
    r"(じゃあ|では|じゃ|なら|あと|ちなみに)?[、,]?[「『]?｜[」』]?(は|の場合は|だと|なら|については|の方は|のほうは)?(どう|どうですか|どうなの)?[?？。]?"
)
_SHORT = 18  # characters of a question that may lean on the one before
_LITTLE = 2  # content terms of a question that stands for little by itself


def merged(linked: Linked, topic: Topic, tools: Tools) -> Linked:
    """Return a follow-up with what it leaves unsaid filled in from the question before; others as they are."""
    if not topic.question or not _follows(linked):
        return linked
    before = tools.linker.link(topic.question)
    swapped = _swapped(linked, before)
    if swapped is not None:
        return tools.linker.link(swapped)
    linked = _moved(linked, topic)
    if linked.says("difference") and len(linked.years) == 1 and topic.years:
        linked = replace(linked, years=(*topic.years, *linked.years))
    own = {term.forms[0] for term in linked.terms}
    terms = (*linked.terms, *(term for term in before.terms if term.forms[0] not in own))
    if any(word in linked.text for word in wording().pronouns):
        plan = linked.plan or (before.plan if linked.says("other_than_those") else None)
        return replace(linked, plan=plan, follows=True)
    kinds = {mention.type for mention in linked.mentions if mention.kind != "class"}
    mentions = (*linked.mentions, *(m for m in before.mentions if m.kind != "class" and m.type not in kinds))
    return replace(
        linked,
        question=f"{topic.question} {linked.question}",
        terms=terms,
        subject=(*linked.subject, *(term for term in before.subject if term.forms[0] not in own)),
        mentions=mentions,
        plan=linked.plan or before.plan,
        years=linked.years or before.years,
        follows=True,
    )


def _swapped(linked: Linked, before: Linked) -> str | None:
    """Return the question before about another thing of its class, where a follow-up names only that: 「○○課は？」."""
    named = [m for m in linked.mentions if m.kind == "entity" and m.type not in WORDS_ONLY]
    if len(named) != 1 or not _ONLY_NAMED.fullmatch(linked.text[: named[0].start] + "｜" + linked.text[named[0].end :]):
        return None
    old = next((m for m in before.mentions if m.kind == "entity" and m.type == named[0].type), None)
    if old is None:
        return None
    return before.text[: old.start] + f"「{named[0].text}」" + before.text[old.end :]


def _moved(linked: Linked, topic: Topic) -> Linked:
    """Return a follow-up about the year after or before with that year."""
    years = topic.years
    if linked.years or not years:
        return linked
    if any(word in linked.text for word in wording().next_year):
        return replace(linked, years=(max(years) + 1,))
    if any(word in linked.text for word in wording().previous_year):
        return replace(linked, years=(min(years) - 1,))
    return linked


def _follows(linked: Linked) -> bool:
    if any(word in linked.text for word in wording().pronouns):
        return True
    if any(linked.text.startswith(word) for word in wording().openers):
        return True
    named = [m for m in linked.mentions if m.kind != "class"]
    if len(named) == 1 and _ONLY_NAMED.fullmatch(linked.text[: named[0].start] + "｜" + linked.text[named[0].end :]):
        return True
    return not named and len(linked.text) <= _SHORT and len([x for x in linked.terms if not x.pair]) <= _LITTLE
