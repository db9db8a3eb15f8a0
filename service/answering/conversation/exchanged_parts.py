"""The question before with parts exchanged for what a short one names: R12は？, ③だと？, 翌年は？, その差は？"""

from __future__ import annotations

import re

from graph.japanese import era_long
from service.answering.reading.marks import Reading, Span
from service.answering.step_interface import Topic
from service.answering.wording import wording

_CIRCLED = re.compile(r"[①-⑳]")
_ORDINAL = re.compile(r"第\d{1,2}(?P<of>[^\d、。])")


def opened(text: str) -> str:
    """Return a question without the word that opens it: じゃあ, では."""
    for word in sorted(wording().openers, key=len, reverse=True):
        if text.startswith(word):
            return text[len(word) :].lstrip("、,")
    return text


def swapped(reading: Reading, before: Reading, text: str) -> str | None:
    """Return the question before with parts exchanged, where the new one names nothing but these: R12は？"""
    moved = _moved(reading, before)
    if moved:
        return moved
    offset = len(reading.text) - len(text)
    parts: list[tuple[Span, Span, str]] = []
    if reading.year_spans and before.year_spans:
        new = reading.year_spans[0]
        parts.append((new, before.year_spans[0], reading.text[slice(*new)]))
    for name in reading.names:
        same = next((n for n in before.names if n.kind == name.kind), None)
        if same:
            parts.append((name.span, same.span, reading.text[slice(*name.span)]))
    circled, old = _CIRCLED.search(reading.text), _CIRCLED.search(before.text)
    if circled and old and not reading.names:
        parts.append((circled.span(), old.span(), circled[0]))
    ordinal = _ORDINAL.search(reading.text)
    like = [m for m in _ORDINAL.finditer(before.text) if ordinal and m["of"] == ordinal["of"]]
    if ordinal and like and not parts:
        parts.append((ordinal.span(), like[0].span(), ordinal[0]))
    tail = wording().tail
    for plan in reading.plans:
        if before.plans:
            parts.append((plan.span, before.plans[0].span, reading.text[slice(*plan.span)]))
        elif not reading.names and not reading.year_spans and tail.fullmatch(text[max(0, plan.end - offset) :]):
            return f"{reading.text[slice(*plan.span)]}では、{before.text}"
    if not parts:
        year = next((reading.text[slice(*s)] for s in reading.year_spans), "")
        bare = tail.fullmatch(text.replace(year, "", 1).strip("の、")) if year else None
        return f"{year}の、{before.text}" if bare else None
    rest = text
    for new, _, _ in sorted(parts, reverse=True):
        rest = rest[: new[0] - offset] + rest[new[1] - offset :]
    if not tail.fullmatch(rest.strip("「」『』、")):
        return None
    exchanged = before.text
    for _, span, said in sorted(parts, key=lambda part: -part[1][0]):
        exchanged = exchanged[: span[0]] + said + exchanged[span[1] :]
    return exchanged


def difference(reading: Reading, before: Reading, topic: Topic, text: str) -> str | None:
    """Return the question before over two years where a difference is asked for: その差は, それはR12より何件少ない."""
    years = list(dict.fromkeys([*topic.years, *reading.years]))
    new = reading.year_spans[0] if len(reading.year_spans) == 1 else None
    if new and before.year_spans and reading.text.startswith("まで", new[1]) and not reading.names:
        return f"{before.text[: before.year_spans[0][1]]}から{text}"
    if not reading.says("difference", "times") or reading.names or len(years) < 2 or not before.year_spans:
        return None
    start, end = before.year_spans[0]
    first, last = sorted(years)[0], sorted(years)[-1]
    rest = wording().pointing_back.sub("", text).lstrip("はの、")
    asks = wording().tail_asked.sub("", before.text[end:])
    return f"{before.text[:start]}{era_long(first)}と{era_long(last)}{asks}、{rest}"


def _moved(reading: Reading, before: Reading) -> str | None:
    """Return the question before about the year after or before: 翌年は？"""
    if reading.years or not before.years or not before.year_spans or reading.names:
        return None
    words = wording()
    later = any(word in reading.text for word in words.next_year)
    earlier = any(word in reading.text for word in words.previous_year)
    if later == earlier or reading.says("growth"):
        return None
    year = max(before.years) + 1 if later else min(before.years) - 1
    start, end = before.year_spans[0]
    return before.text[:start] + era_long(year) + before.text[end:]


__all__ = ["difference", "opened", "swapped"]
