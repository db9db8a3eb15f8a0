"""Questions that combine steps, over the samples: figures by year, names, counts compared, several questions in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.revisions.repository import Repository
from service.answering.answer import Answer, Status
from service.answering.engine import Answerer

PLAN = "みなもと市スマート行政推進計画"


@pytest.fixture(scope="module")
def samples(samples_data: Path) -> Answerer:
    """An answerer over the samples."""
    return Answerer(Repository(samples_data).open())


def told(answer: Answer) -> list[str | None]:
    return [item.value or item.label for item in answer.items]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("令和8年度に25%から始まり、令和12年度に55%になる指標はどれですか", ["電子申請の利用率"]),
        ("避難支援名簿の電子化の指標のうち、R12の目標がR9の2倍を超えるものは", ["端末を貸し出した自治会の数"]),
        ("河川水位の見える化の指標で、令和11年度までは毎年増え、その後は横ばいになるのはどれ", ["水位計の設置数"]),
        ("子育て手帳アプリの導入の指標のうち、R8が60%でR12が80%なのは", ["アプリが役立ったと答えた保護者の割合"]),
    ],
)
def test_figures_take_the_years_beside_them(samples: Answerer, question: str, expected: list[str]) -> None:
    assert told(samples.ask(question)) == expected


def test_a_condition_on_years_that_are_the_name_of_the_plan_is_not_dropped(samples: Answerer) -> None:
    answer = samples.ask("令和8年度から令和12年度までに目標がちょうど100倍になる指標は")
    assert answer.status is Status.NOT_FOUND


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (f"{PLAN}の事業で、名前に「スマホ」という語が付くものは", {"手続のスマホ完結", "シニアのためのスマホ相談会"}),
        ("みなもと市の計画で、事業名に「電子化」が入っている事業を全部", {"会議資料の電子化", "避難支援名簿の電子化"}),
        ("名前の末尾が「の導入」の事業を全部", {"子育て手帳アプリの導入"}),
    ],
)
def test_names_are_looked_through_for_words(samples: Answerer, question: str, expected: set[str]) -> None:
    assert set(told(samples.ask(question))) == expected


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("セルフ収納機の令和9年度の目標で、1件当たりの収納金額はいくらになりますか", "15,000円"),
        ("RPAは令和12年度、1業務あたり何時間の削減になる計算ですか", "169.23時間"),
    ],
)
def test_the_unit_says_by_what_is_divided(samples: Answerer, question: str, value: str) -> None:
    assert told(samples.ask(question)) == [value]


@pytest.mark.parametrize(
    ("question", "truth"),
    [
        ("新規の事業は継続の事業より多いですか", False),
        ("継続の事業は新規の事業より多いですか", True),
        (f"{PLAN}では、継続の事業数は新規の事業数の2倍以上ですか", False),
        ("みなもと市の計画で、半数以上の事業が新規ですか", False),
        ("本庁舎窓口とマルチコピー機の交付件数を足すと、令和9年度から令和12年度まで毎年43,000件になりますか", True),
        ("コンビニ交付と本庁舎窓口の交付件数を合わせた目標は、R8よりR12のほうが少ないですか", True),
    ],
)
def test_counts_and_sums_are_compared_by_yes_or_no(samples: Answerer, question: str, truth: bool) -> None:
    assert samples.ask(question).boolean is truth


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("河川水位の見える化と会議資料の電子化の主管課はそれぞれどこですか", ["危機管理課", "総務文書課"]),
        (f"{PLAN}は事業が全部でいくつあって、そのうち新規は何個ですか", ["13", "6"]),
    ],
)
def test_a_sentence_that_asks_twice_is_answered_twice(samples: Answerer, question: str, expected: list[str]) -> None:
    assert told(samples.ask(question)) == expected


def test_what_came_right_after_an_event(samples: Answerer) -> None:
    answer = samples.ask("みなもと市情報化計画を定めた年の翌年の出来事は")
    assert told(answer) == ["電子申請の対象を46件に広げる"]


@pytest.mark.parametrize(
    ("question", "missing"),
    [(f"{PLAN}の2-9の事業の主管課は", "「2-9」"), ("第7期情報化計画の策定はいつですか", "「第7期」")],
)
def test_a_number_that_nothing_has_is_said_to_be_missing(samples: Answerer, question: str, missing: str) -> None:
    answer = samples.ask(question)
    assert answer.status is Status.NOT_FOUND
    assert f"{missing}は資料に出てきません" in answer.text


def test_the_課_that_a_question_offers_are_not_taken_for_true(samples: Answerer) -> None:
    answer = samples.ask("シニアのためのスマホ相談会の主管は高齢者支援課だっけ、情報政策課だっけ")
    assert set(told(answer)) == {"高齢者支援課", "生涯学習課"}
