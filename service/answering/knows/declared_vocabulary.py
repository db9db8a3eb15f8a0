"""What the vocabulary declares and the program has no name for: properties and classes that somebody added.

Whoever adds a property to the ontology, with a label, and states it of things, may ask for it at once; nothing here
knows any such property. The words come from the vocabulary, classes and values from what is stated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graph.japanese import fold
from ontology import terms as t

_OWL = "http://www.w3.org/2002/07/owl#"
_NAMED_HERE = frozenset(value for value in vars(t).values() if isinstance(value, str))
_LONGEST = 40  # characters of a text that is a value to ask by, not a description

Select = Callable[[str], Sequence[Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Property:
    """A declared property. words: folded, longest first; domains: classes of the things that have it; ranges: classes
    of its values, none where they are texts; values: folded text → text as stated."""

    iri: str
    words: tuple[str, ...]
    domains: tuple[str, ...]
    ranges: tuple[str, ...]
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of a folded question that is a word for something declared."""

    iri: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Further:
    """Everything of the kind. properties: by IRI; classes: IRI → folded words, longest first."""

    properties: Mapping[str, Property] = field(default_factory=dict)
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __contains__(self, iri: object) -> bool:
        return iri in self.properties or iri in self.classes

    def __bool__(self) -> bool:
        return bool(self.properties or self.classes)

    def said(self, text: str, apart: Sequence[tuple[int, int]] = ()) -> list[Said]:
        """Return where a folded text says them, longest word first; apart: stretches that are something else."""
        words = [(word, one.iri) for one in self.properties.values() for word in one.words]
        words += [(word, iri) for iri, own in self.classes.items() for word in own]
        return [Said(iri, *span) for span, iri in _spans(words, text, apart)]

    def values(self, text: str, apart: Sequence[tuple[int, int]]) -> Iterator[tuple[Property, str, int, int]]:
        """Yield the values that a folded text names: property, value as stated, start, end."""
        for one in self.properties.values():
            for (start, end), value in _spans(list(one.values.items()), text, apart):
                yield one, value, start, end


def load(select: Select) -> Further:
    """Return what a revision's vocabulary declares beyond the terms of the program."""
    words: dict[str, dict[str, None]] = defaultdict(dict)
    kinds: dict[str, bool] = {}
    domains: dict[str, dict[str, None]] = defaultdict(dict)
    rows = select(
        f"SELECT ?x ?k ?l ?d WHERE {{ VALUES ?k {{ <{_OWL}Class> <{_OWL}ObjectProperty> <{_OWL}DatatypeProperty> }} "
        f"?x a ?k ; <{t.RDFS}label>|<{t.LABEL}>|<{t.ALT_LABEL}> ?l FILTER(LANG(?l) != 'en') "
        f"OPTIONAL {{ ?x <{t.RDFS}domain> ?d }} }}"
    )
    for row in rows:
        if row["x"] in _NAMED_HERE or len(row["l"]) < 2:
            continue
        kinds[row["x"]] = row["k"].endswith("Class")
        words[row["x"]][fold(row["l"])] = None
        if "d" in row:
            domains[row["x"]][row["d"]] = None
    own = {iri: tuple(sorted(said, key=lambda word: (-len(word), word))) for iri, said in words.items()}
    return Further(
        {
            iri: _property(iri, own[iri], domains[iri], select)
            for iri, is_class in sorted(kinds.items())
            if not is_class
        },
        {iri: own[iri] for iri, is_class in sorted(kinds.items()) if is_class},
    )


def _property(iri: str, words: tuple[str, ...], declared: Mapping[str, None], select: Select) -> Property:
    domains, ranges, values = dict(declared), dict[str, None](), dict[str, str]()
    for row in select(
        f"SELECT DISTINCT ?c ?o ?d WHERE {{ ?s <{iri}> ?o ; a ?c . OPTIONAL {{ ?o a ?d }} }} ORDER BY ?o"
    ):
        domains[row["c"]] = None
        if "d" in row:
            ranges[row["d"]] = None
        elif 1 < len(row["o"]) <= _LONGEST:
            values.setdefault(fold(row["o"]), row["o"])
    return Property(iri, words, tuple(domains), tuple(ranges), values)


def _spans(
    words: Sequence[tuple[str, str]], text: str, apart: Sequence[tuple[int, int]]
) -> list[tuple[tuple[int, int], str]]:
    """Return where words stand in a text, the longer before the shorter and none upon another."""
    taken = list(apart)
    found = []
    for word, meaning in sorted(words, key=lambda pair: -len(pair[0])):
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            if all(end <= start or at >= stop for start, stop in taken):
                taken.append((at, end))
                found.append(((at, end), meaning))
            at = text.find(word, end)
    return found
