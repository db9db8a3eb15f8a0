import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, SKOS, Graph

from ontology.loader import thesaurus
from ontology.reference import read_turtle
from ontology.thesaurus import FILE, Thesaurus, fold


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("スマホの教室はありますか", {"スマートフォン"}),
        ("ｽﾏﾎで見れる？", {"スマートフォン"}),
        ("お年寄り向けの事業", {"高齢者", "シニア"}),
        ("学童の入退室", {"放課後児童ホーム"}),
        ("赤ちゃんのいる家庭", {"乳幼児", "母子健康手帳"}),
        ("引っ越しの手続", {"住民異動", "転入出"}),
        ("役所に行かずに済む", {"市役所", "庁舎"}),
        ("逃げるのに助けが要る人", {"避難"}),
        ("救急車の現場", {"救急"}),
        ("在宅勤務", {"テレワーク"}),
        ("マイナカード", {"マイナンバーカード"}),
        ("電子マネーで払う", {"キャッシュレス決済"}),
        ("紙を減らす", {"ペーパーレス"}),
        ("困っている人を助ける", {"支援"}),
        ("DXとは", {"デジタルトランスフォーメーション"}),
        ("dxとは", {"デジタルトランスフォーメーション"}),
    ],
)
def test_everyday_words_bring_the_words_of_documents(query: str, words: set[str]) -> None:
    assert words <= set(thesaurus().expand(query))


@pytest.mark.parametrize("query", ["", "環境の整備", "表紙の色", "オンラインナップ", "AIRの使い方"])
def test_parts_of_other_words_bring_nothing_foreign(query: str) -> None:
    assert not {"ペーパーレス", "LINE", "人工知能", "SNS"} & set(thesaurus().expand(query))


def test_synonyms_put_the_word_of_documents_first() -> None:
    assert thesaurus().synonyms("スマホ")[0] == "スマートフォン"
    assert "スマホ" not in thesaurus().synonyms("スマホ")
    assert thesaurus().synonyms("いろはにほへと") == ()


def test_hidden_spellings_are_understood_and_never_shown() -> None:
    words = thesaurus()
    assert words.synonyms("スマートホン")[0] == "スマートフォン"
    assert "スマートホン" not in words.expand("スマホ")


def test_related_words_can_be_left_out() -> None:
    words = thesaurus()
    assert "母子健康手帳" in words.expand("赤ちゃん")
    assert "母子健康手帳" not in words.expand("赤ちゃん", related=False)


@given(st.text(st.sampled_from("スマホお年寄り学童の税紙AIDXネット教室 　は？"), max_size=30))
def test_a_word_of_the_query_does_not_come_out_again(query: str) -> None:
    extra = thesaurus().expand(query)
    assert len(extra) == len(set(extra))
    assert not {fold(word) for word in extra} & set(thesaurus().words_in(query))


def test_the_file_is_sound() -> None:
    graph = read_turtle(Graph(), FILE)
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) >= 150
    for concept in concepts:
        labels = list(graph.objects(concept, SKOS.prefLabel))
        assert len(labels) == 1, concept
        assert str(concept).endswith(f"#{labels[0]}")
        others = set(graph.objects(concept, SKOS.altLabel)) | set(graph.objects(concept, SKOS.hiddenLabel))
        assert labels[0] not in others
        assert others or list(graph.objects(concept, SKOS.related))
    for predicate in (SKOS.related, SKOS.broader):
        assert set(graph.objects(predicate=predicate)) <= concepts


def test_staff_can_add_a_concept() -> None:
    graph = Graph().parse(
        data="""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <#ほじょきん> a skos:Concept ; skos:prefLabel "補助金" ; skos:altLabel "お助け金" .""",
        format="turtle",
        publicID="https://keikaku.example/thesaurus",
    )
    assert Thesaurus(graph).expand("お助け金はあるか") == ["補助金"]
