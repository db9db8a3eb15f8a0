"""``GET /api/projects``: the 事業 of all plans."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from service.api import models
from service.api.route_dependencies import CurrentDep, Limit, Offset, json
from service.views.project_filter import Wanted, chosen
from service.views.project_list import read_projects

router = APIRouter(tags=["事業"])


@router.get("/api/projects", summary="事業の一覧", response_model=models.ProjectList)
def projects(
    current: CurrentDep,
    plan: Annotated[str | None, Query(max_length=300, description="計画の名前（「（案）」は不要）かIRI。")] = None,
    number: Annotated[
        str | None, Query(max_length=50, description="事業番号。2-1-10 と 2-1-(10) は同じ、①-1 と 1-1 は別。")
    ] = None,
    department: Annotated[str | None, Query(max_length=200, description="担当課の名前。")] = None,
    status: Annotated[str | None, Query(max_length=20, description="継続 か 終了。", examples=["終了"])] = None,
    novelty: Annotated[str | None, Query(max_length=20, description="新規 か 継続。")] = None,
    sdg: Annotated[int | None, Query(ge=1, le=17, description="SDGsのゴールの番号。")] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response:
    """事業を、新しい計画から事業番号の順に返します。条件を重ねると、すべてに合う事業だけになります。"""
    listed = chosen(current.view("projects", read_projects), Wanted(plan, number, department, status, novelty, sdg))
    return json({"total": len(listed), "items": listed[offset : offset + limit]})
