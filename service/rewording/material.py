"""What a reworded sentence may be made of: the question, the plain answer with its items, and the quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.answering.answer import Answer, Item
from service.rewording import figures, words
from service.rewording.figures import Figures
from service.rewording.words import Words

_BRACKETS = {"「": "」", "『": "』", "（": "）", "(": ")", "【": "】"}
_ENDS = "。！？!?\n"
_SHORTEST_NAME = 2
_VERDICT = re.compile(r"^(はい|いいえ)[。．.、,]?+\s*+(?![（(])")


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is compared. dense: folded; forms: its words, those of names too; lines: those of each sentence."""

    dense: str
    forms: frozenset[str]
    figures: Figures
    words: Words
    lines: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Material:
    """All that a sentence may trace to. exact: the items are the whole answer, so that nothing may join them.

    names: labels of the items, and what the plain answer has in 「」; ending: the last character of every label where
    they share it (課), so that others of the kind are known by it.
    """

    question: Text
    answer: Text
    quotes: tuple[Text, ...]
    items: tuple[Item, ...]
    boolean: bool | None
    names: tuple[str, ...]
    exact: bool
    ending: str | None


def material(question: str, answer: Answer) -> Material:
    """Return what the rewording of an answer to a question may be made of."""
    labels = [item.label for item in answer.items if item.label]
    quoted = re.findall(r"「([^「」]+)」", answer.text)
    names = tuple({name for name in (*labels, *quoted) if len(name) >= _SHORTEST_NAME})
    said = [answer.text, *(_line(item) for item in answer.items)]
    endings = {label[-1] for label in labels}
    ending = endings.pop() if len(endings) == 1 and re.fullmatch(r"[一-龠]", next(iter(endings))) else None
    return Material(
        question=_text(question, names),
        answer=_text("\n".join(said), names),
        quotes=tuple(_text(citation.quote, names) for citation in answer.citations),
        items=answer.items,
        boolean=answer.boolean,
        names=names,
        exact=answer.sparql is not None,
        ending=ending,
    )


def verdict_joined(text: str) -> str:
    """Return a text whose first yes or no is part of its first sentence.

    >>> verdict_joined("いいえ。違います。"), verdict_joined("いいえ。（案です。）")
    ('いいえ、違います。', 'いいえ。（案です。）')
    """
    return _VERDICT.sub(r"\1、", text)


def cut(text: str) -> list[str]:
    """Return the sentences of a text, each with its end; brackets hold theirs together.

    >>> cut("「a。b」です。（案です。）はい")
    ['「a。b」です。', '（案です。）', 'はい']
    """
    found, start = [], 0
    closing: list[str] = []
    for place, char in enumerate(text):
        if closing and char == closing[-1]:
            closing.pop()
            if closing or text[place - 1] not in _ENDS:
                continue
        elif char in _BRACKETS:
            closing.append(_BRACKETS[char])
            continue
        elif char == "\n":
            closing.clear()
        elif closing or char not in _ENDS:
            continue
        found.append(text[start : place + 1].strip())
        start = place + 1
    return [sentence for sentence in (*found, text[start:].strip()) if sentence]


def _text(text: str, names: tuple[str, ...]) -> Text:
    lines = tuple(_forms(line, names) for line in cut(text))
    return Text(words.dense(text), _forms(text, names), figures.read(text), words.read(text, names), lines)


def _forms(text: str, names: tuple[str, ...]) -> frozenset[str]:
    """Return the words of a text, its names both whole and in their parts."""
    whole = words.read(text, names).forms
    return whole | words.read(text).forms if any(name in text for name in names) else whole


def _line(item: Item) -> str:
    parts = (item.type, item.number, item.label, f"{item.value or ''}{item.unit or ''}", item.year)
    return "\t".join(part for part in parts if part)
