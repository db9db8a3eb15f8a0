"""The steps by themselves: quotes, short forms, paths, queries, words, the answer's JSON."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.japanese import fold
from ontology import terms as t
from ontology.thesaurus import thesaurus
from service.answering.answer import Answer, Citation, Item, Status
from service.answering.engine import Answerer
from service.answering.knows.schema import Schema, Step
from service.answering.language.content_words import Corpus, Term, Words, coverage
from service.answering.plan.conditions import Has, Is
from service.answering.plan.sets import All, Named, Where, select
from service.answering.plan.sparql_text import shorten
from service.answering.reading.lexicon import short_forms
from service.answering.sources.verbatim_quotes import LIMIT, quote
from service.answering.wording import wording

PIECES = ["あい", "漢字", "。", "\n", " ", "<p>", "</ul>", "abc", "・", "<", ">"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=300).map("".join)


@given(text=TEXTS, word=st.sampled_from(["あい", "漢字", "abc"]))
def test_a_quote_is_one_slice_of_its_passage_without_markup(text: str, word: str) -> None:
    found = quote(text, [Term((word,), 1.0)])
    assert found in text
    assert len(found) <= LIMIT
    assert "<p>" not in found


@given(before=TEXTS, after=TEXTS)
def test_a_quote_holds_the_words_that_it_has_to_hold(before: str, after: str) -> None:
    assert "目標は決定後" in fold(quote(f"{before}\n目標は\n決定後に定める。\n{after}", needle="目標は決定後"))


def test_short_forms_are_made_of_the_heads_of_words() -> None:
    assert {"健推", "健康推"} <= set(short_forms("健康推進課"))
    assert list(short_forms("図書館")) == []


def test_the_shortest_path_comes_first_and_none_goes_there_and_back() -> None:
    edges = [("事業", "主管", "課", 9, 9, 3), ("事業", "属す", "柱", 9, 9, 2), ("柱", "目指す", "目標", 4, 2, 4)]
    schema = Schema(edges)
    assert schema.paths("事業", "課") == [(Step("主管"),)]
    assert schema.paths("課", "目標")[0] == (Step("主管", inverse=True), Step("属す"), Step("目指す"))
    assert schema.paths("課", "どこにもない") == []


def test_an_iri_cannot_break_out_of_a_query() -> None:
    with pytest.raises(ValueError, match="not an IRI"):
        select(Where(All(t.PROJECT), (Has((Step(t.RESPONSIBLE),), Named(t.UNIT, ("http://x> } DELETE {",))),)))


def test_a_text_cannot_break_out_of_a_query(town: Answerer) -> None:
    query = select(Where(All(t.PROJECT), (Is((Step(t.STATUS),), ('" } #',)),)))
    assert town.tools.select(query) == []


def test_shortened_queries_declare_what_they_use() -> None:
    short = shorten(f"SELECT ?x WHERE {{ ?x a <{t.PROJECT}> ; <{t.LABEL}> ?l }}")
    assert short.startswith("PREFIX kk:") and "a kk:Project" in short and "skos:prefLabel" in short


def test_misspelt_katakana_is_mended_by_the_documents() -> None:
    corpus = Corpus(["オンライン申請", "デジタルミュージアム"])
    assert corpus.mend("オンラインとデジダルミュージアム") == "オンラインとデジタルミュージアム"
    assert corpus.mend("ピアノ教室") == "ピアノ教室"


def test_everyday_words_find_the_words_of_documents() -> None:
    corpus = Corpus(["高齢者に向けたスマートフォン教室", "道路の整備"])
    terms = Words(corpus, thesaurus(), ()).terms("お年寄りのｽﾏﾎ教室")
    assert coverage(terms, "高齢者に向けたスマートフォン教室") > 0.8
    assert coverage(terms, "道路の整備") == 0


def test_words_without_content_are_no_terms() -> None:
    words = Words(Corpus(["海辺市の事業"]), thesaurus(), ("海辺",))
    assert words.terms("この事業はどれですか、教えてください") == []


def test_the_words_of_questions_read_as_patterns() -> None:
    assert wording().asks["reason"].search("なぜ終わったの")
    assert wording().operator("max", "一番多いのは")
    assert not wording().operator("max", "地図の公開")


def test_an_answer_is_the_json_of_the_contract() -> None:
    answer = Answer(
        Status.ANSWERED,
        "40%です。",
        items=(Item(label="申請率", value="40%", year="R12"),),
        citations=(Citation("計画.md", "3ページ", "申請率 40%", "http://x/p"),),
        contact="市民課",
    ).timed(1.26)
    assert answer.to_json() == {
        "status": "answered",
        "text": "40%です。",
        "items": [
            {
                "iri": None,
                "label": "申請率",
                "type": None,
                "number": None,
                "value": "40%",
                "unit": None,
                "year": "R12",
            }
        ],
        "boolean": None,
        "citations": [{"document": "計画.md", "locator": "3ページ", "quote": "申請率 40%", "passage": "http://x/p"}],
        "sparql": None,
        "suggestions": [],
        "contact": {"department": "市民課"},
        "took_ms": 1.3,
        "worded_by": "keikaku",
        "confidence": None,
        "reserve": None,
    }
