"""Word documents: styles and outline levels, automatic numbers, lists, tables with merged cells, footnotes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.errors import BrokenFile
from ingest.layout.line_hints import Hint
from ingest.layout.line_markers import Form, lead
from ingest.model.document import BlockKind
from ingest.readers.docx_numbering import Numbering, W, read_numbering
from ingest.readers.file_content import Content, rendered
from ingest.readers.rendition import Rendition

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_HEADING = re.compile(r"^(?:heading|見出し)\s*(\d)$", re.I)
_CONTENTS = re.compile(r"^(?:toc|目次)\s*(\d)", re.I)
_LIST = re.compile(r"^(?:list|箇条書き|段落番号|リスト)", re.I)
_TITLE = re.compile(r"^(?:title|表題)$", re.I)
_SKIPPED = {f"{W}delText", f"{W}instrText", f"{W}rt", f"{W}txbxContent", f"{_MC}Fallback", f"{W}del", f"{W}moveFrom"}


def read_docx(data: bytes, path: Path) -> Content:
    """Return the content of a Word document in reading order; a page is known where Word left its page breaks."""
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        document = docx.Document(io.BytesIO(data))
        reading = _Reading(Rendition(), *_parts(document))
        reading.body(document.element.body)
    except (OpcError, LxmlError, zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, AttributeError) as error:
        # python-docx meets damage with whatever its parts raise.
        raise BrokenFile(path, "Word 文書") from error
    return rendered(reading.out, title=reading.title)


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style means: kind by its name, outline level from 1, list by number and depth."""

    name: str = ""
    outline: int = 0
    number_id: str = ""
    depth: int = 0


def _parts(document: Any) -> tuple[dict[str, _Style], Numbering, dict[str, str]]:
    """Return the styles, the numbering and the footnotes by their id."""
    numbering, notes = None, {}
    for relation in document.part.rels.values():
        if relation.is_external:
            continue
        if relation.reltype.endswith("/numbering"):
            numbering = relation.target_part.element
        if relation.reltype.endswith(("/footnotes", "/endnotes")):
            from lxml.etree import XMLParser, fromstring

            root = fromstring(relation.target_part.blob, XMLParser(resolve_entities=False, no_network=True))
            kind = "f" if relation.reltype.endswith("/footnotes") else "e"
            for note in root:
                if note.get(f"{W}type") in {None, "normal"}:
                    notes[kind + str(note.get(f"{W}id"))] = _text(note).strip()
    return _styles(document), read_numbering(numbering), notes


def _styles(document: Any) -> dict[str, _Style]:
    nodes = {node.get(f"{W}styleId"): node for node in document.styles.element.findall(f"{W}style")}
    return {style_id: _style(style_id, nodes) for style_id in nodes}


def _style(style_id: str, nodes: dict[str, Any]) -> _Style:
    """Return a style with what it inherits."""
    name, outline, number_id, depth = "", 0, "", 0
    seen: set[str] = set()
    current: str | None = style_id
    while current in nodes and current not in seen:
        seen.add(current)
        node = nodes[current]
        own = _attribute(node, "name") or ""
        name = name or own
        match = _HEADING.match(own)
        level = _attribute(node.find(f"{W}pPr"), "outlineLvl")
        outline = outline or (int(match[1]) if match else int(level) + 1 if level and int(level) < 9 else 0)
        numbers = node.find(f"{W}pPr/{W}numPr")
        if numbers is not None and not number_id:
            number_id = _attribute(numbers, "numId") or ""
            depth = int(_attribute(numbers, "ilvl") or 0)
        current = _attribute(node, "basedOn")
    return _Style(name, outline, number_id, depth)


def _attribute(node: Any, name: str) -> str | None:
    child = None if node is None else node.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


@dataclass(slots=True)
class _Reading:
    out: Rendition
    styles: dict[str, _Style]
    numbering: Numbering
    notes: dict[str, str]
    title: str = ""
    page: int = 1
    marks: dict[str, int] = field(default_factory=dict)  # note id → its printed number

    def body(self, node: Any) -> None:
        """Write a body, a content control or a text box."""
        for child in node:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag == f"{W}sdt":
                content = child.find(f"{W}sdtContent")
                if content is not None:
                    self.body(content)
            elif child.tag in {f"{W}customXml", f"{W}ins", f"{W}moveTo"}:
                self.body(child)

    def _paragraph(self, node: Any) -> None:
        breaks = sum(1 for _ in node.iter(f"{W}lastRenderedPageBreak"))
        text, notes = self._noted(node)
        properties = node.find(f"{W}pPr")
        style = self.styles.get(_attribute(properties, "pStyle") or "", _Style())
        numbers = None if properties is None else properties.find(f"{W}numPr")
        number_id = (_attribute(numbers, "numId") if numbers is not None else "") or style.number_id
        depth = int((_attribute(numbers, "ilvl") if numbers is not None else None) or style.depth)
        if text.strip():
            label = self.numbering.label(number_id, depth) if number_id and number_id != "0" else ""
            outline = int(_attribute(properties, "outlineLvl") or 9) + 1
            level = style.outline or (outline if outline <= 9 else 0)
            self._write(text.strip(), style, label, depth, level, is_bold=_is_bold(node))
        for note_id in notes:
            self.out.paragraph(f"※{self.marks[note_id]} {self.notes[note_id]}", Hint(BlockKind.FOOTNOTE))
        for box in node.iter(f"{W}txbxContent"):
            if next((up for up in box.iterancestors() if up.tag == f"{_MC}Fallback"), None) is None:
                self.out.gap()
                self.body(box)
        for _ in range(breaks or sum(b.get(f"{W}type") == "page" for b in node.iter(f"{W}br"))):
            self.out.page()

    def _write(self, text: str, style: _Style, label: str, depth: int, level: int, *, is_bold: bool) -> None:
        printed = f"{label} {text}" if label and label != "・" else text
        if _TITLE.match(style.name):
            self.title = self.title or text
            self.out.heading(printed, 1)
        elif level:
            self.out.heading(printed, level)
        elif _CONTENTS.match(style.name):
            self.out.line("- " + re.sub(r"[\t …・.]*\d*$", "", printed), Hint(BlockKind.LIST_ITEM, depth))
        elif label == "・" or (not label and _LIST.match(style.name)):
            self.out.line("  " * depth + "- " + text, Hint(BlockKind.LIST_ITEM, depth))
        elif label and lead(printed).form is Form.NUMBER:
            self.out.line(printed, Hint(BlockKind.LIST_ITEM, depth) if _LIST.match(style.name) else None)
        elif label and lead(printed).form not in {Form.ARTICLE, Form.NONE}:
            self.out.line("  " * depth + printed, None if is_bold else Hint(BlockKind.LIST_ITEM, depth))
        elif _is_item(text):
            self.out.line(printed)
        else:
            self.out.paragraph(printed)

    def _noted(self, node: Any) -> tuple[str, list[str]]:
        """Return a paragraph's text with its note marks, and the ids of the notes it refers to."""
        found: list[str] = []

        def mark(note_id: str) -> str:
            if not self.notes.get(note_id):
                return ""
            self.marks.setdefault(note_id, len(self.marks) + 1)
            found.append(note_id)
            return f"※{self.marks[note_id]}"

        return "".join(_pieces(node, mark)), found

    def _table(self, node: Any) -> None:
        """Write a table; a cell that is merged into another stays empty, as it is on paper."""
        self.out.gap()
        notes: list[str] = []
        for row in node.iter(f"{W}tr"):
            if next(up for up in row.iterancestors() if up.tag == f"{W}tbl") is not node:
                continue
            cells = [""] * int(_attribute(row.find(f"{W}trPr"), "gridBefore") or 0)
            for cell in _cells(row):
                properties = cell.find(f"{W}tcPr")
                merge = None if properties is None else properties.find(f"{W}vMerge")
                continues = merge is not None and merge.get(f"{W}val") != "restart"
                across = int(_attribute(properties, "gridSpan") or 1)
                text, found = self._cell(cell)
                notes.extend(found)
                cells.extend(["" if continues else text, *[""] * (across - 1)])
            if any(cells):
                self.out.row(cells if len(cells) > 1 else [*cells, ""])
        self.out.gap()
        for note_id in notes:
            self.out.paragraph(f"※{self.marks[note_id]} {self.notes[note_id]}", Hint(BlockKind.FOOTNOTE))

    def _cell(self, cell: Any) -> tuple[str, list[str]]:
        lines, notes = [], []
        for paragraph in cell.iter(f"{W}p"):
            text, found = self._noted(paragraph)
            notes.extend(found)
            properties = paragraph.find(f"{W}pPr")
            numbers = None if properties is None else properties.find(f"{W}numPr")
            number_id = _attribute(numbers, "numId") or "" if numbers is not None else ""
            depth = int(_attribute(numbers, "ilvl") or 0) if numbers is not None else 0
            label = self.numbering.label(number_id, depth) if number_id and text.strip() else ""
            separator = "" if label == "・" else " "
            lines.append(f"{label}{separator}{text}" if label else text)
        return "\n".join(line.strip() for line in lines if line.strip()), notes


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag == f"{W}sdt":
            yield from child.iterfind(f"{W}sdtContent/{W}tc")


def _is_bold(node: Any) -> bool:
    """Tell whether all of a paragraph's text is bold: such a paragraph may be a heading without a style."""
    runs = [run for run in node.iter(f"{W}r") if "".join(_pieces(run, lambda _: "")).strip()]
    marks = [run.find(f"{W}rPr/{W}b") for run in runs]
    return bool(marks) and all(mark is not None and mark.get(f"{W}val") not in {"0", "false"} for mark in marks)


def _is_item(text: str) -> bool:
    return lead(text).form in {Form.BULLET, Form.DOT, Form.CHECK, Form.PAREN, Form.CIRCLED, Form.PAREN_KANA}


def _text(node: Any) -> str:
    return "".join(_pieces(node, lambda _: ""))


def _pieces(node: Any, mark: Any) -> Iterator[str]:
    """Yield the printed text of a node: without deletions, field codes, readings and text boxes."""
    for child in node:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag == f"{W}tab":
            if node.tag != f"{W}tabs":
                yield "　"
        elif child.tag in {f"{W}br", f"{W}cr"}:
            yield "" if child.get(f"{W}type") == "page" else "\n"
        elif child.tag == f"{W}noBreakHyphen":
            yield "-"
        elif child.tag == f"{W}footnoteReference":
            yield mark("f" + str(child.get(f"{W}id")))
        elif child.tag == f"{W}endnoteReference":
            yield mark("e" + str(child.get(f"{W}id")))
        else:
            yield from _pieces(child, mark)
