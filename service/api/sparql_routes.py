"""``/sparql``: SPARQL 1.1 Protocol, query operation."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.sparql.endpoint import SparqlEndpoint

router = APIRouter(tags=["SPARQL"])
_QUERY_PARAMETER: dict[str, Any] = {
    "name": "query",
    "in": "query",
    "schema": {"type": "string"},
    "description": "SPARQL 1.1の問合せ（SELECT・ASK・CONSTRUCT・DESCRIBE）。",
    "example": "SELECT ?name WHERE { ?p a kk:Project ; skos:prefLabel ?name } LIMIT 10",
}


@router.get("/sparql", summary="SPARQLで問い合わせる", openapi_extra={"parameters": [_QUERY_PARAMETER]})
async def sparql_get(request: Request) -> Response:
    """問合せの結果を、Acceptで選んだ形式（JSON・XML・CSV・TSV、またはTurtle・N-Triples・RDF/XML・JSON-LD）で返します。

    queryがなければ、この窓口の説明（SPARQL 1.1 Service Description）を返します。
    よく使う接頭辞（kk:、skos: など）は宣言しなくても使えます。
    """
    return await _answer(request)


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
async def sparql_post(request: Request) -> Response:
    """GETと同じ。問合せは本文（application/sparql-query）か、フォームの query に入れます。"""
    return await _answer(request)


async def _answer(request: Request) -> Response:
    """Return what the endpoint answers; `service.http.site` goes to it directly, without these routes."""
    endpoint: SparqlEndpoint = request.app.state.sparql
    answer = await endpoint.answer(request.scope, request.receive)
    response = Response(answer.body, answer.status)
    response.raw_headers = answer.headers
    return response
