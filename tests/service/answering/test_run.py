"""Running a query from where it says most: the same rows as the query that people read, in the order of their class."""

from __future__ import annotations

import pytest

from ontology import terms as t
from service.answering.engine import Answerer
from service.answering.plan.query import Condition, Query, equals, where
from service.answering.run import rows
from service.answering.schema import Step
from tests import small_graph as small

_UNIT = small.iri("unit/市民課")
_BY_UNIT = where(t.RESPONSIBLE, _UNIT)
_IN_PLAN = where(t.IN_PLAN, small.PLAN)


@pytest.mark.parametrize(
    "query",
    [
        Query((t.PROJECT,), (_IN_PLAN,)),
        Query((t.PROJECT,), (_IN_PLAN, _BY_UNIT)),
        Query((t.PROJECT,), (_IN_PLAN, equals(t.NOVELTY, "継続"))),
        Query((t.PROJECT,), (_BY_UNIT, Condition((Step(t.IN_PLAN),), iris=(small.OLD,), negated=True))),
        Query((t.PROJECT,), (where(t.IN_PLAN, small.PLAN, small.OLD), Condition((Step(t.RESPONSIBLE),)))),
        Query((t.PROJECT,), (Condition((Step(t.RESPONSIBLE),)),), among=(small.P2, small.O1, small.P1)),
        Query((t.UNIT,), (Condition((Step(t.RESPONSIBLE, inverse=True), Step(t.IN_PLAN)), iris=(small.PLAN,)),)),
        Query((t.PROJECT,), (equals(t.NOVELTY, "継続"),)),
        Query((t.PROJECT,), (_IN_PLAN, Condition((Step(t.RESPONSIBLE),), at_least=2))),
    ],
    ids=["plan", "plan and unit", "value", "negated", "two plans", "among", "two steps", "only a value", "at least"],
)
def test_the_rows_are_those_of_the_query_as_it_is_shown(town: Answerer, query: Query) -> None:
    shown = town.tools.select(query.sparql())
    found = rows(query, town.tools)
    place = {entity.iri: entity.place for kind in query.types for entity in town.tools.knowledge.of(kind)}
    assert sorted(map(repr, found)) == sorted(map(repr, shown))
    assert [row["x"] for row in found] == sorted((row["x"] for row in shown), key=place.__getitem__)


def test_nothing_is_asked_of_a_class_where_a_condition_leads_to_nothing(town: Answerer) -> None:
    query = Query((t.PROJECT,), (where(t.IN_PLAN, small.iri("plan/ない計画")),))
    assert rows(query, town.tools) == []
