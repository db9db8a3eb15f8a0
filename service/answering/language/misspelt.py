"""Words that no document spells so, read as the near ones that the documents do spell: デバイト, おもたんコイン."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from rapidfuzz import fuzz, process

Cut = Callable[[str], Sequence[tuple[str, str, str, int]]]
"""Text → its words: surface, normalised form, part of speech, offset."""

_KATAKANA = re.compile(r"[ァ-ヴー]{4,}")
_KANA_RUN = re.compile(r"[ぁ-ゖー]{3,}|[ァ-ヴー]{3,}")
_LATIN = re.compile(r"[a-z]{4,}")
_KANJI_RUN = re.compile(r"[一-龠々]{3,}")
_KANJI = re.compile(r"[一-龠々]{1,4}")
_HIRAGANA = re.compile(r"[ぁ-ゖー]{3,}")
_NEAR, _ALIKE = 80, 72  # likeness of two katakana words, and of a spoken to a Latin one
_NAME = 40  # characters of a text that is a name
_PIECE, _LONGEST = 3, 10  # kanji that stand together, and kana that spell one word
_COMPOUND = 5  # characters of a long name
_RUN = re.compile(r"[一-龠々ァ-ヴー]{4,}")
_KEPT = "一二三四五六七八九十何"  # numbers, and what asks for one: 令和何年度 is not 令和元年度
_BODIES = ("課", "部", "室", "局", "所", "係", "市", "町", "村", "県", "計画", "法")
_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの", "h": "はひふへほ",
    "m": "まみむめも", "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ", "d": "だぢづでど", "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
}  # fmt: skip
_ROMAN = {kana: row + "aiueo"[at] for row, kanas in _ROWS.items() for at, kana in enumerate(kanas)}
_ROMAN |= {
    "し": "shi",
    "ち": "chi",
    "つ": "tsu",
    "ふ": "fu",
    "じ": "ji",
    "や": "ya",
    "ゆ": "yu",
    "よ": "yo",
    "わ": "wa",
}
_ROMAN |= {"を": "o", "ん": "n", "ー": ""}


class Spelling:
    """The spellings of some texts."""

    def __init__(self, texts: Iterable[str], count: Callable[[str], int], cut: Cut, read: Callable[[str], str]) -> None:
        """texts: folded; count: how many of them hold a piece; read: how a text is read aloud."""
        self._count, self._cut, self._read = count, cut, read
        kept = list(texts)
        self._katakana = sorted({word for text in kept for word in _KATAKANA.findall(text)})
        self._latin = sorted({word for text in kept for word in _LATIN.findall(text)})
        self._holes: dict[str, set[str]] = defaultdict(set)
        for run in {run for text in kept if len(text) <= _NAME for run in _KANJI_RUN.findall(text)}:
            for at in range(len(run) - _PIECE + 1):
                piece = run[at : at + _PIECE]
                for hole in range(_PIECE):
                    self._holes[f"{piece[:hole]}?{piece[hole + 1 :]}"].add(piece)

    def mend(self, text: str) -> str:
        """Return folded text in which words that occur nowhere are replaced by near ones that do."""
        text = _KATAKANA.sub(self._near, text)
        text = _KANA_RUN.sub(lambda match: self._spoken(match, text), text)
        return _RUN.sub(self._compound, self._words(text))

    def _near(self, match: re.Match[str]) -> str:
        word = match[0]
        if self._count(word):
            return word
        found = process.extract(word, self._katakana, scorer=fuzz.ratio, score_cutoff=_NEAR, processor=None)
        fitting = [one for one in found if abs(len(one[0]) - len(word)) <= 1]
        near = [(_unvoiced(other) == _unvoiced(word), score, self._count(other), other) for other, score, _ in fitting]
        return max(near)[-1] if near else word  # ト for ド before any other

    def _spoken(self, match: re.Match[str], text: str) -> str:
        """Return a run of kana with a Latin word in place of the kana that say it."""
        run = match[0]
        if self._count(run):
            return run
        sounds = [_ROMAN.get(_hiragana(char), "") for char in run]
        latin = set(self._latin)
        for start in range(len(run)):
            for end in range(min(len(run), start + _LONGEST), start + 2, -1):
                said = "".join(sounds[start:end])
                if said in latin and not self._count(run[start:end]):
                    return run[:start] + said + run[end:]
        after = text[match.end() : match.end() + 3]
        said = "".join(sounds)
        if run[0] >= "ァ" and len(after) > 1 and len(said) >= _PIECE:
            alike = [word for word in self._latin if word[0] == said[0] and fuzz.ratio(word, said) >= _ALIKE]
            return next((word for word in alike if self._count(word + after[:2])), run)
        return run

    def _words(self, text: str) -> str:
        """Return a text with kana written as the kanji that the documents have."""
        for surface, normal, part, start in reversed(self._cut(text)):
            if not part.startswith("名詞,普通名詞") or not _HIRAGANA.fullmatch(surface) or self._count(surface):
                continue
            if len(normal) > 1 and _KANJI.fullmatch(normal) and self._count(normal):
                text = text[:start] + normal + text[start + len(surface) :]
        return text

    def _compound(self, match: re.Match[str]) -> str:
        """Return a compound with one kanji exchanged, where the documents know the whole of it so: one that is read
        alike, or in a long name a wrong one in its midst. A 課 that is not theirs stays what it is."""
        word = match[0]
        if len(word) > _NAME or self._count(word):
            return word
        for at, char in enumerate(word):
            if not _KANJI.fullmatch(char) or char in _KEPT:
                continue
            for begin in range(max(0, at - _PIECE + 1), min(at, len(word) - _PIECE) + 1):
                hole = f"{word[begin:at]}?{word[at + 1 : begin + _PIECE]}"
                for piece in sorted(self._holes.get(hole, ())):
                    other = word[:begin] + piece + word[begin + _PIECE :]
                    named = 0 < at < len(word) - 1 and len(word) >= _COMPOUND and not word.endswith(_BODIES)
                    if self._count(other) and (named or self._read(other) == self._read(word)):
                        return other
        return word


def _unvoiced(word: str) -> str:
    """Return katakana without the marks of voiced sounds."""
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


def _hiragana(char: str) -> str:
    return chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char


__all__ = ["Spelling"]
