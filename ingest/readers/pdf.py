"""PDF: lines of text in reading order, ruled tables, pages; running heads and page numbers left out."""

from __future__ import annotations

import io
import itertools
import logging
import re
import statistics
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import BrokenFile, EncryptedFile, ImageOnlyPdf
from ingest.layout.inline_text import glue
from ingest.layout.line_hints import Hint
from ingest.layout.line_markers import starts_structure
from ingest.layout.print_width import terminated
from ingest.layout.text_blocks import read_blocks
from ingest.readers.file_content import Content
from ingest.readers.rendition import Rendition

if TYPE_CHECKING:
    from pdfplumber.page import Page

_NO_TITLE = re.compile(r"\.\w{2,4}$|Microsoft|�|^[\x00-\x7f]+$", re.I)
_DIGITS = re.compile(r"[0-9０-９]+")
_LARGE = 1.15  # times the size of the body text from which a line is a heading
_GAP = 1.75  # times the usual distance of lines from which a paragraph ends
_EDGE = 0.09  # share of the page's height in which running heads and page numbers stand
_STROKE = "\u0336"  # what the tables of Japanese fonts give for a dash: a combining stroke that joins nothing
_TABLES = {"vertical_strategy": "lines", "horizontal_strategy": "lines", "snap_tolerance": 4, "join_tolerance": 4}


@dataclass(slots=True)
class _Printed:
    """A line of text on a page: its box, the size of its letters and whether they are bold."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool


@dataclass(slots=True)
class _Ruled:
    """A ruled table on a page."""

    rows: list[list[str]]
    top: float
    bottom: float


@dataclass(slots=True)
class _Sheet:
    number: int
    height: float
    pieces: list[_Printed | _Ruled] = field(default_factory=list)


def read_pdf(data: bytes, path: Path) -> Content:
    """Return the content of a PDF; places are pages. Raises EncryptedFile, ImageOnlyPdf, BrokenFile."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect, PDFTextExtractionNotAllowed
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            sheets, pictures = [], 0
            for page in pdf.pages:
                sheets.append(_sheet(page))
                pictures += len(page.images)
                page.close()
            title = str((pdf.metadata or {}).get("Title") or "").strip()
    except (PdfminerException, MalformedPDFException) as error:
        cause = error.args[0] if error.args else None
        if isinstance(cause, (PDFPasswordIncorrect, PDFTextExtractionNotAllowed)):
            raise EncryptedFile(path) from error
        raise BrokenFile(path, "PDF") from error
    except PDFPasswordIncorrect as error:
        raise EncryptedFile(path) from error
    except Exception as error:  # pdfminer meets damage with whatever its parsers raise, AssertionError included
        raise BrokenFile(path, "PDF") from error
    if not sheets:
        raise BrokenFile(path, "PDF")
    if not any(sheet.pieces for sheet in sheets):
        raise ImageOnlyPdf(path)
    _drop_running_heads(sheets)
    rendition = _written(sheets)
    return Content(
        rendition.text, read_blocks(rendition.text, rendition.hints), None, title if _is_title(title) else None
    )


def _is_title(title: str) -> bool:
    """Tell whether a PDF's own title is one that a person wrote, not the name of a file or program."""
    return len(title) > 3 and not _NO_TITLE.search(title)


def _sheet(page: Page) -> _Sheet:
    sheet = _Sheet(page.page_number, float(page.height))
    tables = [table for table in page.find_tables(_TABLES) if len(table.rows) > 0 and len(table.rows[0].cells) > 1]
    boxes = [table.bbox for table in tables]
    for table in tables:
        rows = [[_cell(cell) for cell in row] for row in table.extract(x_tolerance=3, y_tolerance=3)]
        if any(any(row) for row in rows):
            sheet.pieces.append(_Ruled(rows, table.bbox[1], table.bbox[3]))
    outside = page.filter(lambda thing: not any(_within(thing, box) for box in boxes)) if boxes else page
    for line in outside.extract_text_lines(return_chars=True, x_tolerance=3, y_tolerance=3):
        if line["text"].strip():
            sheet.pieces.append(_printed(line))
    sheet.pieces.sort(key=lambda piece: piece.top)
    return sheet


def _within(thing: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    middle_x, middle_y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return bool(box[0] <= middle_x <= box[2] and box[1] <= middle_y <= box[3])


def _printed(line: dict[str, Any]) -> _Printed:
    chars = [char for char in line["chars"] if char["text"].strip()] or line["chars"]
    size = statistics.median(float(char["size"]) for char in chars)
    bold = sum("bold" in str(char["fontname"]).lower() for char in chars) > len(chars) / 2
    return _Printed(
        line["text"].replace(_STROKE, "—").strip(), line["x0"], line["x1"], line["top"], line["bottom"], size, bold
    )


def _cell(text: str | None) -> str:
    """Return a cell's text with its wrapped lines joined; a new item or sentence keeps its line."""
    if not text:
        return ""
    lines = [line.strip() for line in text.replace(_STROKE, "—").split("\n") if line.strip()]
    if not lines:
        return ""
    longest = max(len(line) for line in lines)
    joined = [lines[0]]
    for before, line in itertools.pairwise(lines):
        is_new = starts_structure(line) or terminated(before) or len(before) < 0.7 * longest
        if is_new:
            joined.append(line)
        else:
            joined[-1] = glue(joined[-1], line)
    return "\n".join(joined)


def _drop_running_heads(sheets: list[_Sheet]) -> None:
    """Take away page numbers, and lines that stand at the edge of at least half of the pages with the same text."""
    seen: Counter[str] = Counter()
    for sheet in sheets:
        seen.update({_key(piece) for piece in _edges(sheet)})
    often = {key for key, count in seen.items() if count >= max(3, 0.5 * len(sheets))}
    for sheet in sheets:
        edge = _edges(sheet)
        gone = [piece for piece in edge if _key(piece) in often or not _DIGITS.sub("", piece.text).strip("-－‐– /")]
        if len(gone) < len(sheet.pieces):
            sheet.pieces = [piece for piece in sheet.pieces if piece not in gone]


def _key(piece: _Printed) -> str:
    return _DIGITS.sub("0", piece.text)


def _edges(sheet: _Sheet) -> list[_Printed]:
    top, bottom = sheet.height * _EDGE, sheet.height * (1 - _EDGE)
    return [p for p in sheet.pieces if isinstance(p, _Printed) and (p.bottom <= top or p.top >= bottom)]


def _written(sheets: list[_Sheet]) -> Rendition:
    """Return the pages as text: empty lines where paragraphs end, headings by size, tables joined over pages."""
    rendition = Rendition()
    lines = [piece for sheet in sheets for piece in sheet.pieces if isinstance(piece, _Printed)]
    body = _body_size(lines)
    levels = _levels(lines, body)
    step = _usual_step(sheets)
    left = min((line.x0 for line in lines), default=0.0)
    before: _Printed | _Ruled | None = None
    for index, sheet in enumerate(sheets):
        if index:
            rendition.page()
        first = True
        for piece in sheet.pieces:
            hint = Hint(page=sheet.number)
            if isinstance(piece, _Ruled):
                goes_on = first and isinstance(before, _Ruled) and len(before.rows[0]) == len(piece.rows[0])
                rows = piece.rows
                if goes_on and isinstance(before, _Ruled):
                    rows = rows[1:] if rows[0] == before.rows[0] else rows
                    piece.rows = [before.rows[0], *rows]
                else:
                    rendition.gap()
                for row in rows:
                    if any(row):
                        rendition.row(row, hint)
            else:
                level = levels.get(round(piece.size)) if len(piece.text) <= 60 and not terminated(piece.text) else None
                if level is not None:
                    rendition.heading(piece.text, level, hint)
                else:
                    if (not first and not _is_close(before, piece, step, body)) or (
                        first and isinstance(before, _Ruled)
                    ):
                        rendition.gap()
                    indent = max(0, round((piece.x0 - left) / max(body, 1.0)))
                    rendition.line("　" * min(indent, 12) + piece.text, hint)
            before, first = piece, False
    return rendition


def _body_size(lines: list[_Printed]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _levels(lines: list[_Printed], body: float) -> dict[int, int]:
    """Return heading levels by letter size: the largest is 1."""
    large = sorted({round(line.size) for line in lines if line.size >= _LARGE * body}, reverse=True)
    return {size: min(rank, 4) for rank, size in enumerate(large, 1)}


def _usual_step(sheets: list[_Sheet]) -> float:
    """Return the usual distance from one line to the next, in points."""
    steps: list[float] = []
    for sheet in sheets:
        lines = [piece for piece in sheet.pieces if isinstance(piece, _Printed)]
        steps.extend(b.top - a.top for a, b in itertools.pairwise(lines) if 2 < b.top - a.top < 60)
    if not steps:
        return 0.0
    counts = Counter(round(step) for step in steps)
    return float(min(value for value, count in counts.items() if count >= 0.4 * max(counts.values())))


def _is_close(before: _Printed | _Ruled | None, piece: _Printed, step: float, body: float) -> bool:
    """Tell whether a line follows another without a paragraph's end between them: near, and not newly indented."""
    if not isinstance(before, _Printed) or abs(before.size - piece.size) > 1.5:
        return False
    if piece.top - before.top > _GAP * max(step, body):
        return False
    is_indented = piece.x0 - before.x0 > 0.7 * body and terminated(before.text)
    return not is_indented
