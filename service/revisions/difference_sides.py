"""The two sides of a difference: what each revision says of the things that changed, and what these are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from pyoxigraph import Literal

from graph.revisions.statement_changes import Facts, about, term
from ontology import terms

KINDS = {terms.PROJECT: "projects", terms.INDICATOR: "indicators", terms.UNIT: "departments"}
Lines = Callable[[], Iterable[bytes]]  # the lines of a default graph, from the start at every call
_OWNERS = (terms.HAS_INDICATOR, terms.HAS_SCHEDULE)
_UP = (terms.OF_INDICATOR, *_OWNERS)
_ROUNDS = 3  # value → indicator → 事業


@dataclass(slots=True)
class Side:
    """What one revision says. facts: of things and of their parts, labels of all that these name included."""

    facts: Facts
    _owners: dict[bytes, bytes] = field(default_factory=dict)
    _parts: dict[bytes, list[bytes]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for subject in self.facts:
            for predicate in _OWNERS:
                for part in self.objects(subject, predicate):
                    self._owners[part] = subject
                    if predicate == terms.HAS_SCHEDULE:
                        self._parts[subject].append(part)
            for indicator in self.objects(subject, terms.OF_INDICATOR):
                self._parts[indicator].append(subject)

    def objects(self, subject: bytes, predicate: str) -> tuple[bytes, ...]:
        """Return the objects of a statement, as N-Triples writes them."""
        return self.facts.get(subject, {}).get(_bracketed(predicate), ())

    def values(self, subject: bytes, predicate: str) -> tuple[str, ...]:
        """Return what a thing has by a predicate, as people read it, sorted."""
        return tuple(sorted(self._words(each) for each in self.objects(subject, predicate)))

    def kind(self, subject: bytes) -> str | None:
        """Return which kind of thing it is here, None where it is not here or nothing that is told."""
        types = {each[1:-1].decode() for each in self.objects(subject, terms.TYPE)}
        return next((name for iri, name in KINDS.items() if iri in types), None)

    def owner(self, part: bytes) -> bytes | None:
        """Return the thing that has an indicator or a schedule entry."""
        return self._owners.get(part)

    def parts(self, thing: bytes, among: Collection[bytes]) -> list[bytes]:
        """Return the values of an indicator, or the schedule entries of a 事業, that are among some."""
        return [part for part in self._parts.get(thing, ()) if part in among]

    def duties(self, unit: bytes, lines: Iterable[bytes]) -> tuple[str, ...]:
        """Return the labels of the 事業 that lines give to a 課."""
        wanted = b" " + _bracketed(terms.RESPONSIBLE) + b" " + unit + b" .\n"
        return tuple(sorted({self.label(line[: -len(wanted)]) for line in lines if line.endswith(wanted)}))

    def label(self, subject: bytes) -> str:
        """Return what a thing is called, or the end of its IRI."""
        for predicate in (terms.LABEL, terms.RDFS + "label"):
            labels = [term(each) for each in self.objects(subject, predicate)]
            words = sorted(each.value for each in labels if isinstance(each, Literal) and each.language in (None, "ja"))
            if words:
                return words[0]
        return unquote(subject[1:-1].decode().rsplit("/", 1)[-1].rsplit("#", 1)[-1])

    def _words(self, value: bytes) -> str:
        return self.label(value) if value.startswith(b"<") else term(value).value


@dataclass(frozen=True, slots=True)
class Sides:
    """Both revisions. touched: the subjects of what changed; added, removed: the lines that did."""

    before: Side
    after: Side
    touched: frozenset[bytes]
    added: tuple[bytes, ...]
    removed: tuple[bytes, ...]

    def kind(self, thing: bytes) -> tuple[str | None, str]:
        """Return what a thing is, and whether it was added, removed or changed."""
        old, new = self.before.kind(thing), self.after.kind(thing)
        return new or old, "changed" if old and new else "added" if new else "removed"

    def predicates(self, thing: bytes) -> list[bytes]:
        """Return by which predicates either revision says something of a thing."""
        return sorted({*self.before.facts.get(thing, {}), *self.after.facts.get(thing, {})})

    def things(self) -> set[bytes]:
        """Return the things that changed themselves, of which a part changed, or that got or lost a duty."""
        found = set(self.touched)
        for side in (self.before, self.after):
            for part in self.touched:
                found.update(side.objects(part, terms.OF_INDICATOR))
                if (owner := side.owner(part)) is not None:
                    found.add(owner)
        responsible = _bracketed(terms.RESPONSIBLE)
        for line in (*self.added, *self.removed):
            _, predicate, rest = line.split(b" ", 2)
            if predicate == responsible:
                found.add(rest[:-3])
        return found


def read(old: Lines, new: Lines, added: Iterable[bytes], removed: Iterable[bytes]) -> Sides:
    """Return both sides, read off the lines in a few passes: neither revision needs to be loaded."""
    plus, minus = tuple(added), tuple(removed)
    touched = frozenset(line.split(b" ", 1)[0] for line in (*plus, *minus))
    subjects, parts = set(touched), set(touched)
    for _ in range(_ROUNDS):
        before, after = _facts(old, subjects, parts), _facts(new, subjects, parts)
        further = {*before, *after, *_named(before, _UP), *_named(after, _UP)}
        if further <= subjects:
            break
        parts |= {*_named(before, (terms.OF_INDICATOR,)), *_named(after, (terms.OF_INDICATOR,))}
        subjects |= further
    labelled = {*subjects, *_named(before), *_named(after)}
    for line in (*plus, *minus):
        _, predicate, rest = line.split(b" ", 2)
        labelled |= {predicate, rest[:-3]}
    return Sides(Side(_facts(old, labelled, parts)), Side(_facts(new, labelled, parts)), touched, plus, minus)


def _facts(lines: Lines, subjects: Collection[bytes], parts: Collection[bytes]) -> Facts:
    return about(lines(), subjects, parts, {_bracketed(iri) for iri in _OWNERS})


def _named(facts: Facts, predicates: Collection[str] | None = None) -> Iterator[bytes]:
    """Yield the things that facts name, by some predicates or by any."""
    wanted = None if predicates is None else {_bracketed(iri) for iri in predicates}
    for said in facts.values():
        for predicate, values in said.items():
            if wanted is None or predicate in wanted:
                yield from (value for value in values if value.startswith(b"<"))


def _bracketed(iri: str) -> bytes:
    return f"<{iri}>".encode()
