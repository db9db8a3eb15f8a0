"""Rejoining hard-wrapped lines: which printed lines are one logical line.

A line goes on when it is full (as wide as its neighbours allow) and ends no sentence, when a bracket is open, or when
two short lines of a broken title stand together; never into a line that begins with a structural mark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.readers.inline import glue
from ingest.readers.lines import Line, Printing, is_page_number, terminated
from ingest.readers.markers import HARD, Form, lead

_OPEN, _CLOSE = "「『（(【〈《", "」』）)】〉》"
_DATE = re.compile(r"[0-9０-９元]\s*年\s*[0-9０-９]+\s*月|^改正|[:：]")
_TITLE_COLUMNS = 36  # a line of a broken slide title is seldom longer
_SLACK = 5  # columns that line-breaking rules or a wide word may leave empty at the margin


@dataclass(frozen=True, slots=True)
class Logical:
    """One logical line: its printed lines, their text glued together, and what it begins with."""

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


def is_table_line(line: Line) -> bool:
    """Tell whether a printed line is a row of a tab or pipe table."""
    text = line.text
    return "\t" in text or (text.startswith("|") and text.count("|") >= 2)


def join(lines: list[Line], printing: Printing) -> list[Logical]:
    """Return the logical lines in reading order; a sentence broken by a footnote or a page end is made whole."""
    chains: list[list[Line]] = []
    waiting: list[Line] | None = None  # a chain cut by page furniture, which may go on after it
    for index, line in enumerate(lines):
        if not chains:
            chains.append([line])
            continue
        if waiting is not None and not _is_furniture(line):
            if chains[-1] is not waiting and not _goes_on(chains[-1], line, lines, index, printing):
                if _resumes(waiting, line, printing):
                    waiting.append(line)
                    chains.append(waiting)  # later lines go on with it
                    waiting = None
                    continue
                waiting = None
            elif chains[-1] is not waiting:
                chains[-1].append(line)
                continue
        if _is_furniture(line):
            if waiting is None and not _is_furniture(chains[-1][0]):
                waiting = chains[-1]
            chains.append([line])
            continue
        if _goes_on(chains[-1], line, lines, index, printing):
            chains[-1].append(line)
        else:
            chains.append([line])
    result, seen = [], set()
    for chain in chains:
        if id(chain) not in seen:
            seen.add(id(chain))
            result.append(_logical(chain))
    return result


def _logical(chain: list[Line]) -> Logical:
    text = ""
    for line in chain:
        text = glue(text, line.text.strip(" \u3000"))
    return Logical(tuple(chain), text)


def _is_furniture(line: Line) -> bool:
    """Tell whether a line stands outside the running text: a footnote or a page number."""
    return is_page_number(line.text) or lead(line.text).form is Form.NOTE


def _resumes(waiting: list[Line], line: Line, printing: Printing) -> bool:
    """Tell whether a line after footnotes and page ends goes on with the sentence before them."""
    before = waiting[-1]
    if is_table_line(before) or is_table_line(line) or terminated(before.text) or not printing.wrap:
        return False
    return lead(line.text).form is Form.NONE and before.width >= 0.8 * printing.wrap


def _goes_on(chain: list[Line], line: Line, lines: list[Line], index: int, printing: Printing) -> bool:
    before = chain[-1]
    if line.gap or is_table_line(before) or is_table_line(line) or is_page_number(before.text):
        return False
    form = lead(line.text).form
    if form in HARD:
        return False
    is_full = _full(chain, line, lines, index, printing)
    if terminated(before.text):
        # A sentence that ends exactly at the margin: only a sharp margin tells that its paragraph goes on.
        return (
            form is Form.NONE
            and printing.sharp
            and not printing.double
            and before.width >= printing.wrap - 2
            and line.indent <= chain[-1].indent
        )
    if form is not Form.NONE:
        # "(1)" or "2 " at the start of a line is a mark unless the sentence before it is plainly cut.
        return printing.sharp and is_full and form in {Form.DOT, Form.PAREN, Form.NUMBER, Form.CAPTION, Form.CIRCLED}
    if is_full:
        return True
    open_bracket = _depth(chain) > 0
    return (open_bracket and line.width <= 2 * max(before.width, 40)) or _broken_title(chain, line, printing)


def _full(chain: list[Line], line: Line, lines: list[Line], index: int, printing: Printing) -> bool:
    """Tell whether the next line's first character would not have fitted behind this line."""
    before = chain[-1]
    if not printing.wrap:
        return False
    if printing.sharp:
        return before.width >= printing.wrap - _SLACK
    beside = [other.width for other in lines[max(0, index - 4) : index + 4] if not is_table_line(other)]
    margin = min(max(beside), printing.wrap + 4)
    if len(chain) == 1 and lead(before.text).form in {Form.KANA, Form.PAREN, Form.PAREN_KANA, Form.NUMBER, Form.PAIR}:
        after = line.width if not terminated(line.text) else margin  # a heading is followed by its full text line
        return before.width >= max(after, margin) - 2
    if len(chain) > 1 and before.width >= chain[0].width - 6:
        return True
    return before.width >= max(36, 0.6 * margin)


def _depth(chain: list[Line]) -> int:
    """Return how many brackets are open at the end of a chain."""
    text = "".join(line.text for line in chain)
    return sum(text.count(char) for char in _OPEN) - sum(text.count(char) for char in _CLOSE)


def _broken_title(chain: list[Line], line: Line, printing: Printing) -> bool:
    """Tell whether two short lines that stand together are one title, as slides break them."""
    limit = 20 if printing.double else _TITLE_COLUMNS
    if line.raw_gap or len(chain) > 3 or any(part.width > limit for part in (*chain, line)):
        return False
    if lead(chain[0].text).form not in {Form.NONE, Form.CIRCLED}:
        return False
    return not any(_DATE.search(part.text) for part in (*chain, line)) and not terminated(line.text)
