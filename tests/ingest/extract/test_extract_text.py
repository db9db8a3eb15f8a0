"""Running text in our own words: plans, laws, rules, bodies, frames, definitions, events, figures, totals."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from ingest.extract.named_plans_and_laws import kind_of, period_in
from ingest.extract.running_text import pieces, plain, sentences
from ingest.model.document import Document
from ingest.model.facts import ArticleFact, FrameFact, Relation
from ingest.readers import read
from ingest.readers.file_reading import read_bytes
from ontology.loader import roles

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
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


def text(body: str, name: str = "本文.txt") -> Document:
    """Return a plain text as a document."""
    return read_bytes(body.encode(), Path(name))


@pytest.fixture(scope="module")
def plan() -> Document:
    """The sample plan."""
    return read(SAMPLES / "みなもと市スマート行政推進計画.md")


@pytest.fixture(scope="module")
def rule() -> Document:
    """The sample rule in articles."""
    return read(SAMPLES / "みなもと市スマート行政推進委員会規則.md")


# --- words ---------------------------------------------------------------------------------------------------------


def test_names_are_told_from_common_words() -> None:
    assert kind_of("みどり市環境基本計画") == "plan"
    assert kind_of("環境基本法") == "law"
    assert [kind_of(word) for word in ("基本方針", "本計画", "解決の方法", "市町村環境計画")] == [None] * 4


def test_periods_in_every_spelling() -> None:
    spellings = [
        "令和8年度～令和12年度",
        "令和８年度（２０２６年度）から令和１２年度（２０３０年度）まで",
        "(R8～R12)",
        "2026～2030年度",
    ]
    assert {period_in(plain(spelling)) for spelling in spellings} == {(2026, 2030)}


def test_full_stops_within_quotes_do_not_end_sentences() -> None:
    (piece,) = pieces(text("会長は「賛成です。以上です。」と述べ、議事を終えた。次の議題に移った。\n"))
    assert [sentence.text[:2] for sentence in sentences(piece)] == ["会長", "次の"]


# --- plans and laws ------------------------------------------------------------------------------------------------


def test_the_plan_that_a_document_is(plan: Document) -> None:
    assert plan_mentions.subject(plan) == "みなもと市スマート行政推進計画"
    assert plan_mentions.municipality(plan) == "みなもと市"
    own = [mention for mention in plan_mentions.facts(plan, roles()) if mention.is_subject]
    assert any(mention.is_draft for mention in own)
    assert {(mention.start, mention.end) for mention in own if mention.start} == {(2026, 2030)}
    assert {(mention.issuer, mention.level) for mention in own} == {("みなもと市", "市")}


def test_other_plans_have_their_level_and_note() -> None:
    document = text(
        "## 計画の位置付け\n\n「あおば町みどり計画」（以下「本計画」という。）は、町の計画です。\n\n"
        "■ 国・県の計画\n\n- 環境省「自然再生戦略」\n- 北山県「北山県みどりの基本方針」\n\n"
        "総務省\n\n里山保全計画 (注:計画期間なし)\n",
        "計画.md",
    )
    found = {mention.name: mention for mention in plan_mentions.facts(document, roles())}
    assert found["あおば町みどり計画"].is_subject
    assert (found["自然再生戦略"].issuer, found["自然再生戦略"].level) == ("環境省", "国")
    assert (found["北山県みどりの基本方針"].issuer, found["北山県みどりの基本方針"].level) == ("北山県", "県")
    assert (found["里山保全計画"].issuer, found["里山保全計画"].note) == ("総務省", "計画期間なし")


def test_relations_of_the_sample(plan: Document) -> None:
    found = {(fact.relation, fact.object): fact for fact in plan_relations.facts(plan, roles())}
    assert found[Relation.BASED_ON, "官民データ活用推進基本法"].article == "第9条第3項"
    assert {key for key in found} >= {
        (Relation.SUPPORTS, "みなもと市総合計画"),
        (Relation.COOPERATES_WITH, "みなもと市行財政改革プラン"),
        (Relation.ALIGNED_WITH, "自治体DX推進計画"),
        (Relation.REPLACES, "みなもと市情報化計画"),
    }
    assert {fact.subject for fact in found.values()} == {"みなもと市スマート行政推進計画"}


def test_short_names_and_plans_made_under_a_law() -> None:
    document = text(
        "「水循環基本法」（以下「基本法」という。）が施行されました。\n\n"
        "基本法に基づき、平成29年に「全国水循環保全計画」が策定されました。\n\n"
        "北山県では、「きたやま水の計画」を令和元年に策定しました。同計画は、基本法に基づく計画とされています。\n"
    )
    found = {(fact.subject, fact.relation, fact.object) for fact in plan_relations.facts(document, roles())}
    assert ("全国水循環保全計画", Relation.BASED_ON, "水循環基本法") in found
    assert ("きたやま水の計画", Relation.BASED_ON, "水循環基本法") in found
    assert [law.short_names for law in law_mentions.facts(document, roles()) if law.short_names] == [("基本法",)]


def test_laws_with_their_numbers(rule: Document) -> None:
    numbers = {law.name: law.law_number for law in law_mentions.facts(rule, roles())}
    assert numbers["みなもと市スマート行政推進委員会規則"] == "令和8年3月27日みなもと市規則第14号"
    assert numbers["みなもと市附属機関設置条例"] == "平成20年みなもと市条例第3号"
    (fact,) = plan_relations.facts(rule, roles())
    assert (fact.relation, fact.object_is_law, fact.article) == (Relation.BASED_ON, True, "第2条")


# --- rules and bodies ----------------------------------------------------------------------------------------------


def whole(found: list[ArticleFact]) -> list[ArticleFact]:
    """Return the articles without their paragraphs."""
    return [article for article in found if article.paragraph is None]


def test_articles_of_the_sample_rule(rule: Document) -> None:
    found = articles.facts(rule, roles())
    assert [fact.article for fact in whole(found)] == [*(f"第{number}条" for number in range(1, 10)), "附則"]
    second = [fact for fact in found if fact.article == "第3条"]
    assert {fact.caption for fact in second} == {"委員の任期"}
    assert [fact.paragraph for fact in second] == [None, 1, 2]


def test_a_law_without_paragraph_numbers() -> None:
    document = text(
        "# 里山保全基本法\n\n*（令和二年法律第九十九号）*\n\n**第一条**\nこの法律は、里山を守ることを目的とする。\n\n"
        "**第二条**\n市町村は、計画を定めるものとする。\n前項の計画は、次に掲げる事項を定める。\n里山の区域\n守り方\n"
        "市町村は、計画を公表する。\n\n**第一条**\nこの法律は、公布の日から施行する。\n",
        "法律.md",
    )
    found = articles.facts(document, roles())
    assert [fact.article for fact in whole(found)] == ["第1条", "第2条"]
    paragraphs = [fact for fact in found if fact.article == "第2条" and fact.paragraph]
    assert [fact.paragraph for fact in paragraphs] == [1, 2, 3]
    assert paragraphs[1].text.split("\n")[1:] == ["里山の区域", "守り方"]
    assert law_mentions.facts(document, roles())[0].law_number == "令和二年法律第九十九号"


def test_what_the_sample_rule_says_of_its_committee(rule: Document) -> None:
    said = {(fact.attribute, fact.post): fact for fact in bodies_and_posts.facts(rule, roles())}
    assert {fact.organ for fact in said.values()} == {"みなもと市スマート行政推進委員会"}
    assert said["member_count", None].value == "10名以内"
    assert said["term", None].value == "3年"
    assert said["reappointment", None].value == "再任を妨げない"
    assert said["convener", None].value == said["chair", None].value == "会長"
    assert said["secretariat", None].value == "企画部情報政策課"
    assert said["appointer", None].value == "市長"
    assert said["holder", "副会長"].value == "委員の互選"
    assert said["deputy", "会長"].value == "副会長"
    assert said["quorum", None].value == "委員の過半数"
    assert "漏らしてはならない" in said["confidentiality", None].value
    assert said["members", None].value.count("、") == 2


def test_parts_and_posts_of_a_council() -> None:
    document = text(
        "里山会議設置要綱\n\n(設置)\n\n第1条 里山の保全を話し合うため、北山市里山会議(以下「会議」という。)を"
        "置く。\n\n(組織)\n\n"
        "第2条 会議は、運営部会及び調査部会で構成する。\n\n2 会議に座長を置き、副市長を充てる。\n\n(運営部会)\n\n"
        "第3条 運営部会は、企画部長、農政課長及び教育長により構成する。\n\n2 運営部会に部会長を置き、部会長に"
        "は農政課長を充てる。\n\n"
        "附 則\n\nこの要綱は、令和3年4月1日から施行する。\n"
    )
    said = {(fact.organ, fact.attribute, fact.post): fact.value for fact in bodies_and_posts.facts(document, roles())}
    assert said["運営部会", "kind_of", None] == said["調査部会", "kind_of", None] == "北山市里山会議"
    assert said["北山市里山会議", "holder", "座長"] == "副市長"
    assert said["運営部会", "holder", "部会長"] == "農政課長"
    assert said["運営部会", "members", None] == "企画部長、農政課長及び教育長"


# --- frame ---------------------------------------------------------------------------------------------------------


def test_the_frame_of_the_sample(plan: Document) -> None:
    found = frame_text.facts(plan, roles())
    assert [fact.name for fact in found if fact.kind == "principle"] == ["人の手とデジタルで、暮らしに寄り添う市役所へ"]
    measures = {fact.number: fact for fact in found if fact.kind == "measure"}
    assert measures["②"].parent == "考える時間を生み出す市役所" and measures["②"].parent_kind == "vision"
    assert measures["①"].description == "家にいても仕事の合間でも、市の手続が終えられるようにします。"
    common = frame_tables.facts(plan, roles())
    assert [fact.name for fact in common] == ["やり方から見直す", "紙と対面も残す", "情報を守る"]
    goals = {fact.name: fact.goals for fact in sdg_goals.facts(plan, roles())}
    assert sorted(goals.values()) == [(3, 4, 10, 11), (8, 12), (9, 16)]


def test_frames_in_sentences_lists_and_broken_names() -> None:
    document = text(
        "# ひばり市環境計画\n\n「ひばり市第1期環境計画」では、「水と緑のまち」を基本理念に、「川を守る」、「"
        "森を育てる」を基本方針として掲げました。\n\n"
        "目指す姿①\n\n「川で遊べる\nまち」\n\n基本取組①\n\n川をきれいに\nする取組\n\n【共通事項】\n\n- ①市民"
        "との協働\n- ②情報の公開\n",
        "計画.md",
    )
    found = frame_text.facts(document, roles())
    before = {(fact.kind, fact.name) for fact in found if fact.plan == "ひばり市第1期環境計画"}
    assert before == {("principle", "水と緑のまち"), ("policy", "川を守る"), ("policy", "森を育てる")}
    own = {fact.kind: fact for fact in found if fact.plan == "ひばり市環境計画" and fact.kind in {"vision", "measure"}}
    assert own["vision"].name == "川で遊べるまち"
    assert (own["measure"].name, own["measure"].parent) == ("川をきれいにする取組", "川で遊べるまち")
    assert [fact.name for fact in found if fact.kind == "common"] == ["市民との協働", "情報の公開"]


def test_a_table_printed_as_running_text() -> None:
    document = text(
        "1 基本方針と事業\n\n基本方針１ 森を守るまちづくりの推進\n\n事業推進計画 内 容\n\n"
        "林道の整備 山仕事に使う道を直し、手入れの届く森を増やします。\n\n里山保全の\n\n推進 市民と行う下草刈"
        "りを支援します。\n"
    )
    found = [fact for fact in frame_tables.facts(document, roles()) if fact.kind == "programme"]
    assert [fact.name for fact in found] == ["林道の整備", "里山保全の推進"]
    assert {fact.parent for fact in found} == {"森を守るまちづくりの推進"}
    assert found[0].description == "山仕事に使う道を直し、手入れの届く森を増やします。"


def test_pictures_of_the_future_by_theme_and_year() -> None:
    document = text(
        "## 将来像（2030・2040）\n\n2026～2030\n\n<芽生え>\n\n新しい習慣が広まり始める\n\n暮らし\n\n"
        "- 手続の半分が家で済む。\n\n- 手続がすべて家で済む。\n- 待つ時間がなくなる。\n\n仕事\n\n- 会議が減る"
        "。\n\n- 会議がなくなる。\n",
        "計画.md",
    )
    found: dict[tuple[str, int | None], FrameFact] = {
        (fact.name, fact.year): fact for fact in future_pictures.facts(document, roles())
    }
    assert set(found) == {("芽生え", 2030), ("暮らし", 2030), ("暮らし", 2040), ("仕事", 2030), ("仕事", 2040)}
    assert found["暮らし", 2040].description == "手続がすべて家で済む。\n待つ時間がなくなる。"


# --- definitions, events, figures, totals --------------------------------------------------------------------------


def test_definitions_of_glossaries_footnotes_and_marked_words() -> None:
    document = text(
        "## 取組\n\n- 見守りセンサー（※）を使って畑の様子を知らせます。\n\n※土の湿り気や温度を測り、離れた場"
        "所へ送る装置\n\n"
        "※ICT（Information and Communication Technology）＝情報をやり取りする技術のこと。\n\n"
        "✓ 水位計：川の水の高さを測る装置\n\n✓ 対象：市内に住む人\n\n"
        "## 用語集\n\n◆ G I S = 地理情報システム\n\n- 地図と情報を重ねて扱う仕組み。\n\n■ 資料\n\n- 別の話。\n",
        "計画.md",
    )
    found = {fact.term: fact for fact in glossary.facts(document, roles())}
    assert set(found) == {"見守りセンサー", "ICT", "水位計", "GIS"}
    assert found["ICT"].aliases == ("Information and Communication Technology",)
    assert found["GIS"].aliases == ("地理情報システム",)
    assert found["見守りセンサー"].definition.startswith("土の湿り気")


def test_events_of_tables_and_lines() -> None:
    lines = text(
        "## 町のあゆみ\n\n昭和４８年 ・役場を建てる\n\n・電話を引く\n\n４月に図書室を開く\n\n平成 ２年 ・橋を"
        "架ける\n\n（二車線）\n"
    )
    table = text(
        "## 町のあゆみ\n\n昭和48年\t・役場を建てる ・電話を引く\n平成2年\t・橋を架ける\n令和元年\t・駅を開く\n"
    )
    assert [(fact.year, fact.text) for fact in chronology.facts(lines, roles())] == [
        (1973, "役場を建てる"),
        (1973, "電話を引く"),
        (1973, "４月に図書室を開く"),
        (1990, "橋を架ける（二車線）"),
    ]
    assert [(fact.year, fact.text) for fact in chronology.facts(table, roles())] == [
        (1973, "役場を建てる"),
        (1973, "電話を引く"),
        (1990, "橋を架ける"),
        (2019, "駅を開く"),
    ]


def test_figures_of_surveys_achievements_and_prose() -> None:
    document = text(
        "## 調査\n\n- 最も多いのは「バスの便」（41.5%）で、次いで「買い物（３０．２％）」である。\n"
        "- 「満足していない」と答えた町民が12.0%に上った。\n\n"
        "## 実績\n\n- 図書室の電子化(R3:85冊→R7.1月時点:408冊)\n- アプリの配信(R6.2月、登録者数2万人突破、取"
        "引額: 約3億円)\n\n"
        "## 現状\n\n本町の人口は、平成２１年１月に１万７千人を超え、その後、平成２２年９月の１万７，４１７人"
        "をピークに減り、令和２年度では１万６，００１人となっています。\n"
        "\nバスの利用率は、令和6年度の実績で約20%。\n",
        "計画.md",
    )
    found = {(fact.name, fact.value, fact.as_of) for fact in stated_figures.facts(document, roles())}
    assert {
        ("バスの便", "41.5%", None),
        ("買い物", "30.2%", None),
        ("満足していない", "12.0%", None),
        ("図書室の電子化", "85冊", "R3"),
        ("図書室の電子化", "408冊", "R7.1月時点"),
        ("登録者数", "2万人", "R6.2月"),
        ("取引額", "約3億円", "R6.2月"),
        ("本町の人口", "1万7千人", "平成21年1月"),
        ("本町の人口(ピーク)", "1万7,417人", "平成22年9月"),
        ("本町の人口", "1万6,001人", "令和2年度"),
        ("バスの利用率", "約20%", "令和6年度"),
    } <= found


def test_charts_whose_values_and_labels_were_torn_apart() -> None:
    document = text(
        "ア 使う道具について\n\n1.5%\n\n20.0%\n\n78.5%\n\n0% 25% 50% 75% 100%\n\nその他\n\n電話\n\n手紙\n\nイ"
        " 次の問い\n\nここは本文です。\n"
    )
    found = [(fact.name, fact.value, fact.context) for fact in stated_figures.facts(document, roles())]
    assert found == [
        (name, value, "ア 使う道具について")
        for name, value in (("その他", "1.5%"), ("電話", "20.0%"), ("手紙", "78.5%"))
    ]


def test_totals_by_group_and_state() -> None:
    document = text(
        "■現行計画「ひばり市ICT計画」個別事業数\n\n基本方針\t継続\t終了\t事業数\n①森を守る取組\t5\t1\t6\n②川"
        "を守る取組\t2\t0\t2\n\t7\t1\t8\n\n"
        "事業数 8\n\n個別事業数も3事業から8事業に増えました。\n"
    )
    found = {
        (fact.name, fact.group, fact.status): (fact.value, fact.plan) for fact in stated_totals.facts(document, roles())
    }
    assert found["事業数", "森を守る取組", "継続"] == (5, "ひばり市ICT計画")
    assert found["事業数", "川を守る取組", "終了"][0] == 0
    assert found["事業数", None, None][0] == 8
    assert found["個別事業数(変更後)", None, None][0] == 8


# --- laws of every extractor ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["みなもと市スマート行政推進計画.md", "みなもと市スマート行政推進委員会規則.md"])
def test_every_fact_points_at_text_that_states_it(name: str) -> None:
    document = read(SAMPLES / name)
    for module in ALL:
        for fact in module.facts(document, roles()):
            quote = document.slice(fact.span)
            assert quote.strip() and quote == quote.strip(), fact
    for event in chronology.facts(document, roles()):
        assert event.text in document.slice(event.span)


PARTS = (
    "第1条|第２条 |附則|「|」|（|）|計画|基本法|に基づく|令和8年度|～|R3:85件→|40.0%|※|：|◆ |・|は、|2 |(1) |"
    "111111111111|人口は|目標：9, 16|\t|推進|。|あ|(以下|という。)|次に掲げる|事業数 5|環境省"
    "目標：9, 16|\t|推進|。|あ|(以下|という。)|次に掲げる|事業数 5|環境省"
)
WORDS = st.sampled_from([*PARTS.split("|"), "\n", "\n\n", "| "])


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=60).map("".join))
def test_no_text_breaks_an_extractor(body: str) -> None:
    document = text("x" + body)
    for module in ALL:
        for fact in module.facts(document, roles()):
            assert 0 <= fact.span.start < fact.span.end <= len(document.text)
