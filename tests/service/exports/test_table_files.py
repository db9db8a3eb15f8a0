"""Tables for Excel: Japanese that it reads, and nothing that it runs."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from service.errors import Invalid
from service.exports.table_files import XLSX_ROWS, to_csv, to_xlsx

COLUMNS = ["事業", "値"]
ROWS = [
    ["窓口", "40%"],
    ["引用「,」", "改行\nあり"],
    ["式", "=1+1"],
    ["負", "-5"],
    ["電話", "+81-463"],
    ["桁", "-1,234.5"],
]


def test_csv_has_the_mark_that_excel_needs() -> None:
    body = to_csv(COLUMNS, ROWS, bom=True)
    assert body.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert read[0] == COLUMNS
    assert read[1:3] == ROWS[:2]
    assert not to_csv(COLUMNS, ROWS, bom=False).startswith(b"\xef\xbb\xbf")


def test_csv_runs_no_formula_but_keeps_numbers() -> None:
    read = list(csv.reader(io.StringIO(to_csv(COLUMNS, ROWS, bom=True).decode("utf-8-sig"), newline="")))
    assert [row[1] for row in read[3:]] == ["'=1+1", "-5", "'+81-463", "-1,234.5"]


def test_xlsx_is_text_and_frozen() -> None:
    book = load_workbook(
        io.BytesIO(
            to_xlsx(
                COLUMNS,
                [*ROWS, ["制御", "a\x07b\ufffe\x0b"], ["長い", "あ" * 40_000]],
                title="一覧: [試し]/長い" + "名" * 40,
            )
        )
    )
    sheet = book.active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()][: len(ROWS) + 1] == [COLUMNS, *ROWS]
    assert sheet["B4"].data_type == "s"
    assert sheet["B8"].value == "ab"
    assert len(sheet["B9"].value) == 32_767
    assert sheet.freeze_panes == "A2"
    assert len(sheet.title) <= 31


class Endless(list[list[str]]):
    """Rows enough for more than a sheet, without holding them."""

    def __len__(self) -> int:
        return XLSX_ROWS


def test_more_rows_than_a_sheet_has_are_told() -> None:
    with pytest.raises(Invalid, match="CSV"):
        to_xlsx(COLUMNS, Endless(), title="長い")
