"""Logical text: what a reader would type of a printed run of text, without its mark-up and line ends."""

from __future__ import annotations

import html
import re
import unicodedata

_BREAK_TAG = re.compile(r"<\s*(?:br|/p|/li|/div|/tr|/h\d)\s*/?\s*>", re.I)
_ITEM_TAG = re.compile(r"<\s*li\b[^<>]*>", re.I)
_TAG = re.compile(
    r"</?\s*(?:p|ul|ol|li|br|div|span|b|i|u|em|strong|sup|sub|small|font|a|img|table|tbody|thead|tr|td|th|h\d|hr)"
    r"(?:\s[^<>]*)?/?>",
    re.I,
)
_HTML = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&(?:[a-z]+|#\d+|#x[0-9a-f]+);", re.I)
_EMPHASIS = re.compile(r"(?<!\w)__(?=\S)([^_]+)(?<=\S)__(?!\w)")
_ITALIC_LINE = re.compile(r"^\*(?=[^\s*])([^*]+)\*$")
_COMMENT = re.compile(r"<!--.*?-->")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_CODE = re.compile(r"`([^`\n]+)`")
_SPACES = re.compile(r"[ \t\u00a0\u200b\ufeff]+")
_ITEM_START = re.compile(r"^\s*(?:(?:[•・･‧●◦✓✔▪]|[-*](?=\s))\s*)+")


def is_cjk(char: str) -> bool:
    """Tell whether a character is of a script that is written without spaces between words."""
    return unicodedata.east_asian_width(char) in "WF" or "\uff61" <= char <= "\uffdc"


def glue(left: str, right: str) -> str:
    """Return two printed lines as one: a space only where two Latin words or numbers would run together.

    >>> glue("情報通", "信技術"), glue("open", "data")
    ('情報通信技術', 'open data')
    """
    if not left or not right:
        return left + right
    a, b = left[-1], right[0]
    if is_cjk(a) or is_cjk(b) or a in "-/(" or b in "-/).,:;%":
        return left + right
    return f"{left} {right}"


def plain(text: str) -> str:
    """Return a line without Markdown emphasis, links, code marks and HTML tags, runs of blanks made one.

    >>> plain("**重点** は<b>①</b>")
    '重点 は①'
    """
    if "*" in text or "__" in text:
        text = _EMPHASIS.sub(r"\1", text).replace("**", "")
    if text[:1] == "*":
        text = _ITALIC_LINE.sub(r"\1", text)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "`" in text:
        text = _CODE.sub(r"\1", text)
    if "<" in text or "&" in text:
        text = _TAG.sub("", _BREAK_TAG.sub("\n", _COMMENT.sub("", text)))
        text = html.unescape(text) if _HTML.search(text) else text
    lines = (_SPACES.sub(" ", line).strip(" \u3000") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def cell_text(text: str) -> str:
    """Return a table cell's logical text: its items one a line, without bullets, tags and emphasis.

    >>> cell_text("<ul style='x'><li>・一つ目</li><li>・二つ目</li></ul>")
    '一つ目\\n二つ目'
    >>> cell_text("・給与計算 ・電算要員")
    '給与計算\\n電算要員'
    """
    text = text.replace("\u2028", "\n")
    if "<" in text:
        text = _ITEM_TAG.sub("\n・", text)
    cleaned = plain(text)
    if not re.search(r"(?:^|[\s\n])[•・✓●▪]", cleaned):
        return cleaned
    pieces: list[str] = []
    for line in cleaned.split("\n"):
        pieces.extend(re.split(r"(?:^|\s+)(?=[•・✓●▪]\s?\S)", line))
    stripped = (_ITEM_START.sub("", piece).strip(" \u3000") for piece in pieces)
    return "\n".join(piece for piece in stripped if piece)
