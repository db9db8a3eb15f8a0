"""``/api/queries``: SPARQL that was saved under a name, with typed parameters."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from ontology.saved_queries import saved_queries
from service.api import models
from service.api.dependencies import CurrentDep, PoolDep, json
from service.errors import Invalid, NotAcceptable
from service.exports import CSV_TYPE, XLSX_TYPE
from service.negotiation import choose
from service.saved import run_saved, saved_query

router = APIRouter(tags=["保存した問合せ"])
_FORMATS = {"json": "application/json", "csv": "text/csv", "xlsx": XLSX_TYPE}


@router.get("/api/queries", summary="保存した問合せの一覧", response_model=models.SavedQueryList)
def listed() -> Response:
    """名前・題名・説明・パラメーターと、SPARQLの本文を返します。"""
    items = [
        {
            "name": query.name,
            "title": query.title,
            "description": query.description,
            "parameters": [
                {
                    "name": parameter.name,
                    "type": parameter.type,
                    "label": parameter.label,
                    "required": parameter.required,
                    "omitted": parameter.omitted,
                    "example": parameter.example,
                }
                for parameter in query.parameters
            ],
            "sparql": query.text,
        }
        for query in saved_queries().values()
    ]
    return json({"total": len(items), "items": items})


@router.get(
    "/api/queries/{name}",
    summary="保存した問合せを実行する",
    response_model=models.Table,
    responses={200: {"content": {"text/csv": {}, XLSX_TYPE: {}}}},
)
async def run(
    name: str,
    request: Request,
    current: CurrentDep,
    pool: PoolDep,
    format: Annotated[str | None, Query(description="json・csv・xlsx。なければAcceptで選ぶ。")] = None,
    bom: Annotated[bool, Query(description="CSVの先頭にBOMを付ける（Excel用）。")] = True,
) -> Response:
    """問合せのパラメーターは、その名前のクエリ文字列で渡します（例：`?unit=市民課`）。

    CSVとXLSXには、日本語の名前の列だけが入ります。JSONにはIRIの列も入ります。
    """
    query = saved_query(name)
    arguments: dict[str, str] = {}
    for key, value in request.query_params.multi_items():
        if key in ("format", "bom"):
            continue
        if key in arguments:
            raise Invalid(f"{key}：1つだけ指定してください。")
        arguments[key] = value
    if format is not None and format not in _FORMATS:
        raise NotAcceptable(f"formatは {'、'.join(_FORMATS)} のどれかにしてください。")
    chosen = _FORMATS[format] if format else choose(request.headers.get("accept"), list(_FORMATS.values()))
    if chosen is None:
        raise NotAcceptable(f"{'、'.join(_FORMATS.values())} のどれかで返せます。Acceptを直してください。")
    table = await pool.run(lambda: run_saved(current.store, query, arguments))
    if chosen == "application/json":
        return json(table.to_json())
    body = table.to_xlsx() if chosen == XLSX_TYPE else table.to_csv(bom=bom)
    ending = "xlsx" if chosen == XLSX_TYPE else "csv"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(query.title, safe='')}.{ending}"}
    return Response(body, media_type=CSV_TYPE if ending == "csv" else XLSX_TYPE, headers=headers)
