"""Who writes, as the client says it: the ``From`` header (RFC 9110, section 10.1.2), for the record."""

from __future__ import annotations

from urllib.parse import unquote

from service.errors import BadRequest

UNNAMED = "トークンを持つ人"
_LONGEST = 200


def author(header: str | None) -> str:
    """Return the name in a From header, which may be percent-encoded UTF-8; raises BadRequest.

    >>> author("%E5%B1%B1%E7%94%B0"), author("a@example.org"), author(None)
    ('山田', 'a@example.org', 'トークンを持つ人')
    """
    try:
        name = " ".join(unquote(header or "", errors="strict").split())
    except UnicodeDecodeError:
        raise BadRequest("Fromヘッダーの名前がUTF-8のパーセント符号化になっていません。") from None
    if len(name) > _LONGEST or not name.isprintable():
        raise BadRequest(f"Fromヘッダーの名前は、改行などを含まない{_LONGEST}文字以内にしてください。")
    return name or UNNAMED
