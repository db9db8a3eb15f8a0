"""``/void`` and ``/.well-known/void``: what the dataset is. The description of ``/sparql`` is made here, too."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from graph.sparql.media_types import GRAPH_FORMATS
from graph.workers.messages import Result
from service.api.graph_writing import origin
from service.errors import NotAcceptable
from service.http.client_caching import etag, kept, not_modified
from service.http.content_negotiation import choose
from service.sparql import service_description
from service.sparql.dataset_statistics import Counting
from service.sparql.service_description import Offer, written
from service.sparql.writable_graphs import Graphs

router = APIRouter(tags=["SPARQL"])


class Descriptions:
    """What the service says of itself, with the numbers of what it holds now."""

    def __init__(self, graphs: Graphs, offer: Callable[[str], Offer]) -> None:
        """offer: what is offered now at an origin."""
        self._counting = Counting(graphs)
        self._offer = offer

    async def service(self, scope: Scope, media_type: str) -> Result:
        """Return the service description in a media type of GRAPH_FORMATS; raises NotReady."""
        return written(
            service_description.service(self._offer(origin(Request(scope))), await self._counting.now()), media_type
        )

    async def dataset(self, scope: Scope, media_type: str) -> Result:
        """Return the description of the dataset in a media type of GRAPH_FORMATS; raises NotReady."""
        return written(
            service_description.dataset(self._offer(origin(Request(scope))), await self._counting.now()), media_type
        )


@router.get("/.well-known/void", summary="データセットの説明へ", status_code=303, response_class=Response)
def well_known() -> Response:
    """データセットの説明（/void）へ案内します。"""
    return RedirectResponse("/void", 303)


@router.get("/void", summary="データセットの説明（VoID）", response_class=Response)
async def void(request: Request) -> Response:
    """データセットの大きさ、クラスとプロパティごとの件数、語彙、入口を、Acceptで選んだRDFの形式で返します。"""
    accept = request.headers.get("accept")
    media_type = choose(accept, list(GRAPH_FORMATS))
    if media_type is None and choose(accept, ["text/html"]):
        media_type = "text/turtle"  # a browser looks at the address
    if media_type is None:
        raise NotAcceptable(f"説明は {'、'.join(GRAPH_FORMATS)} のどれかで返せます。Acceptを直してください。")
    held: Descriptions = request.app.state.descriptions
    result = await held.dataset(request.scope, media_type)
    tag = etag("", result.body, media_type)
    if not_modified(request.headers.raw, tag):
        return Response(status_code=304, headers=kept(tag))
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Response(result.body, headers={**kept(tag), "Content-Type": media_type + charset})
