"""The plans of a revision that have something to show: 事業 or a frame of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.japanese import era_short
from graph.sparql.queryable import Queryable
from service.select_rows import select
from service.views.project_filter import plan_key, without_draft

_PLANS = """SELECT ?s (MIN(?label) AS ?name) (MIN(?from) AS ?start) (MAX(?to) AS ?end) (MAX(?is) AS ?draft) WHERE {
  ?s a kk:Plan ; skos:prefLabel ?label
  OPTIONAL { ?s kk:periodStart/skos:notation ?from } OPTIONAL { ?s kk:periodEnd/skos:notation ?to }
  OPTIONAL { ?s kk:isDraft ?is } } GROUP BY ?s"""
_PROJECTS = "SELECT ?s (COUNT(DISTINCT ?of) AS ?n) WHERE { ?of a kk:Project ; kk:inPlan ?s } GROUP BY ?s"
_FRAMES = "SELECT DISTINCT ?s WHERE { ?of a kk:FrameElement ; kk:inPlan ?s }"


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan; start and end: its first and last fiscal year; projects: how many 事業 it has."""

    iri: str
    name: str
    draft: bool
    start: int | None
    end: int | None
    projects: int

    @property
    def title(self) -> str:
        """The name as people tell plans apart: with （案） where it is a draft."""
        return self.name + ("（案）" if self.draft else "")

    @property
    def period(self) -> str:
        """The years, as ``R8〜R12``; empty where no document says them."""
        years = [era_short(year) for year in (self.start, self.end) if year is not None]
        return "〜".join(years)


def read_plans(store: Queryable) -> tuple[Plan, ...]:
    """Return the plans that have 事業 or a frame: those with 事業 first, the newest first."""
    counts = {row["s"]: int(row["n"]) for row in select(store, _PROJECTS)}
    framed = {row["s"] for row in select(store, _FRAMES)}
    found = [
        Plan(
            row["s"],
            without_draft(row["name"]),
            row.get("draft") == "true",
            _year(row.get("start")),
            _year(row.get("end")),
            counts.get(row["s"], 0),
        )
        for row in select(store, _PLANS)
        if row["s"] in counts or row["s"] in framed
    ]
    return tuple(sorted(found, key=lambda plan: (not plan.projects, -(plan.start or 0), plan.name, plan.iri)))


def plan_named(plans: Sequence[Plan], wanted: str) -> Plan | None:
    """Return the plan of an IRI or a name, the first where nothing is wanted; None where there is no such plan."""
    if not wanted:
        return plans[0] if plans else None
    by_iri = next((plan for plan in plans if plan.iri == wanted), None)
    return by_iri or next((plan for plan in plans if plan_key(plan.name) == plan_key(wanted)), None)


def _year(value: str | None) -> int | None:
    return int(value) if value is not None else None
