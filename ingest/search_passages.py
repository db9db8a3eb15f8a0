"""Passages as they are searched: pieces of a document that stand for themselves, each with what it stands under.

What finds a passage may be more than what is quoted: the headings above it, the head of its table, the term of its
footnote, the question of a survey. The quote is always one contiguous slice of the document, short enough to be shown
and, where neighbouring sections are a line or two each, long enough to hold what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.model.document import Block, BlockKind, Document, Row, Span

LONGEST = 380  # characters of a quote: below the 400 that an answer may show
_JOINED = 250  # characters up to which neighbouring sections are one piece; 200 and 300 find a little less
_TELLING = 8  # characters from which a stretch between two tags is a piece
_SENTENCE = re.compile(r"[^。]*。[」』）)]*|[^。]+")
_TERM = re.compile(r"^([^：:。\n]{1,40})[：:]")
_QUESTION = re.compile(r"^(?:Q|問|設問)\s*\d+|[?？][」』]?(?:\s*[(（【][^)）】]*[)）】])*$")
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")
_PLAIN = {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM}


@dataclass(frozen=True, slots=True)
class Piece:
    """A span to be quoted and the words it is found by, without the headings above it.

    is_joined: it holds several sections, of which the heading above it is only the first's.
    """

    span: Span
    text: str
    is_joined: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece before neighbours are joined. above: where the heading of its parent section starts, -1 without one;
    None: it is never joined."""

    piece: Piece
    above: int | None = None


def pieces(document: Document) -> list[Piece]:
    """Return the searched passages of a document in reading order, none longer than `LONGEST` where it can be cut."""
    return _joined(document, _parts(document))


def _parts(document: Document) -> list[_Part]:
    found: list[_Part] = []
    run: list[Block] = []
    path: list[Block] = []
    asked = ""  # the question that a survey's answers stand under

    def above() -> int:
        return path[-2 if len(path) > 1 else -1].span.start if path else -1

    def close() -> None:
        if run:
            lines = [_printed(block) for block in run]
            text = "\n".join(lines if not asked or asked in lines else [asked, *lines])
            found.append(_Part(Piece(run[0].span.cover(run[-1].span), text), above()))
            run.clear()

    following = [*document.blocks[1:], None]
    for block, after in zip(document.blocks, following, strict=True):
        if block.kind in _PLAIN and block.span.end - block.span.start <= LONGEST:
            is_question = bool(_QUESTION.search(block.text.strip()))
            if is_question or (run and block.span.end - run[0].span.start > LONGEST):
                close()
            asked = _printed(block) if is_question else asked
            run.append(block)
            continue
        close()
        if block.kind is BlockKind.TABLE:
            found += map(_Part, _table(document, block))
        elif block.kind in _PLAIN:
            found += (_Part(piece, above()) for piece in _long(document, block))
        elif block.kind is BlockKind.FOOTNOTE:
            found += map(_Part, _long(document, block))
        elif block.kind is BlockKind.HEADING:
            asked = ""
            path = [*(one for one in path if one.level < block.level), block]
            if after is None or after.kind is BlockKind.HEADING:
                # a heading is searched with the text below it; alone it would win by its shortness
                found.append(_Part(Piece(block.span, block.text), above()))
    close()
    return found


def _joined(document: Document, parts: Sequence[_Part]) -> list[Piece]:
    """Join neighbours under one parent section while they are short together; what lies between them comes along."""
    found: list[Piece] = []
    first = 0
    while first < len(parts):
        last = first
        while (
            last + 1 < len(parts)
            and parts[first].above is not None
            and parts[last + 1].above == parts[first].above
            and parts[last + 1].piece.span.end - parts[first].piece.span.start <= _JOINED
        ):
            last += 1
        if last == first:
            found.append(parts[first].piece)
        else:
            span = parts[first].piece.span.cover(parts[last].piece.span)
            inside = (
                block for block in document.blocks if span.start <= block.span.start and block.span.end <= span.end
            )
            found.append(Piece(span, "\n".join(text for block in inside if (text := _printed(block))), True))
        first = last + 1
    return found


def _printed(block: Block) -> str:
    return f"{block.marker} {block.text}" if re.match(r"第.+条", block.marker) else block.text


def _long(document: Document, block: Block) -> Iterator[Piece]:
    """A block cut between sentences; each part of a definition is found by the term that it defines."""
    term = _TERM.match(block.text) if block.kind is BlockKind.FOOTNOTE else None
    head = f"{term[1]}\n" if term else ""
    if block.span.end - block.span.start <= LONGEST:
        yield Piece(block.span, f"{head}{block.text}")
        return
    start = end = block.span.start
    for match in _SENTENCE.finditer(document.slice(block.span)):
        stop = block.span.start + match.end()
        if stop - start > LONGEST and end > start:
            yield Piece(Span(start, end), head + document.slice(Span(start, end)))
            start = end
        end = stop
    if end > start:
        yield Piece(Span(start, end), head + document.slice(Span(start, end)))


def _table(document: Document, block: Block) -> list[Piece]:
    """Rows, each found also by the head of its table and, where its first cell is empty, by the one above it."""
    found: list[Piece] = []
    head = _words(block.rows[0]) if len(block.rows) > 1 else []
    above: Sequence[str] = ()
    for index, row in enumerate(block.rows):
        cells = _words(row)
        is_led = bool(row.cells and row.cells[0].text)
        if cells:
            under = [*(head if index else ()), *(() if is_led else above)]
            stretches = _stretches(document, row.span)
            if len(stretches) > 1:
                under += [row.cells[0].text] if is_led else []
                found += (Piece(span, "\n".join([*under, document.slice(span)])) for span in stretches)
            else:
                found.append(Piece(row.span, "\n".join([*under, *cells])))
        if is_led:
            above = (row.cells[0].text,)
    return found


def _stretches(document: Document, span: Span) -> list[Span]:
    """Return what stands between the tags of a row: a quote has none, so that each stretch is a quote of its own."""
    text = document.slice(span)
    found = []
    start = 0
    for tag in [*TAG.finditer(text), None]:
        stretch = text[start : tag.start() if tag else len(text)]
        if len(stretch.strip("-•・✓| \t\n")) >= _TELLING:
            lead = len(stretch) - len(stretch.lstrip())
            found.append(Span(span.start + start + lead, span.start + start + len(stretch.rstrip())))
        start = tag.end() if tag else len(text)
    return found


def _words(row: Row) -> list[str]:
    """The texts of a row's cells, each once: a value carried through the years is one value."""
    return list(dict.fromkeys(cell.text for cell in row.cells if cell.text))
