"""The words of a text that carry what it says, the unbroken runs they stand in, and which of them are denied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from graph.japanese import HOMOGLYPHS, fold, morphemes, widths
from service.rewording import figure_forms

WORDS = Path(__file__).with_name("content_words.yaml")
_RUN = re.compile(r"[々〇一-龠ァ-ヶーA-Za-z]+", re.A)
_MARK_KINDS = {"助詞", "助動詞"}
_EMPTY_KINDS = {"補助記号", "空白"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word with content. form: normalised; surface: folded, as printed; name: it is a whole name of the answer."""

    form: str
    surface: str
    name: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What a text says, numbers and years aside. content: its words, in order; denials: (form, whether denied)."""

    content: tuple[Word, ...]
    denials: frozenset[tuple[str, bool]]

    @property
    def forms(self) -> frozenset[str]:
        """The normalised forms and the printed ones."""
        return frozenset(form for word in self.content for form in (word.form, word.surface))

    @property
    def denied(self) -> frozenset[str]:
        """The words that are denied."""
        return frozenset(form for form, denied in self.denials if denied)


def read(text: str, names: Sequence[str] = ()) -> Words:
    """Return what a text says. A name counts as one word, whatever it is made of.

    >>> words = read("市民課は、導入していません。", ["市民課"])
    >>> [word.form for word in words.content], sorted(words.denied)
    (['市民課', '導入'], ['導入'])
    """
    content: list[Word] = []
    heads = [""]  # words that may be denied, in order; the first stands for a denial of nothing
    denied: set[int] = set()
    lists = _lists()
    for part, is_name in split(text, names):
        if is_name:
            content.append(Word(fold(part), fold(part), name=True))
            heads.append(fold(part))
            continue
        before = False
        for morpheme in morphemes(figure_forms.read(part).rest):
            kind, form = morpheme.part_of_speech(), morpheme.normalized_form().casefold()
            if form in lists.denying and (kind[0] in {"助動詞", "形容詞"} or form == "なし"):
                denied.add(len(heads) - 1)
            elif kind[0] == "接頭辞" and form in lists.denying_before:
                before = True
            elif kind[0] in _MARK_KINDS:
                if form in lists.marked:
                    content.append(Word(form, fold(morpheme.surface())))
            elif kind[0] not in _EMPTY_KINDS and form not in lists.light:
                heads.append(form)
                if before:
                    denied.add(len(heads) - 1)
                before = False
                content.append(Word(form, fold(morpheme.surface())))
    return Words(tuple(content), frozenset((form, place in denied) for place, form in enumerate(heads)))


def split(text: str, names: Sequence[str]) -> list[tuple[str, bool]]:
    """Return the parts of a text of regular widths, each with whether it is one of the names, longest names first."""
    plain = regular(text)
    if not names:
        return [(plain, False)]
    pattern = "|".join(re.escape(regular(name)) for name in sorted(names, key=len, reverse=True))
    return [(part, place % 2 == 1) for place, part in enumerate(re.split(f"({pattern})", plain)) if part]


def runs(text: str, names: Sequence[str]) -> list[str]:
    """Return the unbroken runs of kanji, katakana or Latin letters outside names, without words that say nothing.

    >>> runs("「市民課」の担当事業と情報推進課", ["市民課"])
    ['事業', '情報推進課']
    """
    free = _lists().free | _lists().framing
    found = []
    for part, is_name in split(text, names):
        for match in () if is_name else _RUN.finditer(figure_forms.read(part).rest):
            words = [(m.surface(), m.normalized_form().casefold() in free) for m in morphemes(match[0])]
            while words and words[0][1]:
                words.pop(0)
            if words:
                found.append(fold("".join(surface for surface, _ in words)))
    return found


def dense(text: str) -> str:
    """Return a text folded, in which cells of a table stay apart and lines that were wrapped do not."""
    return fold(text.replace("\t", "|"))


def is_free(word: Word, *, framing: bool = False) -> bool:
    """Return whether a word says nothing of its own. framing: nor do words that only say that items are the answer."""
    lists = _lists()
    return word.form in lists.free or word.form in lists.light or (framing and word.form in lists.framing)


def regular(text: str) -> str:
    """Return a text with regular widths and no foreign look-alikes, its blanks kept."""
    return widths(text).translate(HOMOGLYPHS)


@dataclass(frozen=True, slots=True)
class _Lists:
    free: frozenset[str]
    framing: frozenset[str]
    light: frozenset[str]
    marked: frozenset[str]
    denying: frozenset[str]
    denying_before: frozenset[str]


@cache
def _lists() -> _Lists:
    data: dict[str, list[str]] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return _Lists(*(frozenset(form for word in data[name] for form in _forms(word)) for name in _Lists.__slots__))


def _forms(word: str) -> set[str]:
    found = morphemes(word)
    return {word, found[0].normalized_form().casefold()} if len(found) == 1 else {word}
