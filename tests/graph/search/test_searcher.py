from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.revisions.repository import OpenRevision, Repository
from graph.search.searcher import Searcher
from graph.search.text_index import TextIndex
from ontology.loader import thesaurus
from tests.graph.conftest import TEXTS, sample_quads, sample_units, unit


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    units = sample_units()
    return Searcher(units, TextIndex.build([u.text for u in units]), thesaurus=thesaurus())


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("電子契約", "電子契約の導入"),
        ("押印をやめる事業は？", "電子契約の導入"),
        ("議事録", "会議の記録の作成"),
        ("ﾆ次元ｺｰﾄﾞ", "地方税の電子納付"),  # widths and a letter that looks like another
        ("お年寄り", "スマートフォン教室の開催"),  # by the thesaurus
        ("学童", "放課後児童ホームの入退室管理"),
    ],
)
def test_japanese_is_found_without_a_model(searcher: Searcher, query: str, label: str) -> None:
    assert not searcher.has_vectors
    assert searcher.search(query, limit=1)[0].unit.label == label


@given(query=st.text(max_size=30), kind=st.sampled_from([None, "entity", "passage"]), limit=st.integers(-1, 20))
@settings(max_examples=100, deadline=None)
def test_hits_are_few_sorted_and_above_zero(searcher: Searcher, query: str, kind: str | None, limit: int) -> None:
    hits = searcher.search(query, kind=kind, limit=limit)
    assert len(hits) <= max(limit, 0)
    assert all(hit.score > 0 for hit in hits)
    assert all(kind in (None, hit.unit.kind) for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits == searcher.search(query, kind=kind, limit=limit)


@pytest.mark.parametrize("query", ["", "　", "？！", "ξψω"])
def test_nothing_is_found_for_nothing(searcher: Searcher, query: str) -> None:
    assert searcher.search(query) == []


def test_every_text_finds_itself_first(revision: OpenRevision) -> None:
    for label, text in TEXTS:
        assert revision.searcher.search(text, kind="entity")[0].unit.label == label


def test_vectors_find_what_no_word_finds(revision: OpenRevision, searcher: Searcher) -> None:
    query = "パソコンで行う署名"
    assert all(hit.unit.label != "電子契約の導入" for hit in searcher.search(query))
    assert "電子契約の導入" in {hit.unit.label for hit in revision.searcher.search(query, kind="entity", limit=3)}


def test_unknown_words_find_nothing_with_vectors_either(revision: OpenRevision) -> None:
    assert revision.searcher.has_vectors
    assert revision.searcher.search("ξψωζ") == []


def test_threads_get_the_same_hits(revision: OpenRevision) -> None:
    queries = [text for _, text in TEXTS] * 5
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(revision.searcher.search, queries))
    assert found == [revision.searcher.search(query) for query in queries]


def test_five_thousand_units_are_searched_in_time(plain: Repository) -> None:
    units = [unit(i, f"{label}{i}", text * 4) for i, (label, text) in enumerate(TEXTS * 834)]
    plain.publish(sample_quads(), units)
    searcher = plain.open().searcher
    searcher.search("避難")
    times = []
    for _ in range(20):
        start = time.perf_counter()
        searcher.search("災害のときに地域で避難を支える事業は？")
        times.append(time.perf_counter() - start)
    assert sorted(times)[10] < 0.05  # a few milliseconds on a quiet machine
