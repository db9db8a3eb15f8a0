"""Which contradictions are wanted, and how many there would be under every other choice of one filter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ontology.conflict_kinds import kind_of, severity_of
from service.views.conflict import Conflict


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters; an empty one does not filter. document: the name of a file that one of the readings is in."""

    kind: str = ""
    severity: str = ""
    document: str = ""

    def given(self) -> dict[str, str]:
        """Return the filters that do filter, by name."""
        named = {"severity": self.severity, "kind": self.kind, "document": self.document}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, what people call it, and how many contradictions there are with it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The values that each filter can take under the others; the chosen one is among them even where none is left."""

    severities: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    documents: tuple[Choice, ...]


def chosen(conflicts: Iterable[Conflict], wanted: Wanted) -> list[Conflict]:
    """Return the contradictions that pass all filters, in their order."""
    severity = severity_of(wanted.severity).key
    return [
        conflict
        for conflict in conflicts
        if (not wanted.kind or conflict.kind == wanted.kind)
        and (not wanted.severity or conflict.gravity.key == severity)
        and (not wanted.document or any(reading.document == wanted.document for reading in conflict.readings))
    ]


def facets(conflicts: Sequence[Conflict], wanted: Wanted) -> Facets:
    """Return the choices: severities and kinds the gravest first, documents by title."""
    titles = {reading.document: reading.title for conflict in conflicts for reading in conflict.readings}
    severities = _choices(
        chosen(conflicts, replace(wanted, severity="")),
        lambda conflict: [conflict.gravity.key],
        lambda key: severity_of(key).label,
        wanted.severity and severity_of(wanted.severity).key,
    )
    kinds = _choices(
        chosen(conflicts, replace(wanted, kind="")),
        lambda conflict: [conflict.kind],
        lambda key: kind_of(key).label,
        wanted.kind,
    )
    documents = _choices(
        chosen(conflicts, replace(wanted, document="")),
        lambda conflict: dict.fromkeys(reading.document for reading in conflict.readings),
        lambda name: titles.get(name, name),
        wanted.document,
    )
    return Facets(severities, kinds, tuple(sorted(documents, key=lambda choice: choice.label)))


def _choices(
    conflicts: Iterable[Conflict], read: Callable[[Conflict], Iterable[str]], name: Callable[[str], str], kept: str
) -> tuple[Choice, ...]:
    counts: dict[str, int] = {}
    for conflict in conflicts:
        for key in read(conflict):
            counts[key] = counts.get(key, 0) + 1
    if kept:
        counts.setdefault(kept, 0)
    return tuple(Choice(key, name(key), count) for key, count in counts.items())
