"""Which marks of a question are denied: ○○課以外, AもBも入っていない, 重点事業でない."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from service.answering.reading.marks import Kind, Name, Span, Value

_ROW = re.compile(
    r"[」』]?(の)?(もの|分|事業|担当|所管|主管|ほう|方)?(の)?(も|と|や|、|・|及び|および|でも|にも|か|または|又は|,|で)+"
    r"([^、。]{0,6}[(「『])?"
)
_OTHERS = re.compile(
    r"[」』]?(に|の|が|を)[^、。]{0,8}(もの|事業|分)(と|や|、|も)+[^、。]{0,6}"
)  # Aに属するものと、主管がBのもの
_NEAR = 16  # characters behind a mark in which it may be denied


def denied(mark, marks: Sequence[Name | Value | Kind], no: Sequence[Span], text: str, stops: Sequence[int] = ()):  # type: ignore[no-untyped-def]
    """Return a mark as denied where what follows says so, before the next name or value begins; stops: words for
    properties that are denied themselves, and lead to no such thing."""
    nexts = [m.start for m in marks if m.start >= mark.end and not isinstance(m, Kind)]
    if isinstance(mark, Kind):
        nexts += [m.start for m in marks if m.start >= mark.end]
    stop = min([mark.end + _NEAR, *nexts, *(at for at in stops if at >= mark.end)])
    if re.match(r"(の)?(事業|課|指標|取組)?(に|が|で|を|は)?(しか|だけ|のみ)", text[mark.end :]):
        return mark
    for start, _ in no:
        if mark.end <= start < stop and not re.search(r"[、。(]", text[mark.end : start]):
            if isinstance(mark, Kind) and start - mark.end > 3:
                continue
            return replace(mark, denied=True)
    return mark


def also(names: list[Name], text: str) -> list[Name]:
    """Return the names with those denied that も joins to a denied one: A課もB課も入っていない."""
    for at in range(len(names) - 2, -1, -1):
        here, after = names[at], names[at + 1]
        between = text[here.end : after.start]
        if after.denied and ((here.kind == after.kind and _ROW.fullmatch(between)) or _OTHERS.fullmatch(between)):
            names[at] = replace(here, denied=True)
    return names
