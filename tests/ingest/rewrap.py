"""The same document printed in another way: what it says must not change. Transforms of a text for property tests."""

from __future__ import annotations

import re
import unicodedata

from ingest.layout.line_joining import join
from ingest.layout.print_width import columns
from ingest.layout.printed_lines import Line, split_lines

_NOT_FIRST = "、。，．・：；？！）」』】〉》ーァィゥェォッャュョぁぃぅぇぉっゃゅょ々)]},.:;?!％%"
_NOT_LAST = "（「『【〈《([{"
_WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
_RULE = re.compile(r"[\s|:\-]+$")
_PIPE_CELL = re.compile(r"(?<!\\)\|")


def wrapped(text: str, width: int) -> list[str]:
    """Return one logical line broken into lines of at most `width` columns, as typesetting programs break them.

    Latin words and numbers stay whole; no line begins with a closing mark or ends with an opening one.
    """
    lines: list[str] = []
    rest = text
    while columns(rest) > width:
        cut = used = 0
        for char in rest:
            used += 2 if unicodedata.east_asian_width(char) in "WFA" else 1
            if used > width:
                break
            cut += 1
        best = cut
        while best > max(1, cut - 8) and not _may_break(rest, best):
            best -= 1
        if not _may_break(rest, best):
            best = max(1, cut)
        lines.append(rest[:best].rstrip())
        rest = rest[best:].lstrip()
    return [*lines, rest]


def _may_break(text: str, at: int) -> bool:
    if at <= 0 or at >= len(text):
        return False
    before, after = text[at - 1], text[at]
    if after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return not (before.isascii() and after.isascii() and before != " " and after != " ")


def rewrap(text: str, width: int, *, double: bool = False) -> str:
    """Return a text with its prose wrapped at another width, one line a logical line where it fits.

    double: an empty line after each printed line, as some PDF programs export; paragraphs then end with three. Tables
    stay as they are.
    """
    lines, printing = split_lines(text)
    printed: list[str] = []
    was_table = False
    for item in join(lines, printing):
        first = item.first
        gap = min(first.gap, 4)
        pieces = [_verbatim(text, first)] if first.table else wrapped(item.text, width - first.indent)
        indent = "" if first.table else " " * first.indent
        feed = "\f" if first.opens_page else ""
        if printed:
            printed.extend([""] * (gap + (1 if double and (gap or not (first.table and was_table)) else 0)))
        for number, piece in enumerate(pieces):
            if number and double:
                printed.append("")
            printed.append((feed if number == 0 else "") + indent + piece)
        was_table = first.table
    return "\n".join(printed) + "\n"


def _verbatim(text: str, line: Line) -> str:
    return text[line.start : line.end]


def pipes(text: str) -> str:
    """Return a text with its tab tables as pipe tables, a rule under each first row."""
    printed: list[str] = []
    within = False
    for line in text.split("\n"):
        if "\t" in line:
            cells = line.replace("|", "\\|").split("\t")
            printed.append("| " + " | ".join(cells) + " |")
            if not within:
                printed.append("|" + "---|" * len(cells))
            within = True
        else:
            printed.append(line)
            within = False
    return "\n".join(printed)


def tabs(text: str) -> str:
    """Return a text with its pipe tables as tab tables, without rules."""
    printed: list[str] = []
    for line in text.split("\n"):
        content = line.strip()
        if content.startswith("|") and content.count("|") > 1:
            if not (_RULE.match(content) and "-" in content):
                cells = _PIPE_CELL.split(content.strip("|"))
                printed.append("\t".join(cell.strip().replace("\\|", "|") for cell in cells))
        else:
            printed.append(line)
    return "\n".join(printed)


def wide_digits(text: str) -> str:
    """Return a text with full-width digits."""
    return text.translate(_WIDE_DIGITS)


def crlf(text: str) -> str:
    """Return a text with the line ends of Windows."""
    return text.replace("\n", "\r\n")
