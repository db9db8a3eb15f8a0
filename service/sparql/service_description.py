"""What the service says of itself: SPARQL 1.1 Service Description, and VoID of its dataset, as triples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from graph.sparql.media_types import GRAPH_FORMATS, RESULT_FORMATS
from graph.sparql.rdf_body import FORMATS
from graph.workers.messages import Result
from ontology.terms import DCTERMS, RDFS, TYPE, XSD
from service.sparql.dataset_statistics import Statistics

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
_SIMPLE = "http://www.w3.org/ns/entailment/Simple"
_PREFIXES = {"sd": SD, "void": VOID, "dcterms": DCTERMS, "rdfs": RDFS, "xsd": XSD}
_Subject = ox.NamedNode | ox.BlankNode


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered at one origin (``http://127.0.0.1:8000``).

    title: Japanese; writable: updates are on; features: local names of sd:Feature that are true; search: the IRI of the
    property that searches, if any; base: what the entities' IRIs begin with; modified: when the dataset was published
    (xsd:dateTime); dumps: addresses of the whole dataset.
    """

    origin: str
    title: str
    writable: bool
    features: tuple[str, ...] = ()
    search: str | None = None
    base: str | None = None
    modified: str | None = None
    dumps: tuple[str, ...] = ()

    @property
    def endpoint(self) -> str:
        """Where queries go."""
        return f"{self.origin}/sparql"

    @property
    def dataset(self) -> ox.NamedNode:
        """The name of the dataset."""
        return ox.NamedNode(f"{self.origin}/void#dataset")


def service(offer: Offer, numbers: Statistics | None) -> list[ox.Triple]:
    """Return the service description; numbers: None where they are not known yet."""
    return [*_services(offer), *_dataset(offer, numbers)]


def dataset(offer: Offer, numbers: Statistics | None) -> list[ox.Triple]:
    """Return the VoID description, with numbers by class and property."""
    return [*_document(offer), *_dataset(offer, numbers), *_partitions(offer, numbers)]


def written(triples: list[ox.Triple], media_type: str) -> Result:
    """Return a description in a media type of GRAPH_FORMATS, what is said of one thing together."""
    places = {triple.subject: place for place, triple in reversed(list(enumerate(triples)))}
    triples = sorted(triples, key=lambda triple: places[triple.subject])
    form = GRAPH_FORMATS[media_type]
    prefixes = None if form.supports_datasets else _PREFIXES
    return Result(ox.serialize(triples, format=form, prefixes=prefixes) or b"", media_type)


def _services(offer: Offer) -> Iterator[ox.Triple]:
    query = ox.NamedNode(offer.endpoint)
    features = [f"{SD}{name}" for name in offer.features]
    yield from _said(
        query,
        (TYPE, ox.NamedNode(f"{SD}Service")),
        (f"{DCTERMS}title", ox.Literal(f"{offer.title} SPARQL", language="ja")),
        (f"{SD}endpoint", query),
        (f"{SD}supportedLanguage", ox.NamedNode(f"{SD}SPARQL10Query")),
        (f"{SD}supportedLanguage", ox.NamedNode(f"{SD}SPARQL11Query")),
        (f"{SD}defaultEntailmentRegime", ox.NamedNode(_SIMPLE)),
        (f"{SD}defaultDataset", offer.dataset),
        *((f"{SD}feature", ox.NamedNode(feature)) for feature in features),
        *((f"{SD}resultFormat", ox.NamedNode(iri)) for iri in _formats()),
    )
    if offer.search:
        feature = ox.NamedNode(offer.search)
        yield ox.Triple(query, ox.NamedNode(f"{SD}propertyFeature"), feature)
        yield ox.Triple(feature, ox.NamedNode(TYPE), ox.NamedNode(f"{SD}Feature"))
    if offer.writable:
        update = ox.NamedNode(f"{offer.endpoint}/update")
        yield from _said(
            update,
            (TYPE, ox.NamedNode(f"{SD}Service")),
            (f"{SD}endpoint", update),
            (f"{SD}supportedLanguage", ox.NamedNode(f"{SD}SPARQL11Update")),
            (f"{SD}defaultDataset", offer.dataset),
            *((f"{SD}inputFormat", ox.NamedNode(iri)) for iri in _inputs()),
        )


def _document(offer: Offer) -> Iterator[ox.Triple]:
    yield from _said(
        ox.NamedNode(f"{offer.origin}/void"),
        (TYPE, ox.NamedNode(f"{VOID}DatasetDescription")),
        (f"{DCTERMS}title", ox.Literal(f"{offer.title}の説明", language="ja")),
        ("http://xmlns.com/foaf/0.1/primaryTopic", offer.dataset),
    )


def _dataset(offer: Offer, numbers: Statistics | None) -> Iterator[ox.Triple]:
    default = ox.BlankNode("default")
    yield from _said(
        offer.dataset,
        (TYPE, ox.NamedNode(f"{SD}Dataset")),
        (TYPE, ox.NamedNode(f"{VOID}Dataset")),
        (f"{DCTERMS}title", ox.Literal(offer.title, language="ja")),
        (f"{VOID}sparqlEndpoint", ox.NamedNode(offer.endpoint)),
        (f"{SD}defaultGraph", default),
        *((f"{VOID}feature", ox.NamedNode(iri)) for iri in sorted({_name(form) for form in GRAPH_FORMATS.values()})),
        *((f"{VOID}dataDump", ox.NamedNode(url)) for url in offer.dumps),
    )
    if offer.base:
        yield ox.Triple(offer.dataset, ox.NamedNode(f"{VOID}uriSpace"), ox.Literal(offer.base))
    if offer.modified:
        when = ox.Literal(offer.modified, datatype=ox.NamedNode(f"{XSD}dateTime"))
        yield ox.Triple(offer.dataset, ox.NamedNode(f"{DCTERMS}modified"), when)
    yield ox.Triple(default, ox.NamedNode(TYPE), ox.NamedNode(f"{SD}Graph"))
    if numbers is not None:
        yield _count(default, "triples", numbers.triples)
        yield from _counted(offer.dataset, numbers)


def _counted(dataset: ox.NamedNode, numbers: Statistics) -> Iterator[ox.Triple]:
    for name, count in (
        ("triples", numbers.triples),
        ("entities", numbers.entities),
        ("distinctSubjects", numbers.subjects),
        ("distinctObjects", numbers.objects),
        ("classes", len(numbers.classes)),
        ("properties", len(numbers.properties)),
    ):
        yield _count(dataset, name, count)
    for space in numbers.vocabularies:
        yield ox.Triple(dataset, ox.NamedNode(f"{VOID}vocabulary"), ox.NamedNode(space))
    if numbers.example:
        yield ox.Triple(dataset, ox.NamedNode(f"{VOID}exampleResource"), ox.NamedNode(numbers.example))


def _partitions(offer: Offer, numbers: Statistics | None) -> Iterator[ox.Triple]:
    parts = (
        () if numbers is None else (("class", "entities", numbers.classes), ("property", "triples", numbers.properties))
    )
    for kind, counted, listed in parts:
        for number, (iri, count) in enumerate(listed):
            part = ox.BlankNode(f"{kind}{number}")
            yield ox.Triple(offer.dataset, ox.NamedNode(f"{VOID}{kind}Partition"), part)
            yield ox.Triple(part, ox.NamedNode(f"{VOID}{kind}"), ox.NamedNode(iri))
            yield _count(part, counted, count)


def _said(subject: _Subject, *facts: tuple[str, ox.NamedNode | ox.BlankNode | ox.Literal]) -> Iterator[ox.Triple]:
    return (ox.Triple(subject, ox.NamedNode(predicate), value) for predicate, value in facts)


def _count(subject: _Subject, name: str, number: int) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(VOID + name), ox.Literal(number))


def _formats() -> list[str]:
    return sorted({form.iri for form in RESULT_FORMATS.values()} | {_name(form) for form in GRAPH_FORMATS.values()})


def _inputs() -> list[str]:
    return sorted({_name(GRAPH_FORMATS[media_type]) for media_type in FORMATS})


def _name(form: ox.RdfFormat) -> str:
    """Return a format's IRI in the W3C's list of unique names."""
    return "http://www.w3.org/ns/formats/JSON-LD" if form == ox.RdfFormat.JSON_LD else form.iri
