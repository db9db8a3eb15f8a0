"""Totals that a document states of its own lists: ``事業数 59``, tables of counts by group, 「38事業から61事業に」."""

from __future__ import annotations

import re

from ingest.extract.name_tidying import group_name, plan_named, tidy
from ingest.extract.running_text import Piece, pieces, plain, prose
from ingest.model.document import Block, BlockKind, Document, Row
from ingest.model.facts import CountFact
from ontology.loader import Roles

_TOTAL = re.compile(r"(?:延べ)?(事業数|総事業数|事業の数|件数|総数)\s*[::]?\s*(?:計)?\s*([\d,]+)\s*(?:事業|件)?")
_CHANGE = re.compile(r"([^、。「」\s]{0,10}事業数?)[はがも]?、?\s*([\d,]+)\s*事業から\s*([\d,]+)\s*事業")
_WHOLE = re.compile(r"[\d,]+")
_STATES = ("継続", "終了", "新規", "完了", "廃止", "拡充", "統合")


def facts(document: Document, roles: Roles) -> list[CountFact]:
    """Return every count that the document states of its 事業."""
    found: list[CountFact] = []
    plan: str | None = None
    seen: Block | None = None
    for piece in pieces(document):
        if piece.is_cell:
            if piece.block is not seen:
                seen = piece.block
                found += _table(piece.block, plan, roles)
            continue
        plan = _plan(piece, roles) or plan
        if match := _TOTAL.fullmatch(piece.plain.strip()):
            found.append(CountFact(match[1], _number(match[2]), piece.place, plan))
    for sentence in prose(document):
        for match in _CHANGE.finditer(sentence.plain):
            name = tidy(match[1]).removeprefix("その結果")
            found.append(CountFact(f"{name}(変更前)", _number(match[2]), sentence.span()))
            found.append(CountFact(f"{name}(変更後)", _number(match[3]), sentence.span()))
    return found


def _plan(piece: Piece, roles: Roles) -> str | None:
    return plan_named(piece.text, roles) if piece.is_heading and "計画" in piece.text else None


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _table(block: Block, plan: str | None, roles: Roles) -> list[CountFact]:
    """Return the counts of a table with a column of totals; a header may come again further down for another group."""
    totals = {plain(word) for word in roles.total_words}
    header: list[str] | None = None
    found: list[CountFact] = []
    if block.kind is not BlockKind.TABLE:
        return found
    for row in block.rows:
        cells = [plain(cell.text).strip() for cell in row.cells]
        if any(cell in totals for cell in cells) and not any(_WHOLE.fullmatch(cell) for cell in cells):
            header = [re.sub(r"\s+", "", cell) for cell in cells]
        elif header:
            found += _row(row, cells, header, plan, roles)
    return found


def _row(row: Row, cells: list[str], header: list[str], plan: str | None, roles: Roles) -> list[CountFact]:
    values = {at: _number(cell) for at, cell in enumerate(cells) if at < len(header) and _WHOLE.fullmatch(cell)}
    if len(values) < 2:
        return []
    named = [cell.text for at, cell in enumerate(row.cells) if at not in values and cell.text.strip()]
    group = None
    if named and plain(named[-1]).strip() not in {plain(word) for word in roles.total_words}:
        group = group_name(named[-1], header[0], roles).name
    found = []
    for at, value in values.items():
        status = header[at] if header[at] in _STATES else None
        name = "事業数" if status or not header[at] else header[at]
        found.append(CountFact(name, value, row.span, plan, group, status))
    return found
