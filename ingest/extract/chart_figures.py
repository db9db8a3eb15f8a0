"""Figures of charts whose text came out of a PDF (values, axis, labels) and of small tables of measures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.japanese import fold
from ingest.extract.name_tidying import tidy
from ingest.extract.reading_words import any_of, words
from ingest.extract.running_text import pieces, plain
from ingest.model.document import Block, BlockKind, Cell, Document, Span
from ingest.model.facts import FigureFact
from ontology.loader import Roles

_PERCENT = re.compile(r"\s*(\d{1,3}\.\d%)\s*")
_AXIS = re.compile(r"\s*0%(?:\s+\d{1,3}%){2,}\s*")
_BAR = re.compile(r"((?:\d{2}\s*代(?:以上|以下)?)|[^\s\d%。、:]{2,10})\s*(\d{1,3}\.\d%)")
_INLINE = re.compile(rf"(?:{_BAR.pattern}\s*)+")
_NUMBERED = re.compile(r"(?:[ア-ン]|\([^()]{1,3}\)|\d{1,2})\s+\S")
_ABOUT_PROJECTS = ("number", "name", "department", "status", "novelty")  # columns of lists of 事業, read elsewhere
_MOST_ROWS = 30
_PAGE = re.compile(r"-?\s*\d+\s*-?")
_FEWEST = 3  # values of a chart, at least
_LONGEST_LABEL = 45
_SHORT_LABEL = 12


def facts(document: Document, roles: Roles) -> list[FigureFact]:
    """Return the pairs of label and value of every chart and small table."""
    found = list(_charts(document))
    for block in document.blocks:
        if block.kind is BlockKind.TABLE:
            found += _table(document, block, roles)
    return found


@dataclass(frozen=True, slots=True)
class _Chart:
    """Labels with their values, and the stretch of text that holds both."""

    bars: tuple[tuple[str, str], ...]
    region: Span


def _charts(document: Document) -> Iterator[FigureFact]:
    """Yield the bars of every chart, with the question that it answers."""
    charts = list(_regions(document))
    headings = [piece for piece in pieces(document) if piece.is_heading]
    for at, chart in enumerate(charts):
        above = [heading.text for heading in headings if heading.place.end <= chart.region.start]
        # charts that follow one another belong to as many questions that stand together above the first
        behind = sum(
            1
            for later in charts[at + 1 :]
            if not any(chart.region.end <= heading.place.start < later.region.start for heading in headings)
        )
        context = above[-1 - behind] if len(above) > behind else ""
        for label, value in chart.bars:
            yield FigureFact(label, value, chart.region, "%", None, context)


_Line = tuple[str, int, int]  # plain text, start, end


def _regions(document: Document) -> list[_Chart]:
    """Return all charts of a document in reading order."""
    matches = [match for match in re.finditer(r"[^\n]+", document.text) if match[0].strip()]
    lines = [(plain(match[0].strip()), match.start(), match.end()) for match in matches]
    return sorted([*_columns(document, lines), *_pairs(document, lines)], key=lambda chart: chart.region)


def _pairs(document: Document, lines: list[_Line]) -> Iterator[_Chart]:
    """Yield charts printed as label, value, label, value, each on a line or several on one."""
    run: list[tuple[str, str]] = []
    start = end = at = 0
    while at <= len(lines):
        line = lines[at] if at < len(lines) else ("", 0, 0)
        below = lines[at + 1] if at + 1 < len(lines) else ("", 0, 0)
        found, used = [], 1
        if _INLINE.fullmatch(line[0]):
            found = [(tidy(label), value) for label, value in _BAR.findall(line[0])]
        elif _PERCENT.fullmatch(below[0]) and 2 <= len(line[0]) <= _SHORT_LABEL and not _PERCENT.fullmatch(line[0]):
            found, used = [(tidy(document.text[line[1] : line[2]]), below[0].strip())], 2
        if found:
            start = start if run else line[1]
            run += found
            end = lines[at + used - 1][2]
        else:
            if len(run) >= _FEWEST:
                yield _Chart(tuple(run), Span(start, end))
            run = []
        at += used


def _columns(document: Document, lines: list[_Line]) -> Iterator[_Chart]:
    """Yield charts printed as all values, the axis, then as many labels in the same order."""
    for at, (text, _, _) in enumerate(lines):
        if not _AXIS.fullmatch(text):
            continue
        first = at
        while first and _PERCENT.fullmatch(lines[first - 1][0]):
            first -= 1
        count = at - first
        labels = _labels(document, lines, at, count) if count >= _FEWEST else []
        if labels:
            values = [value.strip() for value, _, _ in lines[first:at]]
            names = [tidy(document.text[span.start : span.end]) for span in labels]
            yield _Chart(tuple(zip(names, values, strict=True)), Span(lines[first][1], labels[-1].end))


def _labels(document: Document, lines: list[_Line], axis: int, count: int) -> list[Span]:
    """Return where the labels below an axis stand: lines, or where some are wrapped blocks, as many as values."""
    heads = {piece.place.start for piece in pieces(document) if piece.is_heading and piece.block.marker}
    found: list[Span] = []
    for text, start, end in lines[axis + 1 :]:
        lead = len(document.text[start:end]) - len(document.text[start:end].lstrip())
        if start + lead in heads or _PAGE.fullmatch(text) or _NUMBERED.match(text) or not _is_label(text):
            break
        found.append(Span(start, end))
    if len(found) == count:
        return found
    after = [piece for piece in pieces(document) if piece.place.start >= lines[axis][2]][:count]
    inside = [piece.place for piece in after if found and piece.place.end <= found[-1].end]
    return inside if len(inside) == count and inside[-1].end >= found[-1].end - 1 else []


def _is_label(text: str) -> bool:
    return 2 <= len(text) <= _LONGEST_LABEL and not _PERCENT.fullmatch(text) and "。" not in text


def _text(cell: Cell) -> str:
    return cell.text


def block_heading(document: Document, block: Block) -> tuple[str, ...]:
    """Return the nearest heading above a table, or nothing."""
    return next((piece.section[-1:] for piece in pieces(document) if piece.block is block), ())


def _table(document: Document, block: Block, roles: Roles) -> Iterator[FigureFact]:
    """Yield the cells of a table of measures: rows 削減時間, 人数換算; columns what they are of."""
    unit = any_of(words().units)
    measured = re.compile(rf"(?:約|計)?\s*[\d,.]+\s*(?:万|億|千)?\s*{unit}(?:分)?(?:/(?:年間?|月|日|人))?")
    header = [tidy(cell.text) for cell in block.rows[0].cells]
    kinds = {plain(word) for group in roles.indicator_kinds.values() for word in group}
    projects = {fold(word) for role in _ABOUT_PROJECTS for word in roles.columns[role].words}
    if len(block.rows) > _MOST_ROWS or any(
        fold(text) in projects for row in block.rows[:4] for text in map(_text, row.cells)
    ):
        return
    if len(block.rows) < 2 or len(header) < 2 or any(re.fullmatch(r"R\s*\d+|.*年度.*", plain(cell)) for cell in header):
        return
    body = [row for row in block.rows[1:] if row.cells and row.cells[0].text.strip()]
    values = [cell for row in body for cell in row.cells[1:] if measured.fullmatch(plain(cell.text).strip())]
    if len(values) < 2 or any(plain(row.cells[0].text).startswith(tuple(kinds)) for row in body):
        return
    for row in body:
        for name, cell in zip(header[1:], row.cells[1:], strict=False):
            value = plain(cell.text).strip()
            if measured.fullmatch(value) and name:
                label = tidy(row.cells[0].text)
                called = label if len(header) == 2 else f"{name}の{label}"
                context = " ".join([*block_heading(document, block), name if len(header) == 2 else label])
                number = re.sub(r"\s+", "", value)
                said = re.search(r"[^\d.,約計]+$", number)
                yield FigureFact(called, number, row.span, said[0] if said else None, None, context)
