"""事業番号 as people write them: which spellings are the same number, and in which order numbers stand."""

from __future__ import annotations

import re

from graph.japanese import fold

_PART = re.compile(r"([①-⑳])|(\d+)|([^\d①-⑳\-]+)")


def number_key(number: str) -> str:
    """Return the form under which two spellings of one number are equal; ``①-1`` and ``1-1`` stay apart.

    >>> number_key("２－１－（10）") == number_key("2-1-10") == number_key("2-1-(10)")
    True
    >>> number_key("①-1") == number_key("1-1")
    False
    """
    plain = fold(number).replace("ー", "-")
    return re.sub(r"[()<>\[\]【】.]", lambda found: "-" if found[0] == "." else "", plain).strip("-")


def number_order(number: str | None) -> tuple[tuple[int, int, str], ...]:
    """Return the sort key of natural order: circled numbers first, 1-2 before 1-10, no number last.

    >>> sorted(["1-10", "1-2", "①-1", "1-1-(3)"], key=number_order)
    ['①-1', '1-1-(3)', '1-2', '1-10']
    """
    if not number:
        return ((9, 0, ""),)
    key: list[tuple[int, int, str]] = []
    for circled, digits, letters in _PART.findall(number_key(number)):
        if circled:
            key.append((0, ord(circled) - 0x245F, ""))
        elif digits:
            key.append((1, int(digits), ""))
        else:
            key.append((2, 0, letters))
    return tuple(key)
