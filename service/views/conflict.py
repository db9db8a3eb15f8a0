"""One contradiction: what it is about, the values that disagree with their places, what is probably right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.japanese import fold
from ontology.conflict_kinds import ConflictKind, Severity, kind_of, severity_of

PARTS = " ／ "  # between the names of several things that one contradiction is about


@dataclass(frozen=True, slots=True)
class Reading:
    """A value as one place states it. document: the file's name; title: what people call the document."""

    value: str
    document: str
    title: str
    locator: str
    quote: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the graph that a contradiction is about, by the name that stands in `Conflict.subject`."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A contradiction. kind, severity: as the graph has them; `words` and `gravity` are what people read.

    subject: what it is about, in words; things: those of it that the graph has; likely: the value that is probably
    right; why: one sentence; both None where nothing is said.
    """

    iri: str
    kind: str
    severity: str
    subject: str
    things: tuple[Thing, ...]
    readings: tuple[Reading, ...]
    likely: str | None
    why: str | None

    @property
    def words(self) -> ConflictKind:
        """What people call its kind."""
        return kind_of(self.kind)

    @property
    def gravity(self) -> Severity:
        """What people call its severity."""
        return severity_of(self.severity)

    def values(self) -> list[tuple[str, list[Reading]]]:
        """Return the values that disagree, each with all of its places, in the order in which they are first stated."""
        found: dict[str, tuple[str, list[Reading]]] = {}
        for reading in self.readings:
            found.setdefault(fold(reading.value), (reading.value, []))[1].append(reading)
        return list(found.values())

    def is_likely(self, value: str) -> bool:
        """Return whether a value is the one that is probably right, however it is spelt."""
        return self.likely is not None and fold(self.likely) == fold(value)

    def to_json(self) -> dict[str, Any]:
        """Return the contradiction as the contract writes it."""
        return {
            "iri": self.iri,
            "kind": self.kind,
            "kind_label": self.words.label,
            "severity": self.severity,
            "severity_label": self.gravity.label,
            "subject": self.subject,
            "things": [{"iri": thing.iri, "label": thing.label} for thing in self.things],
            "values": [
                {
                    "value": reading.value,
                    "document": reading.document,
                    "title": reading.title,
                    "locator": reading.locator,
                    "quote": reading.quote,
                }
                for reading in self.readings
            ],
            "likely": self.likely,
            "why": self.why,
        }


COLUMNS = ("番号", "重大さ", "種類", "対象", "値", "文書", "場所", "引用", "確からしい値", "理由", "ファイル")


def table(conflicts: Sequence[Conflict]) -> list[tuple[str, ...]]:
    """Return a row a reading in the order of the page; readings of one contradiction bear the same number."""
    rows: list[tuple[str, ...]] = []
    for number, conflict in enumerate(conflicts, start=1):
        head = (str(number), conflict.gravity.label, conflict.words.label, conflict.subject)
        tail = (conflict.likely or "", conflict.why or "")
        readings = [reading for _, said in conflict.values() for reading in said] or [Reading("", "", "", "", "")]
        rows += [(*head, one.value, one.title, one.locator, one.quote, *tail, one.document) for one in readings]
    return rows
