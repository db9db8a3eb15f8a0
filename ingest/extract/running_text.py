"""The running text of a document in pieces, each of whose characters can be found again in the file.

A `Piece` is one block or one cell of a table. Its `plain` form has the same length as its text, with full-width
letters, digits and punctuation made regular, so that patterns need one spelling only and offsets stay true.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, wraps
from typing import TypeVar

from graph.japanese import HOMOGLYPHS
from ingest.model.document import Block, BlockKind, Document, Span

_TAG = re.compile(
    r"</?(?:p|ul|ol|li|br|b|i|u|em|strong|span|div|td|tr|th|table|tbody|thead|sup|sub|a|h\d)\b[^<>]*>", re.I
)
_CLOSES = {"「": "」", "『": "』", "(": ")", "【": "】"}
_SPACED = re.compile(r"(?<![A-Za-z])[A-Za-z](?: [A-Za-z])+(?![A-Za-z])")
_NOT_TEXT = re.compile(r"[-\s\d/]*")


R = TypeVar("R")
_KEPT = 4  # documents whose readings are kept


def per_document(function: Callable[[Document], R]) -> Callable[[Document], R]:
    """Return the function with its last results kept, found by the document's identity (hashing one is slow)."""
    kept: list[tuple[Document, R]] = []

    @wraps(function)
    def reading(document: Document) -> R:
        for known, result in kept:
            if known is document:
                return result
        result = function(document)
        kept[:] = [*kept[1 - _KEPT :], (document, result)]
        return result

    return reading


def plain(text: str) -> str:
    """Return text with widths made regular character by character; the length never changes.

    >>> plain("（ＩＣＴ）８０％ ①") == "(ICT)80% ①"
    True
    """
    return "".join(map(_regular, text))


@lru_cache(maxsize=8192)
def _regular(char: str) -> str:
    if "①" <= char <= "⑳":
        return char
    folded = unicodedata.normalize("NFKC", char)
    return (folded if len(folded) == 1 else char).translate(HOMOGLYPHS)


def closed_up(text: str) -> str:
    """Return text without the gaps that set single Latin letters apart.

    >>> closed_up("みどり市I C T活用"), closed_up("Open Data")
    ('みどり市ICT活用', 'Open Data')
    """
    return _SPACED.sub(lambda match: match[0].replace(" ", ""), text)


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One block (or table cell) as text.

    text: logical text; plain: the same with regular widths; section: headings above, highest first; is_cell: from a
    table; order: position in the document.
    """

    document: Document
    block: Block
    text: str
    plain: str
    place: Span
    section: tuple[str, ...]
    order: int
    is_cell: bool = False

    @property
    def is_heading(self) -> bool:
        """Tell whether the block is a heading."""
        return self.block.kind is BlockKind.HEADING

    @property
    def heading(self) -> str:
        """Return the nearest heading, or an empty string."""
        return self.section[-1] if self.section else ""

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Return where the characters start to end of `text` are printed."""
        found = [at for at in _positions(self)[start:end] if at >= 0]
        return Span(found[0], found[-1] + 1) if found else self.place


@lru_cache(maxsize=512)
def _positions(piece: Piece) -> tuple[int, ...]:
    """Return for each character of the piece where it is printed, -1 for what the reader added."""
    raw = _TAG.sub(lambda match: "\0" * len(match[0]), piece.document.slice(piece.place))
    found, at = [], 0
    for char in piece.text:
        hit = -1 if char.isspace() else raw.find(char, at)
        found.append(hit if hit < 0 else piece.place.start + hit)
        at = hit + 1 if hit >= 0 else at
    return tuple(found)


def printed_lines(piece: Piece) -> list[Piece]:
    """Return a piece cut where its printed lines end."""
    found, start = [], 0
    at = _positions(piece)
    for here in range(1, len(at) + 1):
        if here == len(at) or (at[here] > at[here - 1] >= 0 and "\n" in piece.document.text[at[here - 1] : at[here]]):
            if text := piece.text[start:here].strip():
                place = piece.span(start, here)
                found.append(replace(piece, text=text, plain=plain(text), place=place))
            start = here
    return found


@per_document
def pieces(document: Document) -> tuple[Piece, ...]:
    """Return all text of a document in reading order; page numbers standing alone are left out."""
    found: list[Piece] = []
    section: list[tuple[int, str]] = []
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            section = [(level, text) for level, text in section if level < block.level]
        path = tuple(text for _, text in section)
        for text, place, is_cell in _texts(block):
            if not _NOT_TEXT.fullmatch(text):
                found.append(Piece(document, block, text, plain(text), place, path, len(found), is_cell))
        if block.kind is BlockKind.HEADING:
            section.append((block.level, block.text))
    return tuple(found)


def _texts(block: Block) -> Iterator[tuple[str, Span, bool]]:
    if block.kind is BlockKind.TABLE:
        for row in block.rows:
            yield from ((cell.text, cell.span, True) for cell in row.cells if cell.text and cell.span)
    elif block.kind is not BlockKind.PAGE_BREAK:
        marker = "" if block.kind is BlockKind.HEADING or not block.marker else f"{block.marker} "
        yield marker + block.text, block.span, False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a piece: its text, its plain form (same length), and where it begins in the piece."""

    piece: Piece
    text: str
    plain: str
    start: int

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Return where the characters start to end of the sentence are printed."""
        stop = len(self.text) if end is None else end
        return self.piece.span(self.start + start, self.start + stop)


def sentences(piece: Piece) -> list[Sentence]:
    """Return the sentences of a piece; a full stop within quotes or brackets does not end one."""
    found: list[Sentence] = []
    start, awaited = 0, ""
    for at, char in enumerate(piece.plain):
        if awaited and char == awaited[-1]:
            awaited = awaited[:-1]
        elif char in _CLOSES and _CLOSES[char] in piece.plain[at:]:
            awaited += _CLOSES[char]
        if char == "\n" or (char == "。" and not awaited):
            found += _sentence(piece, start, at + 1)
            start, awaited = at + 1, ""
    return found + _sentence(piece, start, len(piece.text))


def _sentence(piece: Piece, start: int, end: int) -> list[Sentence]:
    text = piece.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    return [Sentence(piece, text, plain(text), start)] if text else []


@per_document
def prose(document: Document) -> tuple[Sentence, ...]:
    """Return every sentence of a document in reading order, those in table cells too."""
    return tuple(sentence for piece in pieces(document) for sentence in sentences(piece))
