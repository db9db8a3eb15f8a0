"""The conditions under which the 事業 of a plan are looked at, and how many each of them would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.views.plan_projects import PlanProject

KINDS = ("新規", "継続", "終了")
PRIORITY = "重点事業"


@dataclass(frozen=True, slots=True)
class Facet:
    """One condition. key: its name in an address; read: the values that a 事業 has for it."""

    key: str
    name: str
    read: Callable[[PlanProject], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet, and how many 事業 have it, the other conditions kept."""

    value: str
    count: int


UNIT = Facet("unit", "課", lambda project: project.units)
FACETS = (
    UNIT,
    Facet("sdg", "SDGs", lambda project: map(str, sorted(project.goals))),
    Facet("kind", "新規・継続・終了", lambda project: (project.kind,) if project.kind else ()),
    Facet("priority", "重点", lambda project: (PRIORITY,) if project.priority else ()),
)


def kept(
    projects: Sequence[PlanProject], wanted: Mapping[str, str], facets: Sequence[Facet] = FACETS
) -> tuple[PlanProject, ...]:
    """Return the 事業 that meet every condition; a key that is no facet's and an empty value are no condition."""
    asked = [(facet, wanted[facet.key]) for facet in facets if wanted.get(facet.key)]
    return tuple(project for project in projects if all(value in set(facet.read(project)) for facet, value in asked))


def choices(
    projects: Sequence[PlanProject], wanted: Mapping[str, str], facets: Sequence[Facet] = FACETS
) -> dict[str, tuple[Choice, ...]]:
    """Return for each facet its values with counts; a value that is wanted is there even where nothing has it."""
    found = {}
    for facet in facets:
        others = {key: value for key, value in wanted.items() if key != facet.key}
        counts = Counter(value for project in kept(projects, others, facets) for value in set(facet.read(project)))
        if wanted.get(facet.key):
            counts.setdefault(wanted[facet.key], 0)
        found[facet.key] = tuple(
            Choice(value, count) for value, count in sorted(counts.items(), key=lambda entry: _order(facet, *entry))
        )
    return found


def _order(facet: Facet, value: str, count: int) -> tuple[object, ...]:
    if facet.key == "sdg":
        return (int(value) if value.isdecimal() else len(value) + 100,)
    if facet.key == "kind":
        return (KINDS.index(value) if value in KINDS else len(KINDS), value)
    return (-count, value)
