"""From a path to a `Document`: the file's format is found by content and ending, its text by encoding."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingest.document import Block, BlockKind, Document
from ingest.readers.encodings import clean, decode
from ingest.readers.text import read_blocks

_TITLES = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH})


def read(path: Path) -> Document:
    """Return one file, read."""
    data = path.read_bytes()
    raw, encoding = decode(data, path)
    text = clean(raw)
    blocks = read_blocks(text)
    return Document(
        name=path.name,
        title=title_of(blocks, path),
        text=text,
        blocks=blocks,
        media_type="text/plain",
        encoding=encoding,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def title_of(blocks: tuple[Block, ...], path: Path) -> str:
    """Return what the document calls itself: its first line where that is short and has no number, else its name."""
    for block in blocks[:1]:
        if block.kind in _TITLES and (not block.marker or block.marker[0] in "#■○【") and len(block.text) <= 60:
            return block.text
    return path.stem
