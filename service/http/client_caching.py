"""What lets a client keep an answer: validators by revision, the headers that say so, and compression (RFC 9110, 9111).

A revision never changes, so the tag of an answer is known before it is computed: a client that still has it is told
"304" without a query being run. Tags are weak: the same rows may come in another order or compressed.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable

RawHeaders = Iterable[tuple[bytes, bytes]]  # as ASGI gives them: names in lower case
VARY = "Accept, Accept-Encoding"
NO_STORE = {"Cache-Control": "no-store"}  # answers to writes, and errors that pass
_WORTHWHILE = 1400  # bytes: what fits one packet is not faster when compressed
_LEVEL = 5
_TAG = re.compile(rb'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')
# What a query answers differently each time it is run.
_UNSTEADY = re.compile(r"(?:now|rand|uuid)\s*(?:#[^\r\n]*\s*)*\(|\\u", re.IGNORECASE)


def etag(revision: str, *parts: str | bytes | None) -> str:
    """Return the weak entity tag of what `parts` (query, dataset, media type …) ask of a revision.

    >>> etag("r-1", "ASK {}", "text/csv") == etag("r-1", "ASK {}", "text/csv") != etag("r-1", "ASK {}text/csv")
    True
    """
    digest = hashlib.blake2b(digest_size=12)
    for part in (revision, *parts):
        data = b"" if part is None else part.encode() if isinstance(part, str) else part
        digest.update(b"%d:" % (-1 if part is None else len(data)) + data)
    return f'W/"{digest.hexdigest()}"'


def is_steady(query: str) -> bool:
    """Return whether a query answers the same as long as the revision is the same, so that it may have a tag.

    >>> is_steady("ASK { ?s ?p ?o }"), is_steady("SELECT (NOW () AS ?t) {}")
    (True, False)
    """
    return _UNSTEADY.search(query) is None


def not_modified(headers: RawHeaders, tag: str) -> bool:
    """Return whether a request's If-None-Match names the tag (weak comparison): the answer to a GET is then 304.

    >>> not_modified([(b"if-none-match", b'"a", W/"b"')], 'W/"b"'), not_modified([], 'W/"b"')
    (True, False)
    """
    wanted = _opaque(tag.encode("latin-1"))
    return any(
        value.strip() == b"*" or any(_opaque(found) == wanted for found in _TAG.findall(value))
        for name, value in headers
        if name == b"if-none-match"
    )


def kept(tag: str | None, *, max_age: int = 0) -> dict[str, str]:
    """Return the headers of an answer that a client may keep, asking again before each use where max_age (s) is 0.

    tag: None where the answer differs each time it is computed; then nobody may keep it.
    """
    if tag is None:
        return {**NO_STORE, "Vary": VARY}
    control = f"public, max-age={max_age}" if max_age else "public, no-cache"
    return {"ETag": tag, "Cache-Control": control, "Vary": VARY}


def gzipped(body: bytes, headers: RawHeaders) -> bytes | None:
    """Return the body compressed, or None where the client does not take gzip or it would not be worth it.

    The answer then needs ``Content-Encoding: gzip``, and in either case ``Vary: Accept-Encoding``.
    """
    if len(body) < _WORTHWHILE or not takes_gzip(headers):
        return None
    smaller = gzip.compress(body, _LEVEL, mtime=0)
    return smaller if len(smaller) < len(body) else None


def takes_gzip(headers: RawHeaders) -> bool:
    """Return whether a request's Accept-Encoding takes gzip.

    >>> [takes_gzip([(b"accept-encoding", value)]) for value in (b"gzip, br", b"gzip;q=0, *", b"*;q=0.1", b"br")]
    [True, False, True, False]
    """
    qualities: dict[bytes, float] = {}
    for name, value in headers:
        if name == b"accept-encoding":
            for part in value.lower().split(b","):
                coding, _, parameter = part.partition(b";")
                qualities[coding.strip()] = _quality(parameter)
    return qualities.get(b"gzip", qualities.get(b"x-gzip", qualities.get(b"*", 0.0))) > 0


def _quality(parameter: bytes) -> float:
    name, _, value = parameter.partition(b"=")
    if name.strip() != b"q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _opaque(tag: bytes) -> bytes:
    return tag.removeprefix(b"W/")
