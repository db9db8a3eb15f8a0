"""Rejoining hard-wrapped lines: which printed lines are one logical line.

A line goes on when it is full (as wide as its neighbours allow) and ends no sentence, when the next begins in the
middle of a word, when a bracket is open, or when short lines of a broken title stand together; never into a line that
begins with a structural mark. Footnotes and page numbers stand outside the running text and do not end its sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.layout.inline_text import glue
from ingest.layout.line_markers import HARD, SOFT, Form, is_note, lead, starts_structure
from ingest.layout.print_width import Printing, first_piece, terminated
from ingest.layout.printed_lines import Line, asides, is_divider, is_page_number

_OPEN, _CLOSE = "「『（(【〈《", "」』）)】〉》"
_DATE = re.compile(r"[0-9０-９元]\s*年\s*[0-9０-９]+\s*月|^改正|[:：]")
_MIDWORD = re.compile(r"[のをにがはとでへるれりらっゃゅょぁぃぅぇぉーァィゥェォッャュョ、。，．）」』)】]")
_ADDED = re.compile(r"[=＝→⇒]")
_LISTED = frozenset({Form.BULLET, Form.CHECK, Form.DOT, Form.CIRCLED, Form.YEAR})
_TITLE_COLUMNS = 36  # a line of a broken slide title is seldom longer
_TITLE_LINES = 4
_PROSE_COLUMNS = 56  # an unfinished line of this width is a wrapped sentence, whatever the margin
_LONGEST = 40  # printed lines of a paragraph; a bracket open for longer was never closed
_MARKED = frozenset({Form.KANA, Form.PAREN, Form.PAREN_KANA, Form.NUMBER, Form.PAIR, Form.ZERO, Form.NAMED, Form.ROMAN})


@dataclass(frozen=True, slots=True)
class Logical:
    """One logical line: its printed lines and their text glued together."""

    lines: tuple[Line, ...]
    text: str

    @property
    def first(self) -> Line:
        """Return the first printed line."""
        return self.lines[0]

    @property
    def last(self) -> Line:
        """Return the last printed line."""
        return self.lines[-1]


def join(lines: list[Line], printing: Printing) -> list[Logical]:
    """Return the logical lines in reading order; a sentence broken by a footnote or a page end is made whole."""
    sheet = _Sheet(lines, asides(lines), printing)
    chains: list[list[Line]] = []
    body: list[Line] | None = None
    note: list[Line] | None = None
    is_cut = False
    for index, line in enumerate(lines):
        if not line.table and is_page_number(line.text):
            chains.append([line])
            note, is_cut = None, True
            continue
        if not line.table and is_note(line.text):
            note = [line]
            chains.append(note)
            is_cut = True
            continue
        if line.opens_page:
            note, is_cut = None, True
        if note is not None:
            if sheet.goes_on(note, index):
                note.append(line)
                continue
            note = None
        if body is not None and (sheet.resumes(body, line) if is_cut else sheet.goes_on(body, index)):
            body.append(line)
        else:
            body = [line]
            chains.append(body)
        is_cut = False
    return [_logical(chain) for chain in chains]


def _logical(chain: list[Line]) -> Logical:
    text = ""
    for line in chain:
        content = line.text.strip(" \u3000")
        text = f"{text} {content}" if text and _is_bare_mark(text, content) else glue(text, content)
    return Logical(tuple(chain), text)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The lines of a text with what is known of their printing."""

    lines: list[Line]
    notes: list[bool]
    printing: Printing

    def resumes(self, body: list[Line], line: Line) -> bool:
        """Tell whether a line after footnotes or a page end goes on with the sentence before them."""
        before = body[-1]
        if before.table or line.table or terminated(before.text) or not self.printing.wrap:
            return False
        return lead(line.text).form is Form.NONE and before.width >= 0.8 * self.printing.wrap

    def goes_on(self, chain: list[Line], index: int) -> bool:
        """Tell whether the line at an index goes on with the chain that ends directly before it."""
        line, before = self.lines[index], chain[-1]
        if line.gap or before.table or line.table or is_divider(line.text) or is_divider(before.text):
            return False
        form = lead(line.text).form
        if form in HARD:
            return False
        if len(chain) == 1 and line.raw_gap == int(self.printing.double) and _is_bare_mark(before.text, line.text):
            return True
        is_full, first = self._full(chain, index), lead(chain[0].text).form
        if terminated(before.text):
            # A sentence that ends exactly at the margin: only a sharp margin tells that its paragraph goes on.
            hangs = len(chain) == 1 and first is not Form.NONE
            return self.printing.sharp and is_full and form is Form.NONE and (hangs or line.indent <= before.indent)
        if line.raw_gap == 0 and _ADDED.match(line.text):
            return True
        if line.text[0] in "(（" and form in {Form.NONE, Form.CAPTION}:
            if first in _LISTED:
                return True
            if first is Form.NONE and self._is_addition(chain, index):
                return True
        if first is Form.LABEL and before.text[-1] in _CLOSE and not self.printing.sharp:
            return False
        if form is not Form.NONE:
            is_item = form is Form.DOT and first in {Form.DOT, Form.YEAR}
            return self.printing.sharp and is_full and form in SOFT and not is_item
        if is_full or (_MIDWORD.match(line.text) and self.printing.wrap > 0):
            return True
        directly = line.raw_gap == int(self.printing.double)
        if directly and before.width >= _PROSE_COLUMNS and self._is_prose(index):
            return True  # where few lines are wrapped their margin cannot be told, but titles are not that long
        is_open = len(chain) < _LONGEST and _depth(chain) > 0
        return (is_open and line.width <= 2 * max(before.width, 40)) or self._is_broken_title(chain, index)

    def _full(self, chain: list[Line], index: int) -> bool:
        """Tell whether the next line's first character would not have fitted behind the chain's last line."""
        before, line = chain[-1], self.lines[index]
        if not self.printing.wrap:
            return False
        if self.printing.sharp:
            space = " " if before.text[-1].isascii() and line.text[0].isascii() else ""
            whole = " " * before.indent + before.text + space + first_piece(line.text)
            return self.printing.size(whole) > self.printing.wrap
        margin = self._margin(index)
        if len(chain) == 1 and lead(before.text).form in _MARKED:
            if _MIDWORD.match(line.text):
                return before.width >= 0.8 * margin
            if terminated(line.text) and line.width < before.width:
                return before.width >= 0.9 * margin
            return before.width >= margin - 2 and self._is_prose(index)  # a heading is narrower than its text
        return before.width >= max(36, 0.6 * margin) and self._is_prose(index)

    def _margin(self, index: int) -> int:
        """Return the width of the widest line near an index, footnotes and tables left out."""
        near = range(max(0, index - 4), min(len(self.lines), index + 4))
        widths = [self.lines[i].width for i in near if not self.lines[i].table and self.notes[i] == self.notes[index]]
        return min(max(widths, default=0), self.printing.wrap + 4) or self.printing.wrap

    def _is_prose(self, index: int) -> bool:
        """Tell whether the lines from an index on reach the end of a sentence before anything else begins."""
        for line in self.lines[index : index + 30]:
            if "。" in line.text:
                return True
            if line.table or is_page_number(line.text):
                return False
            if line is not self.lines[index] and (line.gap or starts_structure(line.text)):
                return is_note(line.text)
        return False

    def _is_addition(self, chain: list[Line], index: int) -> bool:
        """Tell whether a line in brackets belongs to the title above it, and is no date and no article's caption."""
        line, after = self.lines[index], self.lines[index + 1 : index + 2]
        leads_rule = bool(after) and lead(after[0].text).form in {Form.ARTICLE, Form.NUMBER}
        is_dated = any(_DATE.search(part.text) for part in (*chain, line))
        return line.raw_gap == 0 and line.text[-1] in "）)" and not leads_rule and not is_dated

    def _is_broken_title(self, chain: list[Line], index: int) -> bool:
        """Tell whether a few short lines that stand directly together are one title, as slides break them."""
        line, limit = self.lines[index], 20 if self.printing.double else _TITLE_COLUMNS
        parts = [*chain, line]
        for after in self.lines[index + 1 : index + 1 + _TITLE_LINES]:
            if after.raw_gap or after.table or starts_structure(after.text):
                break
            parts.append(after)
        if line.raw_gap or len(parts) > _TITLE_LINES or any(part.width > limit for part in parts):
            return False
        if lead(chain[0].text).form not in {Form.NONE, Form.CIRCLED, Form.NAMED} or terminated(line.text):
            return False
        return not any(_DATE.search(part.text) for part in parts)


def _is_bare_mark(text: str, after: str) -> bool:
    """Tell whether a line is nothing but a list mark or number, its text pushed to the next line."""
    mark = lead(f"{text} {after}")
    if mark.form is Form.BULLET:
        return mark.length > len(text) or _is_bare_mark(text[mark.length :], after)
    return mark.form not in {Form.NONE, Form.NOTE} and mark.length > len(text)


def _depth(chain: list[Line]) -> int:
    """Return how many brackets are open at the end of a chain."""
    text = "".join(line.text for line in chain)
    return sum(text.count(char) for char in _OPEN) - sum(text.count(char) for char in _CLOSE)
