"""Several series at once: added year by year, each by itself, one that comes up to another, steps that are alike."""

from __future__ import annotations

import pytest

from graph.japanese import fold
from service.answering.answer import Answer, Status
from service.answering.engine import Answerer
from service.answering.say.together import parts

BOTH = "名簿の登録者数と訓練の参加者数"  # 100, 200, 300 and 150, 180, 220


def values(answer: Answer) -> list[str | None]:
    """Return the figures or years of an answer."""
    return [item.value or item.year for item in answer.items]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (f"{BOTH}を足した目標が初めて400人を超えるのは何年度？", ["R10"]),
        (f"{BOTH}の目標を合わせると、令和8年度から令和10年度までに何人増えますか", ["270人"]),
        (f"{BOTH}を合わせた目標は、令和8年度から令和10年度までに何人増える？", ["270人"]),
        (f"{BOTH}の目標を足した合計が最も大きいのは何年度ですか", ["R10"]),
        (f"{BOTH}の目標の合計をそれぞれ教えてください", ["600人", "550人"]),
        (f"{BOTH}、令和8年度から令和10年度までにそれぞれ何人増えますか", ["200人", "70人"]),
        ("名簿の登録者数の目標が訓練の参加者数に並ぶのは何年度？", ["R9"]),
    ],
)
def test_several_series(harbour: Answerer, question: str, expected: list[str]) -> None:
    answer = harbour.ask(question)
    assert answer.status is Status.ANSWERED
    assert values(answer) == expected
    assert answer.citations


@pytest.mark.parametrize(("name", "truth"), [("名簿の登録者数", True), ("訓練の参加者数", False)])
def test_steps_that_are_alike(harbour: Answerer, name: str, truth: bool) -> None:
    assert harbour.ask(f"{name}の目標は、毎年同じ人数ずつ増えますか").boolean is truth


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        (f"{BOTH}を足した目標が初めて400人を超えるのは何年度？", "2028"),
        (f"{BOTH}の目標を合わせると、令和8年度から令和10年度までに何人増えますか", "270"),
        ("名簿の登録者数の目標が訓練の参加者数に並ぶのは何年度？", "2027"),
    ],
)
def test_the_query_that_is_shown_gives_the_figure(harbour: Answerer, question: str, cell: str) -> None:
    shown = harbour.ask(question).sparql
    assert shown is not None
    cells = {fold(value) for one in parts(shown) for row in harbour.tools.select(one) for value in row.values()}
    assert any(text == cell or text.startswith(f"{cell}.") for text in cells)
