"""Which plan and which years a question speaks of."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from service.answering.answer import Answer
from service.answering.engine import Answerer
from service.answering.reading.mentions import Linked
from tests.small_graph import OLD, PLAN

_WIDE = str.maketrans(
    {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F) if chr(code) not in "「」"} | {" ": "　"}
)
SCOPED = {
    "R8〜R12の計画で市民課が主管の事業は？": PLAN,
    "令和3年度から令和7年度までの計画で市民課が主管の事業は？": OLD,
    "R3からの計画で市民課の事業は？": OLD,
    "R12までの計画で市民課の事業は？": PLAN,
    "4事業の計画で市民課が担当する事業は": PLAN,
    "新計画では市民課が何を担当しますか": PLAN,
    "前計画から続く事業は？": PLAN,
    "前計画からの継続で、新計画の事業は？": PLAN,
    "海辺市ICT計画のとき、市民課の事業は？": OLD,
    "新計画の主管課のうち、前計画には出てこない課は？": PLAN,
    "新計画では、前計画の紙の窓口申請は何になりましたか": PLAN,
    "前計画で終了した事業は、新計画だとどれですか": PLAN,
    "前計画と新計画あわせて事業は何件？": None,
    "市民課の事業は？": None,
}
LISTS = (
    "R8〜R12の計画で市民課が主管の事業は？",
    "海辺市DX推進計画の継続の事業は？",
    "SDGsのゴール9に関係する事業は？",
    "海辺市ICT計画で終了した事業",
    "新計画で2件以上の事業を持つ課は？",
)


def linked(answerer: Answerer, question: str) -> Linked:
    return answerer.tools.linker.link(question)


def labels(answer: Answer) -> set[str | None]:
    return {item.label for item in answer.items}


@st.composite
def spelt(draw: st.DrawFn, questions: tuple[str, ...]) -> tuple[str, str]:
    """Draw a question and the same in other widths, case and spacing."""
    question = draw(st.sampled_from(questions))
    how = [
        draw(
            st.sampled_from(
                [one, one.translate(_WIDE), one.lower(), one.upper(), one + " " if one in "、はの" else one]
            )
        )
        for one in question
    ]
    return question, draw(st.sampled_from(["", " ", "　"])) + "".join(how)


@pytest.mark.parametrize(("question", "plan"), list(SCOPED.items()))
def test_the_plan_that_narrows_the_answer(harbour: Answerer, question: str, plan: str | None) -> None:
    assert linked(harbour, question).plan == plan


@settings(max_examples=60, deadline=None)
@given(spelt(tuple(SCOPED)))
def test_the_plan_does_not_depend_on_how_the_question_is_written(harbour: Answerer, pair: tuple[str, str]) -> None:
    question, written = pair
    assert linked(harbour, written).plan == SCOPED[question]
    assert linked(harbour, written).years == linked(harbour, question).years


@settings(max_examples=40, deadline=None)
@given(spelt(LISTS))
def test_a_list_does_not_depend_on_how_the_question_is_written(harbour: Answerer, pair: tuple[str, str]) -> None:
    question, written = pair
    whole = labels(harbour.ask(question))
    assert whole and labels(harbour.ask(written)) == whole


@settings(deadline=None)
@given(
    st.sampled_from([(8, 9), (8, 10), (9, 10)]),
    st.sampled_from(["R{}〜R{}", "令和{}年度から令和{}年度まで", "R{}からR{}"]),
)
def test_a_span_asks_for_every_year_in_it(harbour: Answerer, ends: tuple[int, int], form: str) -> None:
    answer = harbour.ask(f"名簿の登録者数の{form.format(*ends)}の目標は？")
    assert [item.year for item in answer.items] == [f"R{year}" for year in range(ends[0], ends[1] + 1)]


@pytest.mark.parametrize("span", ["R3〜R7", "令和3年度から令和7年度まで"])
def test_targets_of_later_years_are_none_of_the_former_plan_s(harbour: Answerer, span: str) -> None:
    answer = harbour.ask(f"名簿の登録者数の{span}の目標は？")
    assert not {item.value for item in answer.items} & {"100人", "200人", "300人"}


def test_two_years_that_are_no_span_are_two(harbour: Answerer) -> None:
    answer = harbour.ask("名簿の登録者数のR8とR10の目標は？")
    assert [item.year for item in answer.items] == ["R8", "R10"]


@settings(deadline=None)
@given(st.lists(st.integers(1, 30), min_size=2, max_size=2, unique=True), st.booleans())
def test_two_years_of_a_span_are_its_ends(harbour: Answerer, ends: list[int], short: bool) -> None:
    first, last = sorted(ends)
    assume((first, last) not in ((3, 7), (8, 12)))  # these name a plan
    span = f"令和{first}年度から{'' if short else '令和'}{last}年度まで"
    found = linked(harbour, f"名簿の登録者数の{span}の目標は？")
    assert found.years == (2018 + first, 2018 + last)


@settings(deadline=None)
@given(st.integers(1, 30))
def test_a_year_is_the_same_in_every_spelling(harbour: Answerer, year: int) -> None:
    forms = (f"R{year}", f"Ｒ{year}", f"令和{year}年度", f"{2018 + year}年度", f"令和 {year} 年度")
    assert {linked(harbour, f"名簿の登録者数の{form}の目標は？").years for form in forms} == {(2018 + year,)}


def test_years_that_name_the_plan_ask_for_no_year(harbour: Answerer) -> None:
    assert linked(harbour, "R8〜R12の計画の事業は？").years == ()
    assert len(harbour.ask("R8〜R12の名簿の登録者数の目標は？").items) == 3
    assert linked(harbour, "R8とR12の名簿の登録者数は？").years == (2026, 2030)


def test_a_department_of_the_old_plan_is_left_out_where_it_shall_not_be_there(harbour: Answerer) -> None:
    found = linked(harbour, "新計画の主管課のうち、前計画には出てこない課は？")
    assert found.absent == (OLD,)
    assert labels(harbour.ask(found.question)) == {"危機管理課"}


@pytest.mark.parametrize("word", ["続く", "続いている", "引き継いだ"])
def test_what_goes_on_from_the_old_plan_is_not_what_is_new(harbour: Answerer, word: str) -> None:
    assert labels(harbour.ask(f"前計画から{word}新計画の事業は？")) == {"地図情報の公開", "避難の手助け", "地図の印刷"}
