"""One 事業 as the contract serves it, and the filters of the list."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from graph.japanese import fold
from service.views.project_numbers import number_key

_DRAFT = re.compile(r"[（(]案[)）]")


@dataclass(frozen=True, slots=True)
class Project:
    """One 事業: what the contract serves, and the folded words that its filters compare."""

    json: dict[str, Any]
    plan_keys: frozenset[str]
    number_keys: frozenset[str]
    department_keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of a request; None does not filter."""

    plan: str | None = None
    number: str | None = None
    department: str | None = None
    status: str | None = None
    novelty: str | None = None
    sdg: int | None = None


def chosen(projects: Sequence[Project], wanted: Wanted) -> list[dict[str, Any]]:
    """Return the 事業 that pass the filters. A plan or 課 is taken by its whole name; where none has it, by a part."""
    kept = list(projects)
    if wanted.plan:
        kept = _named(kept, plan_key(wanted.plan), lambda project: project.plan_keys)
    if wanted.department:
        kept = _named(kept, fold(wanted.department), lambda project: project.department_keys)
    if wanted.number:
        key = number_key(wanted.number)
        kept = [project for project in kept if key in project.number_keys]
    for part, value in (("status", wanted.status), ("novelty", wanted.novelty)):
        if value:
            kept = [project for project in kept if fold(project.json[part] or "") == fold(value)]
    if wanted.sdg is not None:
        kept = [project for project in kept if wanted.sdg in project.json["sdgs"]]
    return [project.json for project in kept]


def plan_key(name: str) -> str:
    """Return the form under which two spellings of a plan's name are equal: （案） and widths ignored."""
    return fold(without_draft(name))


def without_draft(name: str) -> str:
    """Return a plan's name without （案）."""
    return _DRAFT.sub("", name)


def _named(projects: list[Project], key: str, keys_of: Callable[[Project], frozenset[str]]) -> list[Project]:
    whole = [project for project in projects if key in keys_of(project)]
    return whole or [project for project in projects if any(key in other for other in keys_of(project))]
