"""SPARQL 1.1 Protocol, query operation: from an HTTP request to what a worker is asked. Pure."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from graph.sparql.guard import check_query
from graph.sparql.media_types import GRAPH_FORMATS, RESULT_FORMATS, SHORT_NAMES
from graph.sparql.queryable import Queryable
from graph.workers.messages import Limits, Query, Reply, Result, fields
from graph.workers.query_evaluation import evaluate
from graph.workers.reply_outcome import result_of
from ontology.terms import PREFIXES
from service.errors import (
    BadRequest,
    NotAcceptable,
    UnsupportedMediaType,
)
from service.http.content_negotiation import choose
from service.http.form_parameters import pairs
from service.settings import Settings

QUERY_TYPE = "application/sparql-query"
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """What a client asks: the query, the dataset that the protocol names (empty: the whole), the formats it takes, and
    the seconds that it gives the query (None: the usual)."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    accept: str | None = None
    seconds: float | None = None


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
    wanted = [value.lower() for value in values.get("format", []) if value]
    known = [SHORT_NAMES.get(value, value) for value in wanted if value in SHORT_NAMES or "/" in value]
    if wanted and not known:  # clients may say it in several ways at once, as SPARQLWrapper does
        raise NotAcceptable(f"formatは {'、'.join(SHORT_NAMES)} のどれかにしてください。")
    return QueryRequest(
        queries[0],
        tuple(values.get("default-graph-uri", [])),
        tuple(values.get("named-graph-uri", [])),
        known[-1] if known else accept,
        _seconds(values.get("timeout", [""])[-1]),
    )


def query_of(request: QueryRequest, *, bare: bool = False) -> Query:
    """Return what a worker is asked for a request; raises BadRequest where the dataset is no IRI."""
    for iri in (*request.default_graphs, *request.named_graphs):
        try:
            ox.NamedNode(iri)
        except ValueError:
            raise BadRequest("default-graph-uri と named-graph-uri にはIRIを指定してください。") from None
    result_type, graph_type = media_types(request.accept)
    return Query(request.query, request.default_graphs, request.named_graphs, result_type, graph_type, bare=bare)


@lru_cache(256)
def media_types(accept: str | None) -> tuple[str | None, str | None]:
    """Return in which media types a client takes solutions and triples; None where it takes none of ours."""
    return choose(accept, list(RESULT_FORMATS)), choose(accept, list(GRAPH_FORMATS))


def limits_of(settings: Settings) -> Limits:
    """Return what one query of anybody's may use."""
    size = settings.sparql_mb * 1024 * 1024
    return Limits(settings.sparql_seconds, settings.sparql_rows, size, settings.sparql_memory_mb)


def run(store: Queryable, request: QueryRequest, limits: Limits | None = None) -> Result:
    """Return the result of a query over a store in this very process, which nothing interrupts.

    For the command line. Raises BadRequest, and QuerySyntax, QueryRefused, QueryFormat or QueryOverLimit of
    `graph.errors`.
    """
    query = query_of(request)
    check_query(query.text)
    given = limits or Limits(rows=sys.maxsize, bytes=sys.maxsize)
    return result_of(Reply(*evaluate(store, fields(query, given), PREFIXES)), given)


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text) if text else None
    except ValueError:
        seconds = -1.0
    if seconds is not None and not 0 < seconds < 1e6:
        raise BadRequest("timeoutは秒数で指定してください（例：timeout=5）。")
    return seconds


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return pairs(encoded)
    except ValueError:
        raise BadRequest("パラメーターがUTF-8のパーセント符号化になっていません。") from None


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest("問合せの本文がUTF-8ではありません。") from None
