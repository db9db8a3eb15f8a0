"""The lines of a revision's documents, each once, with what it stands under: what dated statements and lists are read
from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from graph.japanese import fold
from service.answering.knows.named_entities import PREFIXES, Row, Select
from service.answering.sources.verbatim_quotes import LIMIT, pieces

_QUERY = (
    "SELECT ?passage ?quote ?section ?locator ?document ?name ?start ?end WHERE { ?passage kk:quote ?quote ; "
    "oa:start ?start ; oa:end ?end ; dcterms:isPartOf ?document . OPTIONAL { ?passage kk:section ?section } "
    "OPTIONAL { ?passage kk:locator ?locator } OPTIONAL { ?document dcterms:identifier ?name } }"
)
_BEGINS = re.compile(
    r"\s*([-・•◆■●○✓➤※<＜【(（|]|[①-⑳]|\d{1,2}[-.、 )）]|[０-９]{1,2}[．、　 ]|第\s*[\d０-９]|附\s*則|改正)"
)
_ENDS = re.compile(r"[。)）」】|:：]\s*$")
_WRAPPED = 25  # characters from which on a line may go on in the next one
_HEADING = re.compile(r"^([-・◆■●○➤]|[(（]?\d{1,2}[)）.．、]?|[①-⑳]|【|<|第\d{1,2}|附則)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a sentence's lines. text: verbatim slice of its passage; section: headings above, outermost first;
    row: where it stands in the document, the same for all cells of a row."""

    text: str
    section: tuple[str, ...]
    passage: str
    document: str
    name: str
    locator: str
    start: int

    @property
    def folded(self) -> str:
        """The text for matching."""
        return fold(self.text)

    @property
    def row(self) -> tuple[str, str]:
        """The line of the document that it stands on."""
        return self.document, self.locator


class Lines:
    """All lines, in the order of the documents."""

    def __init__(self, select: Select) -> None:
        self._select = select

    @cached_property
    def all(self) -> tuple[Line, ...]:
        """The lines of every document, read from the smallest passages that hold them."""
        documents: dict[str, list[Row]] = {}
        for row in self._select(PREFIXES + _QUERY):
            documents.setdefault(row["document"], []).append(row)
        return tuple(line for document in sorted(documents) for line in _lines(documents[document]))


def _lines(rows: list[Row]) -> Iterator[Line]:
    """Yield a document's lines: a passage says what no smaller one within it has said."""
    rows.sort(key=lambda row: (int(row["end"]) - int(row["start"]), int(row["start"]), row["passage"]))
    taken: list[tuple[int, int]] = []
    found: list[Line] = []
    for row in rows:
        begin, quote = int(row["start"]), row["quote"]
        stretch = (int(row["end"]) - begin) / max(1, len(quote))
        own: list[tuple[int, int]] = []
        for start, end in _stretches(quote):
            low, high = begin + int(start * stretch), begin + int(end * stretch)
            at = bisect_left(taken, (low, low))
            near = taken[max(0, at - 1) : at + 1]
            if any(min(high, b) - max(low, a) > 0.3 * min(high - low, b - a) for a, b in near):
                continue
            own.append((low, high))
            section = tuple(part.strip() for part in row.get("section", "").split(" > ") if part.strip())
            name = row.get("name") or row["document"].rsplit("/", 1)[-1]
            found.append(
                Line(quote[start:end], section, row["passage"], row["document"], name, row.get("locator", ""), low)
            )
        for span in own:
            taken.insert(bisect_left(taken, span), span)
    yield from sorted(found, key=lambda line: line.start)


def _stretches(quote: str) -> Iterator[tuple[int, int]]:
    """Yield the lines of a quote, those that a wrap parts as one."""
    for begin, end in pieces(quote):
        start = begin
        for match in re.finditer(r"\n|$", quote[begin:end]):
            at = begin + match.start()
            line, rest = quote[start:at], quote[at + 1 : end]
            if match[0] and _goes_on(line.rsplit("\n", 1)[-1], rest) and at - start < LIMIT - 100:
                continue
            if line.strip():
                lead = len(line) - len(line.lstrip())
                yield start + lead, start + min(len(line.rstrip()), LIMIT + lead)
            start = at + 1


def _goes_on(line: str, rest: str) -> bool:
    """Return whether a sentence goes on in the next line."""
    return len(fold(line)) >= _WRAPPED and not _ENDS.search(line) and not _BEGINS.match(rest)


def heading(line: Line) -> bool:
    """Return whether a line looks like a heading or an item: short, numbered or marked, no sentence."""
    folded = line.folded
    return len(folded) <= 60 and "。" not in folded and _HEADING.match(folded) is not None
