"""Texts by their pieces: the index finds what reading every text finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.answering.language.substring_index import Substrings

_LETTERS = "あいう計画\0aΣ𠮷\U0010ffff"
_TEXTS = st.lists(st.text(_LETTERS, max_size=12), max_size=20)


@given(_TEXTS, st.text(_LETTERS, max_size=6))
def test_a_piece_is_found_in_exactly_the_texts_that_hold_it(texts: list[str], piece: str) -> None:
    found = Substrings(texts)
    holding = [number for number, text in enumerate(texts) if piece in text]
    assert found.holding(piece).tolist() == holding
    assert found.count(piece) == len(holding)


@given(_TEXTS.filter(any), st.data())
def test_a_piece_of_a_text_is_found_there(texts: list[str], data: st.DataObject) -> None:
    number, text = data.draw(st.sampled_from([pair for pair in enumerate(texts) if pair[1]]))
    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin + 1, len(text)))
    assert number in Substrings(texts).holding(text[begin:end])


def test_nothing_is_found_across_two_texts() -> None:
    assert Substrings(["道路", "公園"]).holding("路公").tolist() == []


def test_many_places_are_each_text_once() -> None:
    texts = ["区" * 50] * 100 + ["町"]
    assert Substrings(texts).holding("区").tolist() == list(range(100))
