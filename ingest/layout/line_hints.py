"""What a reader knows of a line beyond its text: a style, a list level, a page, a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ingest.model.document import BlockKind

CELL_BREAK = "\u2028"  # a line break inside a table cell, in the text of formats that are not text themselves


@dataclass(frozen=True, slots=True)
class Hint:
    """What is known of one line of a rendition; None where its text must tell.

    kind and level: as its style says; page: 1-based; sheet and row: of a workbook.
    """

    kind: BlockKind | None = None
    level: int = 0
    page: int | None = None
    sheet: str | None = None
    row: int | None = None


Hints = Mapping[int, Hint]
NO_HINT = Hint()
