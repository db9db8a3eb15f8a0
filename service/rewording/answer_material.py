"""What a reworded sentence may be made of: the question, the plain answer with its items, and the quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.answering.answer import Answer, Item
from service.rewording import content_words
from service.rewording import figure_forms as figures
from service.rewording.figure_forms import Figures

_BRACKETS = {"「": "」", "『": "』", "（": "）", "(": ")", "【": "】"}
_ENDS = "。！？!?\n"
_SHORTEST_NAME = 2
_FEW = 3  # words beside the names of items in a sentence that only names them
_ANNOUNCES = "次の"
_WINDOWS = (1, 2, 3)
_VERDICT = re.compile(r"^(はい|いいえ)[。．.、,]?+\s*+(?![（(])")


@dataclass(frozen=True, slots=True)
class Said:
    """What a stretch of text says. forms: its words; denials: which of them are denied, or not."""

    forms: frozenset[str]
    denials: frozenset[tuple[str, bool]]
    figures: Figures


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is compared. dense: folded; letters: the same, without names where these count only as wholes;
    windows: one to three lines or sentences in a row, since lines may be wrapped."""

    dense: str
    letters: str
    said: Said
    windows: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """All that a sentence may trace to. exact: the items are the whole answer, so that nothing may join them; counted:
    the same for numbers and years, since the items have values.

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
    counted: bool
    ending: str | None


def material(question: str, answer: Answer) -> Material:
    """Return what the rewording of an answer to a question may be made of."""
    labels = [item.label for item in answer.items if item.label]
    quoted = re.findall(r"「([^「」]+)」", answer.text)
    names = tuple({name for name in (*labels, *quoted) if len(name) >= _SHORTEST_NAME and "。" not in name})
    exact = answer.sparql is not None or _names_all(answer, labels, names)
    endings = {label[-1] for label in labels}
    ending = endings.pop() if len(endings) == 1 and re.fullmatch(r"[一-龠]", next(iter(endings))) else None
    said = [answer.text, *(_line(item) for item in answer.items)]
    return Material(
        question=_text(question, names, exact),
        answer=_text("\n".join(said), names, exact),
        quotes=tuple(_text(citation.quote, names, exact) for citation in answer.citations),
        items=answer.items,
        boolean=answer.boolean,
        names=names,
        exact=exact,
        counted=exact or any(item.value for item in answer.items),
        ending=ending,
    )


def _names_all(answer: Answer, labels: list[str], names: tuple[str, ...]) -> bool:
    """Return whether the plain answer's first sentence is but the names of its items, and announces no text."""
    main = cut(answer.text)[0]
    rest = [
        word for word in content_words.read(main, names).content if not word.name and not content_words.is_free(word)
    ]
    whole = all(content_words.dense(label) in content_words.dense(main) for label in labels)
    return bool(labels) and whole and len(rest) <= _FEW and _ANNOUNCES not in main


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


def _text(text: str, names: tuple[str, ...], exact: bool) -> Text:
    lines = cut(text)
    starts = range(len(lines))
    windows = () if exact else tuple(_said("".join(lines[i : i + n]), names, exact) for n in _WINDOWS for i in starts)
    letters = content_words.dense(
        "|".join(part for part, is_name in content_words.split(text, names) if not (exact and is_name))
    )
    return Text(content_words.dense(text), letters, _said(text, names, exact), windows)


def _said(text: str, names: tuple[str, ...], exact: bool) -> Said:
    """Return what a text says. Names are words as wholes, and in their parts too unless the answer is exact."""
    read = content_words.read(text, names)
    apart = content_words.read(text) if any(name in text for name in names) else read
    forms = read.forms if exact else read.forms | apart.forms
    return Said(forms, read.denials | apart.denials, figures.read(text))


def _line(item: Item) -> str:
    parts = (item.type, item.number, item.label, f"{item.value or ''}{item.unit or ''}", item.year)
    return "\t".join(part for part in parts if part)
