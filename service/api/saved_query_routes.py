"""``/api/queries``: SPARQL that was saved under a name, with typed parameters."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi import Query as Asked
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from graph.workers.messages import Query
from ontology.saved_queries import MOST_CHARACTERS, RESERVED, SavedQuery, saved_queries
from service.api import models
from service.api.route_dependencies import CurrentDep, SettingsDep, json
from service.errors import Invalid, NotAcceptable, NotReady
from service.exports.table_files import CSV_TYPE, XLSX_TYPE
from service.http.client_caching import etag, kept, not_modified
from service.http.content_negotiation import choose
from service.sparql.query_request import limits_of
from service.views.saved_query_run import Names, prepare, saved_query, table_of

router = APIRouter(tags=["保存した問合せ"])
_FORMATS = {"json": "application/json", "csv": "text/csv", "xlsx": XLSX_TYPE}
_TYPES = {"integer": "整数", "year": "年度（2030、R12、令和12年度）", "string": "文字", "iri": "IRI"}


def _described() -> str:
    """Return the description of the address: every query with its parameters."""
    lines = [
        "問合せのパラメーターは、その名前のクエリ文字列で渡します（例：`?unit=市民課`）。ものは名前でもIRIでも指定できます。",
        "CSVとXLSXには、日本語の名前の列だけが入ります。JSONにはIRIの列も入ります。",
        "",
        "| name | 返るもの | パラメーター |",
        "|---|---|---|",
    ]
    for query in saved_queries().values():
        parameters = "、".join(
            f"`{parameter.name}`（{parameter.label}{'、必須' if parameter.required else ''}）"
            for parameter in query.parameters
        )
        lines.append(f"| `{query.name}` | {query.title} | {parameters or '—'} |")
    return "\n".join(lines)


def _parameters() -> list[dict[str, Any]]:
    """Return the parameters of all queries for the OpenAPI description, each once."""
    users: dict[str, list[str]] = {}
    known = {}
    for query in saved_queries().values():
        for parameter in query.parameters:
            users.setdefault(parameter.name, []).append(query.name)
            known[parameter.name] = parameter
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": f"{parameter.label}。{_TYPES.get(parameter.type, '名前かIRI')}。"
            f"使う問合せ：{'、'.join(users[name])}。",
            "schema": {"type": "string", "maxLength": MOST_CHARACTERS},
        }
        for name, parameter in known.items()
    ]


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
    description=_described(),
    response_model=models.Table,
    responses={200: {"content": {"text/csv": {}, XLSX_TYPE: {}}}, 304: {"description": "版が変わっていない。"}},
    openapi_extra={"parameters": _parameters()},
)
async def run(
    name: str,
    request: Request,
    current: CurrentDep,
    settings: SettingsDep,
    format: Annotated[str | None, Asked(description="json・csv・xlsx。なければAcceptで選ぶ。")] = None,
    bom: Annotated[bool, Asked(description="CSVの先頭にBOMを付ける（Excelで開くとき）。")] = False,
    limit: Annotated[int | None, Asked(ge=1, le=1_000_000, description="返す行数。なければ全部。")] = None,
    offset: Annotated[int, Asked(ge=0, le=1_000_000_000, description="何行目から返すか（0から）。")] = 0,
) -> Response:
    """Answer with the table of a saved query."""
    query = saved_query(name)
    arguments: dict[str, str] = {}
    for key, value in request.query_params.multi_items():
        if key in arguments or (key in RESERVED and len(request.query_params.getlist(key)) > 1):
            raise Invalid(f"{key}：1つだけ指定してください。")
        if key not in RESERVED:
            arguments[key] = value
    if format is not None and format not in _FORMATS:
        raise NotAcceptable(f"formatは {'、'.join(_FORMATS)} のどれかにしてください。")
    chosen = _FORMATS[format] if format else choose(request.headers.get("accept"), list(_FORMATS.values()))
    if chosen is None:
        raise NotAcceptable(f"{'、'.join(_FORMATS.values())} のどれかで返せます。Acceptを直してください。")
    pool, search = current.pool, current.revision.searcher
    if pool is None:
        raise NotReady()
    asked = repr((name, sorted(arguments.items()), bom, limit, offset, search.parts))
    headers = kept(etag(current.id, query.text, asked, chosen))
    if not_modified(request.scope["headers"], headers["ETag"]):
        return Response(status_code=304, headers=headers)
    find = current.view("saved names", Names).find
    limits = limits_of(settings)
    runs = await run_in_threadpool(prepare, query, arguments, find, search.search)
    bodies = [(await pool.query(Query(run.text, bindings=run.terms()), limits)).body for run in runs]
    body, media_type = await run_in_threadpool(_body, query, bodies, (offset, limit), chosen, bom)
    if chosen != "application/json":
        ending = "xlsx" if chosen == XLSX_TYPE else "csv"
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(query.title, safe='')}.{ending}"
    return Response(body, media_type=media_type, headers=headers)


def _body(
    query: SavedQuery, bodies: list[bytes], part: tuple[int, int | None], chosen: str, bom: bool
) -> tuple[bytes, str]:
    table = table_of(query, bodies).part(*part)
    if chosen == XLSX_TYPE:
        return table.to_xlsx(), XLSX_TYPE
    if chosen == "text/csv":
        return table.to_csv(bom=bom), CSV_TYPE
    return bytes(json(table.to_json()).body), "application/json"
