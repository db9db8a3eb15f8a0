"""Blocks as a PDF with the Japanese fonts that every reader of PDF has; no font file is needed or embedded."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from markdown_blocks import Block, Heading, Item, Paragraph, Table
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import KeepTogether, PageBreak, SimpleDocTemplate, Spacer
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid

GOTHIC = "HeiseiKakuGo-W5"
_SIZES = {1: 20, 2: 16, 3: 13, 4: 11}
_BODY = 10
_WIDTH = 170 * mm


def print_pdf(parts: Sequence[Block], path: Path) -> None:
    """Write the blocks to a file, a chapter on a new page; the same blocks give the same bytes."""
    pdfmetrics.registerFont(UnicodeCIDFont(GOTHIC))
    title = next(part.text for part in parts if isinstance(part, Heading))
    paper = SimpleDocTemplate(
        str(path), pagesize=A4, margins=20 * mm, title=title, author="keikaku", invariant=1,
        leftMargin=20 * mm, rightMargin=20 * mm,
    )  # fmt: skip
    story: list[object] = []
    for part in parts:
        match part:
            case Heading(level, text):
                if level == 2:
                    story.append(PageBreak())
                story.append(Text(escape(text), _style(_SIZES[level], before=8, keep=True)))
            case Paragraph(text):
                story.append(Text(escape(text), _style(_BODY)))
            case Item(text):
                story.append(Text(escape(text), _style(_BODY, indent=12), bulletText="・"))
            case Table(rows):
                story.append(KeepTogether([Spacer(1, 4), _grid(rows), Spacer(1, 8)]))
    paper.build(story)


def _style(size: int, *, before: int = 0, indent: int = 0, keep: bool = False) -> ParagraphStyle:
    return ParagraphStyle(
        f"s{size}{indent}", fontName=GOTHIC, fontSize=size, leading=size * 1.5, spaceBefore=before, spaceAfter=4,
        leftIndent=indent, bulletFontName=GOTHIC, bulletFontSize=size, wordWrap="CJK", keepWithNext=keep,
    )  # fmt: skip


def _grid(rows: Sequence[Sequence[str]]) -> Grid:
    cell = ParagraphStyle("cell", fontName=GOTHIC, fontSize=8.5, leading=12, wordWrap="CJK")
    longest = [min(26, max(4, *(len(row[x]) for row in rows))) for x in range(len(rows[0]))]
    widths = [_WIDTH * length / sum(longest) for length in longest]
    grid = Grid([[Text(escape(text), cell) if text else "" for text in row] for row in rows], colWidths=widths)
    lines: list[tuple[object, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), colors.Color(0.87, 0.91, 0.94)),
    ]
    lines += [("SPAN", (0, start), (0, end)) for start, end in _groups(rows)]
    grid.setStyle(lines)
    return grid


def _groups(rows: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Return the first and last rows that one cell of the first column covers, where it groups the rows below."""
    if all(row[0] for row in rows[1:]) or not rows[0][1]:
        return []
    starts = [y for y, row in enumerate(rows) if y and row[0]]
    return [(start, end - 1) for start, end in zip(starts, [*starts[1:], len(rows)], strict=True) if end - start > 1]
