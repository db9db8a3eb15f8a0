from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from graph.errors import VectorsPending
from graph.search.embedding import Vectors
from graph.search.embedding_cache import Embedded


class Model:
    """Counts what it embeds: a text's vector is made of its first letters."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return np.array([[len(text), ord(text[0]), ord(text[-1])] for text in texts], dtype=np.float32)


def silent(done: int, total: int) -> None:
    return None


@pytest.fixture
def held(tmp_path: Path) -> Embedded:
    return Embedded(tmp_path / "embeddings" / "m.sqlite3")


def test_a_text_is_embedded_once_whatever_stands_beside_it(held: Embedded, tmp_path: Path) -> None:
    model = Model()
    texts = [f"第{number}号" for number in range(40)]
    told: list[tuple[int, int]] = []
    first = held.vectors([*texts, texts[0]], model, lambda done, total: told.append((done, total)))
    assert sorted(model.embedded) == sorted(texts)
    assert told[0] == (0, 40) and told[-1] == (40, 40) and told == sorted(told)
    np.testing.assert_array_equal(first[0], first[40])
    again = Embedded(tmp_path / "embeddings" / "m.sqlite3").vectors(["新しい", *reversed(texts)], model, silent)
    assert model.embedded[40:] == ["新しい"]
    np.testing.assert_array_equal(again[1:], first[39::-1])
    assert held.vectors([], model, silent).shape[0] == 0


def test_who_gives_up_goes_on_where_he_was(held: Embedded) -> None:
    model = Model()
    texts = [f"第{number}号" for number in range(50)]

    def give_up(done: int, total: int) -> None:
        if done:
            raise VectorsPending

    with pytest.raises(VectorsPending):
        held.vectors(texts, model, give_up)
    assert 0 < len(model.embedded) < 50
    held.vectors(texts, model, silent)
    assert sorted(model.embedded) == sorted(texts)


def test_what_no_revision_says_is_deleted(held: Embedded, tmp_path: Path) -> None:
    model = Model()
    held.vectors(["甲", "乙", "丙"], model, silent)
    held.keep_only(["乙"])
    held.vectors(["甲", "乙"], model, silent)
    assert model.embedded[3:] == ["甲"]
    held.keep_only([])
    assert not list((tmp_path / "embeddings").iterdir())


def test_a_damaged_file_is_begun_anew(held: Embedded, tmp_path: Path) -> None:
    model = Model()
    expected = held.vectors(["甲", "乙"], model, silent)
    (tmp_path / "embeddings" / "m.sqlite3").write_bytes(b"garbage" * 1000)
    np.testing.assert_array_equal(held.vectors(["甲", "乙"], model, silent), expected)
    (tmp_path / "embeddings" / "m.sqlite3").write_bytes(b"garbage" * 1000)
    held.keep_only(["甲"])
    assert not list((tmp_path / "embeddings").iterdir())
