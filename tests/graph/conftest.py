"""A small graph with its units, published once with vectors and once without."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.revisions.repository import OpenRevision, Repository
from graph.search.search_unit import SearchUnit
from ontology import terms

BASE = "http://example.org/id/"
TEXTS = (
    ("スマートフォン教室の開催", "高齢者を対象に、スマートフォンの使い方を学ぶ教室を開きます。"),
    ("放課後児童ホームの入退室管理", "児童が来た時刻と帰った時刻を保護者に知らせます。"),
    ("避難行動要支援者の名簿", "災害のときに一人で逃げることが難しい人を地域で支えます。"),
    ("地方税の電子納付", "市税の支払いを二次元コードで受け付けます。"),
    ("電子契約の導入", "契約書の押印と郵送をなくします。"),
    ("会議の記録の作成", "音声を文字にして、議事録を作る時間を減らします。"),
)


def unit(number: int, label: str, text: str, kind: str = "entity") -> SearchUnit:
    """Return a unit with made-up places."""
    type_ = terms.PROJECT if kind == "entity" else terms.PASSAGE
    passage = f"{BASE}passage/sample/{number}"
    iri = f"{BASE}project/{number}" if kind == "entity" else passage
    return SearchUnit(iri, kind, type_, label, f"{label}\n{text}", text, passage, "sample.md", f"{number}行目")


def sample_units() -> list[SearchUnit]:
    """Return an entity and a passage for each text."""
    found = [unit(number, *pair) for number, pair in enumerate(TEXTS)]
    return found + [unit(number, *pair, kind="passage") for number, pair in enumerate(TEXTS)]


def sample_quads(note: str = "") -> list[Quad]:
    """Return statements of which some stand in two passages."""
    label, definition = NamedNode(terms.LABEL), NamedNode(terms.DEFINITION)
    found = []
    for number, (name, text) in enumerate(TEXTS):
        subject = NamedNode(f"{BASE}project/{number}")
        for passage in (number, number + 1):
            graph = NamedNode(f"{BASE}passage/sample/{passage}")
            found.append(Quad(subject, label, Literal(name), graph))
        found.append(Quad(subject, definition, Literal(text + note), graph))
    return found


@pytest.fixture
def plain(tmp_path: Path) -> Repository:
    """An empty repository without vectors, which needs no model."""
    return Repository(tmp_path / "data", vectors=False)


@pytest.fixture(scope="session")
def vector_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one revision and its vectors."""
    folder = tmp_path_factory.mktemp("vectors")
    Repository(folder).publish(sample_quads(), sample_units())
    return folder


@pytest.fixture(scope="session")
def revision(vector_data: Path) -> OpenRevision:
    """The revision of `vector_data`, its vectors attached."""
    repository = Repository(vector_data)
    opened = repository.open()
    assert repository.attach_vectors(opened)
    return opened
