"""CSV and TSV: title lines above the header are text, the records one table."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from ingest.errors import BrokenFile
from ingest.layout.line_hints import Hint
from ingest.readers.encodings import clean, decode
from ingest.readers.file_content import Content, rendered
from ingest.readers.rendition import Rendition

_SEPARATORS = ",\t;|"
_FIELD_LIMIT = 10_000_000


def read_delimited(data: bytes, path: Path) -> Content:
    """Return the content of a CSV or TSV file; `Row.place.row` counts records from 1, title lines included."""
    raw, encoding = decode(data, path)
    text = clean(raw)
    csv.field_size_limit(_FIELD_LIMIT)
    try:
        records = list(csv.reader(io.StringIO(text), delimiter=_separator(text, path), skipinitialspace=False))
    except csv.Error as error:
        raise BrokenFile(path, "表") from error
    rendition = Rendition()
    write_rows(rendition, [(number, record, None) for number, record in enumerate(records, 1)])
    return rendered(rendition, encoding=encoding)


def write_rows(rendition: Rendition, records: list[tuple[int, list[str], str | None]]) -> None:
    """Write records as tables: those with one filled cell above a table are its title lines, empty ones part tables.

    records: row number, cells and, for a worksheet, its name.
    """
    within = False
    for number, cells, sheet in records:
        filled = [cell for cell in cells if cell.strip()]
        hint = Hint(sheet=sheet, row=number)
        if not filled:
            within = False
            rendition.gap()
        elif len(filled) == 1 and not within:
            rendition.paragraph(filled[0], hint)
        else:
            if not within:
                rendition.gap()
            within = True
            rendition.row(cells if len(cells) > 1 else [*cells, ""], hint)
    rendition.gap()


def _separator(text: str, path: Path) -> str:
    """Return the character between cells: as the ending says, unless another one is plainly used."""
    usual = "\t" if path.suffix.lower() == ".tsv" else ","
    lines = [line for line in text.split("\n")[:50] if line.strip()]
    counts = {char: sum(line.count(char) for line in lines) for char in _SEPARATORS}
    if counts[usual] == 0:
        return max(counts, key=lambda char: counts[char]) if any(counts.values()) else usual
    return usual
