"""What is searched: a unit of text about one thing, and a hit on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchUnit:
    """One searchable thing: an entity with its fields, or a passage.

    iri: the entity's or passage's IRI; kind: ``entity`` or ``passage``; type: IRI of the class; label: its name;
    text: all text that should find it; quote: the verbatim passage shown as its evidence (a contiguous slice of the
    document without markup); passage: the IRI of that passage; document: its name; locator: its place in Japanese.
    """

    iri: str
    kind: str
    type: str
    label: str
    text: str
    quote: str
    passage: str
    document: str
    locator: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit found, with its fused score (higher is better, never 0)."""

    unit: SearchUnit
    score: float
