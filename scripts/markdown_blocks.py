"""The few parts of Markdown that the sample plan is written in, as plain blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as rows of cells, the header first."""

    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Item | Table


def blocks(text: str) -> list[Block]:
    """Return the blocks of a text: headings, list items, pipe tables, and paragraphs of one line each."""
    found: list[Block] = []
    rows: list[tuple[str, ...]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            cells = tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
            if not all(re.fullmatch(r":?-{3,}:?", cell) for cell in cells):
                rows.append(cells)
            continue
        if rows:
            found.append(Table(tuple(rows)))
            rows = []
        if match := re.match(r"(#{1,6})\s+(.+)", line):
            found.append(Heading(len(match[1]), match[2].strip()))
        elif line.startswith("- "):
            found.append(Item(line[2:].strip()))
        elif line.strip():
            found.append(Paragraph(line.strip()))
    return found
