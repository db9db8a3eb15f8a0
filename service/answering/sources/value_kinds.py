"""Whether a quote holds the kind of thing that is asked for: an amount of money, a person's name, a time of day.

A quote may speak of all that a question speaks of and still not say how much it costs.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from graph.japanese import fold
from service.answering.language.content_words import cut
from service.answering.wording import wording

PERSON = "人名"
_NAME = "名詞,固有名詞,人名"


def asked(question: str) -> list[str]:
    """Return the kinds of value that a folded question asks for."""
    return [name for name, (pattern, _) in wording().kinds.items() if pattern.search(question)]


def shown(kind: str, texts: Iterable[str]) -> bool:
    """Return whether one of some texts holds a value of a kind."""
    pattern = wording().kinds[kind][1]
    if kind == PERSON:
        return any(_names_somebody(text) for text in texts)
    return any(pattern.search(fold(text)) for text in texts)


def missing(question: str, texts: Iterable[str]) -> list[str]:
    """Return the kinds of value that a folded question asks for and none of some texts holds."""
    held = list(texts)
    return [kind for kind in asked(question) if not shown(kind, held)]


def _names_somebody(text: str) -> bool:
    """Return whether a text holds a surname with a given name: one alone may be a place."""
    return any(left[2].startswith(_NAME) and right[2].startswith(_NAME) for left, right in pairwise(cut(text)))
