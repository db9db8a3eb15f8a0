"""Builds the sample workbook from its tables, and the sample plan as DOCX and PDF from its Markdown.

Run from the root of the repository: ``python scripts/build_samples.py``.
"""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Sequence
from pathlib import Path

from docx import Document as WordDocument
from markdown_blocks import Block, Heading, Item, Paragraph, Table, blocks
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet
from print_pdf import print_pdf

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
FORMATS = ROOT / "tests" / "data" / "formats"
TABLES = ROOT / "scripts" / "samples_data"
PLAN = SAMPLES / "みなもと市スマート行政推進計画.md"
WORKBOOK = SAMPLES / "事業一覧.xlsx"

DATED = datetime.datetime(2026, 4, 1)
DX = "はだのDX推進計画"
ICT = "はだのICT活用推進計画"
SHEETS = (  # sheet, plan, title above the header, table, columns whose repeated values are merged
    ("DX計画の事業", DX, f"{DX} 事業一覧（令和8年度～令和12年度）", "dx.tsv", ("重点事業/基本取組",)),
    ("ICT計画の事業", ICT, f"{ICT} 事業一覧（令和3年度～令和7年度）", "ict.tsv", ("基本方針", "事業推進計画")),
    ("指標", DX, f"{DX} 指標一覧", "indicators.tsv", ()),
)
_THIN = Side(style="thin", color="999999")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", fgColor="DDE8F0")
_WIDTHS = {
    "計画名": 28,
    "事業名": 60,
    "旧名称": 44,
    "指標名": 50,
    "主管課": 40,
    "重点事業/基本取組": 44,
    "基本方針": 40,
    "事業推進計画": 36,
}


def build_workbook(path: Path = WORKBOOK) -> None:
    """Write the workbook of 事業: one sheet a plan, and one of indicators with a column a year."""
    book = Workbook()
    book.properties.created = book.properties.modified = DATED
    book.properties.creator = "keikaku"
    for index, (name, plan, title, table, merged) in enumerate(SHEETS):
        sheet = book.active if index == 0 else book.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = name
        lines = (TABLES / table).read_text(encoding="utf-8").splitlines()
        rows = [[plan if y else "計画名", *line.split("\t")] for y, line in enumerate(lines)]
        _fill(sheet, title, rows)
        for column in merged:
            _merge_repeats(sheet, rows, rows[0].index(column))
    book.save(path)


def _fill(sheet: Worksheet, title: str, rows: Sequence[Sequence[str]]) -> None:
    sheet.cell(1, 1, title).font = Font(bold=True, size=14)
    for y, row in enumerate(rows, start=2):
        for x, value in enumerate(row, start=1):
            cell = sheet.cell(y, x, value or None)
            cell.border = _BOX
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if y == 2:
                cell.font, cell.fill = Font(bold=True), _HEAD
    for x, header in enumerate(rows[0]):
        sheet.column_dimensions[chr(ord("A") + x)].width = _WIDTHS.get(header, 12)
    sheet.freeze_panes = "A3"


def _merge_repeats(sheet: Worksheet, rows: Sequence[Sequence[str]], column: int) -> None:
    """Merge the cells of a column that repeat the one above, as such lists are printed."""
    start = 1
    for end in range(2, len(rows) + 1):
        if end == len(rows) or rows[end][column] != rows[start][column]:
            if end - start > 1:
                sheet.merge_cells(start_row=start + 2, end_row=end + 1, start_column=column + 1, end_column=column + 1)
            start = end


def build_docx(parts: Sequence[Block], path: Path) -> None:
    """Write the blocks as a Word file with its heading, list and table styles; empty cells below a group are merged."""
    word = WordDocument()
    word.core_properties.created = word.core_properties.modified = DATED
    word.core_properties.author = "keikaku"
    for part in parts:
        match part:
            case Heading(level, text):
                word.add_heading(text, 0 if level == 1 else level - 1)
            case Paragraph(text):
                word.add_paragraph(text)
            case Item(text):
                word.add_paragraph(text, style="List Bullet")
            case Table(rows):
                _word_table(word, rows)
    word.save(str(path))


def _word_table(word: WordDocument, rows: Sequence[Sequence[str]]) -> None:
    table = word.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            if text:
                table.cell(y, x).text = text
    if not all(row[0] for row in rows[1:]) and rows[0][1]:  # the first column groups the rows below
        start = 1
        for end in range(2, len(rows) + 1):
            if end == len(rows) or rows[end][0]:
                table.cell(start, 0).merge(table.cell(end - 1, 0))
                start = end


def main() -> None:
    """Write all that is derived; the Markdown files are written by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args()
    FORMATS.mkdir(parents=True, exist_ok=True)
    build_workbook()
    parts = blocks(PLAN.read_text(encoding="utf-8"))
    build_docx(parts, FORMATS / f"{PLAN.stem}.docx")
    print_pdf(parts, FORMATS / f"{PLAN.stem}.pdf")


if __name__ == "__main__":
    main()
