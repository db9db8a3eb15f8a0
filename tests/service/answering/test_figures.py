"""Figures: which number of a passage is meant, by what stands with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.japanese import fold, years
from graph.search.search_unit import Hit, SearchUnit
from service.answering.answer import Status
from service.answering.engine import Answerer
from service.answering.sources.stated_figures import Number, numbers, same_unit, undated, unit_asked


def found(text: str) -> list[Number]:
    """The numbers of a passage with this text."""
    unit = SearchUnit("p", "passage", "Passage", "見出し", text, text, "p", "計画.md", "1行目")
    return list(numbers(Hit(unit, 1.0)))


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("利用者は何人ですか", "人"),
        ("貸出は何万件でしたか", "件"),
        ("どれだけの時間を減らしましたか", "時間"),
        ("どのくらいの割合で増えましたか", "%"),
        ("満足度は何パーセント？", "パーセント"),
        ("売上はいくら？", "円"),
        ("取扱額は？", "円"),
        ("開館時間は？", None),
        ("講座数はいくつ", "講座"),
    ],
)
def test_the_unit_asked_for(question: str, unit: str | None) -> None:
    assert unit_asked(fold(question)) == unit


@pytest.mark.parametrize(
    ("asked", "said", "same"),
    [("人", "名", True), ("人", "人分", True), ("%", "パーセント", True), ("人", "件", False)],
)
def test_units_that_are_the_same(asked: str, said: str, same: bool) -> None:
    assert same_unit(asked, said) is same


def test_what_stands_since_the_last_number_is_the_label() -> None:
    first, second = found("「電話（79.3％）」が最も高く、次いで「手紙（75.3％）」の順になっています。")
    assert (first.text, second.text) == ("79.3%", "75.3%")
    assert "電話" in first.label and "電話" not in second.label and "手紙" in second.label


def test_after_an_arrow_the_same_thing_goes_on_in_another_year() -> None:
    earlier, later = found("図書の貸出の拡大（R3：280件→R6：365件）")
    assert "図書の貸出" in later.label
    assert [m.year for m in years(earlier.since.upper())] == [2021]
    assert [m.year for m in years(later.since.upper())] == [2024]


def test_lines_that_print_broke_are_one() -> None:
    (number,) = found("利用者は、平成\nの終わりから増え、\nいまは５００人です。")
    assert number.text == "500人"
    assert number.line.startswith("利用者は")


def test_a_label_and_its_number_on_two_lines_are_one() -> None:
    women, men = found("性別\n女性\n42.3％\n男性\n57.7％")
    assert women.label.endswith("女性") and women.text == "42.3%"
    assert men.label == "男性" and men.text == "57.7%"


def test_rows_of_tables_are_left_out() -> None:
    assert found("利用件数\t100件\t200件\t300件\t400件") == []


@given(start=st.integers(1, 30), words=st.text("あいう件数地図", max_size=8))
def test_no_year_is_left(start: int, words: str) -> None:
    assert years(undated(f"{words}令和{start}年度の{words}はR{start}で")) == []


def test_a_figure_of_a_sentence_is_answered_with_its_sentence(town: Answerer) -> None:
    answer = town.ask("市民アンケートで手続に時間がかかると答えた人は何％ですか")
    assert answer.status is Status.ANSWERED
    assert [item.value for item in answer.items] == ["41.5%"]
    assert "41.5%" in answer.citations[0].quote


def test_a_number_of_something_else_is_no_figure(town: Answerer) -> None:
    assert town.ask("市民アンケートで公園が広いと答えた人は何人ですか").status is Status.NOT_FOUND


@given(st.integers(1, 12), st.integers(1, 99_999), st.sampled_from([" ", "\t", "　"]))
def test_a_short_year_is_no_part_of_the_number_behind_it(year: int, number: int, blank: str) -> None:
    assert [one.text for one in found(f"名簿の登録者数はR{year}{blank}{number}人です。")] == [f"{number}人"]
