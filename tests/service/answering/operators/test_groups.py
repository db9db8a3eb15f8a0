"""Groups, shares, tallies and two plans compared: words → plan → rows, over the small graph of the harbour."""

from __future__ import annotations

import pytest

from service.answering.engine import Answerer
from service.answering.rank.choose import proposals
from service.answering.reading.read import read

LABELS = [
    ("新計画で2事業以上を主管している課は？", {"市民課"}),
    ("新規事業しか主管していない課は新計画でどこですか", {"デジタル推進課"}),
    ("新計画で新規を一つも持たない課はどこ？", {"危機管理課", "都市整備課"}),
    ("すべてが継続の課は新計画でどこですか", {"危機管理課", "都市整備課"}),
    ("継続より新規のほうが多い課は新計画でどこ？", {"デジタル推進課"}),
    ("指標が2つ以上ある新計画の事業は？", {"窓口のオンライン申請", "避難の手助け"}),
    ("両方の計画で主管課になっている課はどこですか", {"デジタル推進課", "市民課", "都市整備課"}),
    ("新計画に引き継がれなかった前計画の事業は？", {"統計の公開", "紙の地図の配布"}),
    ("事業名に「地図」が入る新計画の事業は？", {"地図情報の公開", "地図の印刷"}),
    ("備考のある事業は？", {"紙の地図の配布"}),
    ("地図情報の公開に統合される事業は？", {"紙の地図の配布"}),
    ("2-1-(3)の事業名は？", {"紙の地図の配布"}),
]
VALUES = [
    ("新計画の事業に占める新規の割合は何％ですか", {("割合", "25%")}),
    ("新計画で共管の事業は全体の何％ですか", {("割合", "25%")}),
    ("新計画の新規と継続はそれぞれ何件？", {("新規", "1件"), ("継続", "3件")}),
    (
        "課ごとの事業数を新計画について教えてください",
        {("市民課", "2件"), ("デジタル推進課", "1件"), ("危機管理課", "1件"), ("都市整備課", "1件")},
    ),
    ("主管課が2課以上の新計画の事業は何件？", {(None, "1")}),
]


@pytest.mark.parametrize(("question", "expected"), LABELS)
def test_things(harbour: Answerer, question: str, expected: set[str]) -> None:
    assert {item.label for item in harbour.ask(question).items} == expected


@pytest.mark.parametrize(("question", "expected"), VALUES)
def test_counts(harbour: Answerer, question: str, expected: set[tuple[str | None, str]]) -> None:
    assert {(item.label, item.value) for item in harbour.ask(question).items} == expected


@pytest.mark.parametrize(
    ("question", "operator"),
    [
        ("新計画の事業に占める新規の割合は何％ですか", "share"),
        ("新計画の新規と継続はそれぞれ何件？", "tally"),
        ("課ごとの事業数を新計画について教えてください", "count-by"),
    ],
)
def test_the_query_that_is_shown_gives_rows(harbour: Answerer, question: str, operator: str) -> None:
    tools = harbour.tools
    plans = [p.plan for p in proposals(read(question, tools), tools) if p.operator == operator]
    results = [result for plan in plans if (result := plan.run(tools)) is not None]
    assert results
    assert all(tools.select(result.sparql or "") for result in results)
