"""What a 事業 or a plan was before and became, in whichever words it is asked for."""

from __future__ import annotations

import pytest

from service.answering.answer import Answer, Status
from service.answering.engine import Answerer


def labels(answer: Answer) -> set[str | None]:
    return {item.label for item in answer.items}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("紙の窓口申請の後継の事業は？", "窓口のオンライン申請"),
        ("紙の窓口申請は新しい計画では何になりましたか", "窓口のオンライン申請"),
        ("紙の窓口申請は、いまの名称では何ですか", "窓口のオンライン申請"),
        ("窓口申請の事業は何になりましたか", "窓口のオンライン申請"),
        ("窓口のオンライン申請の前身は何ですか", "紙の窓口申請"),
        ("窓口のオンライン申請は、前の計画では何という事業でしたか", "紙の窓口申請"),
    ],
)
def test_a_project_is_followed_in_the_direction_asked_for(harbour: Answerer, question: str, expected: str) -> None:
    assert labels(harbour.ask(question)) == {expected}


def test_an_old_name_is_found_without_the_plan_that_bore_it(harbour: Answerer) -> None:
    assert labels(harbour.ask("避難の手助けの旧名称は？")) == {"要援護者の台帳"}
    assert labels(harbour.ask("要援護者の台帳は、いまは何という事業になっていますか")) == {"避難の手助け"}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("紙の地図の配布は何という事業に統合されましたか", "地図情報の公開"),
        ("「地図情報の公開」に統合された事業は？", "紙の地図の配布"),
    ],
)
def test_a_remark_tells_what_went_where(harbour: Answerer, question: str, expected: str) -> None:
    answer = harbour.ask(question)
    assert labels(answer) == {expected}
    assert "に統合する" in answer.citations[0].quote


@pytest.mark.parametrize("question", ["「統計の公開」に統合された事業は？", "避難の手助けに統合された事業は？"])
def test_nothing_that_went_elsewhere_is_said_to_have_come_here(harbour: Answerer, question: str) -> None:
    assert "紙の地図の配布" not in labels(harbour.ask(question))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("海辺市DX推進計画の前の計画は何ですか", "海辺市ICT計画"),
        ("海辺市ICT計画の次の計画の名前は？", "海辺市DX推進計画"),
        ("海辺市DX推進計画はどの計画を引き継ぎますか", "海辺市ICT計画"),
    ],
)
def test_plans_follow_one_another(harbour: Answerer, question: str, expected: str) -> None:
    answer = harbour.ask(question)
    assert labels(answer) == {expected}
    assert any("引き継ぐ計画" in citation.quote for citation in answer.citations)


def test_the_plan_before_is_no_plan_asked_for_where_it_only_tells_which_projects(harbour: Answerer) -> None:
    answer = harbour.ask("前の計画の事業は？")
    assert answer.status is Status.ANSWERED
    assert labels(answer) == {"紙の窓口申請", "統計の公開", "紙の地図の配布"}
