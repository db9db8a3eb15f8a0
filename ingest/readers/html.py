"""HTML pages: headings, paragraphs, lists and tables of the page's own content."""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, Tag

from ingest.layout.line_hints import CELL_BREAK, Hint
from ingest.model.document import BlockKind
from ingest.readers.encodings import clean, decode
from ingest.readers.file_content import Content, rendered
from ingest.readers.rendition import Rendition

_SKIPPED = {"script", "style", "noscript", "template", "nav", "svg", "iframe", "form", "button", "select", "head"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    "p", "div", "section", "article", "main", "aside", "header", "footer", "blockquote", "pre", "dl", "dt", "dd", "ul",
    "ol", "li", "table", "figure", "figcaption", "address", "hr", "body", "details", "summary", "center", *_HEADINGS,
}  # fmt: skip
_MAX_SPAN = 200


def read_html(data: bytes, path: Path) -> Content:
    """Return the content of a page; its text is a plain rendition, without tags."""
    raw, encoding = decode(data, path)
    soup = BeautifulSoup(clean(raw), "html.parser")
    for node in soup.find_all(list(_SKIPPED - {"head"})):
        node.decompose()
    rendition = Rendition()
    _walk(soup.body or soup, rendition, 0)
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    first = soup.find("h1")
    name = first.get_text("", strip=True) if isinstance(first, Tag) else title
    return rendered(rendition, encoding=encoding, title=name or title)


def _walk(node: Tag, rendition: Rendition, depth: int) -> None:
    """Write a node's children: runs of inline text as paragraphs, blocks each in its way."""
    inline: list[str] = []

    def flush() -> None:
        text = _squeezed("".join(inline))
        inline.clear()
        if text:
            rendition.paragraph(text)

    for child in node.children:
        if isinstance(child, Comment):
            continue
        if isinstance(child, NavigableString):
            inline.append(str(child).replace("\n", " "))
        elif isinstance(child, Tag) and child.name not in _SKIPPED:
            if child.name in _BLOCKS or child.find(list(_BLOCKS)):
                flush()
                _block(child, rendition, depth)
            else:
                inline.append(_inline(child))
    flush()


def _block(node: Tag, rendition: Rendition, depth: int) -> None:
    if node.name in _HEADINGS:
        text = _squeezed(_inline(node))
        if text:
            rendition.heading(text, _HEADINGS[node.name])
    elif node.name in {"ul", "ol"}:
        _list(node, rendition, depth)
    elif node.name == "table":
        _table(node, rendition)
    else:
        _walk(node, rendition, depth)


def _list(node: Tag, rendition: Rendition, depth: int) -> None:
    rendition.gap()
    number = int(str(node.get("start") or 1)) if str(node.get("start") or 1).lstrip("-").isdigit() else 1
    for item in node.find_all("li", recursive=False):
        nested = [child for child in item.find_all(["ul", "ol", "table"]) if child.find_parent("li") is item]
        for child in nested:
            child.extract()
        text = _squeezed(_inline(item)).replace("\n", " ")
        if text:
            mark = f"{number}. " if node.name == "ol" else "- "
            rendition.line("  " * depth + mark + text, Hint(BlockKind.LIST_ITEM, depth))
        number += 1
        for child in nested:
            _table(child, rendition) if child.name == "table" else _list(child, rendition, depth + 1)
    rendition.gap()


def _table(node: Tag, rendition: Rendition) -> None:
    """Write a table; cells that others span stay empty, as they are on paper."""
    caption = node.find("caption")
    if isinstance(caption, Tag):
        rendition.paragraph(_squeezed(_inline(caption)))
    rendition.gap()
    below: dict[int, int] = {}  # column → rows for which a cell above still spans it
    for row in node.find_all("tr"):
        if row.find_parent("table") is not node:
            continue
        cells: list[str] = []

        def skip(cells: list[str] = cells) -> None:
            while below.get(len(cells), 0) > 0:
                below[len(cells)] -= 1
                cells.append("")

        for cell in row.find_all(["td", "th"], recursive=False):
            skip()
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for offset in range(across):
                if down > 1:
                    below[len(cells)] = down - 1
                cells.append(_squeezed(_inline(cell)).replace("\n", CELL_BREAK) if offset == 0 else "")
        skip()
        if any(cells):
            rendition.row(cells if len(cells) > 1 else [*cells, ""])
    rendition.gap()


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "1").strip()
    return min(max(1, int(value)), _MAX_SPAN) if value.isdecimal() else 1


def _inline(node: Tag) -> str:
    """Return a node's text; breaks and blocks inside it begin new lines, readings of characters are left out."""
    parts: list[str] = []
    for child in node.children:
        if isinstance(child, Comment):
            continue
        if isinstance(child, NavigableString):
            parts.append(str(child).replace("\n", " ") if node.name != "pre" else str(child))
        elif isinstance(child, Tag):
            if child.name in {"br", "hr"}:
                parts.append("\n")
            elif child.name == "img" or child.name in {"rt", "rp"} or child.name in _SKIPPED:
                continue
            elif child.name == "li":
                parts.append("\n・" + _inline(child) + "\n")
            else:
                inner = _inline(child)
                parts.append(f"\n{inner}\n" if child.name in _BLOCKS or child.name == "tr" else inner)
    return "".join(parts)


def _squeezed(text: str) -> str:
    lines = (" ".join(line.split(" ")).strip() for line in text.replace("\xa0", " ").split("\n"))
    return "\n".join(" ".join(line.split()) for line in lines if line)
