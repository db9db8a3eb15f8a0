"""Excel workbooks: each sheet a heading and its tables; merged cells leave the others empty, as on paper."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import BrokenFile
from ingest.layout.line_hints import Hint
from ingest.readers.delimited import write_rows
from ingest.readers.file_content import Content, rendered
from ingest.readers.rendition import Rendition
from ingest.readers.xlsx_values import shown

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_CELLS = 20_000_000  # a sheet that claims more cells than this is damaged


def read_xlsx(data: bytes, path: Path) -> Content:
    """Return the content of a workbook: visible sheets in order, values as shown on screen."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    rendition = Rendition()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and charts that openpyxl does not keep
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    _write_sheet(rendition, sheet)
            book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError,
            AttributeError, IndexError, SyntaxError) as error:  # fmt: skip
        # openpyxl meets damage with whatever its parsers raise; SyntaxError is the XML parser's.
        raise BrokenFile(path, "Excel ブック") from error
    title = book.properties.title if book.properties else None
    return rendered(rendition, title=title)


def _write_sheet(rendition: Rendition, sheet: ReadOnlyWorksheet) -> None:
    sheet.reset_dimensions()  # what the file claims is often wrong
    records: list[tuple[int, list[str], str | None]] = []
    count = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [shown(cell.value, cell.number_format if cell.value is not None else None) for cell in row]
        while cells and not cells[-1].strip():
            cells.pop()
        count += len(cells)
        if count > _CELLS:
            raise ValueError("too many cells")
        records.append((row[0].row if row and hasattr(row[0], "row") else number, cells, sheet.title))
    while records and not records[-1][1]:
        records.pop()
    if records:
        rendition.heading(sheet.title, 1, Hint(sheet=sheet.title))
        write_rows(rendition, _squared(records))


def _squared(records: list[tuple[int, list[str], str | None]]) -> list[tuple[int, list[str], str | None]]:
    """Return the records of each table as wide as its widest row, so that columns keep their places."""
    squared: list[tuple[int, list[str], str | None]] = []
    block: list[tuple[int, list[str], str | None]] = []
    for record in [*records, (0, [], None)]:
        if record[1]:
            block.append(record)
            continue
        width = max((len(cells) for _, cells, _ in block), default=0)
        squared.extend((number, cells + [""] * (width - len(cells)), sheet) for number, cells, sheet in block)
        squared.append(record)
        block = []
    return squared[:-1]
