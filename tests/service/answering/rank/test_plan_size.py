"""Plans that nobody asks for are not run."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ontology import terms as t
from service.answering.knows.schema import Step
from service.answering.plan.conditions import Has, Not
from service.answering.plan.sets import All, Named, Where
from service.answering.rank.plan_size import LARGEST, size


@given(st.integers(0, 30))
def test_each_condition_counts(count: int) -> None:
    one = Not(Has((Step(t.BASED_ON),), Named(t.LAW, ("urn:law",))))
    assert size(Where(All(t.PLAN), (one,) * count)) == min(2 + 4 * count, LARGEST + 1)


def test_what_is_far_too_large_is_counted_no_further() -> None:
    one = Has((Step(t.BASED_ON),), Named(t.LAW, ("urn:law",)))
    assert size(Where(All(t.PLAN), (one,) * 100_000)) == LARGEST + 1
