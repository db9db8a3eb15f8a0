"""Whether a sentence gives each value to the thing or the year that has it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.japanese import years
from service.answering.answer import Item
from service.rewording.content_words import regular

_CODE = re.compile(r"[-①-⑳]")
_Found = list[tuple[int, str]]


def fits(sentence: str, items: Sequence[Item]) -> bool:
    """Return whether values and numbers that a sentence names go with their keys, in the order in which both stand.

    The key is the year where the items differ by it, else the label. What cannot be followed does not fit.
    """
    if len(items) < 2:
        return True
    text = regular(sentence)
    by_year = len({item.year for item in items}) == len(items)
    rows = [(item.year if by_year else item.label, item) for item in items]
    keys = _years(text, items) if by_year else _places(text, [key for key, _ in rows])
    return all(
        _follow(keys, _places(text, [read(item) for item in items]), {(key, read(item)) for key, item in rows})
        for read in (_value, _number)
    )


def _follow(keys: _Found, values: _Found, pairs: set[tuple[str | None, str | None]]) -> bool:
    if not values:
        return True
    named = [key for _, key in keys]
    named = [key for place, key in enumerate(named) if place == 0 or key != named[place - 1]]
    said = [value for _, value in values]
    if len(set(said)) == 1:
        return all((key, said[0]) in pairs for key in named)
    return len(named) == len(said) and all(pair in pairs for pair in zip(named, said, strict=True))


def _years(text: str, items: Sequence[Item]) -> _Found:
    """Return the years of a text as the items write them."""
    written = {mention.year: item.year for item in items if item.year for mention in years(item.year)}
    return [(mention.start, written.get(mention.year) or str(mention.year)) for mention in years(text)]


def _places(text: str, names: Sequence[str | None]) -> _Found:
    """Return where names stand in a text, longest first, in order of place."""
    known = {regular(name): name for name in names if name}
    if not known:
        return []
    pattern = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    return [(match.start(), known[match[0]]) for match in re.finditer(rf"(?<![\d.,])(?:{pattern})(?!\d)", text)]


def _value(item: Item) -> str | None:
    return item.value if item.value != item.label else None


def _number(item: Item) -> str | None:
    """Return a 事業番号; a bare number may as well count something."""
    return item.number if item.number and item.number != item.label and _CODE.search(item.number) else None
