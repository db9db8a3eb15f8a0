"""What the dataset is, for catalogues of open data: DCAT 3 in the shapes that DCAT-AP asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import Graph

from graph.sparql.queryable import Queryable
from ontology.terms import DCTERMS, PREFIXES, RDFS, XSD
from service.exports.dataset_files import ENDINGS, GZIP
from service.select_rows import select

DCAT = "http://www.w3.org/ns/dcat#"
FOAF = "http://xmlns.com/foaf/0.1/"
SPDX = "http://spdx.org/rdf/terms#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_EU = "http://publications.europa.eu/resource/authority/"
_FILE_TYPES = {"nq": "RDF_N_QUADS", "ttl": "RDF_TURTLE", "jsonld": "JSON_LD"}
_TITLES = {
    "nq": "N-Quads（出典の名前付きグラフを含む全部）",
    "ttl": "Turtle（一つの事実が一度だけ入る既定グラフ）",
    "jsonld": "JSON-LD（一つの事実が一度だけ入る既定グラフ）",
}
_USED = ("dcterms", "rdfs", "xsd")
_RIGHTS = "利用の条件は、公表する団体が定めます。"
_PUBLISHERS = """SELECT ?org ?name (COUNT(DISTINCT ?project) AS ?n) WHERE {
  ?project kk:inPlan ?plan . ?plan dcterms:publisher ?org . ?org skos:prefLabel ?name
} GROUP BY ?org ?name ORDER BY DESC(?n) ?name LIMIT 1"""
_PLANS = """SELECT ?name (COUNT(DISTINCT ?project) AS ?n) WHERE {
  ?project a kk:Project ; kk:inPlan ?plan . ?plan skos:prefLabel ?name
} GROUP BY ?name ORDER BY DESC(?n) ?name LIMIT 20"""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the plans."""

    iri: str
    name: str


@dataclass(frozen=True, slots=True)
class File:
    """A dump that can be had. size, sha256: None where it is not made yet."""

    ending: str
    compressed: bool
    url: str
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Described:
    """What there is to say of the dataset. root: the service's address; issued, modified: of the first and of this
    revision, ISO 8601; license: an IRI, None where nobody has chosen one."""

    root: str
    revision: str
    issued: str
    modified: str
    publisher: Publisher | None
    plans: tuple[str, ...]
    license: str | None
    files: tuple[File, ...]


def publisher(store: Queryable) -> Publisher | None:
    """Return who publishes the plan with the most 事業, None where no document says so."""
    for row in select(store, _PUBLISHERS):
        return Publisher(row["org"], row["name"])
    return None


def plans(store: Queryable) -> tuple[str, ...]:
    """Return the names of the plans with 事業, those with the most first."""
    return tuple(row["name"] for row in select(store, _PLANS))


def serialise(described: Described, format: ox.RdfFormat) -> bytes:
    """Return the description as RDF; as JSON-LD with short names, for readers that know JSON only."""
    prefixes = {**{name: PREFIXES[name] for name in _USED}, "dcat": DCAT, "foaf": FOAF, "spdx": SPDX}
    if format != ox.RdfFormat.JSON_LD:
        return ox.serialize(triples(described), format=format, prefixes=prefixes) or b""
    graph = Graph()
    graph.parse(data=ox.serialize(triples(described), format=ox.RdfFormat.N_TRIPLES) or b"", format="nt")
    return graph.serialize(format="json-ld", context=prefixes, encoding="utf-8", indent=2)


def triples(described: Described) -> Iterator[ox.Triple]:
    """Yield the catalogue, the dataset in it, its distributions and the SPARQL endpoint that serves it."""
    here = described.root + "api/dataset"
    catalog, dataset, service = f"{here}#catalog", f"{here}#dataset", described.root + "sparql"
    rights = f"{here}#rights"
    owner = described.publisher
    name = owner.name if owner else ""
    about = "、".join(described.plans) or "計画"
    words = f"{about}から読み取った事業・課・指標・法令・SDGsなどのつながりと、その一つ一つの出典（原文と場所）です。"
    shared: Mapping[str, object] = {
        DCTERMS + "publisher": ox.NamedNode(owner.iri) if owner else [],
        DCTERMS + "license": ox.NamedNode(described.license) if described.license else [],
        DCTERMS + "rights": [] if described.license else ox.NamedNode(rights),
    }
    yield from _about(
        catalog,
        "Catalog",
        {
            DCTERMS + "title": _ja(f"{name}の計画のオープンデータ" if name else "計画のオープンデータ"),
            DCTERMS + "description": _ja("計画から作った知識グラフの目録です。"),
            DCAT + "dataset": ox.NamedNode(dataset),
            DCAT + "service": ox.NamedNode(service),
            FOAF + "homepage": ox.NamedNode(described.root),
            **shared,
        },
    )
    yield from _about(
        dataset,
        "Dataset",
        {
            DCTERMS + "title": _ja(f"{name}の計画ナレッジグラフ" if name else "計画ナレッジグラフ"),
            DCTERMS + "description": _ja(words),
            DCTERMS + "identifier": ox.Literal(dataset),
            DCTERMS + "issued": _time(described.issued),
            DCTERMS + "modified": _time(described.modified),
            DCTERMS + "language": ox.NamedNode(_EU + "language/JPN"),
            DCAT + "version": ox.Literal(described.revision),
            DCAT + "theme": ox.NamedNode(_EU + "data-theme/GOVE"),
            DCAT + "keyword": [_ja(word) for word in ("行政計画", "知識グラフ", *described.plans)],
            DCAT + "landingPage": ox.NamedNode(described.root),
            DCAT + "distribution": [ox.NamedNode(file.url) for file in described.files],
            **shared,
        },
    )
    yield from _about(
        service,
        "DataService",
        {
            DCTERMS + "title": _ja("SPARQLの窓口"),
            DCTERMS + "conformsTo": ox.NamedNode("https://www.w3.org/TR/sparql11-protocol/"),
            DCAT + "endpointURL": ox.NamedNode(service),
            DCAT + "endpointDescription": ox.NamedNode(service),
            DCAT + "servesDataset": ox.NamedNode(dataset),
            **shared,
        },
    )
    if owner:
        agent = ox.NamedNode(owner.iri)
        yield ox.Triple(agent, ox.NamedNode(_TYPE), ox.NamedNode(FOAF + "Organization"))
        yield ox.Triple(agent, ox.NamedNode(FOAF + "name"), _ja(owner.name))
    if not described.license:
        yield ox.Triple(ox.NamedNode(rights), ox.NamedNode(_TYPE), ox.NamedNode(DCTERMS + "RightsStatement"))
        yield ox.Triple(ox.NamedNode(rights), ox.NamedNode(RDFS + "label"), _ja(_RIGHTS))
    for file in described.files:
        yield from _distribution(file, described, shared)


def _distribution(file: File, described: Described, shared: Mapping[str, object]) -> Iterator[ox.Triple]:
    size = ox.Literal(str(file.size), datatype=ox.NamedNode(XSD + "nonNegativeInteger"))
    checksum = ox.NamedNode(file.url + "#checksum")
    yield from _about(
        file.url,
        "Distribution",
        {
            DCTERMS + "title": _ja(_TITLES[file.ending] + ("、gzip" if file.compressed else "")),
            DCTERMS + "format": ox.NamedNode(_EU + "file-type/" + _FILE_TYPES[file.ending]),
            DCTERMS + "modified": _time(described.modified),
            DCAT + "accessURL": ox.NamedNode(file.url),
            DCAT + "downloadURL": ox.NamedNode(file.url),
            DCAT + "mediaType": ox.NamedNode(_MEDIA + ENDINGS[file.ending]),
            DCAT + "compressFormat": ox.NamedNode(_MEDIA + GZIP) if file.compressed else [],
            DCAT + "byteSize": size if file.size is not None else [],
            SPDX + "checksum": checksum if file.sha256 else [],
            **{name: value for name, value in shared.items() if name != DCTERMS + "publisher"},
        },
    )
    if file.sha256:
        kind = ox.NamedNode(_TYPE)
        yield ox.Triple(checksum, kind, ox.NamedNode(SPDX + "Checksum"))
        algorithm = ox.NamedNode(SPDX + "checksumAlgorithm_sha256")
        yield ox.Triple(checksum, ox.NamedNode(SPDX + "algorithm"), algorithm)
        value = ox.Literal(file.sha256, datatype=ox.NamedNode(XSD + "hexBinary"))
        yield ox.Triple(checksum, ox.NamedNode(SPDX + "checksumValue"), value)


def _about(iri: str, kind: str, said: Mapping[str, object]) -> Iterator[ox.Triple]:
    """Yield a thing's class and what is said of it; a list stands for so many statements."""
    subject = ox.NamedNode(iri)
    yield ox.Triple(subject, ox.NamedNode(_TYPE), ox.NamedNode(DCAT + kind))
    for predicate, value in said.items():
        listed: Iterable[object] = value if isinstance(value, list) else [value]
        for each in listed:
            assert isinstance(each, (ox.NamedNode, ox.Literal))
            yield ox.Triple(subject, ox.NamedNode(predicate), each)


def _ja(text: str) -> ox.Literal:
    return ox.Literal(text, language="ja")


def _time(text: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + "dateTime"))
