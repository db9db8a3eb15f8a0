"""A revision small enough to count by hand: two plans, five 事業, their 課, indicators and one contradiction.

The quads have the shapes of docs/ARCHITECTURE.md; every statement stands in the graph of a passage whose quote is part
of `TEXT`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from graph.search.search_unit import SearchUnit
from ontology import terms
from ontology.loader import reference_graph

BASE = "http://127.0.0.1:8000/id/"
DOCUMENT = "計画.md"
_SENTENCES = {
    "plan": "海辺市DX推進計画（案）は令和8年度から令和12年度までの計画です。",
    "old": "海辺市ICT計画は令和3年度から令和7年度までの計画でした。",
    "p1": "①-1 窓口のオンライン申請 担当 デジタル推進課、市民課 新規",
    "p2": "1-2 地図情報の公開 担当 都市整備課 継続",
    "p10": "1-10 避難の手助け（避難支援）担当 危機管理課 継続",
    "swap": "1-11 避難の手助け 担当 防災課",
    "o1": "2-1-(10) 紙の窓口申請 担当 市民課 終了 利用が少ないため",
    "o2": "2-1-(2) 統計の公開 担当 デジタル推進課 継続",
    "kpi": "オンライン申請率 % R8 20% R12 40%",
    "kpi2": "地図の閲覧数 未定（調査のあとに定める）",
    "sdg": "基本取組1 便利な窓口 はSDGsのゴール9に貢献します。",
    "succ": "窓口のオンライン申請は、紙の窓口申請を引き継ぐものです。",
}
TEXT = "\n".join(_SENTENCES.values())


def iri(path: str) -> str:
    """Return an IRI under the base."""
    return BASE + path


def passage(name: str) -> str:
    """Return the IRI of the passage of one sentence."""
    start = TEXT.index(_SENTENCES[name])
    return iri(f"passage/計画-md/{start}-{start + len(_SENTENCES[name])}")


def quote(name: str) -> str:
    """Return the words of one sentence."""
    return _SENTENCES[name]


PLAN, OLD = iri("plan/海辺市DX推進計画"), iri("plan/海辺市ICT計画")
P1 = iri("project/海辺市DX推進計画/窓口のオンライン申請")
P2 = iri("project/海辺市DX推進計画/地図情報の公開")
P10 = iri("project/海辺市DX推進計画/避難の手助け")
O1 = iri("project/海辺市ICT計画/紙の窓口申請")
O2 = iri("project/海辺市ICT計画/統計の公開")
GROUP = iri("frame/海辺市DX推進計画/measure/便利な窓口")
GOAL = "http://metadata.un.org/sdg/9"
CONFLICT = iri("conflict/number/避難の手助け")
_I1, _I2 = iri("indicator/1"), iri("indicator/2")


def _statements() -> Iterator[tuple[str, str, str, object]]:
    """Yield (passage name or graph IRI, subject, predicate, object): an object of type ox.NamedNode is a thing."""
    thing, k = ox.NamedNode, terms
    for name, plan, label, start in (("plan", PLAN, "海辺市DX推進計画", 2026), ("old", OLD, "海辺市ICT計画", 2021)):
        yield name, plan, k.TYPE, thing(k.PLAN)
        yield name, plan, k.LABEL, label
        yield name, plan, k.PERIOD_START, thing(iri(f"year/{start}"))
        yield name, plan, k.PERIOD_END, thing(iri(f"year/{start + 4}"))
    yield "plan", PLAN, k.IS_DRAFT, True
    yield "plan", PLAN, k.ALT_LABEL, "海辺市DX推進計画（案）"
    for name, project, plan, label, number, units in (
        ("p1", P1, PLAN, "窓口のオンライン申請", "①-1", ("デジタル推進課", "市民課")),
        ("p2", P2, PLAN, "地図情報の公開", "1-2", ("都市整備課",)),
        ("p10", P10, PLAN, "避難の手助け", "1-10", ("危機管理課",)),
        ("o1", O1, OLD, "紙の窓口申請", "2-1-(10)", ("市民課",)),
        ("o2", O2, OLD, "統計の公開", "2-1-(2)", ("デジタル推進課",)),
    ):
        yield name, project, k.TYPE, thing(k.PROJECT)
        yield name, project, k.LABEL, label
        yield name, project, k.NUMBER, number
        yield name, project, k.IN_PLAN, thing(plan)
        for unit in units:
            yield name, iri(f"unit/{unit}"), k.TYPE, thing(k.UNIT)
            yield name, iri(f"unit/{unit}"), k.LABEL, unit
            yield name, project, k.RESPONSIBLE, thing(iri(f"unit/{unit}"))
    yield "p1", P1, k.NOVELTY, "新規"
    yield "p2", P2, k.NOVELTY, "継続"
    yield "p10", P10, k.NOVELTY, "継続"
    yield "p10", P10, k.ALT_LABEL, "避難支援"
    yield "o1", O1, k.STATUS, "終了"
    yield "o1", O1, k.END_REASON, "利用が少ないため"
    yield "o2", O2, k.STATUS, "継続"
    yield "swap", P10, k.NUMBER, "1-11"
    yield "p10", P10, k.SUMMARY, "災害のとき、ひとりで逃げられない人を助ける。"
    yield "sdg", GROUP, k.TYPE, thing(k.MEASURE)
    yield "sdg", GROUP, k.LABEL, "便利な窓口"
    yield "sdg", GROUP, k.SDG_RELATION, thing(GOAL)
    yield "p1", P1, k.GROUP, thing(GROUP)
    yield "kpi", P1, k.HAS_INDICATOR, thing(_I1)
    yield "kpi", _I1, k.TYPE, thing(k.INDICATOR)
    yield "kpi", _I1, k.LABEL, "オンライン申請率"
    yield "kpi", _I1, k.INDICATOR_KIND, "outcome"
    yield "kpi", _I1, k.IN_PLAN, thing(PLAN)
    for year, value in ((2026, "20%"), (2030, "40%")):
        target = f"{_I1}/{year}"
        yield "kpi", target, k.TYPE, thing(k.TARGET)
        yield "kpi", target, k.OF_INDICATOR, thing(_I1)
        yield "kpi", target, k.FISCAL_YEAR, thing(iri(f"year/{year}"))
        yield "kpi", target, k.VALUE, value
    yield "kpi2", P2, k.HAS_INDICATOR, thing(_I2)
    yield "kpi2", _I2, k.TYPE, thing(k.INDICATOR)
    yield "kpi2", _I2, k.LABEL, "地図の閲覧数"
    yield "kpi2", _I2, k.INDICATOR_KIND, "output"
    yield "kpi2", _I2, k.UNDECIDED, "調査のあとに定める"
    yield "kpi2", _I2, k.IN_PLAN, thing(PLAN)
    yield from _derived("succession/1", "旧名称", "succ", [(P1, k.SUCCEEDS, O1)])
    yield from _derived("sdg/1", "基本取組のSDGsを事業へ引き継ぐ", "sdg", [(P1, k.SDG_RELATION, GOAL)])
    graph = iri("derived/conflict/1")
    yield from _derived(
        "conflict/1", "番号を比べる", "p10", [(CONFLICT, k.SUBJECT, P10), (CONFLICT, k.TYPE, k.CONFLICT)]
    )
    yield graph, CONFLICT, k.LABEL, "避難の手助けの番号"
    yield graph, CONFLICT, k.CONFLICT_KIND, "番号の食い違い"
    yield graph, CONFLICT, k.SEVERITY, "high"
    yield graph, CONFLICT, k.WHY, "同じ事業に2つの番号があります。"
    yield graph, CONFLICT, k.LIKELY, "1-10"
    for place, (name, value) in enumerate((("p10", "1-10"), ("swap", "1-11")), start=1):
        yield graph, CONFLICT, k.READING, thing(f"{CONFLICT}/{place}")
        yield graph, f"{CONFLICT}/{place}", k.VALUE, value
        yield graph, f"{CONFLICT}/{place}", k.IN_PASSAGE, thing(passage(name))


def _derived(
    key: str, rule: str, source: str, statements: list[tuple[str, str, str]]
) -> Iterator[tuple[str, str, str, object]]:
    graph = iri(f"derived/{key}")
    for subject, predicate, target in statements:
        yield graph, subject, predicate, ox.NamedNode(target)
    yield graph, graph, terms.RULE, rule
    yield graph, graph, terms.DERIVED_FROM, ox.NamedNode(passage(source))


def _passages() -> Iterator[tuple[str, str, str, object]]:
    document = iri("document/計画-md")
    yield document, document, terms.TYPE, ox.NamedNode(terms.DOCUMENT)
    yield document, document, terms.DCTERMS + "title", "海辺市DX推進計画"
    yield document, document, terms.DCTERMS + "identifier", DOCUMENT
    yield document, document, terms.DCTERMS + "format", "text/markdown"
    yield document, document, terms.SHA256, "0" * 64
    for line, (name, text) in enumerate(_SENTENCES.items(), start=1):
        start = TEXT.index(text)
        yield document, passage(name), terms.TYPE, ox.NamedNode(terms.PASSAGE)
        yield document, passage(name), terms.IS_PART_OF, ox.NamedNode(document)
        yield document, passage(name), terms.QUOTE, text
        yield document, passage(name), terms.LOCATOR, f"{line}行目"
        yield document, passage(name), terms.START, start
        yield document, passage(name), terms.END, start + len(text)


def quads() -> list[ox.Quad]:
    """Return all named-graph quads, reference data among them."""
    found = []
    for graph, subject, predicate, value in (*_statements(), *_passages()):
        name = passage(graph) if graph in _SENTENCES else graph
        term = value if isinstance(value, ox.NamedNode) else ox.Literal(value)  # type: ignore[arg-type]
        found.append(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), term, ox.NamedNode(name)))
    reference = reference_graph(BASE).serialize(format="nt", encoding="utf-8")
    graph_name = ox.NamedNode(iri("graph/reference"))
    found.extend(ox.Quad(*quad.triple, graph_name) for quad in ox.parse(reference, format=ox.RdfFormat.N_TRIPLES))
    return found


def store() -> ox.Store:
    """Return a store with the quads and, once each, their triples in the default graph."""
    made = ox.Store()
    made.extend(quads())
    made.extend(ox.Quad(*quad.triple, ox.DefaultGraph()) for quad in quads())
    return made


def units() -> list[SearchUnit]:
    """Return the search units: every sentence, and the five 事業."""
    found = []
    for line, (name, text) in enumerate(_SENTENCES.items(), start=1):
        found.append(_unit(passage(name), "passage", terms.PASSAGE, text[:20], text, name, line))
    for line, (name, project, label) in enumerate(
        (
            ("p1", P1, "窓口のオンライン申請"),
            ("p2", P2, "地図情報の公開"),
            ("p10", P10, "避難の手助け"),
            ("o1", O1, "紙の窓口申請"),
            ("o2", O2, "統計の公開"),
        ),
        start=3,
    ):
        found.append(_unit(project, "entity", terms.PROJECT, label, _SENTENCES[name], name, line))
    return found


def _unit(iri: str, kind: str, type: str, label: str, text: str, name: str, line: int) -> SearchUnit:
    return SearchUnit(iri, kind, type, label, text, _SENTENCES[name], passage(name), DOCUMENT, f"{line}行目")
