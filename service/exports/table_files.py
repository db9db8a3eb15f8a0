"""A table of strings as CSV that Excel opens, and as a workbook."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from service.errors import Invalid

Rows = Sequence[Sequence[str]]
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX_ROWS = 1_048_576  # of one sheet, its heading among them
_XLSX_CHARACTERS = 32_767  # of one cell
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(columns: Sequence[str], rows: Rows, *, bom: bool) -> bytes:
    """Return a CSV in UTF-8. bom: with the byte order mark that Excel needs to see Japanese."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([[_inert(value) for value in row] for row in rows])
    return text.getvalue().encode("utf-8-sig" if bom else "utf-8")


def to_xlsx(columns: Sequence[str], rows: Rows, *, title: str) -> bytes:
    """Return a workbook with one sheet: a bold, frozen heading and every value as text, cut where a cell is full.

    Raises Invalid where a sheet has too few rows.
    """
    if len(rows) >= XLSX_ROWS:
        raise Invalid(f"{len(rows):,}行はExcelの1枚に入りません。条件を絞るか、CSVにしてください。")
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = "".join(char for char in title if char not in r"[]:*?/\'")[:31] or "結果"
    sheet.append(list(columns))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = _NOT_IN_XML.sub("", value)[:_XLSX_CHARACTERS]
            cell.data_type = "s"  # a value that begins with "=" is text, never a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column, name in enumerate(columns, start=1):
        longest = max([len(name), *(len(row[column - 1]) for row in rows)], default=8)
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest * 2, 8), 60)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _inert(value: str) -> str:
    """Return a value that a spreadsheet shows and never runs; a plain number stays one."""
    if value.startswith(_FORMULA) and not value.lstrip("+-").replace(".", "", 1).replace(",", "").isdigit():
        return "'" + value
    return value
