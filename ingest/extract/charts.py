"""Figures of charts whose text came out of a PDF (values, axis, labels) and of small tables of measures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.document import Block, BlockKind, Document, Span
from ingest.extract.names import tidy
from ingest.extract.prose import pieces, plain
from ingest.extract.words import any_of, words
from ingest.facts import FigureFact
from ontology.loader import Roles

_PERCENT = re.compile(r"\s*(\d{1,3}\.\d%)\s*")
_AXIS = re.compile(r"\s*0%(?:\s+\d{1,3}%){2,}\s*")
_FEWEST = 3  # values of a chart, at least
_LONGEST_LABEL = 45
_SHORT_LABEL = 12


def facts(document: Document, roles: Roles) -> list[FigureFact]:
    """Return the pairs of label and value of every chart and small table."""
    found = list(_charts(document))
    for block in document.blocks:
        if block.kind is BlockKind.TABLE:
            found += _table(block, roles)
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
    """Yield charts printed as label, value, label, value."""
    run: list[tuple[_Line, _Line]] = []
    at = 0
    while at < len(lines):
        label, value = lines[at], lines[at + 1] if at + 1 < len(lines) else None
        if (
            value
            and _PERCENT.fullmatch(value[0])
            and 2 <= len(label[0]) <= _SHORT_LABEL
            and not _PERCENT.fullmatch(label[0])
        ):
            run.append((label, value))
            at += 2
            continue
        if len(run) >= _FEWEST:
            bars = tuple((tidy(document.text[name[1] : name[2]]), said[0].strip()) for name, said in run)
            yield _Chart(bars, Span(run[0][0][1], run[-1][1][2]))
        run = []
        at += 1


def _columns(document: Document, lines: list[_Line]) -> Iterator[_Chart]:
    """Yield charts printed as all values, the axis, then as many labels in the same order."""
    for at, (text, _, _) in enumerate(lines):
        if not _AXIS.fullmatch(text):
            continue
        first = at
        while first and _PERCENT.fullmatch(lines[first - 1][0]):
            first -= 1
        labels = lines[at + 1 : at + 1 + at - first]
        if at - first < _FEWEST or len(labels) < at - first or any(not _is_label(label[0]) for label in labels):
            continue
        names = [tidy(document.text[start:end]) for _, start, end in labels]
        values = [value.strip() for value, _, _ in lines[first:at]]
        yield _Chart(tuple(zip(names, values, strict=True)), Span(lines[first][1], labels[-1][2]))


def _is_label(text: str) -> bool:
    return 2 <= len(text) <= _LONGEST_LABEL and not _PERCENT.fullmatch(text) and "。" not in text


def _table(block: Block, roles: Roles) -> Iterator[FigureFact]:
    """Yield the cells of a table of measures: rows 削減時間, 人数換算; columns what they are of."""
    unit = any_of(words().units)
    measured = re.compile(rf"(?:約|計)?\s*[\d,.]+\s*(?:万|億|千)?\s*{unit}(?:分)?(?:/(?:年間?|月|日|人))?")
    header = [tidy(cell.text) for cell in block.rows[0].cells]
    kinds = {plain(word) for group in roles.indicator_kinds.values() for word in group}
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
                number = re.sub(r"\s+", "", value)
                said = re.search(r"[^\d.,約計]+$", number)
                yield FigureFact(f"{name}の{label}", number, row.span, said[0] if said else None, None, label)
