"""The 事業 of one revision in the contract's shape, read in a handful of queries whatever their number.

A revision never changes, so its list is read once and kept by the caller.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from graph.japanese import era_short, fold
from graph.sparql.queryable import Queryable
from ontology import terms
from service.select_rows import Row, select
from service.views.project_filter import Project, plan_key, without_draft
from service.views.project_numbers import number_key, number_order

Said = dict[str, list[str]]

_FACTS = "SELECT ?s ?p ?o WHERE { ?s a kk:Project ; ?p ?o }"
_INDICATORS = "SELECT ?s ?p ?o WHERE { ?s a kk:Indicator ; ?p ?o }"
_LABELS = """SELECT DISTINCT ?s ?o WHERE {
  { ?project a kk:Project ; kk:inPlan|kk:group|kk:responsible|kk:succeeds ?s } ?s skos:prefLabel ?o }"""
_GOALS = "SELECT ?s ?o WHERE { ?s a sdgo:Goal ; skos:notation ?o }"
_TARGETS = """SELECT ?s ?p ?o WHERE { ?target kk:ofIndicator ?s ; kk:value ?o ; kk:fiscalYear/skos:notation ?p }"""
_PLANS = """SELECT ?s ?p ?o WHERE { ?s a kk:Plan
  { ?s skos:altLabel ?o BIND("name" AS ?p) } UNION { ?s kk:periodStart/skos:notation ?o BIND("year" AS ?p) } }"""
# A number printed with the 事業 itself is stated more often than the second one of a 再掲 or a mistaken one.
_NUMBERS = """SELECT ?s ?p (COUNT(?g) AS ?o) WHERE { ?s a kk:Project . GRAPH ?g { ?s kk:number ?p } } GROUP BY ?s ?p"""
# Where a link is stated: 課 within a cell, and indicators on a page, keep their printed order.
_PLACES = """SELECT ?s ?o ?start ?quote WHERE {
  GRAPH ?g { ?s kk:responsible|kk:hasIndicator ?o } ?g oa:start ?start ; kk:quote ?quote }"""
_NOWHERE = 10**9


def read_projects(store: Queryable) -> tuple[Project, ...]:
    """Return every 事業 of a revision: newest plan first, within a plan in the order of the numbers."""
    return _Reader(store).projects()


class _Reader:
    """What the queries brought, by subject and property."""

    def __init__(self, store: Queryable) -> None:
        self.facts = _by_subject(select(store, _FACTS))
        self.labels = {row["s"]: row["o"] for row in select(store, _LABELS)}
        self.goals = {row["s"]: int(row["o"]) for row in select(store, _GOALS)}
        self.plans = _by_subject(select(store, _PLANS))
        self.times = _by_subject(select(store, _NUMBERS))
        self.places = _places(select(store, _PLACES))
        self.indicators = _indicators(select(store, _INDICATORS), select(store, _TARGETS))
        self.successors: dict[str, list[str]] = defaultdict(list)
        for said in self.facts.values():
            for old in said.get(terms.SUCCEEDS, []):
                self.successors[old].append(_first(said, terms.LABEL) or "")

    def projects(self) -> tuple[Project, ...]:
        """Return all 事業 in order."""
        found = sorted(self.facts, key=self._order)
        return tuple(self._project(iri, self.facts[iri]) for iri in found)

    def _order(self, iri: str) -> tuple[object, ...]:
        said = self.facts[iri]
        plan = _first(said, terms.IN_PLAN) or ""
        started = max(map(int, self.plans.get(plan, {}).get("year", [])), default=0)
        number = next(iter(self._numbers(iri)), None)
        return (-started, self.labels.get(plan, ""), number_order(number), _first(said, terms.LABEL) or "")

    def _project(self, iri: str, said: Said) -> Project:
        plan = _first(said, terms.IN_PLAN)
        plan_name = without_draft(self.labels[plan]) if plan in self.labels else None
        plan_names = (plan_name, plan, *self.plans.get(plan or "", {}).get("name", []))
        numbers = self._numbers(iri)
        departments = [self.labels.get(unit, unit) for unit in self._in_print(iri, said.get(terms.RESPONSIBLE, []))]
        indicators = self._in_print(iri, [i for i in said.get(terms.HAS_INDICATOR, []) if i in self.indicators])
        names = said.get(terms.LABEL, [])
        row = {
            "iri": iri,
            "plan": plan_name,
            "number": numbers[0] if numbers else None,
            "numbers": numbers,
            "name": names[0] if names else None,
            "alternative_names": sorted({*said.get(terms.ALT_LABEL, []), *names[1:]}),
            "group": self.labels.get(_first(said, terms.GROUP) or ""),
            "departments": departments,
            "status": _first(said, terms.STATUS),
            "novelty": _first(said, terms.NOVELTY),
            "sdgs": sorted({self.goals[goal] for goal in said.get(terms.SDG_RELATION, []) if goal in self.goals}),
            "predecessors": sorted(self.labels.get(old, old) for old in said.get(terms.SUCCEEDS, [])),
            "successors": sorted(self.successors[iri]),
            "summary": max(said.get(terms.SUMMARY, []), key=len, default=None),
            "indicators": [self.indicators[indicator] for indicator in indicators],
        }
        return Project(
            row,
            plan_keys=frozenset(plan_key(name) for name in plan_names if name),
            number_keys=frozenset(map(number_key, numbers)),
            department_keys=frozenset(map(fold, departments)),
        )

    def _numbers(self, iri: str) -> list[str]:
        """Return the numbers of a 事業, the one stated most often first."""
        times = self.times.get(iri, {})
        numbers = self.facts[iri].get(terms.NUMBER, [])
        return sorted(numbers, key=lambda number: (-int(times.get(number, ["0"])[0]), number_order(number)))

    def _in_print(self, iri: str, others: list[str]) -> list[str]:
        """Return linked things in the order in which the document prints them."""

        def place(other: str) -> tuple[int, str]:
            indicator = self.indicators.get(other)
            label = self.labels.get(other, "") or (indicator["name"] if indicator else "") or ""
            breakdown = (indicator["breakdown"] if indicator else None) or label
            stated = self.places.get((iri, other), [])
            return min((start + _within(quote, breakdown) for start, quote in stated), default=_NOWHERE), label

        return sorted(others, key=place)


def _indicators(rows: list[Row], target_rows: list[Row]) -> dict[str, dict[str, Any]]:
    targets = _by_subject(target_rows)
    return {
        iri: {
            "iri": iri,
            "name": _first(said, terms.LABEL),
            "kind": _first(said, terms.INDICATOR_KIND),
            "breakdown": _first(said, terms.BREAKDOWN),
            "unit": _first(said, terms.UNIT_OF_MEASURE),
            "targets": {
                era_short(int(year)): values[0]
                for year, values in sorted(targets.get(iri, {}).items(), key=lambda entry: int(entry[0]))
            },
            "undecided": _first(said, terms.UNDECIDED),
        }
        for iri, said in _by_subject(rows).items()
    }


def _places(rows: list[Row]) -> dict[tuple[str, str], list[tuple[int, str]]]:
    found: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        found[row["s"], row["o"]].append((int(row["start"]), row["quote"]))
    return found


def _within(quote: str, label: str) -> int:
    """Return where a label stands in a quote, spaces and line ends aside; the quote's length where it does not."""
    plain = re.sub(r"\s", "", quote)
    place = plain.find(re.sub(r"\s", "", label))
    return place if place >= 0 else len(plain)


def _by_subject(rows: Iterable[Row]) -> dict[str, Said]:
    found: dict[str, Said] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        listed = found[row["s"]][row["p"]]
        if row["o"] not in listed:
            listed.append(row["o"])
    return found


def _first(said: Said, predicate: str) -> str | None:
    return next(iter(said.get(predicate, [])), None)
