"""``/id/…`` and where it leads: ``/page/…`` for people, ``/data/…`` for programs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi import Query as Asked
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from graph.workers.messages import Query
from service.api.route_dependencies import CurrentDep, SettingsDep, raw_path
from service.current.running_state import Current
from service.errors import Invalid, NotAcceptable, NotFound, NotReady
from service.http.client_caching import etag, kept, not_modified
from service.http.content_negotiation import choose
from service.http.plain_page import POLICY
from service.settings import Settings
from service.sparql.query_request import limits_of
from service.views import thing_statements
from service.views.thing_addresses import DATA_FORMATS, SHORT, about, root_from
from service.views.thing_page import ThingPage
from service.views.thing_surroundings import Around, Way, around

router = APIRouter(tags=["リンクトデータ"])
_FIRST = 20  # statements of each property on a thing's page
Iri = Annotated[str, Asked(max_length=2000, description="もののIRI。")]
Format = Annotated[str | None, Asked(description="turtle・nt・rdfxml・jsonld。なければAcceptで選ぶ。")]
Direction = Annotated[
    Way | None, Asked(description="property の向き。value＝値、out＝出る側、in＝入る側、says＝箇所に書かれているもの。")
]
Property = Annotated[str | None, Asked(max_length=2000, description="この性質（IRI）のものだけを、続きまで見る。")]
PartLimit = Annotated[int, Asked(ge=1, le=1000, description="property を指定したときの件数（1〜1000）。")]
PartOffset = Annotated[int, Asked(ge=0, le=1_000_000_000, description="何件目から見るか（0から）。")]
_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "版が変わっていない。"}}


@router.get("/id/{path:path}", summary="もののアドレス", status_code=303, response_class=Response, responses=_UNCHANGED)
def identify(path: str, request: Request, current: CurrentDep) -> Response:
    """Acceptに応じて、人が読むページ（/page/…）かRDF（/data/…）へ303で案内します。"""
    raw = raw_path(request, "/id/")
    thing_statements.find(current.store, current.base, raw)
    chosen = choose(request.headers.get("accept"), ["text/html", *SHORT.values()])
    if chosen is None:
        raise NotAcceptable(f"{'、'.join(['text/html', *SHORT.values()])} のどれかで返せます。Acceptを直してください。")
    names = {media_type: name for name, media_type in SHORT.items()}
    where = f"page/{raw}" if chosen == "text/html" else f"data/{raw}?format={names[chosen]}"
    return RedirectResponse(root_from(f"id/{raw}") + where, 303, kept(etag(current.id, "id", raw, chosen)))


@router.get("/page", summary="もののページ（IRIで）", response_class=HTMLResponse, responses=_UNCHANGED)
def show_by_iri(
    request: Request,
    current: CurrentDep,
    iri: Iri,
    way: Direction = None,
    property: Property = None,
    limit: PartLimit = 100,
    offset: PartOffset = 0,
) -> Response:
    """IRIで指すもの1つ（SDGsのゴールや法令など）を、出典の引用つきのページで見せます。"""
    return _page(request, current, iri, "page", (way, property, limit, offset))


@router.get("/page/{path:path}", summary="もののページ", response_class=HTMLResponse, responses=_UNCHANGED)
def show(
    path: str,
    request: Request,
    current: CurrentDep,
    way: Direction = None,
    property: Property = None,
    limit: PartLimit = 100,
    offset: PartOffset = 0,
) -> Response:
    """もの1つを、出典の引用つきのページで見せます。

    性質ごとにはじめの20件を見せます。それより多いものは、way と property を指定すると limit 件ずつ見られます。
    """
    raw = raw_path(request, "/page/")
    iri = thing_statements.find(current.store, current.base, raw)
    return _page(request, current, iri, f"page/{raw}", (way, property, limit, offset))


@router.get("/data", summary="もののRDF（IRIで）", response_class=Response, responses=_UNCHANGED)
async def data_by_iri(
    request: Request, current: CurrentDep, settings: SettingsDep, iri: Iri, format: Format = None
) -> Response:
    """IRIで指すもの1つについて言われていることを、RDFで返します。"""
    return await _data(request, current, settings, iri, format)


@router.get("/data/{path:path}", summary="もののRDF", response_class=Response, responses=_UNCHANGED)
async def data(
    path: str, request: Request, current: CurrentDep, settings: SettingsDep, format: Format = None
) -> Response:
    """もの1つについて言われていることのすべてを、つながる先の名前とともにRDFで返します。

    途中で切れることはありません。SPARQLの上限（KEIKAKU_SPARQL_ROWS など）より多ければ、422で断ります。
    """
    raw = raw_path(request, "/data/")
    iri = await run_in_threadpool(thing_statements.find, current.store, current.base, raw)
    return await _data(request, current, settings, iri, format)


def _page(
    request: Request, current: Current, iri: str, address: str, part: tuple[Way | None, str | None, int, int]
) -> Response:
    way, property, limit, offset = part
    if (way is None) != (property is None):
        raise Invalid("way と property は、両方を指定するか、どちらも指定しないでください。")
    headers = kept(etag(current.id, "page", address, iri, repr(part)))
    if not_modified(request.scope["headers"], headers["ETag"]):
        return Response(status_code=304, headers=headers)
    found = _around(current, iri, part)
    page = ThingPage(current.base, root_from(address))
    html = page.whole(found) if property is None else page.part(found, limit=limit, offset=offset)
    return HTMLResponse(html, headers={**headers, "Content-Security-Policy": POLICY})


def _around(current: Current, iri: str, part: tuple[Way | None, str | None, int, int]) -> Around:
    way, property, limit, offset = part
    if not thing_statements.exists(current.store, iri):
        raise NotFound(f"「{iri}」というものはありません。IRIを確かめてください。")
    if way is None or property is None:
        return around(current.store, iri, limit=_FIRST)
    found = around(current.store, iri, limit=limit, offset=offset, only=(way, property))
    if not found.groups:
        raise NotFound("このものに、その性質はありません。way と property を確かめてください。")
    return found


async def _data(request: Request, current: Current, settings: Settings, iri: str, format: str | None) -> Response:
    wanted = SHORT.get(format, "") if format else choose(request.headers.get("accept"), DATA_FORMATS)
    if wanted not in DATA_FORMATS:
        raise NotAcceptable("formatは turtle、nt、rdfxml、jsonld のどれかにしてください。")
    headers = kept(etag(current.id, "data", iri, wanted))
    if not_modified(request.scope["headers"], headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if not await run_in_threadpool(thing_statements.exists, current.store, iri):
        raise NotFound(f"「{iri}」というものはありません。IRIを確かめてください。")
    if current.pool is None:
        raise NotReady()
    result = await current.pool.query(Query(about(iri), graph_type=wanted), limits_of(settings))
    return Response(result.body, media_type=result.media_type, headers=headers)
