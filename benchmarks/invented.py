"""Invented words of the national graph: municipalities that do not exist, their 課, 事業 and sentences.

All names are put together from the lists of `invented.yaml`, so that a few hundred words make thousands of names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from random import Random

import yaml

_FILE = Path(__file__).with_name("invented.yaml")
_STEP = 7919  # a prime that divides no list, so that neighbours differ in every character


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of `invented.yaml`, by the names that stand there; the last five hold lists of two or three parts."""

    places: Sequence[str]
    kinds: Sequence[str]
    departments: Sequence[str]
    ways: Sequence[str]
    things: Sequence[str]
    acts: Sequence[str]
    gains: Sequence[str]
    states: Sequence[str]
    ideals: Sequence[str]
    activities: Sequence[str]
    remarks: Sequence[str]
    surveyed: Sequence[str]
    areas: Sequence[str]
    sentences: Sequence[str]
    visions: Sequence[Sequence[str]]
    measures: Sequence[Sequence[str]]
    indicators: Sequence[Sequence[str]]
    terms: Sequence[Sequence[str]]
    upper_plans: Sequence[Sequence[str]]


@cache
def words() -> Words:
    """Return the invented words."""
    found = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return Words(**{field.name: found[field.name] for field in fields(Words)})


def municipality(index: int) -> str:
    """Return the name of an invented municipality, none twice below 13,000.

    >>> len({municipality(index) for index in range(13_000)})
    13000
    """
    first, second, third = words().places
    count = len(first) * len(second) * len(third)
    if not 0 <= index < count:
        raise ValueError(f"there are names for {count} municipalities")
    place, c = divmod(index * _STEP % count, len(third))
    a, b = divmod(place, len(second))
    return first[a] + second[b] + third[c] + words().kinds[index % len(words().kinds)]


def project_name(random: Random) -> str:
    """Return one of some 32,000 names of 事業."""
    return f"{random.choice(words().ways)}{random.choice(words().things)}の{random.choice(words().acts)}"


def sentence(random: Random, departments: Sequence[str]) -> str:
    """Return a sentence of a plan's prose; departments: those of the municipality."""
    known = words()
    return random.choice(known.sentences).format(
        place=random.choice(known.areas),
        thing=random.choice(known.things),
        way=random.choice(known.ways),
        act=random.choice(known.acts),
        gain=random.choice(known.gains),
        state=random.choice(known.states),
        department=random.choice(departments),
        other=random.choice(departments),
        year=f"令和{random.randint(4, 12)}年度",
        month=random.randint(1, 12),
        number=random.randint(3, 98),
    )
