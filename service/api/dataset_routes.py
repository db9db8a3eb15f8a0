"""``/api/dataset`` (what the dataset is, by DCAT) and ``/dumps/…`` (all of it as one file)."""

from __future__ import annotations

import logging
from itertools import product
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Path, Request
from starlette.responses import FileResponse, RedirectResponse, Response

from graph.errors import UnknownRevision
from graph.sparql.media_types import GRAPH_FORMATS
from service.api.route_dependencies import CurrentDep, SettingsDep, StateDep
from service.errors import NotAcceptable, NotFound, ServiceError
from service.exports.dataset_files import ENDINGS, Dump, DumpFailed, Dumps, Name, name_of
from service.exports.dcat import Described, File, plans, publisher, serialise
from service.http.client_caching import etag, kept, not_modified, takes_gzip
from service.http.content_negotiation import choose
from service.views.thing_addresses import DATA_FORMATS

_log = logging.getLogger("keikaku")
router = APIRouter(tags=["オープンデータ"])
_FOREVER = "public, max-age=31536000, immutable"
_FORMATS = ("application/ld+json", *(each for each in DATA_FORMATS if each != "application/ld+json"))
_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "変わっていない。"}}
_FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {media_type: {} for media_type in (*ENDINGS.values(), "application/gzip")}},
    307: {"description": "latest から今の版へ。"},
    **_UNCHANGED,
}


@router.get("/api/dataset", summary="データセットの説明（DCAT）", response_class=Response, responses=_UNCHANGED)
def dataset(request: Request, current: CurrentDep, state: StateDep, settings: SettingsDep) -> Response:
    """オープンデータのカタログに載せる説明を、DCAT（JSON-LD・Turtle・RDF/XMLなど、Acceptで選ぶ）で返します。"""
    chosen = choose(request.headers.get("accept"), _FORMATS)
    if chosen is None and choose(request.headers.get("accept"), ["text/html"]):
        chosen = "application/json"  # a browser looks at the address
    if chosen is None:
        raise NotAcceptable(f"{'、'.join(_FORMATS)} のどれかで返せます。Acceptを直してください。")
    repository = state.repository()
    info, root = current.revision.info, _root(current.base, request)
    history = repository.history()
    held = _dumps(request, state.settings.data_dir)
    files = []
    for ending, compressed in product(ENDINGS, (False, True)):
        name = Name(info.id, ending, compressed)
        made = held.there(info, name)
        files.append(
            File(ending, compressed, f"{root}dumps/{name}", made.bytes if made else None, made.sha256 if made else None)
        )
    described = Described(
        root=root,
        revision=info.id,
        issued=min([each.created for each in history], default=info.created),
        modified=info.created,
        publisher=current.view("publisher", publisher),
        plans=current.view("plans", plans),
        license=settings.dataset_license,
        files=tuple(files),
    )
    headers = kept(etag(current.id, "dcat", chosen, repr(described)))
    if not_modified(request.scope["headers"], headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(serialise(described, GRAPH_FORMATS[chosen]), media_type=chosen, headers=headers)


@router.get("/dumps/{name}", summary="データの全部", response_class=Response, responses=_FILES)
async def dump(
    name: Annotated[
        str,
        Path(
            max_length=60,
            description="`版.nq`・`版.ttl`・`版.jsonld`、または `.gz` を付けたもの。版の代わりに `latest` とも書ける。",
            examples=["latest.ttl"],
        ),
    ],
    request: Request,
    current: CurrentDep,
    state: StateDep,
) -> Response:
    """版のデータの全部を1つのファイルで返します。版は変わらないので、何度取っても同じ内容です。

    N-Quadsには、どの文が述べているか（名前付きグラフ）まで入ります。TurtleとJSON-LDには、一つの事実が一度だけ入ります。
    """
    asked = name_of(name)
    if asked is None:
        endings = "、".join(ENDINGS)
        raise NotFound(
            f"「{name}」というファイルはありません。latest.ttl のように指定してください（{endings} と .gz）。"
        )
    if asked.revision == "latest":
        now = Name(current.id, asked.ending, asked.compressed)
        return RedirectResponse(str(now), 307, {"Cache-Control": "no-cache"})
    try:
        info = current.revision.info if asked.revision == current.id else state.repository().find(asked.revision)
    except UnknownRevision:
        raise NotFound(f"版「{asked.revision}」はありません。/api/revisions で確かめてください。") from None
    headers = {"Cache-Control": _FOREVER, "Vary": "Accept-Encoding"}
    encoded = not asked.compressed and takes_gzip(request.scope["headers"])
    stored = Name(info.id, asked.ending, True) if encoded else asked
    try:
        found: Dump = await _dumps(request, state.settings.data_dir).make(info, stored)
    except (DumpFailed, OSError) as error:
        _log.error("the dump %s cannot be written: %s", stored, error)
        raise ServiceError("データを書き出せません。ディスクの空きと、サービスの記録を確かめてください。") from None
    headers["ETag"] = f'"{found.sha256[:32]}"'
    if not_modified(request.scope["headers"], headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if encoded:
        headers["Content-Encoding"] = "gzip"
    headers["Content-Disposition"] = f'attachment; filename="{asked}"'
    return FileResponse(found.path, headers=headers, media_type=asked.media_type)


def _dumps(request: Request, data_dir: Any) -> Dumps:
    held: Dumps | None = getattr(request.app.state, "dumps", None)
    if held is None:
        held = request.app.state.dumps = Dumps(data_dir)
    return held


def _root(base: str, request: Request) -> str:
    """Return the service's address as its IRIs have it, or as the client asked where they stand elsewhere."""
    return base.removesuffix("id/") if urlsplit(base).path.endswith("/id/") else str(request.base_url)
