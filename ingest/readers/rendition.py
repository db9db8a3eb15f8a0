"""The plain text that readers of binary formats write, with hints for its lines."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.layout.line_hints import CELL_BREAK, Hint
from ingest.model.document import BlockKind
from ingest.readers.encodings import clean


class Rendition:
    """Collects the lines of a text in reading order: `text` and `hints` are what `text.read_blocks` takes."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self.hints: dict[int, Hint] = {}
        self._feeds = 0

    @property
    def text(self) -> str:
        """Return the text written so far."""
        return "\n".join(self._lines) + "\n" if self._lines else ""

    def gap(self) -> None:
        """End a paragraph or table: an empty line, never two."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def page(self) -> None:
        """Begin a new page with the next line."""
        self._feeds += 1

    def line(self, text: str, hint: Hint | None = None) -> None:
        """Add lines of text; tabs become spaces, since tabs stand between cells."""
        for part in clean(text).replace(CELL_BREAK, "\n").split("\n"):
            content = part.replace("\t", " ").rstrip()
            if content.strip():
                self._add(content, hint)

    def paragraph(self, text: str, hint: Hint | None = None) -> None:
        """Add a paragraph of its own."""
        self.gap()
        self.line(text, hint)
        self.gap()

    def heading(self, text: str, level: int, hint: Hint | None = None) -> None:
        """Add a heading; its line breaks are joined."""
        base = hint or Hint()
        joined = "".join(part.strip() for part in clean(text).replace(CELL_BREAK, "\n").split("\n"))
        self.paragraph(joined, Hint(BlockKind.HEADING, max(1, level), base.page, base.sheet, base.row))

    def row(self, cells: Sequence[str], hint: Hint | None = None) -> None:
        """Add a table row; line breaks inside cells are kept as `CELL_BREAK`."""
        parts = (clean(cell).replace("\t", " ").strip().replace("\n", CELL_BREAK) for cell in cells)
        base = hint or Hint()
        self._add("\t".join(parts), Hint(BlockKind.TABLE, 0, base.page, base.sheet, base.row))

    def _add(self, content: str, hint: Hint | None) -> None:
        self._lines.append("\f" * self._feeds + content)
        self._feeds = 0
        if hint is not None:
            self.hints[len(self._lines)] = hint
