"""Elements of a plan's frame in tables, and in tables that were printed as running text: name, then what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.japanese import fold
from ingest.extract.frame_text import facts as frame_facts
from ingest.extract.name_tidying import frame_kind, group_name, tidy
from ingest.extract.plan_mentions import subject
from ingest.extract.reading_words import any_of, words
from ingest.extract.running_text import Piece, closed_up, pieces, plain
from ingest.model.document import Block, BlockKind, Cell, Document, Span
from ingest.model.facts import FrameFact
from ontology.loader import Roles

_ALIAS = re.compile(r"\s*[<＜〈]([^<>＜＞〈〉]{2,30})[>＞〉]\s*")
_ABOVE = {"programme": "policy", "measure": "vision"}
_LONGEST_EVIDENCE = 600
_DESCRIBED = r"内\s*容|実施内容|取組内容|概\s*要|説\s*明|目\s*的"  # second column of a table printed as text
_REPORTED = r"実施状況|進捗状況|状\s*況|備\s*考"  # third column
_ABOUT_PROJECTS = ("number", "name", "department", "status", "novelty", "old_name")


def facts(document: Document, roles: Roles) -> list[FrameFact]:
    """Return an element for every row of tables headed by a frame word (共通事項, 事業推進計画) and its description."""
    above = frame_facts(document, roles)
    plan = subject(document)
    found: list[FrameFact] = []
    for block in document.blocks:
        if block.kind is BlockKind.TABLE:
            found += _table(block, plan, above, roles)
    return sorted([*found, *_printed(document, plan, above, roles)], key=lambda fact: fact.span)


def _table(block: Block, plan: str | None, above: list[FrameFact], roles: Roles) -> Iterator[FrameFact]:
    header = [cell.text for cell in block.rows[0].cells]
    kind = frame_kind(header[0], roles) if header else None
    folded = {fold(text) for text in header}
    projects = {fold(word) for role in _ABOUT_PROJECTS for word in roles.columns[role].words}
    if kind is None or len(header) < 2 or folded & (projects | {fold(word) for word in roles.total_words}):
        return
    parent = _parent(kind, block.span, above)
    for row in block.rows[1:]:
        cells = [cell for cell in row.cells if cell.text.strip()]
        if len(cells) < 2 or cells[0] is not row.cells[0]:
            continue
        alias = _ALIAS.match(plain(cells[0].text))
        named = group_name(cells[0].text[alias.end() :] if alias else cells[0].text, header[0], roles)
        parts = [
            cell.text if at == 1 else f"{tidy(header[at])}：{cell.text}" for at, cell in _columns(row.cells, header)
        ]
        yield FrameFact(
            plan,
            named.kind or kind,
            closed_up(named.name),
            _evidence(cells[0].span, cells[1].span, row.span),
            named.number,
            parent.name if parent else None,
            parent.kind if parent else None,
            "\n".join(parts),
            alias=cells[0].text[alias.start(1) : alias.end(1)] if alias else None,
        )


def _columns(cells: tuple[Cell, ...], header: list[str]) -> list[tuple[int, Cell]]:
    return [(at, cell) for at, cell in enumerate(cells) if 0 < at < len(header) and cell.text.strip()]


def _evidence(name: Span | None, description: Span | None, row: Span) -> Span:
    return name.cover(description) if name and description else row


def _parent(kind: str, span: Span, above: list[FrameFact]) -> FrameFact | None:
    """Return the element of the kind above whose name was printed last before the table."""
    before = [fact for fact in above if fact.kind == _ABOVE.get(kind) and fact.span.start < span.start]
    return max(before, key=lambda fact: fact.span.start, default=None)


def _printed(document: Document, plan: str | None, above: list[FrameFact], roles: Roles) -> Iterator[FrameFact]:
    """Yield the rows of tables whose header and cells stand in the text one after another."""
    labels = {plain(word): kind for kind, group in roles.frame.items() for word in group}
    labelled = any_of(tuple(sorted(labels, key=len, reverse=True)))
    header = re.compile(rf"(?:<[^<>]*>)?\s*({labelled})\s+(?:{_DESCRIBED})(?:\s+(?:{_REPORTED})\s*|\s+|$)")
    region: list[tuple[Piece, int]] = []
    kind = ""
    for piece in pieces(document):
        match = None if piece.is_cell else header.match(piece.plain)
        marked = piece.is_heading and piece.block.marker and not match
        if match or marked or piece.is_cell or _is_element(piece, labelled):
            yield from _rows(region, kind, plan, above)
            region, kind = [], ""
        if match:
            kind, region = labels[match[1]], [(piece, match.end())]
        elif kind and piece.block.kind is not BlockKind.FOOTNOTE:
            region.append((piece, 0))
    yield from _rows(region, kind, plan, above)


def _is_element(piece: Piece, labelled: str) -> bool:
    return bool(re.match(rf"<?\s*{labelled}\s*[①-⑳\d]", piece.plain))


def _rows(region: list[tuple[Piece, int]], kind: str, plan: str | None, above: list[FrameFact]) -> Iterator[FrameFact]:
    """Yield name and description of each row: a name ends in a noun of doing, its description is whole sentences."""
    text = ""
    origin: list[tuple[Piece, int]] = []
    for piece, start in region:
        text += piece.text[start:] + " "
        origin += [(piece, at) for at in range(start, len(piece.text))] + [(piece, len(piece.text) - 1)]
    regular = plain(text)
    name = re.compile(
        rf"\s*(?:全部実施|一部実施|未実施|実施済)?\s*([^、。をがはも]{{3,45}}?{any_of(words().name_endings)})(?=\s*[^\s\dのをにやとがはで、。・及並・])"
    )
    starts = [0, *(match.end() for match in re.finditer(r"。", regular))]
    heads = [
        match
        for start in starts
        if (match := name.match(regular, start)) and not regular[start:].lstrip().startswith("また")
    ]
    for at, match in enumerate(heads):
        end = heads[at + 1].start() if at + 1 < len(heads) else regular.rfind("。") + 1
        description = re.sub(r"\s+", " ", text[match.end() : end]).strip()
        if not description.endswith("。"):
            description = description[: description.rfind("。") + 1]
        if not description:
            continue
        first, last = origin[match.start(1)], origin[end - 1]
        span = first[0].span(first[1]).cover(last[0].span(0, last[1] + 1))
        parent = _parent(kind, span, above)
        yield FrameFact(
            parent.plan if parent else plan,
            kind,
            closed_up(tidy(text[match.start(1) : match.end(1)])),
            span if span.end - span.start <= _LONGEST_EVIDENCE else first[0].place,
            None,
            parent.name if parent else None,
            parent.kind if parent else None,
            tidy(description),
        )
