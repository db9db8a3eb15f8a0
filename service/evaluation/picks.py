"""Things, values and sets of a graph picked at random: what plans are drawn around."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from ontology import terms as t
from service.answering.knows.named_entities import Entity
from service.answering.knows.schema import Step
from service.answering.operators import (
    measure,
)
from service.answering.plan.conditions import Has, HowMany, Is, Only
from service.answering.plan.sets import All, Condition, Named, Where
from service.answering.step_interface import Tools

_TRIES = 12  # plans of one kind that are drawn until one has rows
_PLAN = (Step(t.IN_PLAN),)
UNITS = (Step(t.RESPONSIBLE),)


class Drawer:
    """Picks what a plan is about over one revision."""

    def __init__(self, tools: Tools, seed: int = 0) -> None:
        self.tools = tools
        self.known = tools.knowledge
        self.random = Random(seed)
        self.plans = [p for p in (self.known.current, self.known.former) if p]
        self._values: dict[str, dict[str, list[str]]] = {}

    def pick(self, among: Sequence[Any]) -> Any:
        """Return one of some, None where there is none."""
        return self.random.choice(among) if among else None

    def project(self, plan: str | None = None) -> Entity | None:
        """Return a 事業 of a plan, of any where none is given."""
        found: Entity | None = self.pick(self.known.inside(plan, t.PROJECT) if plan else self.known.of(t.PROJECT))
        return found

    def ends(self, iri: str, prop: str) -> list[str]:
        """Return what a thing has under a property."""
        if prop not in self._values:
            table: dict[str, list[str]] = {}
            for row in self.tools.select(f"SELECT ?x ?o WHERE {{ ?x <{prop}> ?o }}"):
                table.setdefault(row["x"], []).append(row["o"])
            self._values[prop] = table
        return self._values[prop].get(iri, [])

    def conditions(self, project: Entity, most: int = 2) -> list[Condition]:
        """Return conditions that a 事業 meets: its 課, its values, its group, its goals."""
        found: list[Condition] = []
        units = self.ends(project.iri, t.RESPONSIBLE)
        if units:
            found.append(Has(UNITS, Named(t.UNIT, (self.random.choice(units),))))
        if len(units) == 1:
            found.append(Only(UNITS, Named(t.UNIT, tuple(units))))
        if len(units) > 1:
            found.append(HowMany(UNITS, ">=", 2))
        for prop in (t.NOVELTY, t.STATUS, t.RENAMED):
            for value in self.ends(project.iri, prop)[:1]:
                if value != "false":
                    found.append(Is((Step(prop),), (value,)))
        for prop in (t.GROUP, t.SDG_RELATION):
            for iri in self.ends(project.iri, prop)[:1]:
                entity = self.known.entities.get(iri)
                if entity is not None and entity.type != t.FRAME:
                    found.append(Has((Step(prop),), Named(entity.type, (iri,))))
        chosen = self.random.sample(found, min(len(found), self.random.randint(1, most)))
        return _apart(chosen)

    def projects(self, most: int = 2) -> Where | None:
        """Return a set of 事業 of one plan that meet conditions."""
        plan = self.pick(self.plans)
        project = self.project(plan)
        if project is None:
            return None
        mine: Condition = Has(_PLAN, Named(t.PLAN, (plan,)))
        return Where(All(t.PROJECT), (mine, *self.conditions(project, most)))

    def indicator(self, least: int = 1) -> tuple[str, list[int]] | None:
        """Return an indicator with the years of its targets, at least so many."""
        for _ in range(_TRIES):
            one = self.pick(sorted(self.known.measured))
            if one is None:
                return None
            found, _query = measure.points(Named(t.INDICATOR, (one,)), self.tools)
            years = sorted({p.year for p in found if p.year and p.number is not None})
            if len(years) >= least and one in self.known.entities:
                return one, years
        return None


def _apart(conditions: Sequence[Condition]) -> list[Condition]:
    """Return conditions no two of which are on the same path."""
    kept: dict[Any, Condition] = {}
    for one in conditions:
        kept.setdefault(getattr(one, "path", None), one)
    return list(kept.values())
