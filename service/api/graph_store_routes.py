"""``/rdf-graph-store``: SPARQL 1.1 Graph Store HTTP Protocol, by address and by parameter."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from graph.sparql.media_types import GRAPH_FORMATS
from graph.sparql.rdf_body import FORMATS, BodyRefused, read_rdf
from service.api.graph_writing import GraphsDep, TokenDep, address, done, origin
from service.api.route_dependencies import raw_path
from service.errors import BadRequest, MethodNotAllowed, NotAcceptable, NotFound, UnsupportedMediaType
from service.http.client_caching import etag, kept, not_modified
from service.http.content_negotiation import choose
from service.sparql.change_author import author
from service.sparql.graph_request import Target, adding, content, deleting, exists, putting, read_target
from service.sparql.update_request import utf8_type
from service.sparql.writable_graphs import Graphs

STORE = "/rdf-graph-store"
_BELOW = f"{STORE}/{{path:path}}"
_FILES = 100  # of one multipart body
_MULTIPART = "multipart/form-data"
_BY_EXTENSION = {extension: media_type for media_type, extension in FORMATS.items()}
_WHICH: list[dict[str, Any]] = [
    {"name": "graph", "in": "query", "schema": {"type": "string", "format": "iri"}, "description": "グラフのIRI。"},
    {"name": "default", "in": "query", "schema": {"type": "string"}, "description": "既定グラフ（値は要りません）。"},
]
_ADDRESS: list[dict[str, Any]] = [
    {
        "name": "path",
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
        "description": "グラフのIRIの、基底IRIに続く部分。",
        "example": "graph/curation",
    }
]
_BODY = {"required": True, "content": {media_type: {"schema": {"type": "string"}} for media_type in FORMATS}}
_FILES_BODY = {
    "required": True,
    "content": {
        **_BODY["content"],  # type: ignore[dict-item]  # a dictionary
        _MULTIPART: {"schema": {"type": "object", "additionalProperties": {"type": "string", "format": "binary"}}},
    },
}
_READ: dict[int | str, dict[str, Any]] = {
    200: {"description": "グラフ。", "content": {media_type: {} for media_type in GRAPH_FORMATS}},
    304: {"description": "変わっていない。"},
}
_WRITTEN: dict[int | str, dict[str, Any]] = {
    200: {"description": "版と、加えた・取り消した件数。", "content": {"application/json": {}}},
    201: {"description": "グラフを作った。", "content": {"application/json": {}}},
}
router = APIRouter(tags=["SPARQL"])


@router.get(
    STORE,
    summary="グラフを読む",
    response_class=Response,
    responses=_READ,
    openapi_extra={"parameters": _WHICH},
)
@router.get(
    _BELOW,
    summary="グラフを読む（アドレスで）",
    response_class=Response,
    responses=_READ,
    openapi_extra={"parameters": _ADDRESS},
)
async def read(request: Request, graphs: GraphsDep) -> Response:
    """グラフ1つを、Acceptで選んだRDFの形式で返します。どのグラフでも読めます。"""
    target = _named(request, graphs)
    media_type = choose(request.headers.get("accept"), list(GRAPH_FORMATS))
    if media_type is None:
        raise NotAcceptable(f"グラフは {'、'.join(GRAPH_FORMATS)} のどれかで返せます。Acceptを直してください。")
    revision = graphs.revision
    tag = etag(revision, "graph", target.iri, media_type)
    if not_modified(request.headers.raw, tag):
        return Response(status_code=304, headers=kept(tag))
    await _must_exist(graphs, target)
    result = await graphs.query(content(target, media_type))
    headers = kept(tag if graphs.revision == revision else None)
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Response(result.body, headers={**headers, "Content-Type": result.media_type + charset})


@router.put(
    STORE,
    summary="グラフを置き換える（トークンが必要）",
    response_class=Response,
    responses=_WRITTEN,
    openapi_extra={"parameters": _WHICH, "requestBody": _BODY},
)
@router.put(
    _BELOW,
    summary="グラフを置き換える（アドレスで）",
    response_class=Response,
    responses=_WRITTEN,
    openapi_extra={"parameters": _ADDRESS, "requestBody": _BODY},
)
async def replace(request: Request, graphs: GraphsDep, _: TokenDep) -> Response:
    """グラフ1つの中身を、送られたRDFに置き換えます。なければ作ります（201）。"""
    target = _named(request, graphs)
    graphs.check(target.iri)
    triples = await _triples(request, target.iri or address(request))
    name = author(request.headers.get("from"))
    async with graphs.turn():
        there = await _exists(graphs, target)
        return done(await graphs.write(putting(target, triples), name), created=not there)


@router.post(
    STORE,
    summary="グラフに加える（トークンが必要）",
    response_class=Response,
    responses=_WRITTEN,
    openapi_extra={"parameters": _WHICH, "requestBody": _FILES_BODY},
)
@router.post(
    _BELOW,
    summary="グラフに加える（アドレスで）",
    response_class=Response,
    responses=_WRITTEN,
    openapi_extra={"parameters": _ADDRESS, "requestBody": _FILES_BODY},
)
async def add(request: Request, graphs: GraphsDep, _: TokenDep) -> Response:
    """送られたRDF（multipart/form-dataなら何ファイルでも）をグラフに加えます。

    どのグラフか書かれていなければ新しいグラフを作り、そのIRIをLocationで知らせます（201）。
    """
    target = _target(request, graphs)
    fresh = target is None
    target = target or Target(graphs.new(origin(request) + STORE))
    graphs.check(target.iri)
    triples = await _triples(request, target.iri or address(request))
    name = author(request.headers.get("from"))
    async with graphs.turn():
        there = not fresh and await _exists(graphs, target)
        location = quote(target.iri or "", safe="/:?#[]@!$&'()*+,;=%~") if fresh else None
        return done(await graphs.write(adding(target, triples), name), created=not there, location=location)


@router.delete(
    STORE,
    summary="グラフを取り除く（トークンが必要）",
    response_class=Response,
    responses=_WRITTEN,
    openapi_extra={"parameters": _WHICH},
)
@router.delete(
    _BELOW,
    summary="グラフを取り除く（アドレスで）",
    response_class=Response,
    responses=_WRITTEN,
    openapi_extra={"parameters": _ADDRESS},
)
async def remove(request: Request, graphs: GraphsDep, _: TokenDep) -> Response:
    """グラフ1つを取り除きます。なければ404です。既定グラフは空になります。"""
    target = _named(request, graphs)
    graphs.check(target.iri)
    name = author(request.headers.get("from"))
    async with graphs.turn():
        await _must_exist(graphs, target)
        return done(await graphs.write(deleting(target), name), created=False)


def _target(request: Request, graphs: Graphs) -> Target | None:
    """Return the graph that a request names, None where it names the store itself."""
    below = raw_path(request, STORE).removeprefix("/")
    return read_target(request.scope["query_string"], graphs.at(address(request), below) if below else None)


def _named(request: Request, graphs: Graphs) -> Target:
    target = _target(request, graphs)
    if target is None:
        if request.method in ("PUT", "DELETE"):
            raise MethodNotAllowed("どのグラフか分かりません。?graph=グラフのIRI か ?default を付けてください。")
        raise BadRequest("どのグラフか分かりません。?graph=グラフのIRI か ?default を付けてください。")
    return target


async def _exists(graphs: Graphs, target: Target) -> bool:
    if target.iri is None:
        return True
    return (await graphs.query(exists(target, empty=graphs.keeps_empty))).body.strip() == b"true"


async def _must_exist(graphs: Graphs, target: Target) -> None:
    if not await _exists(graphs, target):
        raise NotFound(f"グラフ <{target.iri}> はありません。IRIを確かめてください。")


async def _triples(request: Request, base: str) -> str:
    """Return what a request's body states as N-Triples; raises BadRequest, UnsupportedMediaType."""
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise UnsupportedMediaType("圧縮された本文は受け取れません。そのまま送ってください。")
    kind = utf8_type(request.headers.get("content-type"))
    if kind != _MULTIPART:
        return await _read(await request.body(), kind, base)
    found = []
    try:
        async with request.form(max_files=_FILES, max_fields=0) as form:
            for _, part in form.multi_items():
                assert isinstance(part, UploadFile)  # no other fields are let in
                found.append(await _read(await part.read(), _part_type(part), base))
    except HTTPException:
        raise BadRequest(f"{_MULTIPART} の各部分は、名前のあるファイルにしてください（{_FILES}個まで）。") from None
    return "".join(found)


def _part_type(part: UploadFile) -> str:
    """Return the media type of a file, by its name where the client does not say."""
    kind = utf8_type(part.content_type)
    if kind in ("", "application/octet-stream"):
        return _BY_EXTENSION.get((part.filename or "").rpartition(".")[2].lower(), kind)
    return kind


async def _read(body: bytes, media_type: str, base: str) -> str:
    if media_type not in FORMATS:
        raise UnsupportedMediaType(
            f"Content-Typeは {'、'.join(FORMATS)} のどれかにしてください"
            f"（受け取ったもの：{media_type[:80] or 'なし'}）。"
        )
    try:
        return (await asyncio.to_thread(read_rdf, body, media_type, base)).decode("utf-8")
    except BodyRefused as error:
        raise BadRequest(str(error)) from None
