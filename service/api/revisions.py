"""``/api/revisions``: the history of the graph."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from service.api import models
from service.api.dependencies import CurrentDep, Limit, StateDep, json

router = APIRouter(tags=["版"])


@router.get("/api/revisions", summary="グラフの版の一覧", response_model=models.RevisionList)
def listed(state: StateDep, current: CurrentDep, limit: Limit = 100) -> Response:
    """公開された版を、新しい順に返します。"""
    items = [
        {
            "id": info.id,
            "current": info.id == current.id,
            "published": info.created,
            "quads": info.quads,
        }
        for info in state.repository().history()
    ]
    return json({"total": len(items), "items": items[:limit]})
