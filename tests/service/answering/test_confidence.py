"""How sure answers are, what kinds of value they have to show, and what is said where nothing is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.japanese import fold
from graph.search.word_neighbours import WordNeighbours
from graph.search.word_vectors import word_vectors
from service.answering.answer import Status
from service.answering.engine import Answerer
from service.answering.language.likeness import Likeness
from service.answering.rank.choose import ranked, weights
from service.answering.reading.read import read
from service.answering.sources import value_kinds


def test_the_weights_name_features_that_are_measured(town: Answerer) -> None:
    reading = read("地図情報の公開の主管課は？", town.tools)
    measured = {name for one in ranked(reading, town.tools) for name in one.features}
    assert measured <= {*weights().features}
    assert weights().features["said"] > 0  # what explains more of a question is likelier meant


def test_an_answer_says_how_sure_it_is(town: Answerer) -> None:
    assert 0.5 < (town.ask("地図情報の公開の主管課は？").confidence or 0.0) <= 1.0
    nothing = town.ask("今日の天気は？")
    assert nothing.confidence is None
    assert nothing.to_json()["confidence"] is None


@pytest.mark.parametrize(
    ("question", "kind", "text"),
    [
        ("手数料はいくらですか", "金額", "手数料は300円です。"),
        ("館長のお名前は？", "人名", "館長は佐藤花子です。"),
        ("何時まで開いていますか", "時刻", "午後5時まで開いています。"),
        ("何曜日が休みですか", "曜日", "月曜日は休みです。"),
        ("窓口の電話番号は？", "電話番号", "電話 0123-45-6789"),
        ("開発した会社はどこですか", "会社", "株式会社海辺が開発しました。"),
        ("在宅勤務は週に何日までですか", "日数", "週2日まで認めます。"),
        ("市役所の住所はどこですか", "住所", "海辺市本町1丁目"),
    ],
)
def test_a_kind_of_value_has_to_be_shown(question: str, kind: str, text: str) -> None:
    assert value_kinds.asked(fold(question)) == [kind]
    assert value_kinds.missing(fold(question), ["窓口の取組を進めます。", "令和8年度に始めます。"]) == [kind]
    assert value_kinds.missing(fold(question), [text]) == []


@pytest.mark.parametrize(
    "question", ["この事業の名前は？", "何時間減りますか", "会社との連携を進めるのはなぜ？", "目標は何件？"]
)
def test_other_questions_ask_for_no_such_kind(question: str) -> None:
    assert value_kinds.asked(fold(question)) == []


@given(first=st.text("地図公開窓口予約のは、", max_size=12), second=st.text("地図公開窓口予約のは、", max_size=12))
def test_more_text_never_says_less(first: str, second: str) -> None:
    asked = Likeness(lambda word: 2.0).asked("窓口の予約と地図の公開")
    assert 0.0 <= asked.share(first) <= 1.0
    assert asked.share(f"{first}\n{second}") >= asked.share(first) - 1e-9


def test_words_that_mean_the_same_count() -> None:
    near = WordNeighbours(word_vectors(), ["利用", "市民", "給食"])
    likeness = Likeness(lambda word: 2.0 if word in near.vocabulary else 0.0, lambda: near)
    asked = likeness.asked("使う")
    assert asked.share("市民が利用する") > asked.share("給食") == 0.0


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("札幌市のDX推進計画の主管課は？", "「札幌」は資料に出てきません"),
        ("市役所の電話番号を教えて", "電話番号を探しました"),
        ("おすすめのラーメン屋は？", "ラーメン"),
    ],
)
def test_what_was_looked_for_is_said(town: Answerer, question: str, said: str) -> None:
    answer = town.ask(question)
    assert answer.status is Status.NOT_FOUND
    assert said in answer.text
    assert answer.text.endswith("市民課にお問い合わせください。")
