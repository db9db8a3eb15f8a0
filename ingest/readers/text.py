"""Plain text, as exported from PDF or typed: Markdown-like lists, tab and pipe tables, hard-wrapped paragraphs."""

from __future__ import annotations

import re

from ingest.document import Block, BlockKind, Place, Span
from ingest.readers.headings import LEVELS, LONE_LEVEL, TITLE_LEVEL, is_heading, is_label, is_title
from ingest.readers.inline import plain
from ingest.readers.joining import Logical, join
from ingest.readers.lines import Line, columns, is_page_number, split_lines, terminated
from ingest.readers.markers import Form, Lead, lead
from ingest.readers.tabular import rows_of, table_text

_ITEMS = frozenset({Form.BULLET, Form.DOT, Form.CHECK})
_INNER = frozenset({Form.DOT, Form.CHECK, Form.SIGN, Form.PAREN, Form.CIRCLED, Form.ANGLED, Form.PAIR, Form.NUMBER})
_NUMBERED = frozenset({Form.PAREN, Form.CIRCLED, Form.ANGLED, Form.PAREN_KANA, Form.KANA, Form.SIGN})
_RULE = re.compile(r"[-=_*─━―＝\s]{3,}$")
_DIVIDER_GAP = 4  # empty lines around a line that has a page to itself


def read_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a plain text in reading order; spans point into the text as given."""
    logical = join(*split_lines(text))
    blocks: list[Block] = []
    index = 0
    while index < len(logical):
        item = logical[index]
        if item.first.table:
            end = index + 1
            while end < len(logical) and _same_table(item.first, logical[end].first):
                end += 1
            block = _table([entry.first for entry in logical[index:end]], text)
            if block is not None:
                blocks.append(block)
            index = end
            continue
        if not _RULE.match(item.text):
            blocks.append(_block(logical, index, blocks))
        index += 1
    return tuple(blocks)


def _same_table(first: Line, other: Line) -> bool:
    return other.table and other.gap == 0 and ("\t" in first.text) == ("\t" in other.text)


def _table(lines: list[Line], text: str) -> Block | None:
    rows = rows_of(lines, text)
    if not rows:
        return None
    span = Span(lines[0].start, lines[-1].end)
    return Block(BlockKind.TABLE, table_text(rows), span, Place(lines[0].number, page=lines[0].page), rows=rows)


def _block(logical: list[Logical], index: int, blocks: list[Block]) -> Block:
    item = logical[index]
    span = Span(item.first.start, item.last.end)
    place = Place(item.first.number, page=item.first.page)
    if is_page_number(item.text):
        return Block(BlockKind.PAGE_BREAK, "", span, place, marker=item.text.strip())
    mark = lead(item.text)
    if mark.form is Form.NOTE:
        return Block(BlockKind.FOOTNOTE, plain(item.text[mark.length :]), span, place, marker=mark.mark)
    if mark.form in _ITEMS:
        return _list_item(item, mark, span, place)
    body = plain(item.text)
    level = _heading_level(logical, index, mark, body, blocks[-1] if blocks else None)
    if level:
        text = plain(item.text[mark.length :]) if mark.form is Form.MARKDOWN else body
        return Block(BlockKind.HEADING, text, span, place, level=level, marker=mark.mark.strip())
    kind = BlockKind.LIST_ITEM if mark.form in _NUMBERED else BlockKind.PARAGRAPH
    if kind is BlockKind.LIST_ITEM or mark.form in {Form.ARTICLE, Form.NUMBER, Form.YEAR}:
        return Block(kind, plain(item.text[mark.length :]), span, place, marker=mark.mark)
    return Block(kind, body, span, place)


def _heading_level(logical: list[Logical], index: int, mark: Lead, body: str, previous: Block | None) -> int:
    """Return the level of the heading that a logical line is, 0 where it is none."""
    after = logical[index + 1] if index + 1 < len(logical) else None
    next_mark = lead(after.text) if after is not None and not after.first.table else None
    if mark.form is Form.NONE:
        return _lone_level(logical, index, body)
    heads = is_heading(
        mark,
        body,
        next_mark=next_mark if after is not None and after.first.gap == 0 else None,
        previous_same=_previous_same(previous, mark),
        leads_rule=next_mark is not None and next_mark.form in {Form.ARTICLE, Form.NUMBER},
    )
    if not heads:
        return 0
    if mark.form is Form.MARKDOWN:
        return len(mark.mark)
    if mark.form is Form.PAIR:
        return 1 + sum(mark.mark.count(char) for char in "-－‐.．")
    return LEVELS[mark.form]


def _lone_level(logical: list[Logical], index: int, body: str) -> int:
    """Return the level of an unmarked line that is a heading by its place: a title, a label, a page to itself."""
    item = logical[index]
    before = logical[index - 1] if index else None
    after = logical[index + 1 : index + 3]
    is_apart = before is None or item.first.gap > 0 or _ends_piece(before)
    ends = not after or after[0].first.gap > 0 or lead(after[0].text).form is not Form.NONE
    if is_apart and ends and is_title(body):
        return TITLE_LEVEL
    if before and after and item.first.raw_gap >= _DIVIDER_GAP and columns(body) <= 20 and _is_top(after[0]):
        return 1
    leads_text = any(terminated(entry.text) or lead(entry.text).form in _ITEMS or entry.first.table for entry in after)
    is_alone = is_apart and (ends or (item.first.gap > 0 and terminated(after[0].text)))
    return LONE_LEVEL if is_label(body, alone=is_alone, leads_text=leads_text) else 0


def _is_top(item: Logical) -> bool:
    form = lead(item.text).form
    return form in LEVELS and LEVELS[form] == 1


def _ends_piece(item: Logical) -> bool:
    if item.first.table or is_page_number(item.text) or terminated(item.text):
        return True
    return lead(item.text).form is not Form.NONE and lead(item.text).form not in _ITEMS


def _list_item(item: Logical, mark: Lead, span: Span, place: Place) -> Block:
    rest, marker = item.text[mark.length :], mark.mark
    inner = lead(rest)
    if inner.form is Form.SIGN and not terminated(rest) and columns(rest) <= 44:
        return Block(BlockKind.HEADING, plain(rest), span, place, level=LONE_LEVEL + 1, marker=inner.mark)
    if inner.form in _INNER or inner.form is Form.ARTICLE:
        rest, marker = rest[inner.length :], inner.mark
    depth = (item.first.indent + 1) // 2
    return Block(BlockKind.LIST_ITEM, plain(rest), span, place, level=depth, marker=marker)


def _previous_same(previous: Block | None, mark: Lead) -> bool:
    """Tell whether the block before is a list item numbered in the same form."""
    if previous is None or previous.kind is BlockKind.HEADING or not previous.marker:
        return False
    return lead(previous.marker + " x").form is mark.form
