"""Indicators and schedules from pages and sheets: kinds, breakdowns, values as printed, what is undecided and why."""

from __future__ import annotations

from pathlib import Path

from ingest.extract import indicator_lists, indicator_tables, project_pages
from ingest.model.facts import IndicatorFact, ScheduleFact
from ingest.readers.file_reading import read_bytes
from ontology.loader import roles

ROLES = roles()
HEAD = "2-3 坂道の手すりの設置\n\n- 手すりを増やします。\n\n現状\n\n- 手すりのない坂が多い。\n\n"
YEARS = "\t\tR 8\tR 9\tR 10\n"


def facts(table: str, after: str = "", head: str = HEAD) -> list[IndicatorFact | ScheduleFact]:
    """What a page with a table says."""
    return indicator_tables.facts(read_bytes((head + table + after).encode(), Path("計画.txt")), ROLES)


def values(fact: IndicatorFact) -> dict[int, str]:
    """The targets by year."""
    return {year: said.text for year, said in fact.targets}


def measured(found: list[IndicatorFact | ScheduleFact]) -> list[IndicatorFact]:
    """The indicators among the facts."""
    return [fact for fact in found if isinstance(fact, IndicatorFact)]


def test_kinds_values_and_schedule() -> None:
    found = facts(
        YEARS + "スケジュール\t\t設計\t設置\t\n"
        "成果 (アウトカム)\t転ぶ人の数\t9人\t7人\t5人\n"
        "▲ 実績 (アウトプット)\t設置箇所数\t—\t3 箇所\t1,200箇所\n\t点検回数 (回)\t1\t2\t3\n"
    )
    one, two, three = measured(found)
    assert (one.kind, one.name, values(one)) == ("outcome", "転ぶ人の数", {2026: "9人", 2027: "7人", 2028: "5人"})
    assert (two.kind, values(two)) == ("output", {2027: "3 箇所", 2028: "1,200箇所"})
    assert (three.kind, three.unit) == ("output", "回")
    assert one.unit is None
    schedule = [(f.year, f.activity) for f in found if isinstance(f, ScheduleFact)]
    assert schedule == [(2026, "設計"), (2027, "設置")]


def test_a_note_in_one_cell_speaks_for_the_empty_rows() -> None:
    one, two = measured(
        facts(
            YEARS + "成果 (アウトカム)\t転ぶ人の数\t—\t\t\n"
            "実績 (アウトプット)\t設置箇所数\t—\t目標値は令和8年度の調査後に決定\t\n"
        )
    )
    assert not one.targets and not two.targets
    assert one.undecided is not None and two.undecided is not None
    assert one.undecided.text == two.undecided.text == "目標値は令和8年度の調査後に決定"


def test_a_note_for_the_later_years_leaves_the_printed_values() -> None:
    one, two = measured(
        facts(
            YEARS + "成果 (アウトカム)\t転ぶ人の数\t9人\t7人\t令和9年度の評価後に決定\n"
            "実績 (アウトプット)\t設置箇所数\t1箇所\t2箇所\t\n"
        )
    )
    assert values(one) == {2026: "9人", 2027: "7人"}
    assert values(two) == {2026: "1箇所", 2027: "2箇所"}
    assert one.undecided is not None and two.undecided is not None


def test_the_breakdown_is_the_column_whose_words_recur() -> None:
    years = "\t\t\tR 8\tR 9\n"
    first = measured(
        facts(
            years + "成果\t東町\t転ぶ人の数\t1人\t2人\n"
            "\t西町\t驚く人の数\t3人\t4人\n"
            "実績\t東町\t設置箇所数\t5箇所\t6箇所\n"
            "\t西町\t塗装箇所数\t7箇所\t8箇所\n"
        )
    )
    assert [(f.breakdown, f.name) for f in first][:2] == [("東町", "転ぶ人の数"), ("西町", "驚く人の数")]
    second = measured(
        facts(
            years + "成果\t設置箇所数\t東町\t1箇所\t2箇所\n"
            "\t\t西町\t3箇所\t4箇所\n"
            "実績\t点検回数\t東町\t5回\t6回\n"
            "\t\t西町\t7回\t8回\n"
        )
    )
    assert [(f.name, f.breakdown) for f in second] == [
        ("設置箇所数", "東町"),
        ("設置箇所数", "西町"),
        ("点検回数", "東町"),
        ("点検回数", "西町"),
    ]


def test_two_lines_in_a_cell_are_two_rows_named_by_the_note() -> None:
    found = measured(
        facts(YEARS + "実績\t講座の回数\t2回 11回\t2回 12回\t3回 13回\n", "\n指標の上段：情報課、下段：学習課\n")
    )
    assert [(f.breakdown, values(f)[2026]) for f in found] == [("情報課", "2回"), ("学習課", "11回")]


def test_one_word_over_all_years_is_said_of_each() -> None:
    (found,) = measured(facts(YEARS + "成果\t正答の割合\t県の平均以上\t\t\n"))
    assert set(values(found).values()) == {"県の平均以上"} and len(values(found)) == 3


def test_a_calendar_without_indicators_is_no_page() -> None:
    text = "1-5 計画期間\n\n令和6年度\t7年度\t8年度\n秦の計画\t\t\n"
    assert project_pages.pages(read_bytes(text.encode(), Path("計画.txt")), ROLES) == []


def test_labels_printed_together_share_the_items_below() -> None:
    text = (
        "2-3 坂道の手すりの設置\n"
        "\n"
        "- 手すりを増やします。\n"
        "\n"
        "現状\n"
        "\n"
        "理想的な姿\n"
        "\n"
        "- 手すりのない坂が多い。\n"
        "- 転ぶ人が増加している。\n"
        "- 誰もが安心して歩ける状態。\n- 見守りが続いている状態。\n\n" + YEARS + "成果\t転ぶ人の数\t9人\t7人\t5人\n"
    )
    found = [(s.label, s.text[:4]) for s in project_pages.sections(read_bytes(text.encode(), Path("計画.txt")), ROLES)]
    assert found == [
        ("summary", "手すりを"),
        ("current_state", "手すりの"),
        ("current_state", "転ぶ人が"),
        ("ideal_state", "誰もが安"),
        ("ideal_state", "見守りが"),
    ]


def test_a_sheet_of_indicators_by_row() -> None:
    text = (
        "計画,番号,事業名,区分,指標名,内訳,単位,R8,R9\n"
        "やま計画,1-1,坂道の手すり,成果,転ぶ人の数,,人,9,7\n,,,実績,設置箇所数,東町,箇所,1,未定\n"
    )
    one, two = [
        fact
        for fact in indicator_lists.facts(read_bytes(text.encode(), Path("指標.csv")), ROLES)
        if isinstance(fact, IndicatorFact)
    ]
    assert (one.project, one.kind, one.unit, values(one)) == (
        "1-1 坂道の手すり",
        "outcome",
        "人",
        {2026: "9", 2027: "7"},
    )
    assert (two.kind, two.breakdown, values(two), two.plan) == ("output", "東町", {2026: "1"}, "やま計画")
    assert two.undecided is not None
