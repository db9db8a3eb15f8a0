from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.search.text_index import Field, TextIndex
from tests.graph.conftest import TEXTS

terms = st.sampled_from(["市", "計画", "事業", "課", "避難", "税"])
collections = st.lists(st.lists(terms, max_size=12), min_size=1, max_size=8)


def plain_bm25(texts: list[list[str]], query: list[str]) -> list[float]:
    """The formula as the book has it, a unit at a time."""
    mean = max(sum(map(len, texts)) / len(texts), 1.0)
    found = []
    for text in texts:
        counts, score = Counter(text), 0.0
        for term in set(query):
            frequency = sum(term in other for other in texts)
            rarity = math.log(1 + (len(texts) - frequency + 0.5) / (frequency + 0.5))
            score += rarity * counts[term] * 2.2 / (counts[term] + 1.2 * (0.25 + 0.75 * len(text) / mean))
        found.append(score)
    return found


@given(collections, st.lists(terms, max_size=6))
def test_scores_are_those_of_bm25(texts: list[list[str]], query: list[str]) -> None:
    assert Field.build(texts).scores(query).tolist() == pytest.approx(plain_bm25(texts, query), rel=1e-4, abs=1e-6)


@given(collections, st.lists(terms, max_size=6))
def test_a_unit_scores_where_it_holds_a_word_of_the_query(texts: list[list[str]], query: list[str]) -> None:
    scores = Field.build(texts).scores(query)
    assert [score > 0 for score in scores] == [bool(set(text) & set(query)) for text in texts]


@given(texts=st.lists(st.text(max_size=60), max_size=6), query=st.text(max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_a_saved_index_is_the_same(tmp_path: Path, texts: list[str], query: str) -> None:
    index = TextIndex.build(texts)
    index.save(tmp_path / "text")
    again = TextIndex.load(tmp_path / "text")
    for mine, read in ((index.words, again.words), (index.grams, again.grams)):
        assert mine.vocabulary == read.vocabulary
        np.testing.assert_array_equal(mine.scores(list(query)), read.scores(list(query)))


def test_rare_words_weigh_more() -> None:
    index = TextIndex.build([f"{label}\n{text}" for label, text in TEXTS])
    assert index.words.rarity("議事") > index.words.rarity("電子") > 0
    assert index.words.rarity("宇宙") == 0


def test_an_index_holds_no_code(tmp_path: Path) -> None:
    TextIndex.build(["避難の手助け"]).save(tmp_path)
    np.savez(tmp_path / "words.npz", starts=np.array([object()]), units=np.zeros(1), weights=np.zeros(1))
    with pytest.raises(ValueError, match="pickle"):
        TextIndex.load(tmp_path)
