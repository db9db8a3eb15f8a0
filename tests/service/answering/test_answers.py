"""What the town's graph answers, a kind of question at a time."""

from __future__ import annotations

import pytest

from service.answering.answer import Answer, Status
from service.answering.engine import Answerer


def labels(answer: Answer) -> set[str | None]:
    return {item.label for item in answer.items}


def values(answer: Answer) -> list[str | None]:
    return [item.value for item in answer.items]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("窓口のオンライン申請の主管課はどこですか", {"デジタル推進課", "市民課"}),
        ("オンライン申請の事業　担当課", {"デジタル推進課", "市民課"}),
        ("市民課が主管に入っている事業を全部", {"窓口のオンライン申請", "紙の窓口申請", "地図の印刷"}),
        ("新計画で市民課が担当する事業は？", {"窓口のオンライン申請", "地図の印刷"}),
        ("デジ推の事業を列挙してください", {"窓口のオンライン申請", "統計の公開"}),
        ("前計画でデジタル推進課だけが主管の事業は？", {"統計の公開"}),
        ("新計画の事業のうち、デジタル推進課以外が主管のものは？", {"地図情報の公開", "避難の手助け", "地図の印刷"}),
        ("事業名に「地図」が入っている事業", {"地図情報の公開", "地図の印刷"}),
        ("災害のときにひとりで逃げられない人を助けるのはどの事業？", {"避難の手助け"}),
        ("基本取組「便利な窓口」に関係するSDGsの目標は？", {"産業と技術革新の基盤をつくろう"}),
        ("SDGsのゴール9に関係する事業は？", {"窓口のオンライン申請"}),
        ("窓口のオンライン申請の旧名称は？", {"紙の窓口申請"}),
        ("紙の窓口申請は新計画では何という事業になりましたか", {"窓口のオンライン申請"}),
        ("前計画で終了した事業はどれ", {"紙の窓口申請"}),
        ("目標値が未定の事業を挙げて", {"地図情報の公開"}),
        ("共通事項を教えて", {"やさしい案内の徹底"}),
        ("平成15年の出来事を教えて", {"市のホームページ開設", "図書予約のインターネット受付開始"}),
        ("ホームページ開設と同じ年にあったことは何ですか", {"図書予約のインターネット受付開始"}),
        ("情報化会議の会長は誰？", {"総務部長"}),
        ("情報化会議の庶務はどこが処理しますか", {"情報担当課"}),
        ("避難の手助けの事業番号は？", {"1-10", "1-11"}),
    ],
)
def test_things(town: Answerer, question: str, expected: set[str]) -> None:
    answer = town.ask(question)
    assert answer.status is Status.ANSWERED
    assert labels(answer) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("オンライン申請率の令和12年度の目標は？", ["40%"]),
        ("オンライン申請率　R8", ["20%"]),
        ("オンライン申請率の最終年度の目標値を教えて", ["40%"]),
        ("新計画の事業はいくつありますか", ["4"]),
        ("情報化会議の委員は何名ですか", ["6名"]),
        ("手続に時間がかかると答えた市民は何％？", ["41.5%"]),
    ],
)
def test_values(town: Answerer, question: str, expected: list[str]) -> None:
    assert values(town.ask(question)) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("窓口のオンライン申請は新規の事業ですか", True),
        ("地図情報の公開は新規の事業ですか", False),
        ("紙の窓口申請は終了しましたか", True),
        ("市民課は窓口のオンライン申請の主管課ですか", True),
        ("情報化会議の委員は再任できますか", True),
        ("オンライン申請率の目標は毎年増えますか", True),
        ("オンライン申請率の令和12年度の目標は50%以上ですか", False),
    ],
)
def test_yes_or_no(town: Answerer, question: str, expected: bool) -> None:
    assert town.ask(question).boolean is expected


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("紙の窓口申請はなぜ終わりましたか", "利用が少ないため"),
        ("オープンデータとは何ですか", "だれでも自由に使える形で公開された"),
        ("地図情報の公開の今の課題は？", "写しを取りに来る人が多い"),
    ],
)
def test_words(town: Answerer, question: str, words: str) -> None:
    assert any(words in citation.quote for citation in town.ask(question).citations[:3])


def test_an_undecided_target_is_said_with_its_reason_and_no_value(town: Answerer) -> None:
    answer = town.ask("地図の閲覧数の目標は何件ですか")
    assert answer.status is Status.ANSWERED
    assert values(answer) == [None]
    assert "調査のあとに定める" in answer.text and "調査のあとに定める" in answer.citations[0].quote


def test_a_name_that_fits_several_asks_back(town: Answerer) -> None:
    answer = town.ask("地図の事業、担当課はどこ？")
    assert answer.status is Status.AMBIGUOUS
    assert labels(answer) == {"地図情報の公開", "地図の印刷"}
    assert len(answer.suggestions) == 2


def test_a_draft_is_said_to_be_one(town: Answerer) -> None:
    assert "案の段階" in town.ask("窓口のオンライン申請の主管課は？").text
    assert "案の段階" not in town.ask("統計の公開の主管課は？").text


def test_the_query_that_was_run_is_shown_and_runs(town: Answerer) -> None:
    shown = town.ask("市民課が担当する新計画の事業は？").sparql
    assert shown is not None and shown.startswith("PREFIX")
    assert {row["x"] for row in town.tools.select(shown)}


def test_examples_are_answered(town: Answerer) -> None:
    examples = town.examples()
    assert len(examples) >= 5
    assert all(town.ask(question).status is Status.ANSWERED for question in examples)


def test_counts_over_both_plans_take_neither_as_a_condition(town: Answerer) -> None:
    both = town.ask("市民課の事業は前計画と新計画あわせて何件？")
    apart = [town.ask(f"{plan}で市民課の事業は何件？") for plan in ("前計画", "新計画")]
    counts = [int(answer.items[0].value or 0) for answer in apart if answer.items]
    assert both.items and int(both.items[0].value or 0) == sum(counts)
