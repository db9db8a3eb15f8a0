"""Tables of 事業: headers by their words, shifted rows by their anchors, merged cells by the numbers."""

from __future__ import annotations

from pathlib import Path

from ingest.extract import project_tables
from ingest.extract.table_headers import header_of, split_departments
from ingest.model.facts import ProjectMention
from ingest.readers.file_reading import read_bytes
from ontology.loader import roles

ROLES = roles()


def mentions(text: str) -> list[ProjectMention]:
    """The 事業 that a text's tables list."""
    return project_tables.facts(read_bytes(text.encode(), Path("計画.txt")), ROLES)


def test_two_header_rows_are_one() -> None:
    text = (
        "基本方針\t事業推進計画\t番号\t終了/継続\t個別事業\t\n"
        "\t\t\t\t名称\t担当課\n"
        "まちを守る\t見守りの輪\t1-1-(1)\t継続\t坂道の手すり設置\t道路課\n"
    )
    block = next(b for b in read_bytes(text.encode(), Path("計画.txt")).blocks if b.rows)
    header = header_of(block, ROLES)
    assert header is not None
    assert header.roles == {0: "policy", 1: "group", 2: "number", 3: "status", 4: "name", 5: "department"}
    assert header.first_body_row == 2


def test_rows_shifted_to_either_side_are_read_by_their_anchors() -> None:
    found = mentions(
        "■現行計画「やまの情報計画」個別事業\n\n"
        "基本方針\t事業推進計画\t番号\t終了/継続\t名称\t担当課\t\n"
        "まちを守る\t見守りの輪\t1-1-(1)\t継続\t坂道の手すり設置\t道路課\t\n"
        "\t\t1-1-(2)\t終了\t防犯灯の交換\t道路課\t\n"
        "\t学びの輪\t学びの輪\t1-2-(1)\t継続\t図書の宅配\t図書館\n"  # pushed to the right
        "1-2-(2)\t\t\t終了\t夜間の開館\t図書館\t\n"  # the number fell into the first column
    )
    assert [(m.number, m.name, [d.text for d in m.departments]) for m in found] == [
        ("1-1-(1)", "坂道の手すり設置", ["道路課"]),
        ("1-1-(2)", "防犯灯の交換", ["道路課"]),
        ("1-2-(1)", "図書の宅配", ["図書館"]),
        ("1-2-(2)", "夜間の開館", ["図書館"]),
    ]
    assert [m.status.text for m in found if m.status] == ["継続", "終了", "継続", "終了"]
    assert [m.group.text for m in found if m.group] == ["見守りの輪", "見守りの輪", "学びの輪", "学びの輪"]
    assert {m.plan for m in found} == {"やまの情報計画"}


def test_merged_cells_that_drifted_are_set_right_by_the_numbers() -> None:
    found = mentions(
        "基本取組\t番号\t事業名\t主管課\n"
        "<1> 家を楽にする取組\t1-1\t申請の電子化\t窓口課\n"
        "\t1-2\t予約の電子化\t窓口課\n"
        "\t2-1\t会議の録音\t総務課\n"  # printed one row too early for its merged cell
        "<2> 仕事を軽くする取組\t2-2\t帳票の統一\t総務課\n"
    )
    groups = [m.group.text for m in found if m.group]
    assert groups == ["<1>家を楽にする取組"] * 2 + ["<2>仕事を軽くする取組"] * 2


def test_a_bare_row_number_belongs_to_its_numbered_group() -> None:
    found = mentions(
        "基本取組\t個別事業\t\t主管課\n＜Ⅱ＞仕事を軽くする取組\t1\t会議の録音\t総務課\n\t2\t帳票の統一\t総務課\n"
    )
    assert [m.number for m in found] == ["2-1", "2-2"]


def test_a_merged_department_reaches_down_to_the_next_group_only() -> None:
    found = mentions(
        "重点事業\t個別事業\t\t主管課\n"
        "①窓口の改革\t①-1\t申請の電子化\t窓口課・総務課\n"
        "\t①-2\t予約の電子化\t\n"
        "②人を育てる\t②-1\t研修の充実\t\n"
    )
    assert [[d.text for d in m.departments] for m in found] == [["窓口課", "総務課"], ["窓口課", "総務課"], []]
    covering = found[1].departments[0].span
    assert covering.start < found[1].span.start, "the evidence begins at the row where the merged cell is printed"


def test_old_names_and_remarks_never_reach_down() -> None:
    found = mentions(
        "番号\t新規性\t事業名\t旧名称\t主管課\t備考\n"
        "1-1\t継続(名称変更)\t申請の電子化\t申請の郵送\t窓口課\t名前を改めた\n"
        "1-2\t新規\t予約の電子化\t\t窓口課\t\n"
    )
    assert [[o.text for o in m.old_names] for m in found] == [["申請の郵送"], []]
    assert [m.remark.text if m.remark else None for m in found] == ["名前を改めた", None]


def test_totals_and_counts_are_no_projects() -> None:
    assert mentions("基本方針\t事業推進計画\t継続\t終了\t事業数\n① 守る\t見守りの輪\t2\t1\t3\n") == []


def test_a_repost_is_marked_and_its_remark_is_no_part_of_the_name() -> None:
    found = mentions(
        "番号\t事業名\t主管課\n1-1\t見守りの輪【再掲】\t福祉課\n1-2\t坂道の手すり【計画終了(R6.3)】\t道路課\n"
    )
    assert [(m.name, m.is_repost, m.name_note) for m in found] == [
        ("見守りの輪", True, None),
        ("坂道の手すり", False, "計画終了(R6.3)"),
    ]


def test_departments_are_split_and_divisions_kept_with_theirs() -> None:
    assert split_departments("総務課・窓口課、福祉課", ROLES) == ["総務課", "窓口課", "福祉課"]
    assert split_departments("企画部　企画課", ROLES) == ["企画部 企画課"]
    assert split_departments("総務課 窓口課", ROLES) == ["総務課", "窓口課"]


def test_a_unit_with_its_division_keeps_both_names_apart() -> None:
    found = mentions("番号\t事務事業名\t部\t課\n1\t計画の進行管理\t企画部\t企画部　企画課\n")
    assert [d.text for m in found for d in m.departments] == ["企画部 企画課"]
