"""The 指標 of one plan by 事業, with their targets by fiscal year, as printed and as numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from graph.sparql.queryable import Queryable
from service.select_rows import Row, select, values
from service.views.plan_facets import UNIT, Facet
from service.views.plan_frame import read_elements
from service.views.plan_list import Plan
from service.views.plan_projects import PlanProject, by_subject, read_plan_projects

_OF_PLAN = "?project a kk:Project ; kk:inPlan {plan} ; kk:hasIndicator ?s ."
_FACTS = f"""SELECT DISTINCT ?s ?p ?o WHERE {{{{ {_OF_PLAN} ?s ?p ?o
  FILTER(?p IN (skos:prefLabel, kk:indicatorKind, kk:breakdown, kk:unit, kk:undecidedReason)) }}}}"""
_TARGETS = f"""SELECT DISTINCT ?s ?year ?value ?number WHERE {{{{ {_OF_PLAN}
  ?target kk:ofIndicator ?s ; kk:value ?value ; kk:fiscalYear/skos:notation ?year
  OPTIONAL {{{{ ?target kk:numericValue ?number }}}} }}}}"""
_OWNERS = f"""SELECT DISTINCT ?project ?s ?start ?quote WHERE {{{{ {_OF_PLAN}
  OPTIONAL {{{{ GRAPH ?g {{{{ ?project kk:hasIndicator ?s }}}} ?g oa:start ?start ; kk:quote ?quote }}}} }}}}"""
_MEASURE = re.compile(r"\d[\d,.]*\s*[万千億]*\s*([^\d\s()（）以万千億,.]*)")
_KINDS = ("outcome", "output")
_NOWHERE = 10**9


@dataclass(frozen=True, slots=True)
class Target:
    """What is aimed at in a year. values: as printed; number: None where that is no number, or several values."""

    year: int
    values: tuple[str, ...]
    number: Decimal | None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A 指標. kind: outcome or output; undecided: why targets are not decided yet, None where nothing is said of it."""

    iri: str
    name: str
    kind: str | None
    breakdown: str | None
    unit: str | None
    undecided: str | None
    targets: tuple[Target, ...]

    @property
    def drawn(self) -> tuple[Target, ...]:
        """The targets that are numbers; none where they are not all of one measure, since one axis cannot hold them."""
        found = tuple(target for target in self.targets if target.number is not None)
        return found if len({measure(target.values[0]) for target in found}) < 2 else ()

    @property
    def undrawn(self) -> tuple[Target, ...]:
        """The targets that no chart can show."""
        return tuple(target for target in self.targets if target not in self.drawn)


@dataclass(frozen=True, slots=True)
class PlanIndicators:
    """The 指標 of a plan. projects: those that have any; of: their 指標 by IRI; years: all that have a target."""

    plan: Plan
    projects: tuple[PlanProject, ...]
    of: dict[str, tuple[Indicator, ...]]
    years: tuple[int, ...]
    facets: tuple[Facet, ...]


def read_indicators(store: Queryable, plan: Plan) -> PlanIndicators:
    """Return the 指標 of a plan: 事業 in the order of their numbers, 成果 before 実績, then as printed."""
    inside = {"plan": values([plan.iri])}
    targets = _targets(select(store, _TARGETS.format(**inside)))
    indicators = {
        iri: Indicator(
            iri,
            _one(said["prefLabel"]) or "名前のない指標",
            _one(said["indicatorKind"]),
            _one(said["breakdown"]),
            _one(said["unit"]),
            _one(said["undecidedReason"]),
            targets.get(iri, ()),
        )
        for iri, said in by_subject(select(store, _FACTS.format(**inside))).items()
    }
    places = _places(select(store, _OWNERS.format(**inside)), indicators)
    of = {
        project: tuple(sorted((indicators[iri] for iri in found), key=lambda one: _order(one, found[one.iri])))
        for project, found in places.items()
    }
    projects = tuple(project for project in read_plan_projects(store, plan.iri) if of.get(project.iri))
    names = {element.iri: element.name for element in read_elements(store, plan.iri)}
    by_group = Facet("group", "基本取組・重点", lambda one: {names[iri] for iri in one.groups if iri in names})
    years = {target.year for found in targets.values() for target in found}
    return PlanIndicators(plan, projects, of, tuple(sorted(years)), (UNIT, by_group))


def measure(value: str) -> str:
    """Return what a printed value is counted in, as far as it says so.

    >>> measure("35,400件"), measure("3.5万人"), measure("平均55%以上"), measure("3")
    ('件', '人', '%', '')
    """
    found = _MEASURE.search(value)
    return found[1] if found else ""


def _targets(rows: Iterable[Row]) -> dict[str, tuple[Target, ...]]:
    said: dict[str, dict[int, dict[str, str | None]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        said[row["s"]][int(row["year"])][row["value"]] = row.get("number")
    return {iri: tuple(_target(year, printed) for year, printed in sorted(of.items())) for iri, of in said.items()}


def _target(year: int, printed: dict[str, str | None]) -> Target:
    [first, *others] = sorted(printed)
    number = printed[first]
    return Target(year, (first, *others), Decimal(number) if number is not None and not others else None)


def _places(rows: Iterable[Row], indicators: dict[str, Indicator]) -> dict[str, dict[str, int]]:
    """Return for each 事業 its 指標 and where in the document they are first named."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        known = indicators.get(row["s"])
        if known is None:
            continue
        named = row.get("quote", "").find(known.breakdown or known.name)
        place = int(row["start"]) + max(named, 0) if "start" in row else _NOWHERE
        before = found[row["project"]].get(known.iri, _NOWHERE)
        found[row["project"]][known.iri] = min(place, before)
    return found


def _order(indicator: Indicator, place: int) -> tuple[object, ...]:
    kind = _KINDS.index(indicator.kind) if indicator.kind in _KINDS else len(_KINDS)
    return (kind, place, indicator.name, indicator.breakdown or "", indicator.iri)


def _one(found: Sequence[str]) -> str | None:
    return found[0] if found else None
