"""``/api/revisions``: the history of the graph, and what differs between two revisions."""

from __future__ import annotations

import threading
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from service.api import models
from service.api.route_dependencies import CurrentDep, Limit, StateDep, json
from service.errors import Busy, NotAcceptable
from service.http.content_negotiation import choose
from service.revisions.history import compare, shown

router = APIRouter(tags=["版"])
_FORMATS = {"json": "application/json", "patch": "application/rdf-patch", "nquads": "application/n-quads"}
_one = threading.Lock()  # two revisions are walked at a time: it takes a processor for seconds
_PATIENCE = 5.0


@router.get("/api/revisions", summary="グラフの版の一覧", response_model=models.RevisionList)
def listed(state: StateDep, current: CurrentDep, limit: Limit = 100) -> Response:
    """公開された版を、新しい順に、何によってできたか（取り込み・取り除き・訂正）とともに返します。"""
    items = [shown(info, current.id) for info in state.repository().history()]
    return json({"total": len(items), "items": items[:limit]})


@router.get(
    "/api/revisions/diff",
    summary="二つの版の違い",
    response_model=models.RevisionDiff,
    responses={200: {"content": {"application/rdf-patch": {}, "application/n-quads": {}}}},
)
def differing(
    request: Request,
    state: StateDep,
    old: Annotated[str, Query(alias="from", description="もとの版のid、または今から何版前か。", max_length=40)] = "1",
    new: Annotated[str, Query(alias="to", description="比べる版のid、または今から何版前か。", max_length=40)] = "0",
    format: Annotated[
        Literal["json", "patch", "nquads"] | None, Query(description="形式。なければAcceptで選びます。")
    ] = None,
    part: Annotated[
        Literal["added", "removed"], Query(description="N-Quadsで返すのは、加わった記述か、なくなった記述か。")
    ] = "added",
) -> Response:
    """事業・指標（年度ごとの値）・課ごとに、加わったもの、なくなったもの、変わったものを文と構造で返します。

    RDF Patch は、もとの版の全部の記述（既定グラフを含む）に当てると、比べる版になります。
    """
    chosen = _FORMATS[format] if format else choose(request.headers.get("accept"), list(_FORMATS.values()))
    if chosen is None:
        raise NotAcceptable(f"返せる形式は {'、'.join(_FORMATS.values())} です。")
    if not _one.acquire(timeout=_PATIENCE):
        raise Busy()
    try:
        found = compare(state.repository(), old, new)
    finally:
        _one.release()
    if chosen == _FORMATS["patch"]:
        return Response(found.patch(), media_type=chosen)
    if chosen == _FORMATS["nquads"]:
        return Response(found.n_quads(part), media_type=chosen)
    return json(found.to_json())
