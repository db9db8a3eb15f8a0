"""SPARQL 1.1 Protocol, query operation: from a request to a serialised result.

Reading a request and choosing formats are pure; evaluation runs in a small pool of threads of its own, so that a slow
query neither freezes the event loop nor takes the threads of the other routes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar
from urllib.parse import parse_qsl

import pyoxigraph as ox

from graph import errors as graph_errors
from graph.guard import check_query
from ontology.terms import PREFIXES
from service.errors import (
    BadRequest,
    Busy,
    NotAcceptable,
    QueryRefused,
    QuerySyntax,
    QueryTimeout,
    UnsupportedMediaType,
)
from service.negotiation import choose

T = TypeVar("T")
QUERY_TYPE = "application/sparql-query"
FORM_TYPE = "application/x-www-form-urlencoded"

RESULT_FORMATS: dict[str, ox.QueryResultsFormat] = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPH_FORMATS: dict[str, ox.RdfFormat] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/json": ox.RdfFormat.JSON_LD,
    "text/n3": ox.RdfFormat.N3,
}
SHORT_NAMES = {
    "json": "application/json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
}


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """What a client asks: the query, the dataset that the protocol names (empty: the whole), the formats it takes."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    accept: str | None = None


@dataclass(frozen=True, slots=True)
class Serialised:
    """A result ready to be sent."""

    body: bytes
    media_type: str


def read_request(
    method: str, query_string: bytes, content_type: str | None, body: bytes, accept: str | None
) -> QueryRequest | None:
    """Return the query operation that a request is, or None for a GET without any query (the description is wanted).

    Raises BadRequest or UnsupportedMediaType as the protocol says.
    """
    pairs = _pairs(query_string)
    query = None
    if method == "POST":
        media_type = (content_type or "").partition(";")[0].strip().lower()
        if media_type == QUERY_TYPE:
            query = _decode(body)
        elif media_type == FORM_TYPE:
            pairs += _pairs(body)
        else:
            raise UnsupportedMediaType(
                f"Content-Typeは {QUERY_TYPE} か {FORM_TYPE} にしてください（受け取ったもの：{media_type or 'なし'}）。"
            )
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise BadRequest("更新（update）はここでは受け付けません。問合せは query で送ってください。")
    queries = values.get("query", []) + ([query] if query is not None else [])
    if not queries:
        if method == "GET" and not pairs:
            return None
        raise BadRequest("問合せがありません。query にSPARQLを入れてください。")
    if len(queries) > 1:
        raise BadRequest("queryが2つ以上あります。1つにしてください。")
    short = values.get("format", [""])[-1].lower()
    if short and short not in SHORT_NAMES:
        raise NotAcceptable(f"formatは {'、'.join(SHORT_NAMES)} のどれかにしてください。")
    return QueryRequest(
        queries[0],
        tuple(values.get("default-graph-uri", [])),
        tuple(values.get("named-graph-uri", [])),
        SHORT_NAMES[short] if short else accept,
    )


def run(store: ox.Store, request: QueryRequest) -> Serialised:
    """Return the serialised result of a query over a store.

    Raises QuerySyntax, QueryRefused, BadRequest (a dataset that is no IRI) or NotAcceptable.
    """
    try:
        check_query(request.query)
        default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [
            ox.NamedNode(iri) for iri in request.default_graphs
        ]
        named: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri) for iri in request.named_graphs]
    except graph_errors.QueryRefused as error:
        raise QueryRefused(str(error)) from None
    except ValueError:
        raise BadRequest("default-graph-uri と named-graph-uri にはIRIを指定してください。") from None
    described = bool(default or named)
    try:
        result = store.query(
            request.query,
            prefixes=PREFIXES,
            default_graph=(default or []) if described else None,
            named_graphs=named if described else None,
        )
    except SyntaxError as error:
        raise QuerySyntax(f"SPARQLとして読めません（{_first_line(error)}）。") from None
    except (ValueError, RuntimeError) as error:
        raise QuerySyntax(f"この問合せは実行できません（{_first_line(error)}）。") from None
    if isinstance(result, ox.QueryTriples):
        media_type = _chosen(request.accept, GRAPH_FORMATS)
        body = ox.serialize(result, format=GRAPH_FORMATS[media_type], prefixes=PREFIXES) or b""
    else:
        media_type = _chosen(request.accept, RESULT_FORMATS)
        body = result.serialize(format=RESULT_FORMATS[media_type]) or b""
    return Serialised(body, media_type)


@dataclass
class QueryPool:
    """A few threads for queries. One that overruns keeps its thread until it ends; the others go on."""

    workers: int
    seconds: float
    _executor: ThreadPoolExecutor = field(init=False, repr=False)
    _running: int = field(default=0, init=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def __post_init__(self) -> None:
        self._executor = ThreadPoolExecutor(self.workers, thread_name_prefix="sparql")

    async def run(self, work: Callable[[], T]) -> T:
        """Return what `work` returns; raises Busy where the queue is long, QueryTimeout where it takes too long."""
        with self._lock:
            if self._running >= self.workers * 8:
                raise Busy()
            self._running += 1
        future = self._executor.submit(self._counted, work)
        future.add_done_callback(lambda done: self._release() if done.cancelled() else None)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self.seconds)
        except TimeoutError:
            raise QueryTimeout(
                f"問合せが{self.seconds:g}秒以内に終わりませんでした。条件を絞るか、LIMITを付けてください。"
            ) from None

    def close(self) -> None:
        """Let no new query in; what runs is left to end."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _counted(self, work: Callable[[], T]) -> T:
        try:
            return work()
        finally:
            self._release()

    def _release(self) -> None:
        with self._lock:
            self._running -= 1


def service_description(endpoint: str, triples: int) -> str:
    """Return the SPARQL 1.1 Service Description of the endpoint in Turtle; triples: those of the default graph."""
    formats = sorted({f.iri for f in RESULT_FORMATS.values()} | {f.iri for f in GRAPH_FORMATS.values()})
    listed = " ,\n        ".join(f"<{iri}>" for iri in formats)
    return f"""@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix dcterms: <http://purl.org/dc/terms/> .

<{endpoint}> a sd:Service ;
    dcterms:title "計画ナレッジグラフ SPARQL"@ja ;
    sd:endpoint <{endpoint}> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:resultFormat {listed} ;
    sd:defaultDataset [
        a sd:Dataset ;
        sd:defaultGraph [ a sd:Graph , void:Dataset ; void:triples {triples} ] ;
        void:triples {triples}
    ] .
"""


def _chosen(accept: str | None, formats: Mapping[str, object]) -> str:
    media_type = choose(accept, list(formats))
    if media_type is None:
        raise NotAcceptable(f"この問合せの結果は {'、'.join(formats)} のどれかで返せます。Acceptを直してください。")
    return media_type


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise BadRequest("パラメーターがUTF-8のパーセント符号化になっていません。") from None


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest("問合せの本文がUTF-8ではありません。") from None


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
