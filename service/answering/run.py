"""Running a compiled query from where it says most: from the few things that one of its conditions leads to.

The store joins in the order in which a query is written, which is the order in which people read it: it would look at
all things of a class first.
"""

from __future__ import annotations

from service.answering.knowledge import Row
from service.answering.plan.query import Query
from service.answering.tools import Tools

_MANY = 1_000  # things from which on looking at the whole class is no worse


def rows(query: Query, tools: Tools) -> list[Row]:
    """Return the rows of a query, the things in the order of their class."""
    counts = any(condition.at_least > 1 for condition in query.conditions)  # the order of its groups is the store's own
    things = None if counts or len(query.types) != 1 else query.among or _few(query, tools)
    if things is None:
        return tools.select(query.sparql())
    if not things:
        return []
    entities, last = tools.knowledge.entities, len(tools.knowledge.entities)
    found = tools.select(query.of(things))
    return sorted(found, key=lambda row: entities[row["x"]].place if row["x"] in entities else last)


def _few(query: Query, tools: Tools) -> tuple[str, ...] | None:
    """Return the few things that a query is about, None where no condition leads to few."""
    for lead in query.leads(_MANY):
        found = tools.select(lead)
        if len(found) < _MANY:
            return tuple(row["x"] for row in found)
    return None
