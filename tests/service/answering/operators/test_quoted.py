"""Words → operator → what it finds, for what the documents say in their own words."""

from __future__ import annotations

import pytest

from service.answering.engine import Answerer
from service.answering.rank.choose import proposals
from service.answering.reading.read import read
from service.answering.step_interface import Result


def results(town: Answerer, question: str, operator: str) -> list[Result]:
    """Return what the plans of one operator come to."""
    found = [
        p.plan.run(town.tools) for p in proposals(read(question, town.tools), town.tools) if p.operator == operator
    ]
    return [result for result in found if result is not None]


@pytest.mark.parametrize(
    ("question", "operator", "said"),
    [
        ("オープンデータとは何ですか", "definition", "だれでも自由に使える形で公開されたデータ"),
        ("オープンデータって何のこと？", "definition", "だれでも自由に使える形で公開されたデータ"),
        ("情報化会議の任期は？", "attribute", "3年"),
        ("情報化会議の会長は誰ですか", "attribute", "総務部長"),
        ("情報化会議の庶務はどこが受け持ちますか", "attribute", "情報担当課"),
        ("地図の印刷は何番の事業ですか", "attribute", "1-3"),
    ],
)
def test_what_is_found(town: Answerer, question: str, operator: str, said: str) -> None:
    """The words of a question lead to the text that answers it."""
    assert any(said in result.text for result in results(town, question, operator))


@pytest.mark.parametrize(
    ("question", "truth"),
    [
        ("情報化会議の委員は再任することができますか？", True),
        ("情報化会議の委員は再任することができないのですか？", False),
        ("図書予約はインターネットでもう受け付けていますか？", True),
    ],
)
def test_yes_or_no_from_a_sentence(town: Answerer, question: str, truth: bool) -> None:
    """A sentence that speaks of what is asked affirms it, or denies it."""
    assert [result.boolean for result in results(town, question, "affirmed")] == [truth]
