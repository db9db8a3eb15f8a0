"""What an update request asks: SPARQL 1.1 Protocol, section 2.2."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from service.errors import BadRequest, UnsupportedMediaType

UPDATE_TYPE = "application/sparql-update"
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """An update, and the IRIs of the dataset that its WHERE clauses read; without any, the whole dataset."""

    update: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()


def read_update(query_string: bytes, content_type: str | None, body: bytes) -> UpdateRequest:
    """Return what a POST asks for; raises BadRequest, UnsupportedMediaType.

    >>> read_update(b"using-graph-uri=http://a/", "application/sparql-update", b"CLEAR ALL").using
    ('http://a/',)
    """
    kind = utf8_type(content_type)
    pairs = read_pairs(query_string)
    if kind == FORM_TYPE:
        if any(name == "update" for name, _ in pairs):
            raise BadRequest("updateはURLではなく、フォームの本文に入れてください。")
        pairs += read_pairs(body)
        updates = [value for name, value in pairs if name == "update"]
    elif kind == UPDATE_TYPE:
        updates = [value for name, value in pairs if name == "update"] + [decode(body)]
    else:
        raise UnsupportedMediaType(
            f"Content-Typeは {UPDATE_TYPE} か {FORM_TYPE} にしてください（受け取ったもの：{kind or 'なし'}）。"
        )
    if any(name == "query" for name, _ in pairs):
        raise BadRequest("問合せ（query）は /sparql に送ってください。ここでは update だけを受け付けます。")
    if not updates:
        raise BadRequest("更新がありません。update にSPARQL Updateを入れてください。")
    if len(updates) > 1:
        raise BadRequest("updateが2つ以上あります。1つにしてください（操作は「;」で続けて書けます）。")
    return UpdateRequest(
        updates[0],
        tuple(value for name, value in pairs if name == "using-graph-uri"),
        tuple(value for name, value in pairs if name == "using-named-graph-uri"),
    )


def utf8_type(content_type: str | None) -> str:
    """Return a Content-Type's media type, empty where there is none; raises UnsupportedMediaType for another charset
    than UTF-8.

    >>> utf8_type('Text/Turtle; charset="UTF-8"')
    'text/turtle'
    """
    kind, *parameters = (content_type or "").split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8", "us-ascii"):
            raise UnsupportedMediaType(
                f"文字コード {value.strip()[:40]} の本文は受け取れません。UTF-8で送ってください。"
            )
    return kind.strip().lower()


def read_pairs(encoded: bytes) -> list[tuple[str, str]]:
    """Return the names and values of a query string or a form, decoded once; raises BadRequest where not UTF-8."""
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict")
    except ValueError:
        raise BadRequest("パラメーターがUTF-8のパーセント符号化になっていません。") from None


def decode(body: bytes) -> str:
    """Return a body's text; raises BadRequest where it is not UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest("本文がUTF-8ではありません。") from None
