"""Statements into quads: each in the graph of the passage that makes it, every passage described once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from graph.japanese import widths
from ingest.model.document import Document, Span
from ingest.model.entities import Source
from ingest.model.iris import Iris
from ingest.model.outline import Outline
from ontology import terms

Value = str | int | bool | Decimal
_NODES: dict[str, NamedNode] = {}


def node(iri: str) -> NamedNode:
    """Return the term of an IRI, shared."""
    found = _NODES.get(iri)
    if found is None:
        found = _NODES[iri] = NamedNode(iri)
    return found


def literal(value: Value) -> Literal:
    """Return the term of a value; Japanese text bears no language tag, so that queries need none."""
    if isinstance(value, bool):
        return Literal(str(value).lower(), datatype=node(terms.XSD + "boolean"))
    if isinstance(value, int):
        return Literal(str(value), datatype=node(terms.XSD + "integer"))
    if isinstance(value, Decimal):
        return Literal(format(value, "f"), datatype=node(terms.XSD + "decimal"))
    return Literal(value)


class Writer:
    """Collects quads. `link` and `say` state what a passage says; `derive` what a rule concludes from passages."""

    def __init__(self, documents: Mapping[str, Document], iris: Iris) -> None:
        self.documents = documents
        self.iris = iris
        self.quads: dict[Quad, None] = {}  # a set that keeps its order
        self._outlines = {name: Outline(document) for name, document in documents.items()}
        self._passages: set[tuple[str, Span]] = set()
        self._labels: dict[str, str] = {}

    def link(self, subject: str, predicate: str, target: str, source: Source) -> None:
        """State a relation between two things."""
        self._add(Quad(node(subject), node(predicate), node(target), node(self.passage(source))))

    def say(self, subject: str, predicate: str, value: Value, source: Source) -> None:
        """State a value of a thing."""
        self._add(Quad(node(subject), node(predicate), literal(value), node(self.passage(source))))

    def name(self, subject: str, text: str, source: Source, *, label: str | None = None) -> None:
        """State a name of a thing: the first one given (or `label`) is its prefLabel, any other an altLabel."""
        chosen = self._labels.setdefault(subject, label or text)
        self.say(subject, terms.LABEL if text == chosen else terms.ALT_LABEL, text, source)

    def derive(
        self, graph: str, rule: str, statements: Iterable[tuple[str, str, str]], sources: Iterable[Source]
    ) -> None:
        """State relations that a rule concludes, in a graph that names the rule and the passages it rests on."""
        for subject, predicate, target in statements:
            self._add(Quad(node(subject), node(predicate), node(target), node(graph)))
        self._add(Quad(node(graph), node(terms.RULE), literal(rule), node(graph)))
        for source in sources:
            self._add(Quad(node(graph), node(terms.DERIVED_FROM), node(self.passage(source)), node(graph)))

    def raw(self, subject: str, predicate: str, value: NamedNode | Literal, graph: str) -> None:
        """State something in a graph of one's own, such as a document's."""
        self._add(Quad(node(subject), node(predicate), value, node(graph)))

    def passage(self, source: Source) -> str:
        """Return the IRI of the passage, describing it at its first use."""
        iri = self.iris.passage(source.document, source.span)
        key = (source.document, source.span)
        if key not in self._passages:
            self._passages.add(key)
            self._describe(iri, source)
        return iri

    def locator(self, source: Source) -> str:
        """Return the passage's place in Japanese."""
        return self._outlines[source.document].locator(source.span)

    def section(self, source: Source) -> str:
        """Return the headings above the passage."""
        return " > ".join(self._outlines[source.document].headings(source.span))

    def _describe(self, iri: str, source: Source) -> None:
        document = self.documents[source.document]
        graph = self.iris.document(source.document)
        text = re.sub(r"[ \t\u3000]*\n\s*", "\n", document.slice(source.span)).strip()
        self.raw(iri, terms.TYPE, node(terms.PASSAGE), graph)
        self.raw(iri, terms.IS_PART_OF, node(graph), graph)
        self.raw(iri, terms.QUOTE, literal(text), graph)
        self.raw(iri, terms.LOCATOR, literal(self.locator(source)), graph)
        self.raw(iri, terms.START, literal(source.span.start), graph)
        self.raw(iri, terms.END, literal(source.span.end), graph)
        if section := self.section(source):
            self.raw(iri, terms.SECTION, literal(section), graph)

    def _add(self, quad: Quad) -> None:
        self.quads[quad] = None


_POWERS = {"億": 100_000_000, "万": 10_000, "千": 1_000, "百": 100}


def numeric(text: str) -> Decimal | None:
    """Return the number that a printed value begins with, in its unit; 万 and 億 are counted in.

    >>> numeric("27,650件"), numeric("26億4千万円"), numeric("3.5万人"), numeric("全国平均以上") is None
    (Decimal('27650'), Decimal('2640000000'), Decimal('35000'), True)
    """
    plain = widths(text).replace(",", "")
    match = re.search(r"\d", plain)
    if not match:
        return None
    rest = plain[match.start() :]
    total = Decimal(0)
    current = Decimal(0)
    found = re.match(r"(?:\d+(?:\.\d+)?[億万千百]*)+", rest)
    if not found:
        return None
    section = Decimal(0)
    for part in re.findall(r"\d+(?:\.\d+)?|[億万千百]", found[0]):
        if part in {"億", "万"}:
            total += (section + current) * _POWERS[part] if section + current else Decimal(_POWERS[part])
            section = current = Decimal(0)
        elif part in _POWERS:
            section += (current or Decimal(1)) * _POWERS[part]
            current = Decimal(0)
        else:
            current = Decimal(part)
    if re.match(r"[^\d\s(]+\d", rest[found.end() :]):
        return None  # 20分34秒 is no number of one unit
    value = total + section + current
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value
