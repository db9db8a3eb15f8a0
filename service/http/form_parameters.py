"""URL-encoded parameters, read quickly: a SPARQL query in Japanese is mostly percent signs.

The rules are those of `urllib.parse.parse_qsl` (WHATWG URL, application/x-www-form-urlencoded), whose decoding in
Python takes longer than most queries. The standard library decodes quoted-printable in C, which is the same but for
its sign.
"""

from __future__ import annotations

import re
from binascii import a2b_qp

_BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def pairs(encoded: bytes) -> list[tuple[str, str]]:
    """Return the names and values of a query string or form body, in order.

    A percent sign without two hexadecimal digits stands for itself. Raises ValueError (UnicodeDecodeError) where a part
    is not UTF-8, or the text not ASCII.

    >>> pairs("query=ASK+%7B%7D&graph=http%3A%2F%2Fa%2F%E8%AA%B2&x".encode())
    [('query', 'ASK {}'), ('graph', 'http://a/課'), ('x', '')]
    """
    if not encoded.isascii():
        raise ValueError("not ASCII")
    found = []
    for part in encoded.split(b"&"):
        if part:
            name, _, value = part.partition(b"=")
            found.append((_decoded(name), _decoded(value)))
    return found


def _decoded(text: bytes) -> str:
    text = text.replace(b"+", b" ")
    if b"%" in text:
        if _BROKEN.search(text):
            text = _BROKEN.sub(b"%25", text)
        text = a2b_qp(text.replace(b"=", b"=3D").replace(b"%", b"="))
    return text.decode()
