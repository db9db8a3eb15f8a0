"""``/sparql/update``: SPARQL 1.1 Protocol, update operation."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from graph.sparql.guard import check_update
from graph.sparql.update_dataset import prefixes_first, with_base, with_dataset
from service.api.graph_writing import GraphsDep, TokenDep, done
from service.sparql.change_author import author
from service.sparql.update_request import FORM_TYPE, UPDATE_TYPE, UpdateRequest, read_update

router = APIRouter(tags=["SPARQL"])
_EXAMPLE = "INSERT DATA { GRAPH <graph/curation> { <unit/市民課> skos:altLabel '市民窓口の課' } }"
_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        UPDATE_TYPE: {"schema": {"type": "string"}, "example": _EXAMPLE},
        FORM_TYPE: {"schema": {"type": "object", "properties": {"update": {"type": "string"}}, "required": ["update"]}},
    },
}
_PARAMETERS: list[dict[str, Any]] = [
    {"name": name, "in": "query", "schema": {"type": "array", "items": {"type": "string", "format": "iri"}}, **text}
    for name, text in (
        ("using-graph-uri", {"description": "WHEREが既定グラフとして読むグラフ。"}),
        ("using-named-graph-uri", {"description": "WHEREが名前つきグラフとして読むグラフ。"}),
    )
]


def _readable(asked: UpdateRequest, base: str) -> str:
    """Return an update as the engine reads it; takes a moment where it is long. Raises QueryRefused."""
    check_update(asked.update)
    text = with_base(prefixes_first(with_dataset(asked.update, asked.using, asked.using_named)), base)
    check_update(text)  # what was moved must not have moved a border
    return text


@router.post(
    "/sparql/update",
    summary="SPARQLで訂正する（トークンが必要）",
    status_code=200,
    response_class=Response,
    openapi_extra={"requestBody": _BODY, "parameters": _PARAMETERS},
)
async def update(request: Request, graphs: GraphsDep, _: TokenDep) -> Response:
    """訂正のグラフ（基底IRIに続けて graph/curation、とその下）への更新を行い、次の版を公開します。

    ほかのグラフは変えられません。相対IRIは基底IRIから読みます。だれの訂正かは、Fromヘッダーの名前で記録します。
    """
    asked = read_update(request.scope["query_string"], request.headers.get("content-type"), await request.body())
    text = await asyncio.to_thread(_readable, asked, graphs.base)
    name = author(request.headers.get("from"))
    async with graphs.turn():
        return done(await graphs.write(text, name), created=False)
