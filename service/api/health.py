"""``/healthz`` (the process lives) and ``/readyz`` (it can answer)."""

from __future__ import annotations

from fastapi import APIRouter

from service.api import models
from service.api.dependencies import CurrentDep
from service.errors import NotReady

router = APIRouter(tags=["状態"])


@router.get("/healthz", summary="動いているか", response_model=models.Health)
async def healthz() -> models.Health:
    """サーバーが動いていれば200を返します。データの準備を待ちません。"""
    return models.Health(status="ok")


@router.get(
    "/readyz",
    summary="答えられるか",
    response_model=models.Health,
    responses={503: {"model": models.Problem, "description": "準備中、またはデータがない。"}},
)
async def readyz(current: CurrentDep) -> models.Health:
    """版・検索・質問応答の準備ができていれば200、まだなら503（Retry-After付き）を返します。"""
    if not current.prepared:
        raise NotReady()
    return models.Health(status="ready", revision=current.id)
