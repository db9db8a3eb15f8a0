from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import ModelUnavailable
from graph.search.embedding import Embedder
from graph.search.embedding_model import embedding_model
from graph.search.text_index import TextIndex
from graph.search.word_vectors import word_hash, word_vectors
from tests.graph.conftest import TEXTS


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


def similarity(embedder: Embedder, one: str, other: str) -> float:
    return float((embedder.query(one) @ embedder.documents([other]).T)[0, 0])


@given(st.text(min_size=1, max_size=40))
@settings(deadline=None)  # the first word waits for the import
def test_words_are_kept_under_spacys_keys(word: str) -> None:
    from spacy.strings import hash_string

    assert word_hash(word) == hash_string(word)


def test_the_package_carries_what_is_written_of_it() -> None:
    words = word_vectors()
    assert len(words) == 480_443
    assert words.vectors.shape == (20_000, 300)
    assert words.row("高齢者") is not None or words.row("高齢") is not None
    assert words.row("ぬ゛ゑ〆〇〆ゑ") is None


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("スマホ", "スマートフォン", "避難所"),
        ("お年寄り", "高齢者", "電子契約"),
        ("学童", "放課後の児童", "税金"),
        ("税金の支払い", "市税の納付", "児童の見守り"),
        ("申込み", "申請", "避難"),
    ],
)
def test_words_of_like_meaning_are_near(embedder: Embedder, word: str, near: str, far: str) -> None:
    assert similarity(embedder, word, near) > similarity(embedder, word, far) + 0.15
    assert similarity(embedder, word, near) > 0.4


@given(texts=st.lists(st.sampled_from([text for _, text in TEXTS]) | st.text(max_size=20), min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_a_vector_does_not_depend_on_its_company(embedder: Embedder, texts: list[str]) -> None:
    together = embedder.documents(texts)
    alone = np.concatenate([embedder.documents([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-6)
    lengths = np.linalg.norm(together, axis=1)
    assert all(abs(length - 1) < 1e-4 or length == 0 for length in lengths)


def test_the_shared_direction_is_gone_and_comes_back() -> None:
    texts = [f"{label}、第{number}号。{text}" for number in range(10) for label, text in TEXTS]
    rarity = TextIndex.build(texts).words.rarity
    embedder = Embedder()
    vectors = embedder.fit_to(texts, rarity)
    assert embedder.component is not None
    assert np.abs(vectors @ embedder.component.T).max() < 1e-5
    assert np.linalg.norm(vectors.mean(axis=0)) < 0.5  # without it, all texts look alike
    again = Embedder()
    again.fit(rarity, embedder.component)
    np.testing.assert_allclose(again.documents(texts[:5]), vectors[:5], atol=1e-5)
    np.testing.assert_allclose(again.query(texts[7]), vectors[7:8], atol=1e-5)


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="フォルダーを確かめて"):
        Embedder(embedding_model(str(tmp_path / "none")))
    (tmp_path / "modules.json").write_text("[")
    with pytest.raises(ModelUnavailable):
        Embedder(embedding_model(str(tmp_path)))
