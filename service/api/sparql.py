"""``/sparql``: SPARQL 1.1 Protocol, query operation."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api.dependencies import CurrentDep, PoolDep
from service.errors import NotAcceptable
from service.negotiation import choose
from service.sparql import GRAPH_FORMATS, read_request, run, service_description

router = APIRouter(tags=["SPARQL"])
_QUERY_PARAMETER: dict[str, Any] = {
    "name": "query",
    "in": "query",
    "schema": {"type": "string"},
    "description": "SPARQL 1.1の問合せ（SELECT・ASK・CONSTRUCT・DESCRIBE）。",
    "example": "SELECT ?name WHERE { ?p a kk:Project ; skos:prefLabel ?name } LIMIT 10",
}


@router.get("/sparql", summary="SPARQLで問い合わせる", openapi_extra={"parameters": [_QUERY_PARAMETER]})
async def sparql_get(request: Request, current: CurrentDep, pool: PoolDep) -> Response:
    """問合せの結果を、Acceptで選んだ形式（JSON・XML・CSV・TSV、またはTurtle・N-Triples・RDF/XML・JSON-LD）で返します。

    queryがなければ、この窓口の説明（SPARQL 1.1 Service Description）を返します。
    よく使う接頭辞（kk:、skos: など）は宣言しなくても使えます。
    """
    asked = read_request("GET", request.scope["query_string"], None, b"", request.headers.get("accept"))
    if asked is None:
        return _description(request, current.view("triples", _count))
    result = await pool.run(lambda: run(current.store, asked))
    return _response(result.body, result.media_type)


@router.post(
    "/sparql",
    summary="SPARQLで問い合わせる（POST）",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/sparql-query": {"schema": {"type": "string"}, "example": "ASK { ?s a kk:Project }"},
                "application/x-www-form-urlencoded": {
                    "schema": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}
                },
            },
        }
    },
)
async def sparql_post(request: Request, current: CurrentDep, pool: PoolDep) -> Response:
    """GETと同じ。問合せは本文（application/sparql-query）か、フォームの query に入れます。"""
    headers = request.headers
    body = await request.body()
    asked = read_request(
        "POST", request.scope["query_string"], headers.get("content-type"), body, headers.get("accept")
    )
    assert asked is not None  # only a GET may come without a query
    result = await pool.run(lambda: run(current.store, asked))
    return _response(result.body, result.media_type)


def _description(request: Request, triples: int) -> Response:
    turtle = service_description(str(request.url.replace(query="")), triples)
    accept = request.headers.get("accept")
    media_type = choose(accept, list(GRAPH_FORMATS))
    if media_type is None and choose(accept, ["text/html"]):
        media_type = "text/turtle"  # a browser looks at the address
    if media_type is None:
        raise NotAcceptable(f"説明は {'、'.join(GRAPH_FORMATS)} のどれかで返せます。Acceptを直してください。")
    quads = ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)
    body = ox.serialize((quad.triple for quad in quads), format=GRAPH_FORMATS[media_type]) or b""
    return _response(body, media_type)


def _count(store: ox.Store) -> int:
    result = store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert isinstance(result, ox.QuerySolutions)
    return int(next(iter(result))["n"].value)


def _response(body: bytes, media_type: str) -> Response:
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Response(body, headers={"Content-Type": media_type + charset, "Vary": "Accept"})
