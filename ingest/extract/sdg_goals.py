"""SDG goals that a document prints under an element of its frame (目標：9, 16), or beside it in a table."""

from __future__ import annotations

import re

from ingest.extract.frame_text import facts as frame_facts
from ingest.extract.name_tidying import group_name, tidy
from ingest.extract.running_text import Piece, pieces, plain
from ingest.model.document import Document, Span
from ingest.model.facts import FrameFact, SdgFact
from ontology.loader import Roles

_BETWEEN = r"(?:\s*[,、・/と]\s*|\s+)"
_GOALS = re.compile(
    rf"(?:SDGs?|目標|ゴール|Goals?)[^0-9()。]{{0,12}}?(\d{{1,2}}(?:{_BETWEEN}\d{{1,2}})*)(?=\)|$|\s|。|番)", re.I
)
_KINDS = {"measure", "policy", "programme", "priority", "vision", "common"}
_FURTHEST = 600  # characters between an element's name and its goals
_LAST_GOAL = 17


def facts(document: Document, roles: Roles) -> list[SdgFact]:
    """Return the goals that the document gives to each element."""
    elements = [fact for fact in frame_facts(document, roles) if fact.kind in _KINDS]
    found = []
    for piece in pieces(document):
        if piece.is_cell or len(piece.plain) > 120:
            continue
        match = _GOALS.search(piece.plain)
        goals = _numbers(match[1]) if match else ()
        element = _above(piece, elements) if goals else None
        if element:
            found.append(SdgFact(element.kind, element.name, goals, _evidence(element, piece)))
    return found + _of_tables(document, roles)


def _numbers(text: str) -> tuple[int, ...]:
    numbers = [int(number) for number in re.findall(r"\d+", plain(text))]
    return tuple(dict.fromkeys(numbers)) if numbers and all(1 <= number <= _LAST_GOAL for number in numbers) else ()


def _above(piece: Piece, elements: list[FrameFact]) -> FrameFact | None:
    """Return the element named last before the goals."""
    before = [element for element in elements if element.span.start < piece.place.start]
    last = max(before, key=lambda element: element.span.start, default=None)
    return last if last and piece.place.start - last.span.start <= _FURTHEST else None


def _evidence(element: FrameFact, piece: Piece) -> Span:
    return Span(element.span.start, piece.place.end)


def _of_tables(document: Document, roles: Roles) -> list[SdgFact]:
    """Return the goals in a table's column of SDGs, for the frame element in its first column."""
    headers = {plain(word).casefold() for word in roles.columns["sdgs"].words}
    found = []
    for block in document.blocks:
        header = [plain(cell.text).strip() for cell in block.rows[0].cells] if block.rows else []
        column = next((at for at, text in enumerate(header) if text.casefold() in headers), None)
        if column is None:
            continue
        for row in block.rows[1:]:
            named = group_name(row.cells[0].text, header[0], roles) if row.cells else None
            goals = _numbers(row.cells[column].text) if len(row.cells) > column else ()
            if named and named.kind in _KINDS and goals:
                found.append(SdgFact(named.kind, tidy(named.name), goals, row.span))
    return found
