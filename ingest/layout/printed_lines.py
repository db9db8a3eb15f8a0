"""Physical lines of a text: where each stands, which are rows of tables, which belong to footnotes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.layout.inline_text import plain
from ingest.layout.line_markers import is_note, starts_structure
from ingest.layout.print_width import Printing, columns, fit, terminated

_PAGE_NUMBER = re.compile(
    r"\s*(?:[-－‐–—]\s*[0-9０-９]{1,4}\s*[-－‐–—]|\d{1,4}\s*/\s*\d{1,4}|[Pp]\.?\s*\d{1,4}|\d{1,4}\s*(?:ページ|頁))\s*$"
)
_GFM_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?\s*$")
_DIVIDER = re.compile(r"[-=_*─━―＝\s]{3,}$")
_LIST_PIPE = re.compile(r"[-*+]\s+(?=\|.*\|\s*$)")
_RULE_LENGTH = 2000
_PAGE_LENGTH = 24
_BLANKS = " \u3000\f\r"


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: offsets of its content in the text without the blanks around it, and how it stands.

    gap: empty lines before it that mean something (0 = follows directly); raw_gap: empty lines before it as printed;
    indent: columns of blanks before it; width: East-Asian columns of its content; number: 1-based line of the text;
    page: 1-based, counted by form feeds, None in a text without them; table: a row of a tab or pipe table;
    opens_page: a form feed stands before it.
    """

    text: str
    start: int
    end: int
    number: int
    indent: int
    width: int
    raw_gap: int
    gap: int
    page: int | None
    table: bool
    opens_page: bool


def is_divider(text: str) -> bool:
    """Tell whether a line is nothing but a drawn line."""
    return bool(_DIVIDER.match(text))


def is_page_number(text: str) -> bool:
    """Tell whether a line is nothing but a page number as footers print it: ``- 6 -``, ``3/20``, ``P.4``."""
    return len(text) < _PAGE_LENGTH and bool(_PAGE_NUMBER.match(text))


def split_lines(
    text: str, printing: Printing | None = None, rows_at: frozenset[int] = frozenset()
) -> tuple[list[Line], Printing]:
    """Return the lines of a text that are not empty, and how they were printed. Form feeds begin a new page.

    printing: how the text was printed; rows_at: the numbers of the lines that are table rows. Both where the reader of
    the format knows them.
    """
    rows: list[tuple[str, int, int, int, int]] = []  # content with blanks, start, number, raw gap, page
    offset, gap, page = 0, 0, 1
    for number, raw in enumerate(text.split("\n"), 1):
        page += raw.count("\f")
        if raw.strip() and not (raw.lstrip().startswith("<") and not plain(raw)):
            rows.append((raw, offset, number, gap, page))
            gap = 0
        else:
            gap += 1
        offset += len(raw) + 1
    tables = [
        is_row or row[2] in rows_at for row, is_row in zip(rows, _table_rows([raw for raw, *_ in rows]), strict=True)
    ]
    double = printing.double if printing else _is_double_spaced(rows, tables)
    lines: list[Line] = []
    for (raw, start, number, raw_gap, on_page), table in zip(rows, tables, strict=True):
        body = raw.rstrip(_BLANKS) if table else raw.rstrip()
        content = body.lstrip(_BLANKS) if table else body.lstrip()
        item = _LIST_PIPE.match(content) if table else None
        content = content[item.end() :] if item else content
        cut = len(body) - len(content)
        lines.append(
            Line(
                text=content,
                start=start + cut,
                end=start + len(body),
                number=number,
                indent=columns(body[:cut].replace("\t", "    ")),
                width=columns(content),
                raw_gap=raw_gap,
                gap=max(0, raw_gap - 1) if double else raw_gap,
                page=on_page if page > 1 else None,
                table=table,
                opens_page=on_page > (rows[len(lines) - 1][4] if lines else 1),
            )
        )
    return lines, printing or _measure(lines, double)


def _is_double_spaced(rows: list[tuple[str, int, int, int, int]], tables: list[bool]) -> bool:
    """Tell whether one empty line after each printed line is the rule: sentences then go on across empty lines."""
    single = across = direct = 0
    for (raw, *_), (after, _, _, gap, _), here, there in zip(rows, rows[1:], tables, tables[1:], strict=False):
        if here or there:
            continue
        direct += gap == 0
        if gap == 1 and columns(raw.strip()) >= 36:
            single += 1
            across += not terminated(raw.strip()) and not starts_structure(after.strip())
    return across >= 3 and across > 0.25 * single and direct < 0.5 * (single + across)


def _table_rows(raws: list[str]) -> list[bool]:
    """Tell which lines are table rows: tabs between cells, pipes around them, or pipes above and below a rule."""
    flags = []
    for raw in raws:
        content = raw.strip()
        piped = (content.startswith("|") and content.count("|") >= 2) or bool(_LIST_PIPE.match(content))
        flags.append("\t" in content or piped)
    # A row with one filled cell has tabs only around it: it is a row when it touches another.
    order = range(len(raws))
    for index in (*order, *reversed(order)):
        if "\t" in raws[index] and any(flags[near] for near in (index - 1, index + 1) if 0 <= near < len(raws)):
            flags[index] = True
    for index, raw in enumerate(raws):
        if "|" in raw and "--" in raw and len(raw) < _RULE_LENGTH and _GFM_RULE.match(raw.strip()):
            flags[index] = True
            if index and "|" in raws[index - 1]:
                flags[index - 1] = True
            follow = index + 1
            while follow < len(raws) and "|" in raws[follow]:
                flags[follow] = True
                follow += 1
    return flags


def asides(lines: list[Line]) -> list[bool]:
    """Tell which lines belong to footnotes: from the mark to the end of its sentence."""
    flags, within = [], False
    for line in lines:
        is_mark = not line.table and is_note(line.text)
        within = is_mark or (within and line.gap == 0 and not starts_structure(line.text))
        flags.append(within)
        if within and terminated(line.text) and line.width < 60:
            within = False
    return flags


def _measure(lines: list[Line], double: bool) -> Printing:
    """Estimate how a text was printed from the lines that run on into the next line."""
    notes = asides(lines)
    running = [
        _printed(line)
        for line, after, note in zip(lines, lines[1:], notes, strict=False)
        if after.gap == 0
        and not (line.table or after.table or note)
        and not terminated(line.text)
        and not starts_structure(after.text)
        and line.width >= 24
    ]
    others = [_printed(line) for line, note in zip(lines, notes, strict=True) if not (line.table or note)]
    return fit(running, others, double=double)


def _printed(line: Line) -> str:
    return " " * line.indent + line.text
