"""What a table says beside the items of an answer: whose 事業 they are, of which plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from graph.sparql.queryable import Queryable
from service.select_rows import select, values

_ABOUT = """SELECT ?s ?unit ?plan ?project WHERE {{ VALUES ?s {{ {iris} }}
  {{ ?s kk:responsible/skos:prefLabel ?unit }} UNION {{ ?s a kk:Project ; kk:inPlan/skos:prefLabel ?plan }}
  UNION {{ ?owner kk:hasIndicator ?s ; skos:prefLabel ?project }} }} ORDER BY ?s ?unit ?plan ?project"""


@dataclass(frozen=True, slots=True)
class Detail:
    """departments: the 課 of a 事業; plan: its plan; project: the 事業 of an indicator. Empty where there is none."""

    departments: tuple[str, ...] = ()
    plan: str = ""
    project: str = ""


def details(store: Queryable, iris: Iterable[str]) -> dict[str, Detail]:
    """Return what is known of things that have any of it: IRI → detail."""
    wanted = list(dict.fromkeys(iris))
    found: dict[str, Detail] = {}
    if not wanted:
        return found
    for row in select(store, _ABOUT.format(iris=values(wanted))):
        detail = found.get(row["s"], Detail())
        if "unit" in row and row["unit"] not in detail.departments:
            detail = replace(detail, departments=(*detail.departments, row["unit"]))
        detail = replace(detail, plan=detail.plan or row.get("plan", ""))
        found[row["s"]] = replace(detail, project=detail.project or row.get("project", ""))
    return found
