"""Follow-ups: another year, another thing, a part of the answer before, and the rest of it."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.answering.answer import Answer
from service.answering.engine import Answerer

_SESSIONS = count()
UNITS = ("デジタル推進課", "市民課", "都市整備課", "危機管理課")
PROJECTS = ("窓口のオンライン申請", "地図情報の公開", "避難の手助け", "紙の窓口申請", "統計の公開")


def said(answer: Answer) -> set[tuple[str | None, str | None]]:
    """Return labels and values of an answer."""
    return {(item.label, item.value) for item in answer.items}


def talk(answerer: Answerer, *turns: str) -> Answer:
    """Ask turn after turn in a conversation of their own; return the last answer."""
    session = f"talk-{next(_SESSIONS)}"
    return [answerer.ask(turn, session) for turn in turns][-1]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("名簿の登録者数の令和8年度の目標は？", "翌年度は？"), "200人"),
        (("名簿の登録者数の令和8年度の目標は？", "翌年度は？", "その次は？"), "300人"),
        (("名簿の登録者数の令和9年度の目標は？", "前年度は？"), "100人"),
    ],
)
def test_the_next_and_the_last_year(harbour: Answerer, turns: tuple[str, ...], expected: str) -> None:
    assert said(talk(harbour, *turns)) == {("名簿の登録者数", expected)}


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(UNITS), st.sampled_from(UNITS), st.sampled_from(["{}は？", "じゃあ、{}は？", "{}の場合は？"]))
def test_naming_another_department_is_the_whole_question_about_it(
    harbour: Answerer, first: str, second: str, form: str
) -> None:
    whole = "新計画で{}が担当する事業は？"
    answer = talk(harbour, whole.format(first), form.format(second))
    assert answer.items and said(answer) == said(harbour.ask(whole.format(second)))


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(PROJECTS), st.sampled_from(PROJECTS), st.sampled_from(["{}は？", "では{}は？", "「{}」は？"]))
def test_naming_another_project_is_the_whole_question_about_it(
    harbour: Answerer, first: str, second: str, form: str
) -> None:
    answer = talk(harbour, f"{first}の主管課は？", form.format(second))
    assert answer.items and said(answer) == said(harbour.ask(f"{second}の主管課は？"))


def test_a_part_of_the_answer_and_the_rest_of_it(harbour: Answerer) -> None:
    """そのうち and それ以外 part the things of a plan between them."""
    every = said(harbour.ask("新計画の事業は？"))
    new = said(talk(harbour, "新計画の事業は？", "そのうち新規の事業は？"))
    rest = said(talk(harbour, "新計画の新規の事業は？", "それ以外の事業は？"))
    assert new == {("窓口のオンライン申請", None)}
    assert new | rest == every and not new & rest


def test_the_rest_stays_within_the_plan_before(harbour: Answerer) -> None:
    rest = said(talk(harbour, "前計画の終了した事業は？", "それ以外の事業は？"))
    assert rest == {("統計の公開", None)}
