"""Events of a chronology, from tables with a year in the first column and from lines that begin with a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from graph.japanese import years
from ingest.extract.reading_words import any_of, words
from ingest.extract.running_text import Piece, pieces, plain
from ingest.model.document import BlockKind, Document, Span
from ingest.model.facts import EventFact
from ontology.loader import Roles

_YEAR = r"(?:明治|大正|昭和|平成|令和)\s*(?:元|\d{1,2})\s*年度?(?:\s*\d{1,2}月)?|(?:19|20)\d\d\s*年度?"
_YEAR_ALONE = re.compile(rf"\s*({_YEAR})\s*(?:\([^()]*\))?\s*")
_YEAR_HEAD = re.compile(rf"({_YEAR})\s*(?:\([^()]*\))?\s*(?=[・\s:])[:\s]*(?=\S)")
_BULLET = re.compile(r"(?:^|(?<=\s))[・\-●]\s*")
_FEWEST_ROWS = 3  # years in the first column of a table that is a chronology by its form alone


@dataclass(frozen=True, slots=True)
class _Year:
    """The year that events stand under: Gregorian, and as printed."""

    value: int
    printed: str


def facts(document: Document, roles: Roles) -> list[EventFact]:
    """Return the events of every chronology in the document, in reading order."""
    found: list[EventFact] = []
    for block, group in groupby(pieces(document), key=lambda piece: piece.block if piece.is_cell else None):
        chunk = list(group)
        found += _table(chunk) if block is not None else _lines(chunk)
    return sorted(found, key=lambda event: event.span)


def _is_chronology(piece: Piece) -> bool:
    return bool(re.search(any_of(words().chronology_headings), "".join(piece.section[-2:])))


def _year(printed: str) -> _Year | None:
    found = years(printed)
    return _Year(found[0].year, re.sub(r"\s+", "", printed)) if found else None


def _table(cells: list[Piece]) -> list[EventFact]:
    """Return the events of a table whose first column holds years."""
    block = cells[0].block
    starts = [row.cells[0].text for row in block.rows if row.cells]
    dated = [start for start in starts if _YEAR_ALONE.fullmatch(plain(start))]
    if not dated or (len(dated) < _FEWEST_ROWS and not _is_chronology(cells[0])) or len(dated) * 2 < len(starts):
        return []
    by_place = {piece.place: piece for piece in cells}
    found: list[EventFact] = []
    year: _Year | None = None
    for row in block.rows:
        head, *rest = row.cells
        if match := _YEAR_ALONE.fullmatch(plain(head.text)):
            year = _year(head.text[match.start(1) : match.end(1)])
        for cell in rest:
            piece = by_place.get(cell.span) if cell.span else None
            if piece and year:
                found += _events(piece, 0, year, row.span)
    return found


def _lines(chunk: list[Piece]) -> list[EventFact]:
    """Return the events of lines that begin with a year, and of the lines below them."""
    found: list[EventFact] = []
    year: _Year | None = None
    for piece in chunk:
        if not _is_chronology(piece) and not (piece.is_heading and year):
            year = None
            continue
        if match := _YEAR_HEAD.match(piece.plain) or _YEAR_ALONE.fullmatch(piece.plain):
            year = _year(piece.text[match.start(1) : match.end(1)])
            if year and match.end() < len(piece.text):
                found += _events(piece, match.end(), year)
        elif piece.is_heading and not piece.plain.startswith("("):
            year = None
        elif year and piece.plain.startswith("(") and found:
            found[-1] = _longer(found[-1], piece)
        elif year and piece.block.kind is not BlockKind.FOOTNOTE:
            found += _events(piece, 0, year)
    return found


def _longer(event: EventFact, piece: Piece) -> EventFact:
    """Return the event with a remark in brackets that is printed below it."""
    return EventFact(event.year, event.printed, event.text + piece.text.strip(), event.span.cover(piece.place))


def _events(piece: Piece, start: int, year: _Year, row: Span | None = None) -> list[EventFact]:
    """Return the events that a line or cell lists, bullets and line ends between them."""
    found: list[EventFact] = []
    at = start
    for line in piece.plain[start:].split("\n"):
        bounds = [match.span() for match in _BULLET.finditer(line)]
        begins = [end for _, end in bounds] or [0]
        if bounds and line[: bounds[0][0]].strip():
            begins.insert(0, 0)
        ends = [begin for begin, _ in bounds if begin > begins[0]] + [len(line)]
        for begin, end in zip(begins, ends, strict=True):
            if text := piece.text[at + begin : at + end].strip():
                span = _evidence(piece, piece.span(at + begin, at + end), row)
                found.append(EventFact(year.value, year.printed, text, span))
        at += len(line) + 1
    return found


def _evidence(piece: Piece, event: Span, row: Span | None) -> Span:
    """Return the event together with its year where nothing but events, and no mark-up, stands between them."""
    whole = Span((row or piece.place).start, event.end)
    return event if "<" in piece.document.slice(whole) or piece.block.marker else whole
