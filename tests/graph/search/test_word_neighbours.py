"""Words near other words, by the installed word vectors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.japanese import tokens
from graph.search.word_neighbours import WordNeighbours
from graph.search.word_vectors import word_vectors

VOCABULARY = tuple(dict.fromkeys(tokens("高齢者の税の納付、火災と消防、児童の学習、路線のバス、店舗、ξψω")))


@pytest.fixture(scope="module")
def neighbours() -> WordNeighbours:
    return WordNeighbours(word_vectors(), VOCABULARY)


@pytest.mark.parametrize(
    ("word", "official"),
    [("お年寄り", "高齢"), ("税金", "税"), ("火事", "火災"), ("勉強", "学習"), ("お店", "店舗"), ("子ども", "児童")],
)
def test_the_official_word_is_the_nearest_to_an_everyday_one(
    neighbours: WordNeighbours, word: str, official: str
) -> None:
    assert neighbours.near(word, limit=1, least=0.4)[0][0] == official


def test_unknown_words_and_none_have_no_neighbours(neighbours: WordNeighbours) -> None:
    assert neighbours.near("ξψωζ", least=0.1) == []
    assert neighbours.near("", least=0.1) == []
    assert neighbours.similarities([]).shape == (0, len(VOCABULARY))


@given(word=st.sampled_from(["税金", "火事", "子ども", "引っ越し手続", "バス停"]), limit=st.integers(0, 8))
@settings(max_examples=30, deadline=None)
def test_neighbours_are_few_sorted_and_never_the_word_itself(word: str, limit: int) -> None:
    found = WordNeighbours(word_vectors(), VOCABULARY).near(word, limit, least=0.2)
    assert len(found) <= limit
    assert [near for _, near in found] == sorted((near for _, near in found), reverse=True)
    assert all(near >= 0.2 for _, near in found)
    assert not {other for other, _ in found} & set(tokens(word))


def test_a_word_is_like_itself_and_no_more(neighbours: WordNeighbours) -> None:
    found = neighbours.similarities(list(VOCABULARY))
    known = found.diagonal() > 0
    assert known.sum() >= len(VOCABULARY) - 2
    assert np.allclose(found.diagonal()[known], 1, atol=1e-4)
    assert found.max() < 1.001
