"""Lines to blocks: Markdown-like lists, tab and pipe tables, headings, footnotes, hard-wrapped paragraphs.

Plain text and Markdown are read as they stand. The readers of other formats write a plain rendition, a line a
paragraph and tabs between cells, and give hints for what the rendition cannot say (styles, pages, sheets).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.layout.headings import LEVELS, LONE_LEVEL, TITLE_LEVEL, is_heading, is_label, is_title
from ingest.layout.inline_text import plain
from ingest.layout.line_hints import NO_HINT, Hint, Hints
from ingest.layout.line_joining import Logical, join
from ingest.layout.line_markers import Form, Lead, is_note, lead
from ingest.layout.print_width import Printing, columns, terminated
from ingest.layout.printed_lines import Line, is_divider, is_page_number, split_lines
from ingest.layout.text_tables import rows_of, table_text
from ingest.model.document import Block, BlockKind, Place, Span

_ITEMS = frozenset({Form.BULLET, Form.DOT, Form.CHECK})
_INNER = frozenset({Form.DOT, Form.CHECK, Form.SIGN, Form.PAREN, Form.CIRCLED, Form.ANGLED, Form.PAIR, Form.NUMBER})
_NUMBERED = frozenset({Form.PAREN, Form.CIRCLED, Form.ANGLED, Form.PAREN_KANA, Form.KANA, Form.SIGN})
_BOLD_LINE = re.compile(r"\s*\*\*[^*]+\*\*\s*$")
_DIVIDER_GAP = 4  # empty lines around a line that has a page to itself


def read_blocks(
    text: str, hints: Hints | None = None, *, markdown: bool = False, printing: Printing | None = None
) -> tuple[Block, ...]:
    """Return the blocks of a text in reading order; spans point into the text as given.

    hints: what is known of lines by their 1-based number; markdown: ``1.`` begins a list item, never a heading;
    printing: how the text was printed, where that is known (`UNWRAPPED`: a line a paragraph).
    """
    rows = frozenset(number for number, hint in (hints or {}).items() if hint.kind is BlockKind.TABLE)
    lines, printing = split_lines(text, printing, rows)
    return _Reading(join(lines, printing), text, hints or {}, markdown).blocks()


@dataclass(frozen=True, slots=True)
class _Reading:
    logical: list[Logical]
    text: str
    hints: Hints
    markdown: bool

    def blocks(self) -> tuple[Block, ...]:
        blocks: list[Block] = []
        index, page = 0, 1
        while index < len(self.logical):
            item = self.logical[index]
            if item.first.page is not None and item.first.page > page:
                page = item.first.page
                blocks.append(Block(BlockKind.PAGE_BREAK, "", _point(item.first), self._place(item.first)))
            if item.first.table:
                end = index + 1
                while end < len(self.logical) and self._same_table(item.first, self.logical[end].first):
                    end += 1
                blocks.extend(self._table([entry.first for entry in self.logical[index:end]]))
                index = end
                continue
            if not is_divider(item.text):
                blocks.append(self._block(index, blocks))
            index += 1
        return tuple(blocks)

    def _hint(self, line: Line) -> Hint:
        return self.hints.get(line.number, NO_HINT)

    def _place(self, line: Line) -> Place:
        hint = self._hint(line)
        return Place(line.number, page=hint.page or line.page, sheet=hint.sheet, row=hint.row)

    def _same_table(self, first: Line, other: Line) -> bool:
        return other.table and other.gap == 0 and ("\t" in first.text) == ("\t" in other.text)

    def _table(self, lines: list[Line]) -> list[Block]:
        rows = rows_of(lines, self.text, {line.number: self._place(line) for line in lines})
        if not rows:
            return []
        span = Span(lines[0].start, lines[-1].end)
        return [Block(BlockKind.TABLE, table_text(rows), span, self._place(lines[0]), rows=rows)]

    def _block(self, index: int, blocks: list[Block]) -> Block:
        item = self.logical[index]
        span, place = Span(item.first.start, item.last.end), self._place(item.first)
        if is_page_number(item.text):
            return Block(BlockKind.PAGE_BREAK, "", span, place, marker=item.text.strip())
        hint, mark = self._hint(item.first), lead(item.text)
        body = plain(item.text)
        if hint.kind is BlockKind.HEADING:
            return Block(BlockKind.HEADING, body, span, place, level=hint.level, marker=_number(body))
        if is_note(item.text) or hint.kind is BlockKind.FOOTNOTE:
            return Block(BlockKind.FOOTNOTE, plain(item.text[mark.length :]), span, place, marker=mark.mark)
        if hint.kind is BlockKind.LIST_ITEM or mark.form in _ITEMS:
            return _list_item(item, mark, span, place, hint.level if hint.kind else None)
        level = self._heading_level(index, mark, body, blocks[-1] if blocks else None)
        if level:
            if mark.form is Form.MARKDOWN:
                body = plain(item.text[mark.length :]).rstrip("# ")
                return Block(BlockKind.HEADING, body, span, place, level=level, marker=_number(body))
            return Block(BlockKind.HEADING, body, span, place, level=level, marker=lead(body).mark.strip())
        is_item = mark.form in _NUMBERED or (self.markdown and mark.form is Form.NUMBER)
        kind = BlockKind.LIST_ITEM if is_item else BlockKind.PARAGRAPH
        if is_item or mark.form in {Form.ARTICLE, Form.NUMBER, Form.YEAR}:
            return Block(kind, plain(item.text[mark.length :]), span, place, marker=mark.mark)
        return Block(kind, body, span, place)

    def _heading_level(self, index: int, mark: Lead, body: str, previous: Block | None) -> int:
        """Return the level of the heading that a logical line is, 0 where it is none."""
        if self._hint(self.logical[index].first).kind is BlockKind.PARAGRAPH and terminated(body):
            return 0
        if _BOLD_LINE.match(self.logical[index].text) and not terminated(body) and columns(body) <= 80:
            return LEVELS.get(lead(body).form, LONE_LEVEL)
        after = self.logical[index + 1] if index + 1 < len(self.logical) else None
        next_mark = lead(after.text) if after is not None and not after.first.table else None
        if mark.form is Form.NONE:
            return self._lone_level(index, body)
        if self.markdown and mark.form is Form.NUMBER:
            return 0
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

    def _lone_level(self, index: int, body: str) -> int:
        """Return the level of an unmarked line that is a heading by its place: a title, a label, a page to itself."""
        item = self.logical[index]
        before = self.logical[index - 1] if index else None
        after = self.logical[index + 1 : index + 3]
        is_apart = before is None or item.first.gap > 0 or _ends_piece(before)
        ends = not after or after[0].first.gap > 0 or lead(after[0].text).form is not Form.NONE
        if is_apart and ends and is_title(body):
            return TITLE_LEVEL
        if before and after and item.first.raw_gap >= _DIVIDER_GAP and columns(body) <= 20 and _is_top(after[0]):
            return 1
        leads_text = any(
            terminated(entry.text) or lead(entry.text).form in _ITEMS or entry.first.table for entry in after
        )
        is_alone = is_apart and (ends or (item.first.gap > 0 and terminated(after[0].text)))
        return LONE_LEVEL if is_label(body, alone=is_alone, leads_text=leads_text) else 0


def _point(line: Line) -> Span:
    return Span(line.start, line.start)


def _number(body: str) -> str:
    """Return the number that a heading's text begins with, as printed."""
    mark = lead(body)
    return "" if mark.form in {Form.NONE, Form.MARKDOWN, Form.CAPTION, Form.NOTE} else mark.mark.strip()


def _is_top(item: Logical) -> bool:
    return LEVELS.get(lead(item.text).form) == 1


def _ends_piece(item: Logical) -> bool:
    if item.first.table or is_page_number(item.text) or terminated(item.text):
        return True
    return lead(item.text).form is not Form.NONE and lead(item.text).form not in _ITEMS


def _list_item(item: Logical, mark: Lead, span: Span, place: Place, level: int | None) -> Block:
    rest, marker = item.text[mark.length :], mark.mark
    inner = lead(rest)
    if inner.form is Form.SIGN and not terminated(rest) and columns(rest) <= 44:
        return Block(BlockKind.HEADING, plain(rest), span, place, level=LONE_LEVEL + 1, marker=inner.mark)
    if inner.form in _INNER or inner.form is Form.ARTICLE:
        rest, marker = rest[inner.length :], inner.mark
    depth = (item.first.indent + 1) // 2 if level is None else level
    return Block(BlockKind.LIST_ITEM, plain(rest), span, place, level=depth, marker=marker)


def _previous_same(previous: Block | None, mark: Lead) -> bool:
    """Tell whether the block before is a list item numbered in the same form."""
    if previous is None or previous.kind is BlockKind.HEADING or not previous.marker:
        return False
    return lead(previous.marker + " x").form is mark.form
