"""Definitions: entries of a glossary, footnotes, and notes that explain a word of the text above them."""

from __future__ import annotations

import re

from ingest.extract.name_tidying import tidy
from ingest.extract.reading_words import any_of, words
from ingest.extract.running_text import Piece, closed_up, pieces, plain
from ingest.model.document import BlockKind, Document, Span
from ingest.model.facts import TermFact
from ontology.loader import Roles

_NOTE = re.compile(r"\(?\s*(?:※\s*\d*|注\s*\d*|\[\^[^\]]*\]|\*\d*)\s*[:)]?\s*")
_FULL_NAME = re.compile(r"正式名称は、?「(.+?)」")
_SHORT_FOR = re.compile(r"^([^。]{2,60}?(?:\([^()]*\))?)の(?:略称|略語|略)")
_MARKED = re.compile(r"([^\s、。「」()をがはにでと※]{2,40})\(※\)")
_TOPIC = re.compile(r"^([^、。:=]{2,40})とは、\s*(?=\S)")
_QUOTED = re.compile(r"^「[^「」]*」$")
_LONGEST_TERM = 90
_LONGEST_SPAN = 700
_REACH = 60  # pieces between a note and the word that it explains


def facts(document: Document, roles: Roles) -> list[TermFact]:
    """Return every definition, each with the term, its other names and the whole text that explains it."""
    text = pieces(document)
    found: list[TermFact] = []
    sign = ""  # the mark before the entries of the glossary being read; another mark begins something else
    for at, piece in enumerate(text):
        if piece.is_cell:
            continue
        if not _in_glossary(piece):
            sign = ""
        elif piece.is_heading and piece.block.marker:
            sign = sign or piece.block.marker
            if piece.block.marker != sign:
                continue
        if piece.block.marker == "✓" or _NOTE.match(piece.plain):
            found += _note(text, at)
        elif _in_glossary(piece):
            found += _entry(text, at)
    return found + _table_entries(text)


def _in_glossary(piece: Piece) -> bool:
    return any(re.search(any_of(words().glossary_headings), heading) for heading in piece.section)


def _separator(text: str) -> int:
    """Return where the first colon or equals sign outside brackets and quotes stands, or -1."""
    depth = 0
    for at, char in enumerate(text[: _LONGEST_TERM + 1]):
        depth += (char in "(「『") - (char in ")」』")
        if depth <= 0 and char in ":=":
            return at
    return -1


def _note(text: tuple[Piece, ...], at: int) -> list[TermFact]:
    piece = text[at]
    start = match.end() if (match := _NOTE.match(piece.plain)) else len(piece.block.marker)
    while start < len(piece.plain) and piece.plain[start].isspace():
        start += 1
    body = piece.plain[start:]
    end = len(piece.text) - (1 if body.endswith(")") and piece.plain.startswith("(※") else 0)
    if topic := _TOPIC.match(body):
        return [_fact(topic[1], piece.text[start + topic.end() : end], piece.span(start, end))]
    cut = _separator(body)
    if cut > 0:
        term, definition = piece.text[start : start + cut].strip(), piece.text[start + cut + 1 : end].strip()
        # a check mark is also a bullet: there only what reads like a definition is one
        if piece.block.marker != "✓" or re.search(any_of(words().definition_endings) + "。?$", plain(definition)):
            return [_fact(term, definition, piece.span(start, end))] if "。" not in term and definition else []
        return []
    if (
        piece.block.marker == "✓"
        or body.endswith("。")
        or not re.search(any_of(words().definition_endings) + "$", body)
    ):
        return []
    for before in reversed(text[max(0, at - _REACH) : at]):
        if marked := _MARKED.findall(before.plain):
            return [_fact(marked[-1], piece.text[start:end].strip(), piece.span(start, end))]
    return []


def _entry(text: tuple[Piece, ...], at: int) -> list[TermFact]:
    """Return the entry whose head is this piece: a heading with its paragraphs, or ``用語：説明`` in one line."""
    piece = text[at]
    if piece.is_heading and piece.block.marker:
        body = []
        for after in text[at + 1 :]:
            if after.is_heading or not _in_glossary(after):
                break
            body.append(after)
        if not body:
            return []
        definition = "\n".join(_content(part) for part in body)
        span = piece.place.cover(body[-1].place)
        if span.end - span.start > _LONGEST_SPAN:
            span = piece.place.cover(body[0].place)
        head = piece.text[len(piece.block.marker) :] if piece.text.startswith(piece.block.marker) else piece.text
        return [_fact(head, definition, span)]
    cut = _separator(piece.plain)
    if not piece.is_heading and cut > 0 and not text[at - 1].is_heading:
        return [_fact(piece.text[:cut], piece.text[cut + 1 :].strip(), piece.span())]
    return []


def _content(piece: Piece) -> str:
    marker = piece.block.marker
    keep = piece.is_cell or not marker or marker not in "-*+・•"
    return (piece.text if keep else piece.text[len(marker) :]).strip()


def _table_entries(text: tuple[Piece, ...]) -> list[TermFact]:
    """Return the rows of tables in a glossary whose header says 用語."""
    found = []
    for block in {piece.block.span: piece.block for piece in text if piece.is_cell and _in_glossary(piece)}.values():
        header = [plain(cell.text).strip() for cell in block.rows[0].cells]
        if (
            block.kind is BlockKind.TABLE
            and len(header) >= 2
            and re.fullmatch(r"用\s*語|ことば|名称|用語名", header[0])
        ):
            rows = [row for row in block.rows[1:] if len(row.cells) >= 2 and row.cells[0].text and row.cells[1].text]
            found += [_fact(row.cells[0].text, row.cells[1].text, row.span) for row in rows]
    return found


def _fact(head: str, definition: str, span: Span) -> TermFact:
    """Return the term with the other names that its head and definition give."""
    head = closed_up(head.strip(" ◆:：\u3000"))
    aliases: list[str] = []
    regular = plain(head)
    if (equal := _separator(regular)) > 0:
        aliases.append(head[equal + 1 :])
        head, regular = head[:equal].rstrip(), regular[:equal].rstrip()
    if regular.endswith(")") and "(" in regular:
        opened = regular.index("(")
        inner = head[opened + 1 : -1]
        aliases[:0] = [part for part in re.split(r"[（(]|[）)]", inner) if part]
        head = head[:opened]
    regular = plain(definition)
    if match := _FULL_NAME.search(regular):
        aliases.append(definition[match.start(1) : match.end(1)])
    elif match := _SHORT_FOR.match(regular):
        aliases += [
            part for part in re.split(r"[（(）)]", definition[match.start(1) : match.end(1)]) if 2 < len(part) < 60
        ]
    name = tidy(head)
    names = [alias for alias in dict.fromkeys(tidy(alias) for alias in aliases) if alias and alias != name]
    return TermFact(name[1:-1] if _QUOTED.match(name) else name, definition.strip(), span, tuple(names))
