"""Words → the plan of figures proposed for them → what it comes to, over the samples; and how figures are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.revisions.repository import Repository
from service.answering.engine import Answerer
from service.answering.operators import extreme, judged, measure, reduce
from service.answering.operators.base import Proposal
from service.answering.propose.sets import Sets
from service.answering.reading.read import read
from service.answering.say.written_figures import read_print, written
from service.answering.step_interface import Result, Tools


@pytest.fixture(scope="module")
def tools(samples_data: Path) -> Tools:
    """The tools over the samples."""
    return Answerer(Repository(samples_data).open()).tools


def first(question: str, operator: str, tools: Tools) -> Result:
    """Return what the cheapest plan of an operator comes to."""
    sets = Sets(read(question, tools), tools)
    proposals: list[Proposal] = [
        *measure.propose(sets, tools),
        *reduce.propose(sets, tools),
        *extreme.propose(sets, tools),
        *judged.propose(sets),
    ]
    found = [p for p in proposals if p.operator == operator]
    assert found, "not proposed"
    for proposal in sorted(found, key=_weight, reverse=True):
        result = proposal.plan.run(tools)
        if result is not None:
            return result
    raise AssertionError("no rows")


def _weight(proposal: Proposal) -> float:
    subjects = [d.subject for d in proposal.drafts if d.subject is not None]
    said = min((s.share + s.ahead for s in subjects), default=0.0)
    return said - 3 * proposal.whole_cost


@pytest.mark.parametrize(
    ("question", "operator", "values"),
    [
        ("電子申請の利用率、令和10年度の目標は何%？", "series", ["40%"]),
        ("窓口の予約の利用件数は令和9年度に何件？", "series", ["1,200件"]),
        ("コンビニで受け取る割合はR8からR12で何ポイント上がりますか", "reduce", ["20ポイント"]),
        ("アプリの登録者数は令和8年度から12年度で何人増える？", "reduce", ["700人"]),
        ("研修の受講者数を5年間で合計すると何人？", "reduce", ["600人"]),
        ("電子納付できる手続数の5年間の平均は何件", "reduce", ["12件"]),
        ("電子納付できる手続数は1年ごとに何件ずつ増えますか", "reduce", ["4件"]),
        ("水位の地図の閲覧数、R12はR8の何倍？", "reduce", ["6倍"]),
        ("水位の地図の閲覧数はR8からR9で何%増える？", "reduce", ["150%"]),
        ("アプリの登録者数と研修の受講者数を令和8年度で合わせると何人？", "reduce-row", ["420人"]),
        ("印刷枚数の削減率は電子申請の利用率より令和12年度で何ポイント低いですか", "reduce-pair", ["5ポイント"]),
        ("市の電子申請を使ったことがある市民は何%？", "figure-value", ["21.7%"]),
    ],
)
def test_values(question: str, operator: str, values: list[str], tools: Tools) -> None:
    assert [item.value for item in first(question, operator, tools).items] == values


@pytest.mark.parametrize(
    ("question", "operator", "years"),
    [
        ("電子申請の利用率が4割を超えるのは何年度", "first-year", ["R11"]),
        ("訓練メールを開いた職員の割合が6%を下回るのは何年度？", "first-year", ["R11"]),
        ("電子納付できる手続数が12件になるのはいつの年度ですか", "first-year", ["R10"]),
        ("水位の地図の閲覧数が令和8年度の4倍になるのは何年度", "first-year", ["R10"]),
        ("アプリの登録者数が一番多い年度は？", "year-of", ["R12"]),
        ("朝の電話の件数の削減率が前の年度から一番大きく伸びるのは何年度", "year-of", ["R9"]),
    ],
)
def test_years(question: str, operator: str, years: list[str], tools: Tools) -> None:
    assert [item.year for item in first(question, operator, tools).items] == years


@pytest.mark.parametrize(
    ("question", "operator", "truth"),
    [
        ("研修の受講者数の目標はずっと変わりませんか", "goes", True),
        ("訓練メールを開いた職員の割合は毎年下がっていく目標ですか", "goes", True),
        ("アプリの登録者数は毎年減り続ける目標ですか", "goes", False),
        ("避難計画をつくった人の割合は令和12年度に90%になりますか", "figure-is", True),
        ("避難計画をつくった人の割合は令和11年度に90%になりますか", "figure-is", False),
        ("電子納付できる手続数は毎年4件ずつ増えますか", "figure-is", True),
        ("令和12年度の電子申請の利用率は印刷枚数の削減率より高いですか", "figure-is", True),
    ],
)
def test_truth(question: str, operator: str, truth: bool, tools: Tools) -> None:
    assert first(question, operator, tools).boolean is truth


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("26億4千万円", 2_640_000_000, "円"),
        ("5,094千円", 5_094_000, "円"),
        ("1.15人", 1.15, "人"),
        ("4.5万人", 45_000, "人"),
        ("17万417人", 170_417, "人"),
        ("平均55%以上", 55, "%"),
        ("20分34秒", None, ""),
        ("320件 (1,290人)", 320, "件"),
        ("年1回", 1, "回"),
        ("0%減", 0, "%"),
        ("15秒減", 15, "秒"),
        ("3 手続", 3, "手続"),
        ("▲3.5%", -3.5, "%"),
        ("△120千円", -120_000, "円"),
        ("－8人", -8, "人"),
        ("マイナス2件", -2, "件"),
        ("全国平均以上", None, ""),
    ],
)
def test_a_print_is_read(text: str, number: float | None, unit: str) -> None:
    printed = read_print(text)
    assert (printed.number, printed.unit) == (number, unit)


@pytest.mark.parametrize(
    ("number", "like", "text"),
    [
        (600_000_000, "26億4千万円", "6億円"),
        (4_752_000, "5,094千円", "4,752千円"),
        (20_000, "4.5万人", "2万人"),
        (0.06, "1.15人", "0.06人"),
        (15, "平均55%以上", "15%"),
        (5_456, "17万417人", "5,456人"),
        (-3.5, "▲1.0%", "▲3.5%"),
        (-120_000, "△5千円", "△120千円"),
    ],
)
def test_a_number_is_written_like_a_print(number: float, like: str, text: str) -> None:
    assert written(number, [like]) == text
