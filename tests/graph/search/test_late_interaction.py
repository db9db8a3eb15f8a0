"""Late interaction: each word of a question votes with its best match."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.japanese import tokens
from graph.search.late_interaction import Said, SoftMatch, said
from graph.search.text_index import Field
from graph.search.word_neighbours import WordNeighbours
from graph.search.word_vectors import word_vectors
from ontology.loader import thesaurus

TEXTS = (
    "火災のときに消防へ知らせます。",
    "児童の学習を支えます。",
    "契約書の印刷と郵送をなくします。",
    "店舗で使える地域の通貨です。",
    "会議の記録を作ります。会議の記録を公開します。",
)
WORDS = sorted({word for text in TEXTS for word in tokens(text)} | {"火事", "勉強", "ξψω"})


def field(texts: Sequence[str] = TEXTS) -> Field:
    """Return the index of texts by their words."""
    return Field.build([tokens(text) for text in texts])


@pytest.fixture(scope="module")
def soft() -> SoftMatch:
    index = field()
    return SoftMatch(index, WordNeighbours(word_vectors(), index.vocabulary))


@pytest.mark.parametrize(("question", "best"), [("火事", 0), ("勉強", 1), ("お店", 3), ("議事", 4)])
def test_a_word_finds_what_means_the_same(soft: SoftMatch, question: str, best: int) -> None:
    assert SoftMatch(field()).scores(said(question)).max() == 0  # no unit holds the word itself
    assert int(soft.scores(said(question)).argmax()) == best


def test_another_way_to_say_it_counts_less_than_the_word_and_never_twice() -> None:
    match = SoftMatch(field())
    word, others = ("印刷",), (("会議", "記録"), ("会議",))
    own, other = match.scores([Said(word, others)])[[2, 4]]
    assert own > other > 0
    assert match.scores([Said(word, others[:1])])[4] == pytest.approx(other)


def test_without_neighbours_a_word_matches_itself_and_the_thesaurus() -> None:
    match = SoftMatch(field())
    assert match.scores(said("議事録", thesaurus()))[4] > 0  # 会議録, 会議の記録
    assert match.scores(said("議事録")).max() == 0


def test_words_that_carry_no_subject_say_nothing() -> None:
    assert said("どういうことですか、教えてください") == []
    assert said("何の記録ですか") == [Said(("記録",))]


def test_what_the_thesaurus_knows_is_one_thing_with_its_other_names() -> None:
    (one,) = said("スマホ", thesaurus())
    assert one.words == ("スマホ",)
    assert tuple(tokens("スマートフォン")) in one.others


@given(words=st.lists(st.sampled_from(WORDS), max_size=6))
@settings(max_examples=50, deadline=None)
def test_saying_more_never_lowers_a_score_and_order_does_not_matter(soft: SoftMatch, words: list[str]) -> None:
    query = [Said((word,)) for word in dict.fromkeys(words)]
    scores = soft.scores(query)
    assert (scores >= 0).all()
    np.testing.assert_allclose(scores, soft.scores(query[::-1]), rtol=1e-5, atol=1e-6)
    assert (soft.scores([*query, Said(("会議",))]) >= scores - 1e-5).all()


def test_neighbours_only_add(soft: SoftMatch) -> None:
    query = said("児童の勉強と会議")
    assert (soft.scores(query) >= SoftMatch(field()).scores(query) - 1e-5).all()


def test_nothing_said_or_no_units_score_nothing(soft: SoftMatch) -> None:
    assert soft.scores([]).tolist() == [0] * len(TEXTS)
    assert SoftMatch(field([])).scores([Said(("会議",))]).tolist() == []


def test_fifty_thousand_units_are_scored_in_time() -> None:
    index = field([TEXTS[i % len(TEXTS)] for i in range(50_000)])
    match = SoftMatch(index, WordNeighbours(word_vectors(), index.vocabulary))
    query = said("火事のときに子どもの勉強と契約の会議をどう支えるのか", thesaurus())
    times = []
    for _ in range(5):
        start = time.perf_counter()
        match.scores(query)
        times.append(time.perf_counter() - start)
    assert sorted(times)[2] < 0.5  # some 20 milliseconds on a quiet machine
