"""The six queries of the measurements, for every municipality of the national graph.

Each kind has as many parameters as the graph offers, and a ``LIMIT`` far above its rows: where the limit differs, no
two queries of a run are the same text, so that no cache can answer them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from urllib.parse import quote

from city import City
from invented import words

from ontology import terms

_PREFIXES = "".join(f"PREFIX {name}: <{terms.PREFIXES[name]}> " for name in ("kk", "skos"))
_YEARS = range(2026, 2031)
LIMIT = 10_000  # every answer has fewer rows; a run counts up from here


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of query. title: in Japanese, for tables; graph: whether the answer is RDF; texts: the queries of a
    municipality, without their LIMIT."""

    name: str
    title: str
    texts: Callable[[City], Iterable[str]]
    graph: bool = False


def _lookup(city: City) -> Iterable[str]:
    for project in city.projects:
        yield f"SELECT ?name ?number WHERE {{ <{project.iri}> skos:prefLabel ?name ; kk:number ?number }}"


def _path(city: City) -> Iterable[str]:
    for project in city.projects:
        yield f"SELECT ?law ?title WHERE {{ <{project.iri}> kk:inPlan/kk:basedOn ?law . ?law skos:prefLabel ?title }}"


def _count(city: City) -> Iterable[str]:
    for goal in Random(city.name).sample(range(1, 18), 5):
        yield (
            "SELECT ?unit ?name (COUNT(DISTINCT ?project) AS ?n) WHERE { "
            f"?project kk:contributesTo <{terms.SDG}{goal}> ; kk:responsible ?unit . ?unit skos:prefLabel ?name "
            "} GROUP BY ?unit ?name"
        )


def _targets(city: City) -> Iterable[str]:
    base = city.departments[next(iter(city.departments))].rsplit("/unit/", 1)[0]
    for unit in city.departments.values():
        for year in _YEARS:
            yield (
                f"SELECT ?name ?indicator ?value WHERE {{ ?project kk:responsible <{unit}> ; skos:prefLabel ?name ; "
                "kk:hasIndicator ?i . ?i skos:prefLabel ?indicator . "
                f"?target kk:ofIndicator ?i ; kk:fiscalYear <{base}/year/{year}> ; kk:value ?value }}"
            )


def _search(city: City) -> Iterable[str]:
    random = Random(city.name)
    for _ in range(10):
        part = f"{random.choice(words().ways)}{random.choice(words().things)}"
        yield f'SELECT ?thing ?label WHERE {{ ?thing skos:prefLabel ?label FILTER(CONTAINS(?label, "{part}")) }}'


def _describe(city: City) -> Iterable[str]:
    for project in city.projects:
        yield f"DESCRIBE <{project.iri}>"


KINDS = (
    Kind("lookup", "一点の参照", _lookup),
    Kind("path", "事業→法令", _path),
    Kind("count", "SDG→課の数", _count),
    Kind("targets", "課の目標（年度）", _targets),
    Kind("search", "名前の検索", _search),
    Kind("describe", "DESCRIBE", _describe, graph=True),
)


def queries(kind: Kind, cities: Iterable[City]) -> list[str]:
    """Return the queries of a kind in an order that has nothing to do with the municipalities', each text once."""
    texts = list(dict.fromkeys(_PREFIXES + text for city in cities for text in kind.texts(city)))
    Random(kind.name).shuffle(texts)
    return texts


def limited(text: str, limit: int = LIMIT) -> str:
    """Return the query with a LIMIT that leaves its rows as they are."""
    return f"{text} LIMIT {limit}"


def target(path: str, text: str) -> str:
    """Return the request target of a GET, up to the LIMIT's number: ``/sparql?query=…%20LIMIT%20``."""
    return f"{path}?query={quote(text, safe='')}%20LIMIT%20"
