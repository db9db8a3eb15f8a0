"""What resolving makes of the facts: things with an identity, each with every mention that speaks of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ingest.model.document import Span
from ingest.model.facts import ProjectMention, Said


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is said: the document's name and the span."""

    document: str
    span: Span


@dataclass(slots=True)
class Plan:
    """A plan by name. label: regular widths; names: every printed spelling."""

    key: str
    label: str
    names: dict[str, Source] = field(default_factory=dict)


@dataclass(slots=True)
class Frame:
    """An element of a plan's frame. kind: see FrameFact.kind."""

    key: str
    plan: str | None
    kind: str
    label: str
    number: str | None
    names: dict[str, Source] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)  # how often each spelling is printed


@dataclass(slots=True)
class Project:
    """A 事業 of one plan with all its mentions. numbers: as printed, the most frequent first."""

    key: str
    plan: str
    label: str
    mentions: list[tuple[str, ProjectMention]] = field(default_factory=list)  # document name, mention
    numbers: list[str] = field(default_factory=list)

    def said(self, part: str) -> list[tuple[str, Said]]:
        """Return what the mentions say of a part (``summary``, ``status``, ``departments`` …), in reading order."""
        found: list[tuple[str, Said]] = []
        for document, mention in self.mentions:
            value = getattr(mention, part)
            if isinstance(value, tuple):
                found += [(document, item) for item in value]
            elif value is not None:
                found.append((document, value))
        return found


@dataclass(frozen=True, slots=True)
class Reading:
    """One side of a contradiction: the value and where it stands."""

    value: str
    source: Source


@dataclass(frozen=True, slots=True)
class Conflict:
    """A contradiction. kind such as ``number-swap``; severity: high / medium / low; subject: what it is about."""

    kind: str
    severity: str
    subject: str
    subject_key: str | None
    readings: tuple[Reading, ...]
    likely: str | None
    why: str
