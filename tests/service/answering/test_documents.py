"""The two real documents, where they lie beside the repository: answers, their quotes, their pace."""

from __future__ import annotations

import statistics
from collections.abc import Callable

import pyoxigraph as ox
import pytest

from graph.japanese import fold
from graph.search.searcher import Searcher
from graph.search.text_index import TextIndex
from ontology.thesaurus import thesaurus
from service.answering.answer import Status
from service.answering.engine import Answerer
from service.select_rows import select
from tests import city

pytestmark = city.marks


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    """An answerer over the documents, without vectors."""
    built = city.build()
    store = ox.Store()
    store.extend(built.quads)
    store.extend(ox.Quad(*quad.triple, ox.DefaultGraph()) for quad in built.quads)
    searcher = Searcher(built.units, TextIndex.build([unit.text for unit in built.units]), thesaurus=thesaurus())
    return Answerer.over(
        lambda query: list(select(store, query)),
        lambda query, kind, limit: searcher.search(query, kind=kind, limit=limit),
    )


QUESTIONS: list[tuple[str, Callable[[list[str | None]], bool]]] = [
    ("資産税課が担当する新計画の事業は？", lambda found: len(found) == 2),
    ("前計画のテレワークは何課が担当でしたか", lambda found: found == ["人事課"]),
    ("重点事業を全部教えて", lambda found: len(found) == 3),
    ("新計画で新規の事業は何件ですか", lambda found: found == ["13"]),
    ("新規カード交付の目標が一番多いのは何年度", lambda found: found == ["令和8年度"]),
    ("プリンタは令和9年度に何台減らす目標？", lambda found: found == ["64台"]),
    ("ゴール16に関係する基本取組は？", lambda found: len(found) == 2),
    ("調整部会のリーダーは誰", lambda found: "課長代理" in str(found[0])),
    ("新規事業のうち消防管理課が担当するもの", lambda found: len(found) == 1),
    ("救急出動の年間件数は？", lambda found: found == ["約1.1万件"]),
    ("登記課税連携システムが本稼働するのは何年度", lambda found: found == ["令和8年度"]),
    ("新計画の③-1ってどんな名前の事業ですか", lambda found: found == ["職員のデジタル推進力の向上"]),
    ("事業番号3-6は何という事業？", lambda found: "新聞記事" in str(found[0])),
    ("図書館の事業は前計画と新計画あわせて何件？", lambda found: found == ["5"]),
    ("手数料等のキャッシュレス化による利便性の向上は令和11年度に何をしますか", lambda found: "次期" in str(found[0])),
]


@pytest.mark.parametrize(("question", "right"), QUESTIONS, ids=[question for question, _ in QUESTIONS])
def test_answers_are_right_and_quoted(
    answerer: Answerer, question: str, right: Callable[[list[str | None]], bool]
) -> None:
    answer = answerer.ask(question)
    assert answer.status is Status.ANSWERED
    assert right([item.value or item.label for item in answer.items])
    texts = [fold(path.read_text(encoding="utf-8")) for path in city.FOLDER.glob("*.txt")]
    assert answer.citations
    assert all(any(fold(citation.quote) in text for text in texts) for citation in answer.citations)


def test_an_answer_takes_little_time(answerer: Answerer) -> None:
    times = [answerer.ask(question).took_ms for question, _ in QUESTIONS]
    assert statistics.median(times) < 100
