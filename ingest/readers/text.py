"""Plain text, as exported from PDF or typed: Markdown-like lists, tab and pipe tables, hard-wrapped paragraphs."""

from __future__ import annotations

from ingest.document import Block, BlockKind, Place, Span
from ingest.readers.headings import LEVELS, LONE_LEVEL, is_heading, is_label, is_title
from ingest.readers.inline import plain
from ingest.readers.joining import Logical, is_table_line, join
from ingest.readers.lines import columns, is_page_number, split_lines, terminated
from ingest.readers.markers import Form, Lead, lead
from ingest.readers.tabular import rows_of, table_text

_ITEMS = {Form.BULLET, Form.DOT, Form.CHECK}
_NUMBERED = {Form.PAREN, Form.CIRCLED, Form.ANGLED, Form.PAREN_KANA, Form.KANA}


def read_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a plain text in reading order; spans point into the text as given."""
    lines, printing = split_lines(text)
    logical = join(lines, printing)
    blocks: list[Block] = []
    index = 0
    while index < len(logical):
        item = logical[index]
        if is_table_line(item.first):
            end = index + 1
            while end < len(logical) and is_table_line(logical[end].first) and _same_table(item, logical[end]):
                end += 1
            blocks.append(_table([entry.first for entry in logical[index:end]], text))
            index = end
            continue
        blocks.append(_block(logical, index, blocks, text))
        index += 1
    return tuple(blocks)


def _same_table(first: Logical, other: Logical) -> bool:
    return other.first.gap == 0 and ("\t" in first.first.text) == ("\t" in other.first.text)


def _table(lines: list, text: str) -> Block:  # type: ignore[type-arg]
    rows = rows_of(lines, text)
    span = Span(lines[0].start, lines[-1].end)
    return Block(BlockKind.TABLE, table_text(rows), span, Place(lines[0].number, page=None), rows=rows)


def _block(logical: list[Logical], index: int, blocks: list[Block], text: str) -> Block:
    item = logical[index]
    span = Span(item.first.start, item.last.end)
    place = Place(item.first.number)
    if is_page_number(item.text):
        return Block(BlockKind.PAGE_BREAK, "", span, place, marker=item.text.strip())
    mark = lead(item.text)
    body = plain(item.text)
    previous = blocks[-1] if blocks else None
    if mark.form is Form.NOTE:
        return Block(BlockKind.FOOTNOTE, plain(item.text[mark.length :]), span, place, marker=mark.mark)
    if mark.form in _ITEMS:
        return _list_item(item, mark, span, place)
    following = logical[index + 1] if index + 1 < len(logical) else None
    next_mark = lead(following.text) if following is not None and not is_table_line(following.first) else None
    if is_heading(
        mark,
        body,
        before_gap=item.first.gap > 0 or index == 0,
        next_mark=next_mark,
        previous_same=_previous_same(previous, mark),
    ):
        level = len(mark.mark) if mark.form is Form.MARKDOWN else LEVELS[mark.form]
        if mark.form is Form.PAIR:
            level = 1 + sum(mark.mark.count(char) for char in "-－‐.．")
        heading = plain(item.text[mark.length :]) if mark.form is Form.MARKDOWN else body
        return Block(BlockKind.HEADING, heading, span, place, level=level, marker=mark.mark)
    if mark.form is Form.NONE and _is_lone_heading(logical, index, body):
        return Block(BlockKind.HEADING, body, span, place, level=LONE_LEVEL)
    kind = BlockKind.LIST_ITEM if mark.form in _NUMBERED else BlockKind.PARAGRAPH
    keeps_mark = mark.form in {Form.ARTICLE, Form.NUMBER} or kind is BlockKind.LIST_ITEM
    content = plain(item.text[mark.length :]) if keeps_mark else body
    return Block(kind, content, span, place, marker=mark.mark if keeps_mark else "")


def _list_item(item: Logical, mark: Lead, span: Span, place: Place) -> Block:
    rest = item.text[mark.length :]
    inner = lead(rest)
    marker = mark.mark
    if inner.form is Form.SIGN and not terminated(rest) and columns(rest) <= 44:
        return Block(BlockKind.HEADING, plain(rest), span, place, level=LONE_LEVEL + 1, marker=inner.mark)
    if inner.form in {Form.DOT, Form.CHECK, Form.SIGN}:
        rest, marker = rest[inner.length :], inner.mark
    elif inner.form in {Form.PAREN, Form.CIRCLED, Form.ANGLED, Form.PAIR, Form.NUMBER, Form.ARTICLE}:
        rest, marker = rest[inner.length :], inner.mark
    depth = (item.first.indent + 1) // 2
    return Block(BlockKind.LIST_ITEM, plain(rest), span, place, level=depth, marker=marker)


def _previous_same(previous: Block | None, mark: Lead) -> bool:
    """Tell whether the block before is a list item numbered in the same form."""
    if previous is None or previous.kind is BlockKind.HEADING or not previous.marker:
        return False
    return lead(previous.marker + " x").form is mark.form


def _is_lone_heading(logical: list[Logical], index: int, body: str) -> bool:
    item = logical[index]
    before_alone = index == 0 or item.first.gap > 0 or _is_break(logical[index - 1])
    after = logical[index + 1 : index + 4]
    after_alone = not after or after[0].first.gap > 0 or lead(after[0].text).form is not Form.NONE
    if before_alone and is_title(body) and (after_alone or not terminated(after[0].text)):
        return True
    leads = any(
        terminated(entry.text) or lead(entry.text).form in _ITEMS or is_table_line(entry.first) for entry in after[:2]
    )
    return is_label(body, alone=before_alone and (after_alone or leads), leads_text=leads)


def _is_break(item: Logical) -> bool:
    return is_page_number(item.text) or is_table_line(item.first) or terminated(item.text)
