"""How many things a question says that it asks for, held against how many a plan tells: 2つとも, どれとどれ; すべて and
それぞれ ask for several, どちら and もう一つ for one."""

from __future__ import annotations

from dataclasses import dataclass

from graph.japanese import kanji_number
from service.answering.operators.base import COUNT, TEXT, TRUTH
from service.answering.reading.marks import Reading
from service.answering.step_interface import Result
from service.answering.wording import wording

_JOINED = "と"  # どれとどれ: two


@dataclass(frozen=True, slots=True)
class Expected:
    """number: of things, None where none is said, or two are; several, single: whether words for more than one, or for
    one, are there."""

    number: int | None
    several: bool
    single: bool


def expected(reading: Reading) -> Expected:
    """Return how many things a question says that it asks for."""
    cues, text = wording().cues, reading.text  # 2つとも and 重複なく say nothing else: they are no cues of a reading
    said = {_number(match[0]) for match in cues["told_number"].finditer(text)}
    number = said.pop() if len(said) == 1 else None
    several, single = (cues[name].search(text) is not None for name in ("told_several", "told_single"))
    return Expected(number, several and number is None, single and not several and number is None)


def agreement(gives: str, result: Result, said: Expected, mixed: bool) -> dict[str, float]:
    """Return how a plan's things agree in number with what is asked for: 1 where they do, -1 where they do not, 0 where
    nothing is said of it. mixed: whether they are of several plans although none is named, which makes them no more
    than is asked for."""
    if gives in (COUNT, TEXT, TRUTH) or result.boolean is not None:
        return {"as_many": 0.0, "several": 0.0, "single": 0.0}
    things = len({(item.label, item.iri) for item in result.items})
    values = len({(item.label, item.iri, item.value, item.year) for item in result.items})
    return {
        "as_many": _agrees(things == said.number, said.number is not None),
        "several": _agrees(values > 1, said.several) * (-1.0 if mixed else 1.0),
        "single": _agrees(things == 1, said.single),
    }


def _agrees(does: bool, said: bool) -> float:
    return (1.0 if does else -1.0) if said else 0.0


def _number(words: str) -> int:
    digit = next((char for char in words if char.isdigit() or char in "二三四五六七八九"), None)
    if digit is None:
        return words.count(_JOINED) + 1
    return kanji_number(digit)
