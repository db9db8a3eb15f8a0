"""``GET /api/conflicts``: what disagrees."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from service.api import models
from service.api.route_dependencies import CurrentDep, Limit, Offset, json
from service.views.conflict_list import read_conflicts

router = APIRouter(tags=["矛盾"])


@router.get("/api/conflicts", summary="文書の矛盾", response_model=models.ConflictList)
def conflicts(
    current: CurrentDep,
    kind: Annotated[str | None, Query(max_length=100, description="矛盾の種類。")] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response:
    """文書の中や文書の間で食い違っている値を、両方の引用つきで1件ずつ返します。重いものから並べます。"""
    listed = [item for item in current.view("conflicts", read_conflicts) if kind in (None, item["kind"])]
    return json({"total": len(listed), "items": listed[offset : offset + limit]})
