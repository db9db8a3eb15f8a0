import re
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery

from graph.search.search_unit import SearchUnit
from graph.search.searcher import Searcher
from graph.search.text_index import TextIndex
from graph.sparql.search_pattern import Search, expand
from ontology import terms
from ontology.errors import DataFileError, ParameterError
from ontology.loader import saved_queries
from ontology.saved_queries import ENTITY_TYPES, PLAIN_TYPES, Bindings, read_query

BASE = "http://127.0.0.1:8000/id/"
QUERIES = saved_queries()


@pytest.fixture(scope="module")
def store(example_text: str) -> ox.Store:
    """The example in the default graph, with two of its statements in their own graphs as well."""
    from ontology.loader import reference_graph

    graph: Graph = reference_graph(BASE).parse(data=example_text, format="turtle")
    store = ox.Store()
    store.load(input=graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)
    node = ox.NamedNode
    project = node(BASE + "project/1")
    stated = node(terms.RESPONSIBLE), node(BASE + "unit/a"), node(BASE + "passage/a/20-30")
    derived = node(terms.SDG_RELATION), node(terms.SDG + "9"), node(BASE + "derived/sdg/1")
    for predicate, value, name in (stated, derived):
        store.add(ox.Quad(project, predicate, value, name))
    return store


def run(store: ox.Store, name: str, **arguments: str) -> list[dict[str, str | None]]:
    def find(kind: str, label: str) -> Sequence[str]:
        text = "SELECT ?x ?class ?label { ?x a/<http://www.w3.org/2000/01/rdf-schema#subClassOf>* ?class ; "
        text += f"<{terms.LABEL}>|<{terms.ALT_LABEL}> ?label }}"
        wanted: Bindings = {ox.Variable("class"): ox.NamedNode(kind), ox.Variable("label"): ox.Literal(label)}
        found = store.query(text, substitutions=wanted)
        assert isinstance(found, ox.QuerySolutions)
        return [row["x"].value for row in found]

    rows = []
    text = expand(QUERIES[name].text, search_of(store), arguments)
    for bindings in QUERIES[name].bindings(arguments, find):
        result = store.query(text, substitutions=dict(bindings))
        assert isinstance(result, ox.QuerySolutions)
        for row in result:
            rows.append({v.value: None if row[v] is None else _sorted(v.value, row[v].value) for v in result.variables})
    return rows


def search_of(store: ox.Store) -> Search:
    """A search over the names in a store and over its quotes, as kk:search asks it."""
    units = []
    for property, kind in ((terms.LABEL, "entity"), (terms.QUOTE, "passage")):
        for quad in store.quads_for_pattern(None, ox.NamedNode(property), None, ox.DefaultGraph()):
            text = quad.object.value  # type: ignore[union-attr]
            units.append(SearchUnit(quad.subject.value, kind, "", text, text, text, "", "", ""))  # type: ignore[union-attr]
    return Searcher(units, TextIndex.build([unit.text for unit in units])).search


def _sorted(column: str, text: str) -> str:
    """Several values in one cell come in no fixed order."""
    return (
        "、".join(sorted(text.split("、"))) if column == "計画の根拠法令" or re.fullmatch(r"[\d、-]+", text) else text
    )


def test_there_are_enough_and_each_says_what_it_is_for() -> None:
    assert len(QUERIES) >= 14
    for query in QUERIES.values():
        assert query.title and query.description.endswith("。")
        assert len({parameter.name for parameter in QUERIES[query.name].parameters}) == len(query.parameters)


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_every_query_gives_rows_on_the_example(store: ox.Store, name: str) -> None:
    samples = {"iri": BASE + "project/1", "string": "窓口予約"}
    required = {p.name: samples[p.type] for p in QUERIES[name].parameters if p.required}
    rows = run(store, name, **required)
    assert rows
    assert len({tuple(row.items()) for row in rows}) == len(rows)


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_every_query_reads_in_rdflib_too(name: str) -> None:
    prepareQuery(QUERIES[name].text)


# name, arguments, the columns looked at, the rows expected
CASES = [
    ("project-to-law", {"project": "窓口予約"}, ("経由する計画", "法令", "条項"), {
        ("みどり市デジタル計画", "官民データ活用推進基本法", "第9条第3項"),
        ("国の推進計画", "デジタル社会形成基本法", None),
    }),
    ("project-to-law", {"project": "地図の公開"}, ("経由する計画", "法令"), {
        ("（事業そのもの）", "地方自治法"), ("みどり市デジタル計画", "官民データ活用推進基本法"),
        ("国の推進計画", "デジタル社会形成基本法"),
    }),
    ("law-to-projects", {"law": "官民データ法"}, ("条項", "事業", "主管課"), {
        ("第9条第3項", "窓口予約", "広報課"), ("第9条第3項", "窓口予約", "市民課"),
        ("第9条第3項", "地図の公開", "広報課"),
    }),
    ("upper-plan-to-projects", {"level": "国"}, ("上位の計画", "関係", "事業"), {
        ("国の推進計画", "整合", "窓口予約"), ("国の推進計画", "整合", "地図の公開"),
    }),
    ("upper-plan-to-projects", {}, ("上位の計画", "level"), {("国の推進計画", "国"), ("みどり市総合計画", None)}),
    ("upper-plan-to-projects", {"upper": "みどり市総合計画"}, ("関係", "事業"), {
        ("実現を支える", "窓口予約"), ("実現を支える", "地図の公開"),
    }),
    ("sdg-to-units", {"goal": "9"}, ("番号", "事業", "主管課"), {
        ("9", "窓口予約", "広報課"), ("9", "窓口予約", "市民課"),
    }),
    ("sdg-to-units", {"goal": "目標9"}, ("事業",), {("窓口予約",)}),
    ("project-succession", {}, ("旧事業", "継続終了の別", "新事業"), {
        ("スマート窓口", "継続", "窓口予約"), ("紙の台帳", "終了", None),
    }),
    ("project-succession", {"old": "スマート窓口"}, ("新事業", "新番号"), {("窓口予約", "1-1、1-2")}),
    ("unit-projects", {"unit": "広報課"}, ("番号", "事業"), {
        ("1-1、1-2", "窓口予約"), ("1-3", "地図の公開"),
    }),
    ("indicators-by-year", {"project": "窓口の予約", "year": "R12"}, ("種類", "指標", "year", "目標値"), {
        ("成果（アウトカム）", "予約率", "2030", "40%"),
    }),
    ("indicators-by-year", {}, ("年度", "目標値"), {("令和8年度", "20%"), ("令和12年度", "40%")}),
    ("end-reasons", {}, ("事業", "終了理由"), {("紙の台帳", "電子にしたため。")}),
    ("end-reasons", {"project": "スマート窓口"}, ("事業",), set()),
    ("plan-legal-basis", {"plan": "みどり市デジタル計画"}, ("法令", "法令番号", "参照先"), {
        ("官民データ活用推進基本法", "平成二十八年法律第百三号", "https://laws.e-gov.go.jp/law/428AC1000000103"),
    }),
    ("plan-relations", {"plan": "みどり市デジタル計画"}, ("関係", "相手の計画"), {
        ("整合", "国の推進計画"), ("実現を支える", "みどり市総合計画"), ("引き継ぐ", "みどり市ICT計画"),
    }),
    ("reposted-projects", {}, ("事業", "番号の数"), {("窓口予約", "2")}),
    ("conflicts", {"severity": "high"}, ("対象", "値", "原文", "場所"), {
        ("窓口予約", "1-1", "窓口予約のしくみ", "1ページ"), ("窓口予約", "1-2", "広報課", "2ページ"),
    }),
    ("conflicts", {"severity": "low"}, ("対象",), set()),
    ("statement-sources", {"subject": BASE + "project/1"}, ("性質", "値", "得かた", "原文"), {
        ("主管課", "広報課", "文書に記載", "広報課"),
        ("SDGs", "産業と技術革新の基盤をつくろう", "sdg-of-group", "広報課"),
    }),
    ("undecided-indicators", {}, ("事業", "主管課", "指標", "未定の理由"), {
        ("窓口予約", "広報課", "予約件数", "試行後に決定"), ("窓口予約", "市民課", "予約件数", "試行後に決定"),
    }),
    ("unit-project-counts", {}, ("課", "事業数"), {("広報課", "2"), ("市民課", "1")}),
    ("schedule-by-year", {"year": "令和8年度"}, ("事業", "行うこと"), {("窓口予約", "試験導入")}),
    ("schedule-by-year", {"year": "2027"}, ("事業",), set()),
    ("group-projects", {"group": "便利な窓口"}, ("事業", "番号", "主管課"), {
        ("窓口予約", "1-1、1-2", "広報課"), ("窓口予約", "1-1、1-2", "市民課"),
    }),
    ("councils", {"council": "デジタル推進会議"}, ("定員", "任期", "設置の根拠"), {
        ("8名", "2年", "みどり市デジタル推進会議規則"),
    }),
    ("glossary", {"term": "業務自動化"}, ("用語", "意味"), {("RPA", "作業を自動でする技術。")}),
    ("chronology", {"year": "平成17年"}, ("出来事",), {("条例を定めた",)}),
    ("words-to-laws", {"words": "地図を公開する"}, ("事業", "主管課", "事業の根拠法令", "計画の根拠法令"), {
        ("地図の公開", "広報課", "地方自治法", "デジタル社会形成基本法、官民データ活用推進基本法"),
    }),
    ("words-to-targets", {"words": "窓口の予約", "year": "R12"}, ("事業", "指標", "目標値"), {
        ("窓口予約", "予約率", "40%"),
    }),
    ("words-to-statements", {"words": "予約のしくみ"}, ("原文", "場所"), {("窓口予約のしくみ", "1ページ")}),
    ("figures", {}, ("見出し", "数値の名前", "値"), {("Q1", "電子申請の利用", "30.8%")}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments", "columns", "expected"), CASES)
def test_rows(
    store: ox.Store,
    name: str,
    arguments: dict[str, str],
    columns: tuple[str, ...],
    expected: set[tuple[str | None, ...]],
) -> None:
    assert {tuple(row[column] for column in columns) for row in run(store, name, **arguments)} == expected


def test_every_query_is_tried_with_its_rows() -> None:
    assert {case[0] for case in CASES} == set(QUERIES)


def find_two(kind: str, label: str) -> Sequence[str]:
    return [f"{BASE}project/a", f"{BASE}project/b"]


def test_a_name_of_two_things_runs_for_both() -> None:
    bindings = QUERIES["indicators-by-year"].bindings({"project": "同じ名前", "year": "2030"}, find_two)
    assert [sorted(str(term) for term in choice.values()) for choice in bindings] == [
        ['"2030"^^<http://www.w3.org/2001/XMLSchema#integer>', f"<{BASE}project/{x}>"] for x in "ab"
    ]
    assert QUERIES["indicators-by-year"].bindings({"project": " "}, find_two) == [{}]


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("statement-sources", {}, "subject"),
        ("statement-sources", {"subject": "窓口予約"}, "IRI"),
        ("statement-sources", {"subject": "http://x> } DELETE {"}, "IRI"),
        ("end-reasons", {"projekt": "x"}, "projekt"),
        ("indicators-by-year", {"year": "来年"}, "R12"),
        ("law-to-projects", {"law": "存在しない法"}, "存在しない法"),
        ("statement-sources", {"subject": "http://[x"}, "IRI"),
        ("statement-sources", {"subject": "http://x/a\\u0020b"}, "IRI"),
        ("law-to-projects", {"law": "あ" * 1001}, "1000文字"),
        ("words-to-laws", {"words": "\ud800"}, "文字でない"),
        ("words-to-laws", {"words": "  "}, "words"),
    ],
)
def test_a_wrong_argument_is_told_in_japanese(name: str, arguments: dict[str, str], says: str) -> None:
    with pytest.raises(ParameterError, match=says) as raised:
        QUERIES[name].bindings(arguments, lambda kind, label: [])
    assert str(raised.value).endswith("。")


HOSTILE = (
    'high" ) } ; DROP ALL #',
    '\'"""\\" }}',
    "x) } UNION { ?s ?p ?o } #",
    "\\u0022 . ?x ?y ?z",
    "\x00\x1b\u2028",
    "?project",
    '" 1000 "entity") . ?s ?p ?o . (?a) kk:search ("b',
)


@pytest.mark.parametrize("value", HOSTILE)
def test_an_argument_cannot_change_the_query(store: ox.Store, value: str) -> None:
    assert run(store, "conflicts", severity=value) == []
    found = run(store, "words-to-targets", words=value)
    assert {row["words"] for row in found} <= {value.strip()}


def test_a_parameter_has_no_name_that_the_address_takes() -> None:
    with pytest.raises(DataFileError, match=r"queries/mine\.rq"):
        read_query(
            "mine",
            "# 題名: あ\n# 説明: い。\n# 引数: limit ; 型 iri ; 名前 う ; 必須\nSELECT ?limit WHERE { ?limit ?p ?y }",
        )


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x WHERE { ?x ?p ?o }",
        "# 題名: あ\n# 説明: い。\n# 引数: x ; 型 知らない ; 名前 ; 必須\nSELECT ?x WHERE { ?x ?p ?o }",
        "# 題名: あ\n# 説明: い。\n# 引数: x ; 型 iri ; 名前 う\nSELECT ?x WHERE { ?x ?p ?o }",
        "# 題名: あ\n# 説明: い。\n# 引数: y ; 型 iri ; 名前 う ; 必須\nSELECT ?x WHERE { ?x ?p ?y }",
    ],
)
def test_a_slip_in_the_head_names_the_file(text: str) -> None:
    with pytest.raises(DataFileError, match=r"queries/mine\.rq"):
        read_query("mine", text)


def test_the_readme_explains_every_type() -> None:
    readme = (Path(__file__).parents[2] / "ontology" / "queries" / "README.md").read_text(encoding="utf-8")
    assert {*PLAIN_TYPES, *ENTITY_TYPES} <= set(re.findall(r"`([a-z]+)`", readme))
    example = readme.split("```")[1].strip()
    query = read_query("example", f"{example}\nSELECT ?project ?subject WHERE {{ ?project ?p ?subject }}")
    assert [(each.type, each.required) for each in query.parameters] == [("project", False), ("iri", True)]
