"""Words that narrow: conditions left out or joined, offered values, words of a field, units, years, and who acts."""

from __future__ import annotations

import pytest

from service.answering.answer import Answer, Status
from service.answering.engine import Answerer


def labels(answer: Answer) -> set[str | None]:
    return {item.label for item in answer.items}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("新計画の事業を、重点事業は除いて教えてください", {"地図情報の公開", "避難の手助け", "地図の印刷"}),
        ("重点事業以外の新計画の事業は？", {"地図情報の公開", "避難の手助け", "地図の印刷"}),
        ("デジタル推進課と市民課の両方が担当する事業は？", {"窓口のオンライン申請"}),
        ("デジタル推進課と市民課がともに担当する事業は？", {"窓口のオンライン申請"}),
        ("新計画で都市整備課と危機管理課の事業は？", {"地図情報の公開", "避難の手助け"}),
        ("新計画で都市整備課または危機管理課の事業は？", {"地図情報の公開", "避難の手助け"}),
        ("現状に「地図」とある事業は？", {"地図情報の公開"}),
        ("備考に「統合」と書かれている事業は？", {"紙の地図の配布"}),
        ("備考に「統合」という語が入っている事業は？", {"紙の地図の配布"}),
    ],
)
def test_conditions(harbour: Answerer, question: str, expected: set[str]) -> None:
    assert labels(harbour.ask(question)) == expected


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("地図情報の公開は新規ですか、継続ですか", "継続"),
        ("窓口のオンライン申請は継続ですか、それとも新規ですか", "新規"),
        ("紙の窓口申請は終了か継続か、どちらですか", "終了"),
        ("統計の公開は終了ですか継続ですか", "継続"),
    ],
)
def test_of_two_values_offered_the_true_one_is_said(harbour: Answerer, question: str, value: str) -> None:
    answer = harbour.ask(question)
    assert answer.boolean is None
    assert [item.value for item in answer.items] == [value]


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("市民課の講座の参加者数のR8の目標は？", ["30人"]),
        ("デジタル推進課の講座の参加者数、R9は何人？", ["60人"]),
        ("訓練の参加者は令和10年度に何人ですか", ["220人"]),
        ("登録者数のR9の目標は？", ["200人"]),
    ],
)
def test_the_indicator_meant_is_told_by_department_and_part_of_its_name(
    harbour: Answerer, question: str, values: list[str]
) -> None:
    assert [item.value for item in harbour.ask(question).items] == values


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("目標がずっと30人の指標は？", {"講座の参加者数"}),
        ("令和10年度に初めて300人になる指標は？", {"名簿の登録者数"}),
    ],
)
def test_indicators_that_are_always_or_for_the_first_time_so(
    harbour: Answerer, question: str, expected: set[str]
) -> None:
    assert labels(harbour.ask(question)) == expected


def test_what_is_so_in_one_year_is_not_always_so(harbour: Answerer) -> None:
    assert "講座の参加者数" in labels(harbour.ask("令和9年度に60人になる指標は？"))
    assert "講座の参加者数" not in labels(harbour.ask("目標がずっと60人の指標は？"))


def test_what_is_so_again_is_not_so_for_the_first_time(harbour: Answerer) -> None:
    assert labels(harbour.ask("令和8年度に初めて30人になる指標は？")) == {"講座の参加者数"}
    assert "講座の参加者数" not in labels(harbour.ask("令和9年度に初めて30人になる指標は？"))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("委員を委嘱するのは誰ですか", "市長"),
        ("誰が委員を委嘱しますか", "市長"),
        ("会議を代表するのは誰？", "会長"),
        ("会長が欠けたときに職務を代わって行うのは誰ですか", "副会長"),
    ],
)
def test_who_acts_is_the_subject_of_the_sentence(harbour: Answerer, question: str, expected: str) -> None:
    answer = harbour.ask(question)
    assert labels(answer) == {expected}
    assert any(expected in citation.quote for citation in answer.citations)


def test_nobody_is_said_to_do_what_no_sentence_says(harbour: Answerer) -> None:
    assert not labels(harbour.ask("委員を罷免するのは誰ですか")) & {"市長", "会長", "副会長"}


def test_a_contradiction_is_told_by_the_thing_it_is_about(harbour: Answerer) -> None:
    answer = harbour.ask("避難の手助けの番号の食い違いは？")
    assert answer.status is Status.ANSWERED
    assert labels(answer) == {"1-10", "1-11"}
    assert len({citation.quote for citation in answer.citations}) == 2
