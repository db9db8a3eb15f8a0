"""Days, months and lists of documents: what is read from lines, and what operators make of it for a question."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from ontology import terms as t
from service.answering.answer import Answer, Status
from service.answering.engine import Answerer
from service.answering.knows.dated_statements import told
from service.answering.reading.dates import dates
from service.select_rows import select
from tests import small_graph as small

DOCUMENT = small.iri("document/経過-md")
COURSE = (
    ("1 海辺市電子化協議会における協議", ()),
    ("第1回 令和7年 6月2日 策定方針について協議", ()),
    ('第2回 " 9月 30日 計画案について協議', ()),
    ("2 海辺市市民懇話会における意見聴取", ()),
    ("第1回 令和7年 5月19日 策定方針について意見聴取", ()),
    ("令和7年11月4日 議会で報告（意見聴取：12月1日まで）", ()),
    ('" 11月10日 住民説明会の実施（参加申込：11月7日まで）', ()),
    ("調査期間 令和6年8月5日～8月16日", ("資料", "漁業者の意識")),
    ("令和2年3月27日\n改正 令和4年9月30日\n令和6年4月1日", ("資料", "海辺市電子化協議会要綱")),
    ("この要綱は、公布の日から施行する。", ("資料", "海辺市電子化協議会要綱", "附 則")),
)
CHAPTERS = ("第1章 海辺のあらまし", "第2章 港の課題", "第3章 進め方")
OUTLINE = (
    ("港はまちの玄関です。", ("港の計画", "第1章 海辺のあらまし")),
    ("(1) 桟橋の老朽化\n(2) 待合所の混雑\n(3) 案内の不足", ("港の計画", "第2章 港の課題", "三つの心配")),
    ("毎年ふりかえります。", ("港の計画", "第3章 進め方", "点検")),
    ("見直しは3年目に行います。", ("港の計画", "第3章 進め方", "見直し")),
)


@pytest.fixture(scope="module")
def course() -> Answerer:
    """An answerer over the town with a document of a plan's course and one of a harbour's."""
    store = small.store()
    place = 20_000
    for number, (text, section) in enumerate((*COURSE, *OUTLINE)):
        row = small.iri(f"passage/経過-md/{place}-{place + len(text)}")
        said: list[tuple[str, object]] = [
            (t.TYPE, ox.NamedNode(t.PASSAGE)),
            (t.IS_PART_OF, ox.NamedNode(DOCUMENT)),
            (t.QUOTE, text),
            (t.LOCATOR, f"{10 + number}行目" if section else "2行目" if number < 5 else "3行目"),
            (t.START, place),
            (t.OA + "end", place + len(text)),
        ]
        said += [(t.SECTION, " > ".join(section))] if section else []
        for prop, value in said:
            term = value if isinstance(value, ox.NamedNode) else ox.Literal(value)  # type: ignore[arg-type]
            store.add(ox.Quad(ox.NamedNode(row), ox.NamedNode(prop), term, ox.DefaultGraph()))
        place += len(text) + 8
    return Answerer.over(lambda query: list(select(store, query)), lambda query, kind, limit: [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("令和7年12月18日(木)", [((2025, 12, 18), None)]),
        ("r7.12.18", [((2025, 12, 18), None)]),
        ("2026年1月", [((2026, 1, 0), None)]),
        ("平成26年9月5日から10月3日まで", [((2014, 9, 5), (2014, 10, 3))]),
        ("令和2年12月23日~1月8日", [((2020, 12, 23), (2021, 1, 8))]),
        ("10月23日~30日", [((0, 10, 23), (0, 10, 30))]),
        ("平成十四年三月", [((2002, 3, 0), None)]),
        ("毎年1月1日の写真", []),
        ("2か月ごと、月額", []),
    ],
)
def test_days_of_a_text(text: str, expected: list[object]) -> None:
    assert [(one.first, one.last) for one in dates(text)] == expected


def test_what_a_line_leaves_out_is_read_from_its_neighbours(course: Answerer) -> None:
    said = {one.title: told(one) for one in course.tools.standing.dated}
    assert said["海辺市電子化協議会における協議 第2回計画案について協議"] == "令和7年9月30日"
    assert said["意見聴取"] == "令和7年11月4日から12月1日まで"
    assert said["漁業者の意識 調査期間"] == "令和6年8月5日から8月16日まで"
    assert said["海辺市電子化協議会要綱の制定"] == "令和2年3月27日"
    assert said["海辺市電子化協議会要綱 この要綱は、公布の日から施行する。"] == "令和2年3月27日"


def _items(answer: Answer) -> list[str | None]:
    return [item.value or item.label for item in answer.items]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("電子化協議会の第2回は第1回の何日後に開かれましたか", ["120"]),
        ("議会の意見聴取の締切は何月何日ですか", ["令和7年12月1日"]),
        ("漁業者の調査期間はいつからいつまでですか", ["令和6年8月5日", "令和6年8月16日"]),
        ("漁業者の調査は何日間行われましたか", ["12"]),
        ("電子化協議会要綱は何回改正されましたか", ["2"]),
        ("電子化協議会要綱の最後の改正はいつですか", ["令和6年4月1日"]),
        ("電子化協議会要綱が施行されたのは何年何月何日ですか", ["令和2年3月27日"]),
        ("港の計画の章の題を挙げてください", ["海辺のあらまし", "港の課題", "進め方"]),
        ("港の計画の第3章はどんな節で構成されていますか", ["点検", "見直し"]),
        ("三つの心配の2番目は何ですか", ["待合所の混雑"]),
        ("港の計画はいくつの章でできていますか", ["3"]),
    ],
)
def test_days_and_lists_are_answered_with_their_lines(course: Answerer, question: str, expected: list[str]) -> None:
    answer = course.ask(question)
    assert answer.status is Status.ANSWERED, answer.text
    assert _items(answer) == expected
    quotes = [text for text, _ in (*COURSE, *OUTLINE)]
    assert answer.citations
    assert all(any(citation.quote in text for text in quotes) for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("議会での報告は、住民説明会の実施より前ですか？", True),
        ("住民説明会の参加申込の締切は、議会の意見聴取の締切より後ですか？", False),
    ],
)
def test_before_and_after(course: Answerer, question: str, expected: bool) -> None:
    assert course.ask(question).boolean is expected


def test_the_query_shown_holds_what_is_quoted(course: Answerer) -> None:
    answer = course.ask("議会の意見聴取の締切は何月何日ですか")
    assert answer.sparql is not None
    held = [row["quote"] for row in course.tools.select(answer.sparql)]
    assert all(any(citation.quote in text for text in held) for citation in answer.citations)
