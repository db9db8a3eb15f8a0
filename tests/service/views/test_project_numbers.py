"""事業番号: which spellings are one number, and their order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.views.project_numbers import number_key, number_order

_SMALL = st.integers(1, 20)


@pytest.mark.parametrize(
    "spelt", ["2-1-10", "2-1-(10)", "２－１－（１０）", " 2-1-(10) ", "2‐1‐(10)", "2ー1ー(10)", "<2>-1-(10)"]
)
def test_spellings_of_one_number(spelt: str) -> None:
    assert number_key(spelt) == "2-1-10"


@pytest.mark.parametrize(("one", "other"), [("①-1", "1-1"), ("1-1", "11"), ("1-1", "1-1-1"), ("①-1", "②-1")])
def test_different_numbers(one: str, other: str) -> None:
    assert number_key(one) != number_key(other)


@given(st.lists(st.tuples(_SMALL, _SMALL, _SMALL), unique=True))
def test_order_is_that_of_the_numbers(parts: list[tuple[int, int, int]]) -> None:
    printed = [f"{a}-{b}-({c})" for a, b, c in parts]
    assert sorted(printed, key=number_order) == [f"{a}-{b}-({c})" for a, b, c in sorted(parts)]


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_texts_can_be_ordered(one: str, other: str) -> None:
    assert sorted([one, other, None], key=number_order)[-1] in (None, one, other)


def test_circled_first_none_last() -> None:
    assert sorted([None, "1-1", "②-1", "①-2", "10-1", "2-1"], key=number_order) == [
        "①-2", "②-1", "1-1", "2-1", "10-1", None,
    ]  # fmt: skip
