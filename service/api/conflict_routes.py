"""``/api/conflicts``: what disagrees, as JSON, as a workbook and as CSV."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from service.api import models
from service.api.route_dependencies import CurrentDep, Limit, Offset, json
from service.current.running_state import Current
from service.exports.table_files import CSV_TYPE, XLSX_TYPE, to_csv, to_xlsx
from service.http.client_caching import etag, kept, not_modified
from service.views.conflict import COLUMNS, Conflict, table
from service.views.conflict_filter import Wanted, chosen
from service.views.conflict_list import read_conflicts
from service.views.published_day import published_day

router = APIRouter(tags=["矛盾"])
TITLE = "点検"  # the page that shows the same: files are named after it


def _wanted(
    kind: Annotated[str | None, Query(max_length=100, description="矛盾の種類（`kind`）。")] = None,
    severity: Annotated[str | None, Query(max_length=20, description="重大さ（high・medium・low）。")] = None,
    document: Annotated[str | None, Query(max_length=300, description="値のどれかがある文書のファイル名。")] = None,
) -> Wanted:
    return Wanted(kind or "", severity or "", document or "")


WantedDep = Annotated[Wanted, Depends(_wanted)]


@router.get("/api/conflicts", summary="文書の矛盾", response_model=models.ConflictList)
def conflicts(current: CurrentDep, wanted: WantedDep, limit: Limit = 100, offset: Offset = 0) -> Response:
    """文書の中や文書の間で食い違っている値を、両方の引用つきで1件ずつ返します。重いものから並べます。"""
    listed = _listed(current, wanted)
    return json({"total": len(listed), "items": [item.to_json() for item in listed[offset : offset + limit]]})


@router.get(
    "/api/conflicts.xlsx",
    summary="文書の矛盾（Excel）",
    response_class=Response,
    responses={200: {"content": {XLSX_TYPE: {}}}, 304: {"description": "版が変わっていない。"}},
)
def workbook(request: Request, current: CurrentDep, wanted: WantedDep) -> Response:
    """画面「点検」と同じ一覧を、値と出典の1組を1行にして返します。"""
    return _file(request, current, wanted, "xlsx")


@router.get(
    "/api/conflicts.csv",
    summary="文書の矛盾（CSV）",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}, 304: {"description": "版が変わっていない。"}},
)
def comma_separated(request: Request, current: CurrentDep, wanted: WantedDep) -> Response:
    """画面「点検」と同じ一覧を、値と出典の1組を1行にして返します。Excelで開けるように、先頭にBOMが付きます。"""
    return _file(request, current, wanted, "csv")


def _listed(current: Current, wanted: Wanted) -> list[Conflict]:
    return chosen(current.view("conflicts", read_conflicts), wanted)


def _file(request: Request, current: Current, wanted: Wanted, ending: str) -> Response:
    headers = kept(etag(current.id, "conflicts", repr(wanted), ending))
    if not_modified(request.scope["headers"], headers["ETag"]):
        return Response(status_code=304, headers=headers)
    rows = table(_listed(current, wanted))
    day = published_day(current.revision.info.created)
    headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{TITLE}_{day}', safe='')}.{ending}"
    if ending == "xlsx":
        return Response(to_xlsx(COLUMNS, rows, title=TITLE), media_type=XLSX_TYPE, headers=headers)
    return Response(to_csv(COLUMNS, rows, bom=True), media_type=CSV_TYPE, headers=headers)
