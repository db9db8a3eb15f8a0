"""The little town with more of it: plans that follow one another, groups with goals, indicators to compare."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from graph.search.search_unit import SearchUnit
from graph.search.searcher import Searcher
from graph.search.text_index import TextIndex
from ontology import terms as t
from ontology.thesaurus import thesaurus
from service.answering.engine import Answerer
from service.select_rows import select
from tests import small_graph as small
from tests.service.answering import conftest as town

SAID = {
    "follows": "海辺市DX推進計画は、海辺市ICT計画を引き継ぐ計画です。",
    "calm": "基本取組2 安心な暮らし 目標：9、11",
    "gate": "重点事業① 市役所の入口 窓口のオンライン申請",
    "maps": "2-1-(3) 紙の地図の配布 担当 都市整備課 終了 「地図情報の公開」に統合する。",
    "named": "避難の手助け 旧名称 要援護者の台帳",
    "list": "名簿の登録者数 R8 100人 R9 200人 R10 300人",
    "drill": "訓練の参加者数 R8 150人 R9 180人 R10 220人",
    "class": "講座の参加者数 市民課 R8 30人 R9 30人 デジタル推進課 R8 50人 R9 60人",
    "duty": "第5条 会長は、会議を代表する。副会長は、会長を助け、会長が欠けたときはその職務を代わって行う。",
    "pick": "第3条 委員は、市長が委嘱する。",
}
_TEXT = "\n".join(SAID.values())
_SECOND = small.iri("document/続き-md")
_CALM, _GATE = (
    small.iri("frame/海辺市DX推進計画/measure/安心な暮らし"),
    small.iri("frame/海辺市DX推進計画/priority/市役所の入口"),
)
_MAPS = small.iri("project/海辺市ICT計画/紙の地図の配布")
_SDG = "http://metadata.un.org/sdg/"
TARGETS = {
    ("list", "名簿の登録者数", "", small.P10): {2026: "100人", 2027: "200人", 2028: "300人"},
    ("drill", "訓練の参加者数", "", small.P10): {2026: "150人", 2027: "180人", 2028: "220人"},
    ("class", "講座の参加者数", "市民課", small.P1): {2026: "30人", 2027: "30人"},
    ("class", "講座の参加者数", "デジタル推進課", small.P1): {2026: "50人", 2027: "60人"},
}


def _passage(name: str) -> str:
    start = 20_000 + _TEXT.index(SAID[name])
    return small.iri(f"passage/続き-md/{start}-{start + len(SAID[name])}")


def _statements() -> Iterator[tuple[str, str, str, object]]:
    """Yield (passage name, subject, predicate, object): an object of type ox.NamedNode is a thing."""
    thing = ox.NamedNode
    yield "follows", small.PLAN, t.REPLACES, thing(small.OLD)
    for said, frame, kind, label, number in (
        ("calm", _CALM, t.MEASURE, "安心な暮らし", "2"),
        ("gate", _GATE, t.PRIORITY, "市役所の入口", "①"),
    ):
        yield said, frame, t.TYPE, thing(kind)
        yield said, frame, t.LABEL, label
        yield said, frame, t.NUMBER, number
        yield said, frame, t.IN_PLAN, thing(small.PLAN)
    yield "calm", small.GROUP, t.IN_PLAN, thing(small.PLAN)
    for goal in (9, 11):
        yield "calm", _CALM, t.SDG_RELATION, thing(f"{_SDG}{goal}")
    for project in (small.P2, small.P10):
        yield "calm", project, t.GROUP, thing(_CALM)
    yield "gate", small.P1, t.GROUP, thing(_GATE)
    yield "maps", _MAPS, t.TYPE, thing(t.PROJECT)
    yield "maps", _MAPS, t.LABEL, "紙の地図の配布"
    yield "maps", _MAPS, t.NUMBER, "2-1-(3)"
    yield "maps", _MAPS, t.IN_PLAN, thing(small.OLD)
    yield "maps", _MAPS, t.STATUS, "終了"
    yield "maps", _MAPS, t.REMARK, "「地図情報の公開」に統合する。"
    yield "maps", _MAPS, t.RESPONSIBLE, thing(small.iri("unit/都市整備課"))
    yield "named", small.P10, t.OLD_NAME, "要援護者の台帳"
    for (said, label, unit, project), row in TARGETS.items():
        indicator = small.iri(f"indicator/{label}/{unit}")
        yield said, project, t.HAS_INDICATOR, thing(indicator)
        yield said, indicator, t.TYPE, thing(t.INDICATOR)
        yield said, indicator, t.LABEL, label
        yield said, indicator, t.INDICATOR_KIND, "output"
        yield said, indicator, t.IN_PLAN, thing(small.PLAN)
        if unit:
            yield said, indicator, t.BREAKDOWN, unit
        for year, value in row.items():
            target = f"{indicator}/{year}"
            yield said, target, t.TYPE, thing(t.TARGET)
            yield said, target, t.OF_INDICATOR, thing(indicator)
            yield said, target, t.FISCAL_YEAR, thing(small.iri(f"year/{year}"))
            yield said, target, t.VALUE, value
            yield said, target, t.NUMERIC_VALUE, int(value[:-1])
    for name, text in SAID.items():
        yield _SECOND, _passage(name), t.TYPE, thing(t.PASSAGE)
        yield _SECOND, _passage(name), t.IS_PART_OF, thing(_SECOND)
        yield _SECOND, _passage(name), t.QUOTE, text
        yield _SECOND, _passage(name), t.LOCATOR, "5ページ"


def answerer() -> Answerer:
    """Return an answerer over the town and what is added here, without vectors."""
    store = town._store()
    for graph, subject, prop, value in _statements():
        name = ox.NamedNode(_passage(graph) if graph in SAID else graph)
        term = value if isinstance(value, ox.NamedNode) else ox.Literal(value if isinstance(value, int) else str(value))
        triple = (ox.NamedNode(subject), ox.NamedNode(prop), term)
        store.add(ox.Quad(*triple, name))
        store.add(ox.Quad(*triple, ox.DefaultGraph()))
    said = [
        SearchUnit(_passage(n), "passage", t.PASSAGE, text[:12], text, text, _passage(n), "続き.md", "5ページ")
        for n, text in SAID.items()
    ]
    units = [*town._units(), *said]
    searcher = Searcher(units, TextIndex.build([unit.text for unit in units]), thesaurus=thesaurus())
    return Answerer.over(
        lambda query: list(select(store, query)),
        lambda query, kind, limit: searcher.search(query, kind=kind, limit=limit),
    )
