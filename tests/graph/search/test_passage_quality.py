"""What a passage is worth by its form."""

from __future__ import annotations

import pytest

from graph.search.passage_quality import Asked, prior, repeated
from graph.search.search_unit import SearchUnit

TEXT = "窓口の予約を始めることで、待ち時間を減らし、どなたでも手続きができるようにします。"


def passage(quote: str, kind: str = "passage") -> SearchUnit:
    """Return a unit with a quote."""
    return SearchUnit("i", kind, "t", "見出し", quote, quote, "i", "d", "1行目")


def test_a_list_of_numbered_titles_counts_less_than_a_text() -> None:
    contents = "1-1 計画の背景\n1-2 計画の期間\n1-3 計画の体制\n"
    assert prior(passage(contents)) < prior(passage(TEXT)) == 1
    assert prior(passage(contents, "entity")) == 1


def test_numbered_sentences_are_no_contents() -> None:
    assert prior(passage("(1) 窓口の予約を始める。\n(2) 窓口で待つ時間を減らす。\n(3) 手続きのやり方を見直す。")) == 1


def test_a_few_words_alone_count_less() -> None:
    assert prior(passage("調査結果")) < prior(passage("窓口の予約を始める事業の一覧と担当")) < 1


def test_a_definition_answers_what_a_word_means_and_nothing_else() -> None:
    quote = "※3 データ連携：二つの仕組みが情報をやりとりすること。"
    assert Asked("データ連携とは何ですか").factor(quote) > 1
    assert Asked("オープンデータとは何ですか").factor(quote) == 1
    assert Asked("データ連携の担当はどこですか").factor(quote) == 1


@pytest.mark.parametrize(
    ("question", "quote", "better"),
    [
        ("会員は何人ですか", "会員は、８名とする。", True),
        ("会員は何人ですか", "会員は、8年とする。", False),
        ("使った人は何％ですか", "使った人は56.8％でした。", True),
        ("会員はだれですか", "会員は、8名とする。", False),
    ],
)
def test_a_number_asked_for_is_looked_for_with_its_unit(question: str, quote: str, better: bool) -> None:
    assert (Asked(question).factor(quote) > 1) is better


def test_the_same_text_again_counts_less_and_another_does_not() -> None:
    other = "図書館の本を家から探せるようにします。"
    first, second, third = repeated([TEXT, TEXT.replace("、", "\n"), other])
    assert (first, third) == (1, 1)
    assert second < 1
