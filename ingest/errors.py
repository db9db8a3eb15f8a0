"""What can be wrong with a file that somebody wants to take in.

    IngestError
    ├── MissingPath     there is no such file or folder
    ├── EmptyFile       the file holds no text
    ├── FileTooLarge    the file, or what it unpacks to, is above the limit
    ├── UnknownFormat   the ending or the content is none that can be read
    ├── EncryptedFile   a password is needed
    ├── ImageOnlyPdf    the PDF holds pictures of pages, no text
    ├── BrokenFile      the file is cut off or damaged
    ├── WrongEncoding   the bytes are no text in any encoding that is known
    ├── NothingToIngest no file was found, or none of several could be read
    └── UnknownDocument no document of this name has been taken in

`str(error)` is one Japanese line that names the file and says what to do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

_SHOWN = 5  # names that an error lists
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]+")


class IngestError(Exception):
    """A file cannot be taken in; `path` is the file, `code` a stable name for scripts, `status` its HTTP status."""

    code: ClassVar[str] = "ingest_error"
    status: ClassVar[int] = 422

    def __init__(self, path: Path, message: str) -> None:
        self.path = path
        name = _CONTROL.sub(" ", path.name or str(path))
        super().__init__(f"「{name}」{_CONTROL.sub(' ', message)}")


class MissingPath(IngestError):
    """There is no such file or folder, or it may not be read."""

    code: ClassVar[str] = "missing_path"
    status: ClassVar[int] = 404

    def __init__(self, path: Path, message: str = "") -> None:
        super().__init__(path, message or f"が見つかりません。パスを確かめてください（{path}）。")


class EmptyFile(IngestError):
    """The file holds no text."""

    code: ClassVar[str] = "empty_file"

    def __init__(self, path: Path) -> None:
        super().__init__(path, "は空です。文字のあるファイルを指定してください。")


class FileTooLarge(IngestError):
    """The file is above the limit, or unpacks to more than the limit allows."""

    code: ClassVar[str] = "file_too_large"
    status: ClassVar[int] = 413

    def __init__(self, path: Path, size: int, limit: int, *, unpacked: bool = False) -> None:
        what = "は展開すると大きすぎます" if unpacked else "は大きすぎます"
        sizes = f"（{_megabytes(size)} MB、上限 {_megabytes(limit)} MB）" if size > limit else ""
        super().__init__(path, f"{what}{sizes}。章ごとに分けるか、図を除いて保存し直してください。")


class UnknownFormat(IngestError):
    """The ending or the content is of no format that can be read."""

    code: ClassVar[str] = "unknown_format"
    status: ClassVar[int] = 415


class EncryptedFile(IngestError):
    """A password is needed to read the file."""

    code: ClassVar[str] = "encrypted_file"

    def __init__(self, path: Path) -> None:
        super().__init__(path, "はパスワードで保護されています。パスワードを外して保存し直してください。")


class ImageOnlyPdf(IngestError):
    """The PDF holds pictures of pages and no text."""

    code: ClassVar[str] = "image_only_pdf"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, "は画像だけの PDF で、文字が入っていません。文字認識（OCR）をかけた PDF を指定してください。"
        )


class BrokenFile(IngestError):
    """The file is cut off or damaged."""

    code: ClassVar[str] = "broken_file"

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(
            path,
            f"は壊れているか途中で切れているため、{spaced(what)}として開けません。元のファイルを入手し直してください。",
        )


class WrongEncoding(IngestError):
    """The bytes are no text in any encoding that is known."""

    code: ClassVar[str] = "wrong_encoding"

    def __init__(self, path: Path) -> None:
        super().__init__(path, "の文字コードが分かりません。UTF-8 で保存し直してください。")


def spaced(name: str) -> str:
    """Return a name with a space where Latin letters meet Japanese text.

    >>> spaced("PDF"), spaced("Excel ブック")
    (' PDF ', ' Excel ブック')
    """
    return (" " if name[:1].isascii() else "") + name + (" " if name[-1:].isascii() else "")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.0f}" if size >= 10_000_000 else f"{size / 1_000_000:.1f}"


class NothingToIngest(IngestError):
    """No file was found, or none of several could be read; `skipped` says which and why."""

    code: ClassVar[str] = "nothing_to_ingest"

    def __init__(self, path: Path, skipped: Sequence[tuple[Path, str]] = ()) -> None:
        self.skipped = tuple(skipped)
        reasons = "".join(f" {reason}" for _, reason in self.skipped)
        super().__init__(
            path, f"から取り込める文書がありませんでした。{reasons or '対応する形式のファイルを置いてください。'}"
        )


class UnknownDocument(IngestError):
    """No document of this name is in the graph; `known` are the names of those that are."""

    code: ClassVar[str] = "unknown_document"
    status: ClassVar[int] = 404

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.known = tuple(known)
        shown = "、".join(f"「{each}」" for each in self.known[:_SHOWN]) + ("など" if len(self.known) > _SHOWN else "")
        listed = f"今あるのは{shown}です。" if shown else "取り込まれた文書は1つもありません。"
        super().__init__(Path(name), f"という文書は取り込まれていません。{listed}")
