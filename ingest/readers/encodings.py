"""Bytes to text: UTF-8, UTF-16, CP932 (Shift_JIS), EUC-JP and ISO-2022-JP, told apart by what the text looks like."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from ingest.errors import UnknownFormat, WrongEncoding

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BINARY_BYTES = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1b"))
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_PLAUSIBLE = 0.9  # share of characters that Japanese documents are made of
_SAMPLE = 200_000


def decode(data: bytes, path: Path) -> tuple[str, str]:
    """Return the text of a file and the name of the encoding found.

    Raises UnknownFormat for bytes that are no text at all, WrongEncoding for text in an encoding that is not known.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            text = _try(data, name)
            if text is None:
                raise WrongEncoding(path)
            return text, name
    if b"\0" in data:
        return _wide(data, path)
    if sum(map(data.count, (bytes([byte]) for byte in _BINARY_BYTES))) > max(2, len(data) // 500):
        raise binary(path)
    if b"\x1b$" in data or b"\x1b(" in data:
        text = _try(data, "iso2022_jp_2")
        if text is not None:
            return text, "iso2022_jp"
    text = _try(data, "utf-8")
    if text is not None:
        return text, "utf-8"
    candidates = [(name, _try(data, name)) for name in ("cp932", "euc_jp", "euc_jis_2004")]
    rated = [(_likeness(text), -rank, name, text) for rank, (name, text) in enumerate(candidates) if text is not None]
    if rated:
        share, _, name, best = max(rated)
        if share >= _PLAUSIBLE:
            return best, "euc_jp" if name.startswith("euc") else name
    raise WrongEncoding(path)


def binary(path: Path) -> UnknownFormat:
    """Return the error for a file whose ending promises text and whose content is none."""
    return UnknownFormat(
        path, "の中身は文章ではありません（画像やプログラムなどのデータです）。正しいファイルを指定してください。"
    )


def clean(text: str) -> str:
    """Return text with ``\\n`` line ends and without control characters that mean nothing in print."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").removeprefix("\ufeff")
    return _CONTROL.sub("", text)


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, UnicodeError):
        return None


def _wide(data: bytes, path: Path) -> tuple[str, str]:
    """Return the text of bytes with NULs among them, which is UTF-16 without a byte-order mark or no text."""
    rated = [(name, _try(data, name)) for name in ("utf-16-le", "utf-16-be")]
    likely = [(_likeness(text), name, text) for name, text in rated if text is not None]
    if likely:
        share, name, best = max(likely)
        if share >= _PLAUSIBLE and "\0" not in best:
            return best, name
    text = _try(data, "utf-8")
    if text is not None and data.count(0) <= max(2, len(data) // 500):
        return text, "utf-8"  # a text with a stray NUL
    raise binary(path)


def _likeness(text: str) -> float:
    """Return the share of characters that Japanese documents are made of, in a sample of the text."""
    sample = Counter(text[:_SAMPLE])
    total = sum(count for char, count in sample.items() if not char.isspace()) or 1
    kanji = sum(count for char, count in sample.items() if "\u4e00" <= char <= "\u9fff")
    kana = sum(count for char, count in sample.items() if "\u3041" <= char <= "\u30fe")
    rare = sum(count for char, count in sample.items() if _is_rare(char))
    if kana < 0.02 * total and rare > 0.1 * kanji:
        return 0.0  # Chinese read as Japanese gives kanji that nobody writes, and no kana
    return sum(count for char, count in sample.items() if _is_usual(char)) / total


def _is_rare(char: str) -> bool:
    """Tell whether a character is a kanji outside the first level of JIS X 0208."""
    if not "\u4e00" <= char <= "\u9fff":
        return False
    code = char.encode("euc_jp", "replace")
    return len(code) != 2 or not 0xB0 <= code[0] <= 0xCF


def _is_usual(char: str) -> bool:
    return (
        "!" <= char <= "~"
        or "\u3001" <= char <= "\u30ff"
        or "\u4e00" <= char <= "\u9fff"
        or "\uff01" <= char <= "\uff5e"
        or char in "①②③④⑤⑥⑦⑧⑨⑩■□◆◇○●◎△▲▽▼→←↑↓※…‥―‐−×÷°％〒々※〇㈱ⅠⅡⅢⅣⅤ“”‘’"
    )
