"""The document model that every reader produces and every extractor reads.

A `Document` is the decoded text of one file and the blocks found in it. A block never copies evidence: it points into
`Document.text` by `Span`, so a quote is always a slice of what the file says. `Block.text` and `Cell.text` are the
*logical* text: hard wraps joined, list markers, emphasis marks and HTML tags removed, character widths as printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of character offsets in `Document.text`."""

    start: int
    end: int

    def cover(self, other: Span) -> Span:
        """Return the smallest span that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


class BlockKind(StrEnum):
    """What a block is in the layout of its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    FOOTNOTE = "footnote"
    PAGE_BREAK = "page_break"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block or row stands, in the terms a reader of the file would use. Absent parts are None.

    page: 1-based page (PDF, form feeds) or slide; sheet: worksheet name; row: 1-based row of the sheet or table file;
    line: 1-based line of `Document.text`.
    """

    line: int
    page: int | None = None
    sheet: str | None = None
    row: int | None = None

    def label(self) -> str:
        """Return the place in Japanese, such as ``12ページ`` or ``シート「事業」3行目``."""
        if self.sheet is not None:
            return f"シート「{self.sheet}」{self.row}行目" if self.row else f"シート「{self.sheet}」"
        if self.page is not None:
            return f"{self.page}ページ"
        return f"{self.row or self.line}行目"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row: its logical text and where it is printed (None where the cell is empty)."""

    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table as a tuple of cells; rows of one table may differ in length, as they do on paper."""

    cells: tuple[Cell, ...]
    span: Span
    place: Place


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of layout.

    level: 1 is the highest heading; for list items the indentation depth from 0. marker: the list marker, heading
    number or footnote mark as printed (``(1)``, ``①-1``, ``※3``, ``・``), without which `text` begins.
    A heading keeps its whole printed text in `text`, number included. rows: only for tables.
    """

    kind: BlockKind
    text: str
    span: Span
    place: Place
    level: int = 0
    marker: str = ""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One file, read.

    name: the file's own name, the document's identity in the graph; title: what the document calls itself, or the
    name without its ending; text: all of the decoded text, line ends as ``\\n``; media_type: IANA type; encoding: the
    encoding found, or None for binary formats; sha256: hex digest of the file's bytes.
    """

    name: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    media_type: str
    encoding: str | None
    sha256: str

    def slice(self, span: Span) -> str:
        """Return the verbatim text of a span."""
        return self.text[span.start : span.end]
