"""The compound nouns of a question: what is named by several words in a row, whether or not anybody knows it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.japanese import widths
from service.answering.language.content_words import cut
from service.answering.reading.marks import Span
from service.answering.wording import wording

_NOUN = ("名詞", "接頭辞", "接尾辞,名詞的", "形状詞")
_HIRAGANA = re.compile(r"[ぁ-んー]+")
_FREE = ("名詞,数詞", "名詞,助動詞語幹")


def compounds(question: str, text: str) -> Iterator[tuple[Span, tuple[Span, ...]]]:
    """Yield the stretches of a folded text that are compounds, with their words but for prefixes and titles (さん).

    Blanks of the question part them; the folded text has none.
    """
    plain = widths(question).casefold()
    kept = [at for at, char in enumerate(plain) if not char.isspace() and char not in "\u200b\ufeff"]
    if len(kept) != len(text):
        plain, kept = text, list(range(len(text)))
    place = {at: number for number, at in enumerate(kept)}
    run: list[tuple[Span, bool]] = []
    last = -1
    for surface, _, part, begin in cut(plain):
        own = [place[at] for at in range(begin, begin + len(surface)) if at in place]
        noun = part.startswith(_NOUN) and not part.startswith(_FREE) and bool(own)
        if "副詞可能" in part:  # いま, ぜんぶ begin no name
            noun &= bool(run and begin == last) and not _HIRAGANA.fullmatch(surface)
        if run and (not noun or begin != last):
            yield from _joined(run)
            run = []
        if noun:
            run.append(((own[0], own[-1] + 1), part.startswith("接頭辞") or surface in wording().titles))
        last = begin + len(surface)
    yield from _joined(run)


def _joined(run: list[tuple[Span, bool]]) -> Iterator[tuple[Span, tuple[Span, ...]]]:
    parts = tuple(span for span, idle in run if not idle)
    if parts:
        yield (parts[0][0], parts[-1][1]), parts
