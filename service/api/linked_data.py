"""``/id/…`` and where it leads: ``/page/…`` for people, ``/data/…`` for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from service import things
from service.api.dependencies import CurrentDep, raw_path
from service.errors import NotAcceptable
from service.linked_data import data_about, page
from service.negotiation import choose
from service.sparql import GRAPH_FORMATS, SHORT_NAMES

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"  # text and links only
router = APIRouter(tags=["リンクトデータ"])
_SHORT = {SHORT_NAMES[name]: name for name in ("turtle", "nt", "rdfxml", "jsonld")}


@router.get("/id/{path:path}", summary="もののアドレス", status_code=303, response_class=Response)
def identify(path: str, request: Request, current: CurrentDep) -> Response:
    """Acceptに応じて、人が読むページ（/page/…）かRDF（/data/…）へ303で案内します。"""
    raw = raw_path(request, "/id/")
    things.find(current.store, current.base, raw)
    chosen = choose(request.headers.get("accept"), ["text/html", *_SHORT])
    if chosen is None:
        raise NotAcceptable(f"{'、'.join(['text/html', *_SHORT])} のどれかで返せます。Acceptを直してください。")
    where = f"/page/{raw}" if chosen == "text/html" else f"/data/{raw}?format={_SHORT[chosen]}"
    return RedirectResponse(where, 303, {"Vary": "Accept"})


@router.get("/page/{path:path}", summary="もののページ", response_class=HTMLResponse)
def show(path: str, request: Request, current: CurrentDep) -> Response:
    """もの1つを、出典の引用つきのページで見せます。"""
    raw = raw_path(request, "/page/")
    iri = things.find(current.store, current.base, raw)
    html = page(things.describe(current.store, iri, limit=200), current.base, raw)
    return HTMLResponse(html, headers={"Content-Security-Policy": _POLICY})


@router.get("/data/{path:path}", summary="もののRDF", response_class=Response)
def data(
    path: str,
    request: Request,
    current: CurrentDep,
    format: Annotated[str | None, Query(description="turtle・nt・rdfxml・jsonld。なければAcceptで選ぶ。")] = None,
) -> Response:
    """もの1つについて言われていることを、RDFで返します。"""
    iri = things.find(current.store, current.base, raw_path(request, "/data/"))
    wanted = SHORT_NAMES.get(format, "") if format else choose(request.headers.get("accept"), list(GRAPH_FORMATS))
    if wanted not in GRAPH_FORMATS:
        raise NotAcceptable("formatは turtle、nt、rdfxml、jsonld のどれかにしてください。")
    result = data_about(current.store, iri, str(wanted))
    return Response(result.body, media_type=result.media_type, headers={"Vary": "Accept"})
