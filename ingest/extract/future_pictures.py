"""Pictures of the future by year: themes with a list for each year (2030, 2035, 2040), and phases towards it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from graph.japanese import years
from ingest.extract.name_tidying import tidy
from ingest.extract.plan_mentions import subject
from ingest.extract.reading_words import any_of
from ingest.extract.running_text import Piece, pieces, plain
from ingest.model.document import BlockKind, Document
from ingest.model.facts import FrameFact
from ontology.loader import Roles

_PHASE = re.compile(r"(20\d\d)\s*(?:年度?)?\s*~\s*(20\d\d)\s*(?:年度?)?")
_PHASE_NAME = re.compile(r"[<【「]\s*([^<>【】「」]{2,20})\s*[>】」]")
_LONGEST_THEME = 16
_FEWEST_YEARS = 2


def facts(document: Document, roles: Roles) -> list[FrameFact]:
    """Return one fact for each theme and year, and one for each phase, below a heading such as 将来像（2030・2040）."""
    labels = any_of(tuple(sorted((plain(word) for word in roles.frame["future"]), key=len, reverse=True)))
    text = [piece for piece in pieces(document)]
    plan = subject(document)
    found: list[FrameFact] = []
    for at, piece in enumerate(text):
        if piece.is_cell or not re.search(labels, piece.plain) or len(piece.plain) > 60:
            continue
        named = list(dict.fromkeys(mention.year for mention in years(piece.plain.replace("・", " "))))
        if len(named) >= _FEWEST_YEARS:
            region = _region(text[at + 1 :])
            found += [*_phases(region, plan, piece), *_themes(region, named, plan, piece), *_table(region, named, plan)]
    return found


def _region(after: list[Piece]) -> list[Piece]:
    """Return the pieces up to the next numbered or marked heading, or a line that repeats a title."""
    region: list[Piece] = []
    for piece in after:
        marked = piece.block.marker not in {"", piece.text.strip()}
        if (piece.is_heading and marked) or re.search(r"計画(?:\(案\))?(?:概要)?$", piece.plain):
            break
        region.append(piece)
    return region


def _phases(region: list[Piece], plan: str | None, head: Piece) -> Iterator[FrameFact]:
    for at, piece in enumerate(region):
        match = _PHASE.fullmatch(piece.plain.strip())
        if not match or at + 1 >= len(region):
            continue
        named = _PHASE_NAME.fullmatch(region[at + 1].plain.strip())
        below = region[at + 2] if named and at + 2 < len(region) else None
        described = below if below and not _PHASE.match(below.plain) else None
        name = tidy(named[1]) if named else f"{match[1]}～{match[2]}"
        last = described or (region[at + 1] if named else piece)
        description = described.text if described else None
        yield FrameFact(
            plan, "future", name, piece.place.cover(last.place), None, description=description, year=int(match[2])
        )


def _themes(region: list[Piece], named: list[int], plan: str | None, head: Piece) -> Iterator[FrameFact]:
    """Yield the lists under each theme, one a year, as empty lines part them."""
    theme: Piece | None = None
    items: list[Piece] = []
    themes: list[str] = []
    for piece in [*region, None]:
        if piece is not None and piece.block.kind is BlockKind.LIST_ITEM and not piece.is_cell:
            items.append(piece)
            continue
        if theme and items:
            one = [mention.year for mention in years(theme.plain)]  # 「たとえば2040年では」: one example a theme
            names = themes if one else [tidy(theme.text)] * len(named)
            when = one * len(themes) if one else named
            groups = _grouped(items, len(names))
            if len(groups) == len(names) == len(when):
                for name, year, group in zip(names, when, groups, strict=True):
                    description = "\n".join(part.text[len(part.block.marker) :].strip() for part in group)
                    span = group[0].place.cover(group[-1].place)
                    yield FrameFact(plan, "future", name, span, None, description=description, year=year)
                themes += [] if one else [tidy(theme.text)]
        items = []
        short = piece is not None and len(piece.plain.strip()) <= _LONGEST_THEME and not piece.is_cell
        theme = piece if short and piece and "。" not in piece.plain else None


def _grouped(items: list[Piece], count: int) -> list[list[Piece]]:
    """Return the items of a theme parted where the space between them is wider than elsewhere, else one by one."""
    gaps = [after.document.text[before.place.end : after.place.start].count("\n") for before, after in pairwise(items)]
    if len(items) == count:
        return [[item] for item in items]
    groups = [items[:1]]
    for item, gap in zip(items[1:], gaps, strict=True):
        if gap > min(gaps):
            groups.append([])
        groups[-1].append(item)
    return groups


def _table(region: list[Piece], named: list[int], plan: str | None) -> Iterator[FrameFact]:
    """Yield the cells of a table whose header holds the years and whose first column holds the themes."""
    blocks = {piece.block.span: piece.block for piece in region if piece.is_cell}
    for block in blocks.values():
        header = [[mention.year for mention in years(cell.text)] for cell in block.rows[0].cells]
        columns = [(at, found[0]) for at, found in enumerate(header) if len(found) == 1 and found[0] in named]
        for row in block.rows[1:] if len(columns) >= _FEWEST_YEARS else ():
            for at, year in columns:
                cell = row.cells[at] if at < len(row.cells) else None
                if cell and cell.text.strip() and cell.span and at > 0:
                    name = tidy(row.cells[0].text)
                    yield FrameFact(plan, "future", name, cell.span, None, description=cell.text, year=year)
