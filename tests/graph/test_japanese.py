from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.japanese import ERAS, era_long, era_short, fold, kanji_number, ngrams, tokens, widths, years

japanese = st.text(st.sampled_from("市計画の避難所スマホ教室ｱｲＡＩ012０１①、。 　\n～－·ー"), max_size=40)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ＡＩ－ＯＣＲ", "AI-OCR"), ("引っ越し", "引越し"), ("スマ－トフォン", "スマ-トフォン"), ("ｽﾏﾎ", "スマホ")],
)
def test_spellings_give_the_same_tokens(one: str, other: str) -> None:
    assert tokens(one) == tokens(other) != []


def test_particles_and_marks_are_no_tokens() -> None:
    assert tokens("計画（案）の目標は、高い です。") == ["計画", "案", "目標", "高い"]


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_has_tokens_and_bigrams(text: str) -> None:
    assert all(token and token == token.casefold() for token in tokens(text))
    assert all(len(gram) == 2 for gram in ngrams(text))
    assert len(ngrams(text)) == max(len(fold(text)) - 1, 0)


def test_a_text_longer_than_sudachi_takes_is_read_whole() -> None:
    assert tokens("避難所" * 20_000).count("避難") >= 19_990


def test_threads_get_the_same_tokens() -> None:
    texts = ["避難の手助け", "スマートフォン教室", "電子契約の導入"] * 50
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(tokens, texts)) == [tokens(text) for text in texts]


@given(japanese)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFKC", text.replace("①", ""))) == fold(text.replace("①", ""))


@given(st.integers(1900, 2099))
def test_years_read_what_is_printed(year: int) -> None:
    for printed in (era_short(year), era_long(year), f"{year}年度", f"（{year}）"):
        assert [mention.year for mention in years(printed)] == [year]


@pytest.mark.parametrize(("text", "year"), [("令和元年度", 2019), ("昭和六十四年", 1989), ("Ｈ２８", 2016)])
def test_years_of_eras(text: str, year: int) -> None:
    assert [mention.year for mention in years(text)] == [year]


@given(st.integers(1, 99))
def test_kanji_numbers(number: int) -> None:
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    written = ("" if not tens else ("" if tens == 1 else digits[tens]) + "十") + (digits[ones] if ones else "")
    assert kanji_number(written) == kanji_number(str(number)) == number


def test_circled_numbers_stay() -> None:
    assert widths("①Ａ") == "①A"
    assert max(ERAS.values()) == 2018
