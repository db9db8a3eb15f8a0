"""What a message asks: each of its questions with what it is about, without what only leads up to it or follows it.

People say who they are, why they ask, and thank; they announce a subject and ask of it a sentence later. What is left
here is read; nothing else of the message is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.japanese import fold, widths
from ontology import terms as t
from service.answering.language.content_words import cut
from service.answering.reading.link import Linker
from service.answering.reading.marks import Reading
from service.answering.reading.mentions import WORDS_ONLY, Linked
from service.answering.wording import Loose, wording

_MOST = 4  # questions of one message
_ENDS = "。！？!?\n…♪"
_OPEN, _CLOSED = "「『(（【", "」』)）】"
_GONE = re.compile(r"^[、。，,\s~〜ー…]+|[\s、，,]+$")
_ROUND = re.compile(r"[(（]([^()（）]*)[)）]")
_MARK = re.compile(r"[?？]\s*$")
_CONDITION = re.compile(r"(?<=[いえけべせめり])(て|で)(ください|下さい|ほしい|欲しい)(です)?[。!！]*$")
_SUBJECT = 2  # content words that make a subject
_IDENTITY = 32  # characters of a sentence that says who asks


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. lead: what it is about, said before it; text: what asks; needed: whether it would be about nothing
    without its lead."""

    lead: str
    text: str
    needed: bool = False

    @property
    def whole(self) -> str:
        """The question as it is read."""
        return self.lead + self.text


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    asks: bool
    topic: bool = False


def asked(question: str, linker: Linker) -> list[Asked]:
    """Return the questions of a message, at most four; the message as it is where nothing in it frames it."""
    words = wording().loose
    text = linker.mend(plain(question))
    if wording().is_instruction(fold(text)):
        return [Asked("", text)]
    clauses = [clause for sentence in _sentences(text) for clause in _clauses(sentence, words)]
    if not any(clause.asks for clause in clauses):
        kept = "".join(clause.text for clause in clauses).rstrip("、")
        return [Asked("", kept or text)]
    found: list[Asked] = []
    lead: list[_Clause] = []
    for clause in clauses:
        if not clause.asks:
            lead.append(clause)
        elif found and _only_adds(clause.text, words):
            continue
        elif found and not _stands(clause.text, found[-1], linker):
            found[-1] = Asked(found[-1].lead, found[-1].text + clause.text, found[-1].needed)
        else:
            found.append(_with_lead(lead, clause.text, linker))
            lead = []
    for clause in lead:
        last = found[-1]
        if words.condition.search(clause.text):
            found[-1] = Asked(last.lead, f"{last.text}{clause.text.rstrip('、')}", last.needed)
        elif clause.topic or _names_only(clause.text, linker):
            found[-1] = Asked(clause.text + last.lead, last.text, last.needed)
    if len(found) > 1 and max(len(one.whole) for one in found) >= len(text):
        return [Asked("", text)]
    return [_owned(one, text, linker) for one in found[:_MOST]]


def _owned(one: Asked, message: str, linker: Linker) -> Asked:
    """Return a question that is asked of the asker's own 課 (うちが持つ事業) with the one that the message names."""
    if one.lead or not wording().loose.own.search(fold(one.text)):
        return one
    linked = linker.link(message)
    units = list(dict.fromkeys(m.text for m in linked.entities(t.UNIT)))
    return Asked(f"{units[0]}について、", one.text, True) if len(units) == 1 and units[0] not in one.text else one


def parts(reading: Reading) -> list[str]:
    """Return the questions of a message that was read."""
    return list(reading.parts)


def plain(question: str) -> str:
    """Return a message in the forms of writing, without the asides that frame it: 何パーでしたっけ → 何%ですか."""
    words = wording().loose
    text = widths(question).strip().replace("...", "…")
    for pattern, by in words.spoken:
        text = pattern.sub(by, text)
    text = words.announcing.sub("について、", text)
    for match in reversed(list(_ROUND.finditer(text))):
        if words.reason.search(match[1]) and not words.condition.search(match[1]):
            text = text[: match.start()] + text[match.end() :]
    return words.framing.sub("", text)


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences, those inside brackets with what stands around them."""
    start = depth = 0
    for at, char in enumerate(text):
        depth += (char in _OPEN) - (char in _CLOSED)
        if char in _ENDS and depth <= 0 and text[at + 1 : at + 2] not in _ENDS:
            yield text[start : at + 1]
            start = at + 1
    if text[start:].strip():
        yield text[start:]


def _clauses(sentence: str, words: Loose) -> Iterator[_Clause]:
    """Yield what leads up to a question, the question, and what trails behind it."""
    asks = wording().asking_cue
    body = _GONE.sub("", sentence)
    if not body or _empty(body, words):
        return
    start = 0
    for match in wording().leading.finditer(body):
        head, rest = body[start : match.end()], body[match.end() :]
        if asks.search(rest) and not asks.search(head) and _balanced(head):
            yield from _said(head, words)
            start = match.end()
    rest = _GONE.sub("", body[start:])
    tail = next((m for m in words.trailing.finditer(rest) if _balanced(rest[: m.end()])), None)
    after = rest[tail.end() :] if tail is not None else ""
    if tail is not None and after.strip() and (not asks.search(after) or _only_adds(after, words)):
        yield _Clause(rest[: tail.end()].rstrip("、,，") + "?", True)
        if not asks.search(after):
            yield from _said(after, words)
    elif _CONDITION.search(rest) and words.condition.search(rest):  # 重点事業は除いてください。
        yield _Clause(rest, False, True)
    elif asks.search(rest) and not words.statement.search(rest):
        yield _Clause(rest, True)
    else:
        yield from _said(rest, words)


def _said(text: str, words: Loose) -> Iterator[_Clause]:
    """Yield what a stretch that asks nothing says beyond who asks, and why."""
    body = _GONE.sub("", text)
    if body and not _empty(body, words):
        topic = words.topic.search(body) is not None or body.endswith(("」", "』"))
        yield _Clause(body if body[-1:] in _ENDS or body.endswith("、") else body + "、", False, topic)


def _empty(text: str, words: Loose) -> bool:
    bare = text.strip("。、！？!?… \n")
    return (
        not bare
        or (wording().courtesy.fullmatch(bare) is not None and words.condition.search(bare) is None)
        or (len(bare) <= _IDENTITY and words.identity.search(bare) is not None)
    )


def _balanced(text: str) -> bool:
    return sum(char in _OPEN for char in text) == sum(char in _CLOSED for char in text)


def _only_adds(text: str, words: Loose) -> bool:
    """Return whether a further question only asks for more about the same: どこに書いてありますか, 市長？"""
    return words.detail.search(text.strip("。？?!！ ")) is not None


def _stands(text: str, before: Asked, linker: Linker) -> bool:
    """Return whether a further question is one of its own: it ends as one, and asks by a word of its own."""
    words = wording().loose
    if not all(_MARK.search(one) or words.ending.search(one) for one in (before.text, text)):
        return False
    linked = linker.link(text)
    kinds = [m for m in linked.classes() if words.subject.match(linked.text[m.end :])]
    return bool(_named(linked) or _topics(linked, linker) or kinds)


def _with_lead(lead: Sequence[_Clause], text: str, linker: Linker) -> Asked:
    """Return a question with what is needed of the clauses before it: all where it would be about nothing by itself,
    else their announced subjects and quoted words."""
    if not lead:
        return Asked("", text)
    lead = [replace(clause, text=_CONDITION.sub("て、", clause.text)) for clause in lead]
    linked = linker.link(text)
    needed = _points(linked.text) or not (_named(linked) or len(_about(linked, linker)) >= _SUBJECT)
    whole = "".join(clause.text for clause in lead)
    if not needed:
        kept = "".join(clause.text for clause in lead if clause.topic or "「" in clause.text)
        return Asked(kept, text)
    names = _named(linker.link(whole))
    if len(names) == 1 and _points(linked.text):
        return Asked(f"{names[0]}について、", text, True)
    return Asked(whole, text, True)


def _names_only(text: str, linker: Linker) -> bool:
    """Return whether a stretch behind a question is a bare name of what it is about: 「情報化の歩み」."""
    bare = re.sub(r"(です|の話)?[、。]*$", "", text).strip("()（） 、。")
    parts = cut(bare)
    if not parts or not parts[-1][2].startswith(("名詞", "接尾辞")) or any(p[2].startswith("動詞") for p in parts):
        return False
    linked = linker.link(bare)
    terms = [x for x in linked.terms if not x.pair]
    return bool(terms or linked.plans) and all(linker.known(x) for x in terms)


def _points(text: str) -> bool:
    return wording().loose.pointing.search(text) is not None


def _named(linked: Linked) -> list[str]:
    """Return the names of things in a text, plans apart, which frame many questions."""
    found = [m for m in linked.mentions if m.kind in ("entity", "goal") and m.type not in (t.PLAN, *WORDS_ONLY)]
    found += [m for m in linked.mentions if m.kind == "entity" and m.type == t.INDICATOR]
    return list(dict.fromkeys(m.text for m in found))


def _topics(linked: Linked, linker: Linker) -> list[str]:
    """Return the content words of a text that any document says."""
    return [x.forms[0] for x in linked.topics() if linker.known(x) and fold(x.forms[0]) not in wording().asking]


def _about(linked: Linked, linker: Linker) -> list[str]:
    """Return the content words that say what a question is about: none that only say which of several, or which end."""
    edges = [m.span() for name in ("began", "ended_on") for m in wording().cues[name].finditer(linked.text)]
    said = [linked.text[slice(*span)] for span in edges]
    ordinals = {x.forms[0] for x in linked.topics() if x.ordinal}
    return [word for word in _topics(linked, linker) if word not in ordinals and not any(word in one for one in said)]


__all__ = ["Asked", "asked", "parts", "plain"]
