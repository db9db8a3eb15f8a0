"""Where a span stands in its document: the place that a reader would name, and the headings above it."""

from __future__ import annotations

from bisect import bisect_right

from ingest.model.document import BlockKind, Document, Place, Span

_DEPTH = 4  # headings that are kept above a passage


class Outline:
    """The headings and places of one document, looked up by offset."""

    def __init__(self, document: Document) -> None:
        self._starts: list[int] = []
        self._places: list[Place] = []
        self._paths: list[tuple[str, ...]] = []
        path: list[tuple[int, str]] = []
        for block in document.blocks:
            if block.kind is BlockKind.HEADING:
                path = [(level, text) for level, text in path if level < block.level][-_DEPTH:]
                path.append((block.level, block.text))
            texts = tuple(text for _, text in path)
            for place, start in [
                (block.place, block.span.start),
                *((row.place, row.span.start) for row in block.rows),
            ]:
                self._starts.append(start)
                self._places.append(place)
                self._paths.append(texts)
        order = sorted(range(len(self._starts)), key=lambda i: self._starts[i])
        self._starts = [self._starts[i] for i in order]
        self._places = [self._places[i] for i in order]
        self._paths = [self._paths[i] for i in order]

    def locator(self, span: Span) -> str:
        """Return the place in Japanese, such as ``12ページ`` or ``281行目``."""
        found = self._index(span)
        return self._places[found].label() if found is not None else "1行目"

    def headings(self, span: Span) -> tuple[str, ...]:
        """Return the headings above the span, highest first."""
        found = self._index(span)
        return self._paths[found] if found is not None else ()

    def _index(self, span: Span) -> int | None:
        found = bisect_right(self._starts, span.start) - 1
        return found if found >= 0 else None
