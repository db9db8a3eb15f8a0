"""What the running text of the city's own documents and of four laws says: names, numbers, counts."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from graph.japanese import fold
from ingest.extract import (
    articles,
    bodies_and_posts,
    chronology,
    frame_tables,
    frame_text,
    future_pictures,
    glossary,
    law_mentions,
    plan_mentions,
    plan_relations,
    sdg_goals,
    stated_figures,
    stated_totals,
)
from ingest.model.document import Document
from ingest.model.facts import Relation
from ingest.readers import read
from ingest.readers.file_reading import read_bytes
from ontology.loader import roles
from tests.ingest import rewrap

SHARED = Path(__file__).resolve().parents[4] / "shared"
OLD, NEW = "はだのICT活用推進計画", "はだのDX推進計画"
ALL = (
    articles,
    chronology,
    stated_totals,
    stated_figures,
    frame_text,
    frame_tables,
    future_pictures,
    glossary,
    law_mentions,
    bodies_and_posts,
    plan_mentions,
    plan_relations,
    sdg_goals,
)
pytestmark = [
    pytest.mark.documents,
    pytest.mark.skipif(
        not (SHARED / "documents").exists(), reason="the city's documents do not lie beside the repository"
    ),
]


@cache
def document(start: str) -> Document:
    """The document or law whose name begins so."""
    (path,) = [*(SHARED / "documents").glob(f"{start}*.txt"), *(SHARED / "laws").glob(f"{start}*.md")]
    return read(path)


def test_the_two_plans_and_what_they_replace() -> None:
    for start, name, period, before in (
        ("002", OLD, (2021, 2025), "秦野市第4期情報化推進計画"),
        ("000", NEW, (2026, 2030), OLD),
    ):
        own = [fact for fact in plan_mentions.facts(document(start), roles()) if fact.is_subject]
        assert {fold(fact.name) for fact in own} == {fold(name)}
        assert {(fact.start, fact.end) for fact in own if fact.start} == {period}
        assert {(fact.issuer, fact.level) for fact in own} == {("秦野市", "市")}
        assert any(fact.is_draft for fact in own) is (start == "000")
        replaced = [
            fact for fact in plan_relations.facts(document(start), roles()) if fact.relation is Relation.REPLACES
        ]
        assert (fold(name), fold(before)) in {(fold(fact.subject), fold(fact.object)) for fact in replaced}


def test_plans_of_others() -> None:
    found = {
        fold(fact.name): fact for fact in plan_mentions.facts(document("000"), roles()) if fact.issuer or fact.note
    }
    assert found[fold("デジタル社会の実現に向けた重点計画")].note == "計画期間なし"
    assert found[fold("次期自治体DX推進計画")].note == "R7.12月公表予定"
    assert (found[fold("神奈川DX計画")].issuer, found[fold("神奈川DX計画")].level) == ("神奈川県", "県")
    aliases = {alias for fact in plan_mentions.facts(document("000"), roles()) for alias in fact.aliases}
    assert "はだの2030プラン" in aliases


def test_relations_to_laws_and_plans() -> None:
    new = {
        (fact.relation, fact.object) for fact in plan_relations.facts(document("000"), roles()) if fact.subject == NEW
    }
    laws_below = {name for relation, name in new if relation is Relation.BASED_ON}
    assert laws_below == {
        "官民データ活用推進基本法",
        "官民データ活用基本法",
        "デジタル社会形成基本法",
        "デジタル手続法",
    }
    assert {name for relation, name in new if relation is Relation.SUPPORTS} == {"秦野市総合計画"}
    assert {"自治体DX推進計画", "神奈川DX計画"} <= {name for relation, name in new if relation is Relation.ALIGNED_WITH}
    assert "第2期はだの行政サービス改革基本方針" in {
        name for relation, name in new if relation is Relation.COOPERATES_WITH
    }
    old = plan_relations.facts(document("002"), roles())
    by_article = {(fold(fact.subject), fact.article) for fact in old if fact.object == "官民データ活用推進基本法"}
    assert (fold(OLD), "第9条第3項") in by_article
    assert (fold("かながわICT・データ利活用推進計画"), None) in by_article


@pytest.mark.parametrize("start", ["000", "002"])
def test_the_two_rules(start: str) -> None:
    whole = [fact for fact in articles.facts(document(start), roles()) if fact.paragraph is None]
    numbered = Counter(fold(fact.rule) for fact in whole if fact.article.startswith("第"))
    assert numbered == {fold("秦野市ICT推進会議設置要綱"): 11, fold("秦野市情報化推進委員会規則"): 10}
    said = {
        (fact.organ, fact.attribute, fact.post): fact.value for fact in bodies_and_posts.facts(document(start), roles())
    }
    committee, council = "秦野市情報化推進委員会", "秦野市ICT推進会議"
    assert said[committee, "member_count", None] == "8名"
    assert said[committee, "term", None] == "2年"
    assert said[committee, "reappointment", None] == "再任することができる"
    assert said["幹事会", "holder", "リーダー"] == "情報化推進主管課長"
    assert said["幹事会", "kind_of", None] == council
    assert said[council, "secretariat", None] == "情報化推進主管課"
    assert said["プロジェクトチーム", "founder", None] == "最高情報責任者"
    assert said[council, "holder", "最高情報責任者(CIO)"].endswith("副市長")


@pytest.mark.parametrize(("law", "count"), [("428", 19), ("503", 40), ("426", 39), ("414", 28)])
def test_whole_laws(law: str, count: int) -> None:
    found = articles.facts(document(law), roles())
    assert len({fact.article for fact in found}) == len([fact for fact in found if fact.paragraph is None]) == count
    assert law_mentions.facts(document(law), roles())[0].law_number


def test_the_paragraph_that_plans_cite() -> None:
    (cited,) = [f for f in articles.facts(document("428"), roles()) if (f.article, f.paragraph) == ("第9条", 3)]
    assert cited.text.startswith("市町村")


def test_the_frame() -> None:
    found = frame_text.facts(document("000"), roles())
    by_kind = {
        kind: {fold(fact.name) for fact in found if fact.kind == kind} for kind in ("common", "vision", "measure")
    }
    assert [len(by_kind[kind]) for kind in ("common", "vision", "measure")] == [4, 3, 3]
    pairs = {fact.number: fact.parent for fact in found if fact.kind == "measure"}
    assert pairs["②"] == "業務を効率化し、価値ある仕事に集中"
    aliases = {fact.alias for fact in frame_tables.facts(document("000"), roles())}
    assert aliases == {"単なるデジタル化はしない", "優しいデジタル化", "安心を守る", "公開から活用"}
    goals = {fact.goals for fact in sdg_goals.facts(document("000"), roles())}
    assert goals == {(9, 16), (4, 8, 12, 16), (3, 4, 10, 11, 17)}
    themes = {(fact.name, fact.year) for fact in future_pictures.facts(document("000"), roles())}
    assert {
        (name, year) for name in ("市民サービス", "業務効率化", "地域の暮らし") for year in (2030, 2035, 2040)
    } <= themes


def test_the_old_frame_with_its_printed_table() -> None:
    names = {
        fact.name
        for fact in frame_text.facts(document("002"), roles())
        if fact.kind == "policy" and fold(fact.plan or "") == fold(OLD)
    }
    assert len(names) == 3
    programmes = [fact for fact in frame_tables.facts(document("002"), roles()) if fold(fact.plan or "") == fold(OLD)]
    assert Counter(fact.parent for fact in programmes).values() and len(programmes) == 10
    assert sorted(Counter(fact.parent for fact in programmes).values()) == [2, 3, 5]


def test_definitions_and_events() -> None:
    old = {fold(fact.term): fact for fact in glossary.facts(document("002"), roles())}
    new = {fact.term: fact for fact in glossary.facts(document("000"), roles())}
    assert len(old) == 14 and {fold("RPA"), fold("オープンデータ"), fold("SDGs")} <= set(old)
    assert {
        "BPR",
        "サービス設計12箇条",
        "OODAループ",
        "EBPM",
        "PMH",
        "Rapid SOS",
        "ローコード・ノーコードツール",
    } <= set(new)
    assert "業務改革" in new["BPR"].aliases
    events = {
        start: Counter(fact.year for fact in chronology.facts(document(start), roles())) for start in ("000", "002")
    }
    assert (sum(events["000"].values()), sum(events["002"].values())) == (76, 58)
    assert events["000"][2005] == events["002"][2005] == 3 and events["000"][2022] == 3


def test_figures() -> None:
    new = {(fold(fact.name), fact.value) for fact in stated_figures.facts(document("000"), roles())}
    old = {(fold(fact.name), fact.value) for fact in stated_figures.facts(document("002"), roles())}
    assert {
        (fold("個人情報の取り扱いに不安がある"), "40.0%"),
        (fold("ダウンロード数"), "3万人"),
        (fold("流通額"), "約10億円"),
        (fold("登録者数"), "約30,000人"),
        (fold("生成AIの削減時間(見込)"), "11,200時間/年間"),
        (fold("RPAの人数換算"), "約2.8人分"),
    } <= new
    assert {
        (fold("税務（申告・納税）関連"), "56.8%"),
        (fold("人口(ピーク)"), "17万417人"),
        (fold("秦野市の職員数"), "1,091人"),
        (fold("職員のICTリテラシー、スキル"), "24.0%"),
    } <= old
    assert not any(value.endswith("年") for _, value in new | old)


def test_totals() -> None:
    found = {
        (fact.name, fact.plan, fact.group, fact.status): fact.value
        for fact in stated_totals.facts(document("000"), roles())
    }
    assert found["事業数", OLD, None, None] == 59 and found["事業数", NEW, None, None] == 40
    assert found["事業数", OLD, None, "終了"] == 30 and found["事業数", NEW, None, "新規"] == 13
    assert found["事業数", OLD, "ICT活用による多様な働き方の推進", "継続"] == 0
    assert found["個別事業数(変更後)", None, None, None] == 61


def names(found: Document) -> dict[str, set[tuple[str, ...]]]:
    """Return what each extractor says, without places and long texts."""
    skipped = {"span", "context", "description", "text", "definition"}
    return {
        module.__name__: {
            tuple(fold(str(getattr(fact, field))) for field in fact.__dataclass_fields__ if field not in skipped)
            for fact in module.facts(found, roles())
        }
        for module in ALL
    }


@pytest.mark.parametrize("start", ["000", "002"])
@pytest.mark.parametrize("way", ["wrapped", "double", "tabs", "pipes", "wide digits", "crlf"])
def test_the_same_facts_however_it_is_printed(start: str, way: str) -> None:
    printed = document(start).text
    changed = {
        "wrapped": lambda text: rewrap.rewrap(text, 96),
        "double": lambda text: rewrap.rewrap(text, 70, double=True),
        "tabs": rewrap.tabs,
        "pipes": rewrap.pipes,
        "wide digits": rewrap.wide_digits,
        "crlf": rewrap.crlf,
    }[way](printed)
    assert names(read_bytes(changed.encode(), Path(document(start).name))) == names(document(start))


@pytest.mark.parametrize("start", ["000", "002", "428"])
def test_every_quote_is_in_the_document_and_short(start: str) -> None:
    for module in ALL:
        for fact in module.facts(document(start), roles()):
            quote = document(start).slice(fact.span)
            assert quote.strip(), fact
            assert module is articles or len(fold(quote)) <= 700, fact
