"""A document while it is being written: its text, its blocks and what each of its passages states."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from ingest.model.document import Block, BlockKind, Cell, Document, Place, Row, Span
from ingest.model.entities import Source
from ingest.statements.quad_writer import Value, Writer

_LINES_A_PAGE = 40


class Draft:
    """Collects lines and statements; `finish` gives the document, `state` writes the statements."""

    def __init__(self, file: str, title: str) -> None:
        self.file = file
        self.title = title
        self._text: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._said: list[tuple[str, str, str, Value | None, str, Span]] = []

    def heading(self, level: int, text: str) -> Span:
        """Write a heading and return where it stands; level 1 is the highest."""
        return self._block(BlockKind.HEADING, text, level)

    def line(self, text: str) -> Span:
        """Write a paragraph and return where it stands."""
        return self._block(BlockKind.PARAGRAPH, text)

    def table(self, lines: Iterable[Iterable[str]]) -> list[Span]:
        """Write a table and return where each row stands."""
        rows = []
        for line in lines:
            place, start, cells = self._place(), self._length, []
            for text in line:
                cell = Span(self._length, self._length + len(text))
                cells.append(Cell(text, cell if text else None))
                self._write(f"{text}\t")
            rows.append(Row(tuple(cells), Span(start, self._length - 1), place))
            self._write("\n")
        span = Span(rows[0].span.start, rows[-1].span.end)
        self._blocks.append(Block(BlockKind.TABLE, "", span, rows[0].place, rows=tuple(rows)))
        return [row.span for row in rows]

    def link(self, subject: str, predicate: str, target: str, span: Span) -> None:
        """State a relation between two things in a passage."""
        self._said.append(("link", subject, predicate, None, target, span))

    def say(self, subject: str, predicate: str, value: Value, span: Span) -> None:
        """State a value of a thing in a passage."""
        self._said.append(("say", subject, predicate, value, "", span))

    def name(self, subject: str, text: str, span: Span, label: str = "") -> None:
        """State a name of a thing in a passage; label: its regular one where this is another."""
        self._said.append(("name", subject, text, None, label, span))

    def finish(self) -> Document:
        """Return the document."""
        text = "".join(self._text)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return Document(self.file, self.title, text, tuple(self._blocks), "text/plain", "utf-8", digest)

    def state(self, writer: Writer) -> None:
        """Write all statements, each into the graph of its passage."""
        for how, subject, predicate, value, target, span in self._said:
            source = Source(self.file, span)
            if how == "link":
                writer.link(subject, predicate, target, source)
            elif value is not None:
                writer.say(subject, predicate, value, source)
            else:
                writer.name(subject, predicate, source, label=target or None)

    def _block(self, kind: BlockKind, text: str, level: int = 0) -> Span:
        span, place = Span(self._length, self._length + len(text)), self._place()
        self._write(f"{text}\n")
        self._blocks.append(Block(kind, text, span, place, level=level))
        return span

    def _place(self) -> Place:
        line = len(self._blocks) + 1
        return Place(line=line, page=1 + line // _LINES_A_PAGE)

    def _write(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)
