from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from graph.durable_files import writer_lock
from graph.errors import PublishLocked, VectorsDamaged
from graph.revisions.repository import Repository
from graph.search.vector_index import Probe, VectorIndex, delete, names
from tests.graph.conftest import TEXTS, sample_quads, sample_units


def some(count: int, seed: int = 0) -> np.ndarray:
    found = np.random.default_rng(seed).normal(size=(count, 20)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def test_the_nearest_are_found_with_their_similarity(tmp_path: Path) -> None:
    vectors = some(5_200)  # more than one batch
    index = VectorIndex.build(tmp_path, "r-1.x", vectors)
    assert len(index) == len(vectors)
    query = some(1, seed=9)
    exact = (vectors @ query.T).ravel()
    found = index.search(query, 10)
    assert [position for position, _ in found] == np.argsort(-exact)[:10].tolist()
    assert [similarity for _, similarity in found] == pytest.approx(np.sort(exact)[::-1][:10].tolist(), abs=1e-4)
    assert VectorIndex.open(tmp_path, "r-1.x", 5_200).search(query, 10) == found
    assert Probe(tmp_path, "r-1.x").succeeds()


def test_what_is_missing_or_short_is_told(tmp_path: Path) -> None:
    with pytest.raises(VectorsDamaged):
        VectorIndex.open(tmp_path / "none", "r-1.x", 1)
    VectorIndex.build(tmp_path, "r-1.x", some(4))
    with pytest.raises(VectorsDamaged):
        VectorIndex.open(tmp_path, "r-2.x", 4)
    with pytest.raises(VectorsDamaged, match="5件のうち4件"):
        VectorIndex.open(tmp_path, "r-1.x", 5)
    assert not Probe(tmp_path, "r-2.x").succeeds()


def test_no_vectors_find_nothing(tmp_path: Path) -> None:
    index = VectorIndex.build(tmp_path, "r-1.x", np.zeros((0, 20), np.float32))
    assert index.search(some(1), 3) == []


def test_a_collection_is_deleted(tmp_path: Path) -> None:
    for name in ("r-1.x", "r-1.y", "r-2.x"):
        VectorIndex.build(tmp_path, name, some(3))
    delete(tmp_path, "r-2.x")
    delete(tmp_path, "r-3.x")  # which nobody wrote
    assert sorted(names(tmp_path)) == ["r-1.x", "r-1.y"]
    with pytest.raises(VectorsDamaged):
        VectorIndex.open(tmp_path, "r-2.x", 3)


@pytest.fixture
def damaged(vector_data: Path, tmp_path: Path) -> Path:
    """A copy of the data folder, to be damaged."""
    return Path(shutil.copytree(vector_data, tmp_path / "copy"))


@pytest.mark.parametrize("damage", ["gone", "garbage", "direction"])
def test_damaged_vectors_are_built_again(damaged: Path, damage: str) -> None:
    chroma = damaged / "chroma"
    if damage == "gone":
        shutil.rmtree(chroma)
    elif damage == "garbage":
        for path in chroma.rglob("*"):
            if path.is_file():
                path.write_bytes(b"garbage")
    else:
        next(chroma.glob("*.npy")).unlink()
    repository = Repository(damaged)
    opened = repository.open()
    assert opened.searcher.search("電子契約")  # by text
    assert repository.attach_vectors(opened)
    label, text = TEXTS[2]
    assert opened.searcher.search(text)[0].unit.label == label
    assert len(list(chroma.glob("*.npy"))) == 1
    again = repository.open()
    assert repository.attach_vectors(again)
    assert again.searcher.search(text) == opened.searcher.search(text)


def test_while_someone_publishes_search_goes_on_by_text(damaged: Path) -> None:
    shutil.rmtree(damaged / "chroma")
    repository = Repository(damaged)
    opened = repository.open()
    with writer_lock(damaged / "LOCK"), pytest.raises(PublishLocked):
        repository.attach_vectors(opened)
    assert not opened.searcher.has_vectors
    assert opened.searcher.search("電子契約")


def test_a_reader_keeps_its_vectors_when_another_revision_comes(damaged: Path) -> None:
    repository = Repository(damaged)
    opened = repository.open()
    repository.attach_vectors(opened)
    before = opened.searcher.search(TEXTS[2][1])
    repository.publish(sample_quads("（変更）"), sample_units()[:3])
    assert opened.searcher.search(TEXTS[2][1]) == before
    newer = repository.open()
    assert repository.attach_vectors(newer)
    assert len(newer.searcher.units) == 3


def test_a_publish_that_is_killed_leaves_the_old_vectors(damaged: Path) -> None:
    repository = Repository(damaged)
    old = repository.open()
    repository.attach_vectors(old)
    command = [sys.executable, "-m", "tests.graph.revisions.crash", str(damaged), "版を切り替えています", "vectors"]
    root = Path(__file__).resolve().parent.parent.parent.parent
    assert subprocess.run(command, cwd=root, check=False, timeout=120).returncode == -signal.SIGKILL
    opened = repository.open()
    assert opened.info == old.info
    assert repository.attach_vectors(opened)
    assert opened.searcher.search(TEXTS[2][1]) == old.searcher.search(TEXTS[2][1])
    repository.publish(sample_quads("（もう一つ）"), sample_units()[:4])
    assert len(list((damaged / "chroma").glob("*.npy"))) == 2  # the old and the new: nothing is left of the killed one


def test_without_vectors_there_is_nothing_to_attach(plain: Repository, tmp_path: Path) -> None:
    plain.publish(sample_quads(), sample_units())
    assert not plain.attach_vectors(plain.open())
    assert not (tmp_path / "data" / "chroma").exists()
