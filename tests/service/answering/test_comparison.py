"""Two indicators side by side, groups of 事業 against one another, and goals that groups share."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.answering.answer import Answer
from service.answering.engine import Answerer
from tests.service.answering.harbour import TARGETS

A, B = "名簿の登録者数", "訓練の参加者数"
ROWS = {label: {year: int(value[:-1]) for year, value in row.items()} for (_, label, _, _), row in TARGETS.items()}
PAIRS = list(permutations((A, B)))
YEARS = st.sampled_from(sorted(ROWS[A]))


def labels(answer: Answer) -> set[str | None]:
    return {item.label for item in answer.items}


def first_year(greater: str, less: str) -> str:
    """Return the first year in which one indicator's target lies above the other's."""
    return f"R{min(y for y in ROWS[A] if ROWS[greater][y] > ROWS[less][y]) - 2018}"


@pytest.mark.parametrize(("first", "second"), PAIRS)
@pytest.mark.parametrize(
    ("form", "turned"),
    [
        ("{0}が{1}を上回るのは何年度ですか", False),
        ("{0}が{1}を初めて追い越す年度は？", False),
        ("{0}を{1}が上回るのは何年度ですか", True),
        ("{0}が{1}を下回るのは何年度ですか", True),
        ("{0}を{1}が下回るのは何年度？", False),
    ],
)
def test_which_passes_which(harbour: Answerer, form: str, turned: bool, first: str, second: str) -> None:
    """AがBを上回る and BをAが上回る are one question, BがAを上回る is the other; 下回る turns it round."""
    greater, less = (second, first) if turned else (first, second)
    assert [item.year for item in harbour.ask(form.format(first, second)).items] == [first_year(greater, less)]


@settings(max_examples=25, deadline=None)
@given(
    YEARS,
    st.sampled_from(PAIRS),
    st.sampled_from(
        [("大きい", max), ("多い", max), ("小さい", min), ("少ない", min), ("最も低い", min), ("一番多い", max)]
    ),
)
def test_the_larger_does_not_depend_on_which_is_named_first(
    harbour: Answerer, year: int, pair: tuple[str, str], wanted: tuple[str, object]
) -> None:
    word, extreme = wanted
    answer = harbour.ask(f"{pair[0]}と{pair[1]}、令和{year - 2018}年度の目標が{word}のはどちら？")
    best = extreme(pair, key=lambda label: ROWS[label][year])  # type: ignore[operator]
    assert [(item.label, item.value) for item in answer.items] == [(best, f"{ROWS[best][year]}人")]


@settings(max_examples=15, deadline=None)
@given(YEARS, st.sampled_from(PAIRS))
def test_the_difference_is_the_same_both_ways(harbour: Answerer, year: int, pair: tuple[str, str]) -> None:
    answer = harbour.ask(f"{pair[0]}と{pair[1]}の令和{year - 2018}年度の差は？")
    assert [item.value for item in answer.items] == [f"{abs(ROWS[A][year] - ROWS[B][year])}人"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("新計画で事業が一番多い課は？", {"市民課"}),
        ("市民課の次に事業が多い課は？", {"デジタル推進課", "都市整備課"}),
        ("市民課の次に多くの事業を担当する課はどこ？", {"デジタル推進課", "都市整備課"}),
        ("2件以上の事業を担当する課は？", {"デジタル推進課", "都市整備課", "市民課"}),
        ("新計画で2件以上の事業を持つ課は？", {"市民課"}),
        ("継続の事業が新規の事業より多い基本取組は？", {"安心な暮らし"}),
        ("新規の事業が継続の事業より多い基本取組は？", {"便利な窓口"}),
        ("基本取組で、事業の数が最も多いのはどれ？", {"安心な暮らし"}),
    ],
)
def test_groups_are_compared_by_their_projects(harbour: Answerer, question: str, expected: set[str]) -> None:
    assert labels(harbour.ask(question)) == expected


@pytest.mark.parametrize(
    ("question", "goals"),
    [
        ("新計画の基本取組に割り当てられているSDGsの目標をすべて", {9, 11}),
        ("複数の基本取組に関わるSDGsの目標は？", {9}),
        ("どの基本取組にも割り当てられていないSDGsの目標は？", set(range(1, 18)) - {9, 11}),
    ],
)
def test_goals_of_all_several_and_no_groups(harbour: Answerer, question: str, goals: set[int]) -> None:
    assert {item.number for item in harbour.ask(question).items} == {str(goal) for goal in goals}


def test_goals_are_counted_as_often_as_they_are_listed(harbour: Answerer) -> None:
    assert [item.value for item in harbour.ask("新計画の基本取組に割り当てられたSDGsの目標はいくつですか").items] == [
        "2"
    ]
