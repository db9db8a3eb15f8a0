"""Bytes to text: the encodings that Japanese offices write."""

from __future__ import annotations

import re
from pathlib import Path

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(data: bytes, path: Path) -> tuple[str, str]:
    """Return the text of a file and the encoding found."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name), name
    for name in ("utf-8", "cp932", "euc_jp"):
        try:
            return data.decode(name), name
        except UnicodeDecodeError:
            continue
    raise ValueError(path)


def clean(text: str) -> str:
    """Return text with ``\\n`` line ends and without control characters that mean nothing in print."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").removeprefix("\ufeff")
    return _CONTROL.sub("", text)
