"""What every format's reader gives: all text, its blocks, and what the file says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.layout.print_width import UNWRAPPED
from ingest.layout.text_blocks import read_blocks
from ingest.model.document import Block
from ingest.readers.rendition import Rendition


@dataclass(frozen=True, slots=True)
class Content:
    """What a format's reader found: all text, its blocks, the encoding (text formats), the title where it is told."""

    text: str
    blocks: tuple[Block, ...]
    encoding: str | None = None
    title: str | None = None


def rendered(rendition: Rendition, *, encoding: str | None = None, title: str | None = None) -> Content:
    """Return the content of a rendition in which each paragraph has a line of its own."""
    blocks = read_blocks(rendition.text, rendition.hints, printing=UNWRAPPED)
    return Content(rendition.text, blocks, encoding, title or None)
