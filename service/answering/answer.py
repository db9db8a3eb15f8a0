"""What a question gets back: the data class that every part of the service passes on, and its JSON form.

The JSON is the contract of ``POST /api/ask``: absent parts are null, never missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """How an answer ends: with an answer, with several fits to choose from, or with nothing that supports one."""

    ANSWERED = "answered"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing, value or count of an answer.

    iri: of the thing, None for a count; type: the class's Japanese label; number: 事業番号; value: as printed, or a
    count; unit: None where the value bears it; year: ``R12``.
    """

    label: str | None = None
    iri: str | None = None
    type: str | None = None
    number: str | None = None
    value: str | None = None
    unit: str | None = None
    year: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the item as the contract writes it."""
        return {
            "iri": self.iri,
            "label": self.label,
            "type": self.type,
            "number": self.number,
            "value": self.value,
            "unit": self.unit,
            "year": self.year,
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """One source of an answer: a verbatim slice of one passage (400 characters at most), and where it stands.

    document: the document's name; locator: the place in Japanese; passage: the passage's IRI.
    """

    document: str
    locator: str
    quote: str
    passage: str

    def to_json(self) -> dict[str, Any]:
        """Return the citation as the contract writes it."""
        return {
            "document": self.document,
            "locator": self.locator,
            "quote": self.quote,
            "passage": self.passage,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    text: polite Japanese; boolean: only for yes/no questions; sparql: the query that was run, None where passages
    answered; suggestions: questions that may be asked next; contact: the 課 to ask where nothing was found;
    took_ms: time spent; worded_by: whose words the text is in, ``keikaku`` or ``model``; confidence: the
    probability that the answer is right, 0 to 1, None where there is none; reserve: why the answer is given with a
    reserve, None where it is given without one.
    """

    status: Status
    text: str
    items: tuple[Item, ...] = ()
    boolean: bool | None = None
    citations: tuple[Citation, ...] = ()
    sparql: str | None = None
    suggestions: tuple[str, ...] = ()
    contact: str | None = None
    took_ms: float = 0.0
    worded_by: str = "keikaku"
    confidence: float | None = None
    reserve: str | None = None

    def timed(self, milliseconds: float) -> Answer:
        """Return the same answer with the time it took."""
        return replace(self, took_ms=round(milliseconds, 1))

    def to_json(self) -> dict[str, Any]:
        """Return the answer as the contract of ``POST /api/ask`` writes it."""
        return {
            "status": self.status.value,
            "text": self.text,
            "items": [item.to_json() for item in self.items],
            "boolean": self.boolean,
            "citations": [citation.to_json() for citation in self.citations],
            "sparql": self.sparql,
            "suggestions": list(self.suggestions),
            "contact": {"department": self.contact} if self.contact else None,
            "took_ms": self.took_ms,
            "worded_by": self.worded_by,
            "confidence": self.confidence,
            "reserve": self.reserve,
        }
