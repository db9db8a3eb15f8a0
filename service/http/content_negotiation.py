"""Which of the formats on offer a client's Accept header asks for (RFC 9110, section 12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Range:
    type: str
    subtype: str
    quality: float

    def specificity(self, offered: str) -> int:
        """Return 0 where the range does not take the media type, else how closely it names it."""
        kind, _, rest = offered.partition("/")
        if self.type == "*":
            return 1
        if self.type != kind:
            return 0
        if self.subtype == "*":
            return 2
        return 3 if self.subtype == rest else 0


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return the media type of `offered` (best first) that `accept` likes best, or None where it takes none.

    >>> choose("text/html;q=0.5, text/turtle", ["text/html", "text/turtle"])
    'text/turtle'
    >>> choose("*/*", ["text/turtle", "text/html"]), choose(None, ["a/b"]), choose("image/png", ["a/b"])
    ('text/turtle', 'a/b', None)
    """
    if not accept or not accept.strip():
        return offered[0]
    ranges = _parse(accept)
    best: tuple[float, int] | None = None
    found = None
    for position, media_type in enumerate(offered):
        fitting = [(entry.specificity(media_type), entry.quality) for entry in ranges]
        specificity, quality = max(fitting, default=(0, 0.0))
        if specificity == 0 or quality == 0:
            continue
        rank = (quality, -position)
        if best is None or rank > best:
            best, found = rank, media_type
    return found


def _parse(accept: str) -> list[_Range]:
    ranges = []
    for part in accept.split(","):
        media_type, *parameters = [piece.strip() for piece in part.split(";")]
        kind, slash, rest = media_type.lower().partition("/")
        if not slash or not kind or not rest:
            continue
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    quality = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        ranges.append(_Range(kind, rest, quality))
    return ranges
