"""Passages as they are searched: pieces of a document that stand for themselves, each with what it stands under.

What finds a passage may be more than what is quoted: the headings above it, the head of its table, the term of its
footnote. The quote is always one contiguous slice of the document that is short enough to be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import Block, BlockKind, Document, Row, Span

LONGEST = 380  # characters of a quote: below the 400 that an answer may show
_SENTENCE = re.compile(r"[^。]*。[」』）)]*|[^。]+")
_TERM = re.compile(r"^([^：:。\n]{1,40})[：:]")
_PLAIN = {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM}


@dataclass(frozen=True, slots=True)
class Piece:
    """A span to be quoted and the words it is found by, without the headings above it."""

    span: Span
    text: str


def pieces(document: Document) -> list[Piece]:
    """Return the searched passages of a document in reading order, none longer than `LONGEST` where it can be cut."""
    found: list[Piece] = []
    run: list[Block] = []

    def close() -> None:
        if run:
            found.append(Piece(run[0].span.cover(run[-1].span), "\n".join(map(_printed, run))))
            run.clear()

    following = [*document.blocks[1:], None]
    for block, after in zip(document.blocks, following, strict=True):
        if block.kind in _PLAIN and block.span.end - block.span.start <= LONGEST:
            if run and block.span.end - run[0].span.start > LONGEST:
                close()
            run.append(block)
            continue
        close()
        if block.kind is BlockKind.TABLE:
            found += _table(block)
        elif block.kind in _PLAIN or block.kind is BlockKind.FOOTNOTE:
            found += _long(document, block)
        elif block.kind is BlockKind.HEADING and (after is None or after.kind is BlockKind.HEADING):
            # a heading is searched with the text below it; alone it would win by its shortness
            found.append(Piece(block.span, block.text))
    close()
    return found


def _printed(block: Block) -> str:
    return f"{block.marker} {block.text}" if re.match(r"第.+条", block.marker) else block.text


def _long(document: Document, block: Block) -> Iterator[Piece]:
    """A block cut between sentences; each part of a definition is found by the term that it defines."""
    term = _TERM.match(block.text) if block.kind is BlockKind.FOOTNOTE else None
    head = f"{term[1]}\n" if term else ""
    if block.span.end - block.span.start <= LONGEST:
        yield Piece(block.span, f"{head}{block.text}")
        return
    start = end = block.span.start
    for match in _SENTENCE.finditer(document.slice(block.span)):
        stop = block.span.start + match.end()
        if stop - start > LONGEST and end > start:
            yield Piece(Span(start, end), head + document.slice(Span(start, end)))
            start = end
        end = stop
    if end > start:
        yield Piece(Span(start, end), head + document.slice(Span(start, end)))


def _table(block: Block) -> list[Piece]:
    """Rows, each found also by the head of its table and, where its first cell is empty, by the one above it."""
    found: list[Piece] = []
    head = _words(block.rows[0]) if len(block.rows) > 1 else []
    above: Sequence[str] = ()
    for index, row in enumerate(block.rows):
        cells = _words(row)
        is_led = bool(row.cells and row.cells[0].text)
        if cells:
            lead = () if is_led else above
            found.append(Piece(row.span, "\n".join([*(head if index else ()), *lead, *cells])))
        if is_led:
            above = (row.cells[0].text,)
    return found


def _words(row: Row) -> list[str]:
    """The texts of a row's cells, each once: a value carried through the years is one value."""
    return list(dict.fromkeys(cell.text for cell in row.cells if cell.text))
