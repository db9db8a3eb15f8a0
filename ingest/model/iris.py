"""IRIs: deterministic, readable, the same on every machine for the same names."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from ingest.model.document import Span

_UNSAFE = re.compile(r"[^\w]+", re.UNICODE)
_LONGEST = 80  # characters of a name in an IRI; longer names end in a digest


def slug(name: str) -> str:
    """Return the IRI segment of a name: NFKC, no spaces, anything but letters and digits as ``-``.

    Circled numbers stay apart from plain ones. A name that loses something beyond repair ends in a digest.

    >>> slug("はだのＩＣＴ 計画（案）"), slug("①-1")
    ('はだのICT計画-案', 'c1-1')
    """
    marked = re.sub(r"[①-⑳]", lambda match: f"c{ord(match[0]) - 0x245F}", name)
    plain = unicodedata.normalize("NFKC", re.sub(r"\s+", "", marked))
    safe = _UNSAFE.sub("-", plain).strip("-")
    if not safe or len(safe) > _LONGEST:
        digest = hashlib.sha256(plain.encode()).hexdigest()[:8]
        safe = f"{safe[:_LONGEST]}-{digest}" if safe else digest
    return safe


class Iris:
    """The IRIs of one base."""

    def __init__(self, base: str) -> None:
        self.base = base if base.endswith("/") else base + "/"

    def of(self, kind: str, *names: str) -> str:
        """Return the IRI of a thing of a kind, such as ``of("project", plan, name)``."""
        return self.base + "/".join([kind, *(slug(name) for name in names)])

    def document(self, name: str) -> str:
        """Return the IRI of a document by its file name."""
        return self.of("document", name)

    def passage(self, document: str, span: Span) -> str:
        """Return the IRI of a passage, which is the named graph of what it states."""
        return f"{self.base}passage/{slug(document)}/{span.start}-{span.end}"

    def year(self, year: int) -> str:
        """Return the IRI of a fiscal year."""
        return f"{self.base}year/{year}"

    def derived(self, rule: str, *keys: str) -> str:
        """Return the named graph of what a rule derives."""
        return self.of("derived", rule, *keys)
