"""The 事業 of one plan as the overview pages show them: where they stand, whose they are, what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from graph.sparql.queryable import Queryable
from service.select_rows import Row, select, values
from service.views.project_numbers import number_order

# Said of every 事業 of a plan: values by subject. {plan} is put in as an IRI that has been parsed.
_FACTS = """SELECT ?s ?p ?o WHERE {{ ?s a kk:Project ; kk:inPlan {plan} ; ?p ?o
  FILTER(?p IN (skos:prefLabel, kk:group, kk:novelty, kk:status, kk:endReason)) }}"""
# A number printed with the 事業 itself is stated more often than the second one of a 再掲 or a mistaken one.
_NUMBERS = """SELECT ?s ?o (COUNT(?g) AS ?n) WHERE {{
  ?s a kk:Project ; kk:inPlan {plan} . GRAPH ?g {{ ?s kk:number ?o }} }} GROUP BY ?s ?o"""
# 課 in the order in which they are printed: by where the passage that names them begins.
_UNITS = """SELECT ?s ?o (MIN(?start) AS ?at) WHERE {{
  ?s a kk:Project ; kk:inPlan {plan} ; kk:responsible ?unit . ?unit skos:prefLabel ?o
  OPTIONAL {{ GRAPH ?g {{ ?s kk:responsible ?unit }} ?g oa:start ?start }} }} GROUP BY ?s ?o"""
_KIN = """SELECT DISTINCT ?s ?p ?o ?name ?plan WHERE {{ ?s a kk:Project ; kk:inPlan {plan}
  {{ ?s kk:succeeds ?o BIND("before" AS ?p) }} UNION {{ ?o kk:succeeds ?s BIND("after" AS ?p) }}
  ?o skos:prefLabel ?name OPTIONAL {{ ?o kk:inPlan ?plan }} }}"""
# Stated by a passage or a person, or derived: then the graph names its rule.
_GOALS = """SELECT DISTINCT ?s ?o ?rule WHERE {{ ?s a kk:Project ; kk:inPlan {plan}
  GRAPH ?g {{ ?s kk:contributesTo ?goal }} ?goal skos:notation ?o OPTIONAL {{ ?g kk:rule ?rule }} }}"""
_PRIORITY = "SELECT DISTINCT ?s WHERE {{ ?s a kk:Project ; kk:inPlan {plan} ; kk:group/a kk:PriorityGroup }}"

Said = dict[str, dict[str, list[str]]]
ENDED = "終了"


@dataclass(frozen=True, slots=True)
class Kin:
    """A 事業 of another plan that went before or came after."""

    iri: str
    name: str
    plan: str | None


@dataclass(frozen=True, slots=True)
class PlanProject:
    """A 事業. kind: 新規, 継続 or 終了; groups: IRIs of the frame elements that it stands under.

    goals: numbers of SDGs; stated_goals: those of them that a document states of the 事業 itself.
    """

    iri: str
    number: str | None
    name: str
    units: tuple[str, ...]
    kind: str | None
    groups: tuple[str, ...]
    priority: bool
    goals: frozenset[int]
    stated_goals: frozenset[int]
    before: tuple[Kin, ...]
    after: tuple[Kin, ...]
    end_reasons: tuple[str, ...]

    @property
    def ended(self) -> bool:
        """Whether the document says that it ends."""
        return self.kind == ENDED


def read_plan_projects(store: Queryable, plan: str) -> tuple[PlanProject, ...]:
    """Return the 事業 of a plan in the order of their numbers; raises ValueError where `plan` is no IRI."""
    rows = {
        name: select(store, query.format(plan=values([plan])))
        for name, query in (
            ("facts", _FACTS),
            ("numbers", _NUMBERS),
            ("units", _UNITS),
            ("kin", _KIN),
            ("goals", _GOALS),
            ("priority", _PRIORITY),
        )
    }
    facts = by_subject(rows["facts"])
    numbers = _numbers(rows["numbers"])
    units = _grouped(sorted(rows["units"], key=lambda row: (int(row.get("at", 0)), row["o"])))
    kin = _grouped(rows["kin"])
    goals = _grouped(rows["goals"])
    priority = {row["s"] for row in rows["priority"]}
    found = []
    for iri, said in facts.items():
        status, novelty = _first(said, "status"), _first(said, "novelty")
        found.append(
            PlanProject(
                iri,
                numbers.get(iri),
                _first(said, "prefLabel") or iri.rpartition("/")[2],
                tuple(row["o"] for row in units[iri]),
                ENDED if status == ENDED else novelty or status,
                tuple(said.get("group", ())),
                iri in priority,
                frozenset(int(row["o"]) for row in goals[iri]),
                frozenset(int(row["o"]) for row in goals[iri] if "rule" not in row),
                _kin(kin[iri], "before"),
                _kin(kin[iri], "after"),
                tuple(said.get("endReason", ())),
            )
        )
    return tuple(sorted(found, key=lambda project: (number_order(project.number), project.name, project.iri)))


def by_subject(rows: Iterable[Row]) -> Said:
    """Return what rows ?s ?p ?o say: subject → last part of the property → values, each once, in a steady order."""
    found: Said = defaultdict(lambda: defaultdict(list))
    for row in sorted(rows, key=lambda row: (row["s"], row["p"], row["o"])):
        listed = found[row["s"]][row["p"].rpartition("#")[2]]
        if row["o"] not in listed:
            listed.append(row["o"])
    return found


def _numbers(rows: list[Row]) -> dict[str, str]:
    """Return the number of each 事業 that is stated most often."""
    found: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: (-int(row["n"]), number_order(row["o"]))):
        found.setdefault(row["s"], row["o"])
    return found


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["s"]].append(row)
    return found


def _kin(rows: list[Row], way: str) -> tuple[Kin, ...]:
    found = [Kin(row["o"], row["name"], row.get("plan")) for row in rows if row["p"] == way]
    return tuple(sorted(found, key=lambda kin: (kin.name, kin.iri)))


def _first(said: dict[str, list[str]], name: str) -> str | None:
    return next(iter(said.get(name, ())), None)
