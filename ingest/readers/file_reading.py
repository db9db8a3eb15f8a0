"""From a path to a `Document`: the format is found by content and ending, the size checked before anything is read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from ingest.errors import BrokenFile, EmptyFile, FileTooLarge, MissingPath
from ingest.model.document import Block, BlockKind, Document
from ingest.readers.file_content import Content
from ingest.readers.file_formats import Format, detect

LIMIT = 50_000_000  # bytes; a plan with its figures rarely reaches half of it
_TITLE_LINES = 3
_TITLE_LENGTH = 60


def read(path: Path, *, limit: int = LIMIT) -> Document:
    """Return one file, read.

    limit: greatest size in bytes, also of what a compressed file unpacks to (times eight). Raises a subclass of
    IngestError: MissingPath, EmptyFile, FileTooLarge, UnknownFormat, EncryptedFile, ImageOnlyPdf, BrokenFile,
    WrongEncoding.
    """
    try:
        if not path.is_file():
            raise MissingPath(path, "はフォルダーです。ファイルを指定してください。" if path.is_dir() else "")
        size = path.stat().st_size
        if size > limit:
            raise FileTooLarge(path, size, limit)
        if size == 0:
            raise EmptyFile(path)
        data = path.read_bytes()
    except PermissionError:
        raise MissingPath(path, "を読む権限がありません。ファイルのアクセス権を確かめてください。") from None
    except OSError as error:
        raise BrokenFile(path, "ファイル") from error
    return read_bytes(data, path, limit=limit)


def read_bytes(data: bytes, path: Path, *, limit: int = LIMIT) -> Document:
    """Return a file's bytes, read; `path` only names it and gives its ending."""
    if not data.strip():
        raise EmptyFile(path)
    if len(data) > limit:
        raise FileTooLarge(path, len(data), limit)
    kind = detect(data, path, limit=limit)
    content = _reader(kind)(data, path)
    if not any(block.text for block in content.blocks):
        raise EmptyFile(path)
    return Document(
        name=path.name,
        title=content.title or title_of(content.blocks, path),
        text=content.text,
        blocks=content.blocks,
        media_type=kind.value,
        encoding=content.encoding,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def title_of(blocks: tuple[Block, ...], path: Path) -> str:
    """Return what the document calls itself: its first line where that is short and has no number, else its name."""
    for block in blocks[:_TITLE_LINES]:
        if block.kind is BlockKind.HEADING and block.level == 1 and not block.marker:
            return block.text
    first = blocks[0] if blocks else None
    is_line = first is not None and first.kind in {BlockKind.HEADING, BlockKind.PARAGRAPH}
    if first is not None and is_line and (not first.marker or first.marker in "■○【") and "。" not in first.text:
        return first.text if len(first.text) <= _TITLE_LENGTH else path.stem
    return path.stem


def _reader(kind: Format) -> Callable[[bytes, Path], Content]:
    """Return a format's reader. Imported late: a text needs no PDF library."""
    match kind:
        case Format.PDF:
            from ingest.readers.pdf import read_pdf as reader
        case Format.DOCX:
            from ingest.readers.docx import read_docx as reader
        case Format.XLSX:
            from ingest.readers.xlsx import read_xlsx as reader
        case Format.CSV | Format.TSV:
            from ingest.readers.delimited import read_delimited as reader
        case Format.HTML:
            from ingest.readers.html import read_html as reader
        case Format.MARKDOWN:
            from ingest.readers.plain_text import read_markdown as reader
        case Format.TEXT:
            from ingest.readers.plain_text import read_text as reader
    return reader
