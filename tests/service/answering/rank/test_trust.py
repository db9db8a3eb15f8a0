"""How far an answer is trusted, and how it agrees in number and plan with what is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.answer import Item
from service.answering.engine import Answerer
from service.answering.operators.base import COUNT
from service.answering.rank.expected import Expected, agreement, expected
from service.answering.rank.step_sum import Steps
from service.answering.rank.trust import enough, trust
from service.answering.reading.read import read
from service.answering.step_interface import Result


@given(st.floats(-30, 30, allow_nan=False))
def test_a_sum_is_a_probability(worth: float) -> None:
    assert 0.0 <= Steps(worth, {}, 0.0).probability({}) <= 1.0


def test_what_is_said_without_a_reserve_is_probable() -> None:
    assert enough() > 0.8
    assert trust().probability({"unknown": 2.0}) < enough(), "an answer that knows nothing of a word is none to trust"


@pytest.mark.parametrize(
    ("question", "number", "several", "single"),
    [
        ("重点事業に属する事業を2つとも教えて", 2, False, False),
        ("総務課が主管する事業は何と何と何ですか", 3, False, False),
        ("総務課の事業をすべて挙げてください", None, True, False),
        ("総務課の二つの事業のうち、終了したのはどちらですか", None, False, True),
        ("総務課の事業は", None, False, False),
    ],
)
def test_how_many_are_asked_for(town: Answerer, question: str, number: int | None, several: bool, single: bool) -> None:
    assert expected(read(question, town.tools)) == Expected(number, several, single)


def _result(count: int) -> Result:
    return Result(items=tuple(Item(label=f"事業{n}", iri=f"urn:{n}") for n in range(count)))


@pytest.mark.parametrize(("count", "agrees"), [(1, -1.0), (2, 1.0), (3, -1.0)])
def test_as_many_things_as_are_said(count: int, agrees: float) -> None:
    assert agreement("Project", _result(count), Expected(2, False, False), mixed=False)["as_many"] == agrees


def test_several_of_several_plans_are_no_more_than_is_asked_for() -> None:
    said = Expected(None, True, False)
    assert agreement("Project", _result(3), said, mixed=False)["several"] == 1.0
    assert agreement("Project", _result(3), said, mixed=True)["several"] == -1.0


def test_a_count_has_no_number_to_agree_in() -> None:
    assert set(agreement(COUNT, _result(1), Expected(3, False, False), mixed=False).values()) == {0.0}
