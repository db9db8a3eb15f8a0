"""Which format a file has, by its content and its ending together; a file that lies about itself is refused."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import Path

from ingest.errors import BrokenFile, EncryptedFile, FileTooLarge, UnknownFormat, spaced


class Format(StrEnum):
    """The formats that can be read, by their IANA media type."""

    TEXT = "text/plain"
    MARKDOWN = "text/markdown"
    CSV = "text/csv"
    TSV = "text/tab-separated-values"
    HTML = "text/html"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


ENDINGS = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".docm": Format.DOCX,
    ".xlsx": Format.XLSX,
    ".xlsm": Format.XLSX,
}
READABLE = ".txt .md .pdf .docx .xlsx .csv .tsv .html"
_NAMES = {Format.PDF: "PDF", Format.DOCX: "Word 文書", Format.XLSX: "Excel ブック"}
_MAIN_PARTS = {Format.DOCX: "word/document.xml", Format.XLSX: "xl/workbook.xml"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER_MAGIC = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\x7fELF",
    b"MZ", b"RIFF", b"\0\0\0\x18ftyp", b"\0\0\0\x20ftyp", b"{\\rtf", b"%!PS", b"SQLite format 3",
)  # fmt: skip
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)
_UNPACKED = 8  # how many times the limit a compressed file may unpack to
_RATIO = 300  # a part that unpacks to more times its size is no document


def detect(data: bytes, path: Path, *, limit: int) -> Format:
    """Return a file's format.

    Raises UnknownFormat where ending or content is none that can be read or the two contradict each other,
    EncryptedFile, BrokenFile, and FileTooLarge for a compressed file that unpacks to too much.
    """
    promised = ENDINGS.get(path.suffix.lower())
    if promised is None and not data.startswith(_OLE):
        raise _unknown(path)
    actual = _by_content(data, path, limit)
    if promised is None:
        raise _unknown(path)
    if actual is None:
        if promised in _NAMES:
            raise BrokenFile(path, _NAMES[promised])
        return promised
    if actual is Format.HTML:
        return actual if promised not in _NAMES else _mismatch(path, promised, "HTML")
    return actual if actual is promised else _mismatch(path, promised, _NAMES[actual])


def _unknown(path: Path) -> UnknownFormat:
    return UnknownFormat(path, f"は読める形式ではありません。{READABLE} のいずれかで保存し直してください。")


def _mismatch(path: Path, promised: Format, actual: str) -> Format:
    raise UnknownFormat(
        path,
        f"は拡張子が {path.suffix} ですが、中身は{spaced(actual)}です。正しい拡張子に直すか、保存し直してください。",
    )


def _by_content(data: bytes, path: Path, limit: int) -> Format | None:
    """Return what the first bytes say, None where they may be text or nothing that is known."""
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise EncryptedFile(path)
        raise UnknownFormat(path, "は古い形式の Office 文書です。.docx または .xlsx で保存し直してください。")
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data, path, limit)
    promised = ENDINGS.get(path.suffix.lower())
    if promised not in _NAMES and data.startswith(_OTHER_MAGIC) and (b"\0" in data or data.startswith(b"{\\rtf")):
        raise UnknownFormat(
            path, "の中身は文章ではありません（画像やプログラムなどのデータです）。正しいファイルを指定してください。"
        )
    return Format.HTML if _HTML.match(data[:4096]) else None


def _zipped(data: bytes, path: Path, limit: int) -> Format:
    """Return the format of an Office file after looking at what it would unpack to."""
    promised = ENDINGS.get(path.suffix.lower())
    name = _NAMES.get(promised, "圧縮ファイル") if promised else "圧縮ファイル"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            total = sum(entry.file_size for entry in entries)
            dense = any(e.file_size > 20_000_000 and e.file_size > _RATIO * max(1, e.compress_size) for e in entries)
            if total > _UNPACKED * limit or dense:
                raise FileTooLarge(path, total, _UNPACKED * limit, unpacked=True)
            if any(entry.flag_bits & 1 for entry in entries):
                raise EncryptedFile(path)
            names = {entry.filename for entry in entries}
            found = next((kind for kind, part in _MAIN_PARTS.items() if part in names), None)
            if found is None:
                if promised in _MAIN_PARTS:
                    raise BrokenFile(path, name)
                raise UnknownFormat(
                    path, f"は読める形式ではありません（圧縮ファイルなど）。{READABLE} を取り出して指定してください。"
                )
            _check_parts(archive, entries, path, name)
            return found
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as error:
        if promised in _MAIN_PARTS:
            raise BrokenFile(path, name) from error
        raise UnknownFormat(
            path, f"は読める形式ではありません（圧縮ファイルなど）。{READABLE} を取り出して指定してください。"
        ) from error


def _check_parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], path: Path, name: str) -> None:
    """Refuse parts that declare entities: they can grow without end, and no office program writes them."""
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels")):
            with archive.open(entry) as part:
                if b"<!DOCTYPE" in part.read(4096):
                    raise BrokenFile(path, name)
