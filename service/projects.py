"""The 事業 of one revision in the contract's shape, read in a handful of queries, and their filters.

A revision never changes, so its list is read once and kept by the caller.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from graph.japanese import era_short, fold
from ontology import terms
from service.numbers import number_key, number_order
from service.rows import Row, select

_FACTS = "SELECT ?s ?p ?o WHERE { ?s a kk:Project ; ?p ?o }"
_INDICATORS = "SELECT ?s ?p ?o WHERE { ?s a kk:Indicator ; ?p ?o }"
_LABELS = """SELECT DISTINCT ?s ?label WHERE {
  { ?project a kk:Project ; kk:inPlan|kk:group|kk:responsible|kk:succeeds ?s } ?s skos:prefLabel ?label }"""
_GOALS = "SELECT ?s ?number WHERE { ?s a sdgo:Goal ; skos:notation ?number }"
_TARGETS = """SELECT ?s ?year ?value WHERE {
  ?target kk:ofIndicator ?s ; kk:value ?value ; kk:fiscalYear/skos:notation ?year }"""
_PLANS = """SELECT ?s ?alt ?year WHERE { ?s a kk:Plan
  OPTIONAL { ?s skos:altLabel ?alt } OPTIONAL { ?s kk:periodStart/skos:notation ?year } }"""
# How often each number is stated: a number printed with the 事業 itself is said more often than that of a 再掲.
_NUMBERS = """SELECT ?s ?number (COUNT(?g) AS ?times) WHERE {
  ?s a kk:Project . GRAPH ?g { ?s kk:number ?number } } GROUP BY ?s ?number"""
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


def read_projects(store: ox.Store) -> tuple[Project, ...]:
    """Return every 事業 of a revision: newest plan first, within a plan in the order of the numbers."""
    facts = _by_subject(select(store, _FACTS))
    labels = {row["s"]: row["label"] for row in select(store, _LABELS)}
    goals = {row["s"]: int(row["number"]) for row in select(store, _GOALS)}
    indicators = _indicators(store)
    times = {(row["s"], row["number"]): int(row["times"]) for row in select(store, _NUMBERS)}
    plans = _by_subject(
        {"s": row["s"], "p": key, "o": row[key]}
        for row in select(store, _PLANS)
        for key in ("alt", "year")
        if key in row
    )
    successors: dict[str, list[str]] = defaultdict(list)
    for said in facts.values():
        for old in said.get(terms.SUCCEEDS, []):
            successors[old].append(_first(said, terms.LABEL) or "")
    projects = []
    for iri, said in facts.items():
        plan = _first(said, terms.IN_PLAN)
        plan_name = _DRAFT.sub("", labels.get(plan or "", "")) or None
        numbers = _by_times(said.get(terms.NUMBER, []), {n: times.get((iri, n), 0) for n in said.get(terms.NUMBER, [])})
        called = (plan_name, plan, *plans.get(plan or "", {}).get("alt", []))
        departments = sorted(labels.get(unit, unit) for unit in said.get(terms.RESPONSIBLE, []))
        projects.append(
            Project(
                {
                    "iri": iri,
                    "plan": plan_name,
                    "number": numbers[0] if numbers else None,
                    "numbers": numbers,
                    "name": _first(said, terms.LABEL),
                    "alternative_names": sorted({*said.get(terms.ALT_LABEL, []), *said.get(terms.LABEL, [])[1:]}),
                    "group": labels.get(_first(said, terms.GROUP) or ""),
                    "departments": departments,
                    "status": _first(said, terms.STATUS),
                    "novelty": _first(said, terms.NOVELTY),
                    "sdgs": sorted(goals[goal] for goal in said.get(terms.SDG_RELATION, []) if goal in goals),
                    "predecessors": sorted(labels.get(old, old) for old in said.get(terms.SUCCEEDS, [])),
                    "successors": sorted(successors[iri]),
                    "summary": max(said.get(terms.SUMMARY, []), key=len, default=None),
                    "indicators": [
                        indicators[found]
                        for found in sorted(said.get(terms.HAS_INDICATOR, []), key=lambda i: _rank(indicators.get(i)))
                        if found in indicators
                    ],
                },
                frozenset(plan_key(name) for name in called if name),
                frozenset(number_key(number) for number in numbers),
                frozenset(fold(department) for department in departments),
            )
        )
    started = {iri: max(map(int, said.get("year", [])), default=0) for iri, said in plans.items()}
    plan_of = {iri: _first(said, terms.IN_PLAN) or "" for iri, said in facts.items()}
    return tuple(
        sorted(
            projects,
            key=lambda project: (
                -started.get(plan_of[project.json["iri"]], 0),
                project.json["plan"] or "",
                number_order(project.json["number"]),
                project.json["name"] or "",
            ),
        )
    )


def chosen(projects: Sequence[Project], wanted: Wanted) -> list[dict[str, Any]]:
    """Return the 事業 that pass the filters. A plan or 課 is taken by its whole name; where none has it, by a part."""
    kept: Iterable[Project] = projects
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
    return fold(_DRAFT.sub("", name))


def _named(projects: Iterable[Project], key: str, keys_of: Any) -> list[Project]:
    listed = list(projects)
    whole = [project for project in listed if key in keys_of(project)]
    return whole or [project for project in listed if any(key in other for other in keys_of(project))]


def _indicators(store: ox.Store) -> dict[str, dict[str, Any]]:
    targets: dict[str, dict[int, str]] = defaultdict(dict)
    for row in select(store, _TARGETS):
        targets[row["s"]][int(row["year"])] = row["value"]
    return {
        iri: {
            "name": _first(said, terms.LABEL),
            "kind": _first(said, terms.INDICATOR_KIND),
            "breakdown": _first(said, terms.BREAKDOWN),
            "unit": _first(said, terms.UNIT_OF_MEASURE),
            "targets": {era_short(year): value for year, value in sorted(targets[iri].items())},
            "undecided": _first(said, terms.UNDECIDED),
            "iri": iri,
        }
        for iri, said in _by_subject(select(store, _INDICATORS)).items()
    }


def _by_times(numbers: list[str], times: dict[str, int]) -> list[str]:
    return sorted(numbers, key=lambda number: (-times[number], number_order(number)))


def _rank(indicator: dict[str, Any] | None) -> tuple[bool, str, str]:
    if indicator is None:
        return (True, "", "")
    return (indicator["kind"] != "outcome", indicator["name"] or "", indicator["breakdown"] or "")


def _by_subject(rows: Iterable[Row]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        listed = found[row["s"]][row["p"]]
        if row["o"] not in listed:
            listed.append(row["o"])
    return found


def _first(said: dict[str, list[str]], predicate: str) -> str | None:
    return next(iter(said.get(predicate, [])), None)
