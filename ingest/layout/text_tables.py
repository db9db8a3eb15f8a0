"""Tables in text: consecutive lines of tab- or pipe-separated cells. Empty cells stay, since columns are positions."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.layout.inline_text import cell_text
from ingest.layout.printed_lines import Line
from ingest.model.document import Cell, Place, Row, Span

_RULE = re.compile(r"[\s|:+\-=─━ー]+$")
_PIPE = re.compile(r"(?<!\\)\|")


def is_rule(line: Line) -> bool:
    """Tell whether a table line is only the rule under a header."""
    return bool(_RULE.match(line.text)) and "-" in line.text


def rows_of(lines: list[Line], text: str, places: Mapping[int, Place]) -> tuple[Row, ...]:
    """Return the rows of consecutive table lines; rules and rows without any text are left out.

    places: where a line stands, by its number, for those that do not stand in a text file.
    """
    rows = (_row(line, text, places) for line in lines if not is_rule(line))
    return tuple(row for row in rows if any(cell.text for cell in row.cells))


def _row(line: Line, text: str, places: Mapping[int, Place]) -> Row:
    raw = text[line.start : line.end]
    if "\t" in raw:
        bounds = _cuts(raw, [match.start() for match in re.finditer("\t", raw)])
    else:
        cuts = [match.start() for match in _PIPE.finditer(raw)]
        bounds = _cuts(raw, cuts)
        if cuts and not raw[: cuts[0]].strip():
            bounds = bounds[1:] if raw[cuts[-1] + 1 :].strip() else bounds[1:-1]
    cells = tuple(_cell(raw, start, end, line.start) for start, end in bounds)
    return Row(cells, Span(line.start, line.end), places.get(line.number) or Place(line.number, page=line.page))


def _cuts(raw: str, cuts: list[int]) -> list[tuple[int, int]]:
    starts = [0, *(cut + 1 for cut in cuts)]
    return list(zip(starts, [*cuts, len(raw)], strict=True))


def _cell(raw: str, start: int, end: int, offset: int) -> Cell:
    piece = raw[start:end]
    body = piece.strip(" \u3000")
    logical = cell_text(body.replace("\\|", "|"))
    if not body:
        return Cell("", None)
    begin = offset + start + len(piece) - len(piece.lstrip(" \u3000"))
    return Cell(logical, Span(begin, begin + len(body)))


def table_text(rows: tuple[Row, ...]) -> str:
    """Return a table as text: a line a row, its cells with tabs between them."""
    return "\n".join("\t".join(cell.text.replace("\n", " ") for cell in row.cells).rstrip() for row in rows)
