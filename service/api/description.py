"""``/void`` and ``/.well-known/void``: what the dataset is. The description of ``/sparql`` is made here, too."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from graph.formats import GRAPH_FORMATS
from graph.workers.messages import Result
from service.api.writing import origin
from service.caching import etag, kept, not_modified
from service.errors import NotAcceptable
from service.negotiation import choose
from service.protocol import description
from service.protocol.description import Offer, written
from service.protocol.graphs import Graphs
from service.protocol.statistics import Counting

router = APIRouter(tags=["SPARQL"])


class Descriptions:
    """What the service says of itself, with the numbers of what it holds now."""

    def __init__(self, graphs: Graphs, offer: Callable[[str], Offer]) -> None:
        """offer: what is offered now at an origin."""
        self._counting = Counting(graphs)
        self._offer = offer

    async def service(self, scope: Scope, media_type: str) -> Result:
        """Return the service description in a media type of GRAPH_FORMATS; raises NotReady."""
        return written(description.service(self._offer(origin(Request(scope))), await self._counting.now()), media_type)

    async def dataset(self, scope: Scope, media_type: str) -> Result:
        """Return the description of the dataset in a media type of GRAPH_FORMATS; raises NotReady."""
        return written(description.dataset(self._offer(origin(Request(scope))), await self._counting.now()), media_type)


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
