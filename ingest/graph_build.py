"""Documents into the quads and search units of a revision, reference data included."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from rdflib import Graph, URIRef
from rdflib import Literal as RdfLiteral

from graph.japanese import fold
from graph.search.search_unit import SearchUnit
from ingest.extract import extract
from ingest.model.document import Document
from ingest.model.entities import Source
from ingest.model.facts import Facts, LawMention, RelationFact
from ingest.model.iris import Iris
from ingest.resolve.conflict_findings import of_laws
from ingest.resolve.law_book import KnownLaw, LawBook
from ingest.resolve.resolved_knowledge import resolve
from ingest.search_units import units
from ingest.statements import build
from ontology import terms
from ontology.loader import reference_graph, roles

Progress = Callable[[str, int, int], None]  # stage in Japanese, done, of


@dataclass(frozen=True, slots=True)
class Build:
    """All that a revision holds, before it is published."""

    quads: list[Quad]
    units: list[SearchUnit]
    projects: int
    conflicts: int


def build_graph(documents: Mapping[str, Document], base_iri: str, tell: Progress) -> Build:
    """Return the quads and search units of the documents; the same documents give the same build."""
    words = roles()
    iris = Iris(base_iri)
    reference = reference_graph(iris.base)
    facts = {}
    for done, (name, document) in enumerate(documents.items()):
        tell("記述を取り出しています", done, len(documents))
        facts[name] = extract(document, words)
    tell("同じものを見分けています", 0, 1)
    knowledge = resolve(facts, documents, words)
    book = LawBook(known_laws(reference), iris)
    knowledge.conflicts += of_laws(_named_laws(facts), book)
    quads, writer = build(knowledge, documents, iris, words, book)
    found = units(quads, documents, writer)
    quads = list(dict.fromkeys([*writer.quads, *_quads(reference, f"{iris.base}graph/reference")]))
    return Build(quads, found, len(knowledge.projects), len(knowledge.conflicts))


def _named_laws(facts: Mapping[str, Facts]) -> list[tuple[str, Source]]:
    """Every place that names a law."""
    found = []
    for document, items in facts.items():
        found += [(fact.name, Source(document, fact.span)) for fact in items.of(LawMention)]
        laws = [fact for fact in items.of(RelationFact) if fact.object_is_law]
        found += [(fact.object, Source(document, fact.span)) for fact in laws]
    return found


def known_laws(reference: Graph) -> dict[str, KnownLaw]:
    """Return the laws of the reference data by IRI, with all names that mean them."""
    found = {}
    for law in reference.subjects(URIRef(terms.TYPE), URIRef(terms.LAW)):
        label = str(reference.value(law, URIRef(terms.LABEL)))
        others = [str(name) for name in reference.objects(law, URIRef(terms.ALT_LABEL))]
        found[str(law)] = KnownLaw(str(law), label, frozenset(fold(name) for name in [label, *others]))
    return found


def _quads(source: Graph, graph: str) -> list[Quad]:
    name = NamedNode(graph)
    return [
        Quad(_term(s), NamedNode(str(p)), _term(o), name)  # type: ignore[arg-type]
        for s, p, o in sorted(source)
    ]


def _term(value: object) -> NamedNode | BlankNode | Literal:
    if isinstance(value, URIRef):
        return NamedNode(str(value))
    if isinstance(value, RdfLiteral):
        if value.language:
            return Literal(str(value), language=value.language)
        return Literal(str(value), datatype=NamedNode(str(value.datatype))) if value.datatype else Literal(str(value))
    return BlankNode(str(value))
