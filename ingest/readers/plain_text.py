"""Plain text and Markdown: the text is the file's own."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.layout.line_hints import Hint
from ingest.layout.text_blocks import read_blocks
from ingest.model.document import BlockKind
from ingest.readers.encodings import clean, decode
from ingest.readers.file_content import Content

_FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n", re.S)
_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.M)
_SETEXT = re.compile(r"^(?P<text>[^\s#|>\-].*)\n(?P<rule>=+|-{3,})[ \t]*$", re.M)


def read_text(data: bytes, path: Path) -> Content:
    """Return the content of a plain text."""
    raw, encoding = decode(data, path)
    text = clean(raw)
    return Content(text, read_blocks(text), encoding)


def read_markdown(data: bytes, path: Path) -> Content:
    """Return the content of a Markdown file; its front matter only tells the title."""
    raw, encoding = decode(data, path)
    text = clean(raw)
    front = _FRONT_MATTER.match(text)
    title = _TITLE.search(front[1]) if front else None
    return Content(text, read_blocks(text, _hints(text), markdown=True), encoding, title[1] if title else None)


def _hints(text: str) -> dict[int, Hint]:
    """Return hints for the headings that are underlined."""
    hints: dict[int, Hint] = {}
    for match in _SETEXT.finditer(text):
        number = text.count("\n", 0, match.start()) + 1
        hints[number] = Hint(BlockKind.HEADING, 1 if match["rule"][0] == "=" else 2)
    return hints
