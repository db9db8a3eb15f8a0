"""A little town's graph with one thing of every kind, and an answerer over it: real store, real text search."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from graph.search.search_unit import SearchUnit
from graph.search.searcher import Searcher
from graph.search.text_index import TextIndex
from ontology import terms as t
from ontology.thesaurus import thesaurus
from service.answering.conversation.sessions import Sessions
from service.answering.engine import Answerer
from service.select_rows import select
from tests import small_graph as small

SAID = {
    "council": "第2条 海辺市情報化会議は、6名の委員で組織する。委員の任期は、3年とする。ただし、再任することができる。",
    "office": "第9条 情報化会議の庶務は、情報担当課において処理する。",
    "chair": "第4条 情報化会議に会長を置き、総務部長を充てる。",
    "term": "オープンデータ：だれでも自由に使える形で公開されたデータのこと。",
    "event": "平成15年 ・市のホームページ開設 ・図書予約のインターネット受付開始",
    "figure": "市民アンケートで「手続に時間がかかる」と答えた人は41.5%でした。",
    "state": "地図は紙でしか配っておらず、写しを取りに来る人が多い。",
    "common": "共通事項① やさしい案内の徹底",
    "print": "1-3 地図の印刷 担当 市民課 継続",
}
_TEXT = "\n".join(SAID.values())
_DOCUMENT = small.iri("document/計画-md")


def _passage(name: str) -> str:
    start = 10_000 + _TEXT.index(SAID[name])
    return small.iri(f"passage/計画-md/{start}-{start + len(SAID[name])}")


def _statements() -> Iterator[tuple[str, str, str, object]]:
    thing = ox.NamedNode
    council, post = small.iri("council/海辺市情報化会議"), small.iri("post/海辺市情報化会議/会長")
    yield "council", council, t.TYPE, thing(t.COUNCIL)
    yield "council", council, t.LABEL, "海辺市情報化会議"
    yield "council", council, t.ALT_LABEL, "情報化会議"
    yield "council", council, t.MEMBER_COUNT, "6名"
    yield "council", council, t.TERM_OF_OFFICE, "3年"
    yield "council", council, t.REAPPOINTMENT, "再任することができる"
    yield "office", council, t.SECRETARIAT, "情報担当課"
    yield "chair", post, t.TYPE, thing(t.POST)
    yield "chair", post, t.LABEL, "会長"
    yield "chair", post, t.POST_IN, thing(council)
    yield "chair", post, t.HELD_BY, "総務部長"
    yield "term", small.iri("term/オープンデータ"), t.TYPE, thing(t.TERM)
    yield "term", small.iri("term/オープンデータ"), t.LABEL, "オープンデータ"
    yield "term", small.iri("term/オープンデータ"), t.DEFINITION, "だれでも自由に使える形で公開されたデータのこと。"
    for label in ("市のホームページ開設", "図書予約のインターネット受付開始"):
        event = small.iri(f"event/2003/{label}")
        yield "event", event, t.TYPE, thing(t.EVENT)
        yield "event", event, t.LABEL, label
        yield "event", event, t.OCCURRED_IN, thing(small.iri("year/2003"))
    yield "event", small.iri("year/2003"), t.TYPE, thing(t.YEAR)
    yield "event", small.iri("year/2003"), t.LABEL, "平成15年度"
    yield "event", small.iri("year/2003"), t.NOTATION, 2003
    figure = small.iri("figure/1")
    yield "figure", figure, t.TYPE, thing(t.FIGURE)
    yield "figure", figure, t.LABEL, "手続に時間がかかる"
    yield "figure", figure, t.VALUE, "41.5%"
    yield "figure", figure, t.UNIT_OF_MEASURE, "%"
    yield "figure", figure, t.CONTEXT, "市民アンケート"
    yield "state", small.P2, t.CURRENT_STATE, SAID["state"]
    printing = small.iri("project/海辺市DX推進計画/地図の印刷")
    yield "print", printing, t.TYPE, thing(t.PROJECT)
    yield "print", printing, t.LABEL, "地図の印刷"
    yield "print", printing, t.NUMBER, "1-3"
    yield "print", printing, t.IN_PLAN, thing(small.PLAN)
    yield "print", printing, t.NOVELTY, "継続"
    yield "print", printing, t.RESPONSIBLE, thing(small.iri("unit/市民課"))
    common = small.iri("frame/海辺市DX推進計画/common/やさしい案内の徹底")
    yield "common", common, t.TYPE, thing(t.COMMON)
    yield "common", common, t.LABEL, "やさしい案内の徹底"
    yield "common", common, t.NUMBER, "①"
    yield "common", common, t.IN_PLAN, thing(small.PLAN)
    for name, text in SAID.items():
        yield _DOCUMENT, _passage(name), t.TYPE, thing(t.PASSAGE)
        yield _DOCUMENT, _passage(name), t.IS_PART_OF, thing(_DOCUMENT)
        yield _DOCUMENT, _passage(name), t.QUOTE, text
        yield _DOCUMENT, _passage(name), t.LOCATOR, "3ページ"


def _store() -> ox.Store:
    store = small.store()
    for graph, subject, prop, value in _statements():
        name = ox.NamedNode(_passage(graph) if graph in SAID else graph)
        term = value if isinstance(value, ox.NamedNode) else ox.Literal(value)  # type: ignore[arg-type]
        triple = (ox.NamedNode(subject), ox.NamedNode(prop), term)
        store.add(ox.Quad(*triple, name))
        store.add(ox.Quad(*triple, ox.DefaultGraph()))
    return store


def _units() -> list[SearchUnit]:
    said = [
        SearchUnit(_passage(n), "passage", t.PASSAGE, text[:12], text, text, _passage(n), small.DOCUMENT, "3ページ")
        for n, text in SAID.items()
    ]
    return [*small.units(), *said]


def quotes() -> list[str]:
    """Return the words of every passage of the town."""
    return [unit.quote for unit in _units() if unit.kind == "passage"]


def answerer(sessions: Sessions | None = None) -> Answerer:
    """Return an answerer over the town, without vectors."""
    store, units = _store(), _units()
    searcher = Searcher(units, TextIndex.build([unit.text for unit in units]), thesaurus=thesaurus())
    return Answerer.over(
        lambda query: list(select(store, query)),
        lambda query, kind, limit: searcher.search(query, kind=kind, limit=limit),
        sessions,
    )


@pytest.fixture(scope="session")
def town() -> Answerer:
    """An answerer over the town, shared; questions without a session leave nothing behind."""
    return answerer()


@pytest.fixture(scope="session")
def harbour() -> Answerer:
    """An answerer over the town with plans that follow one another, goals of groups and indicators to compare."""
    from tests.service.answering import harbour as more

    return more.answerer()
