"""``/healthz`` (the process lives) and ``/readyz`` (it can answer)."""

from __future__ import annotations

from fastapi import APIRouter

from service.api import models
from service.api.route_dependencies import CurrentDep, SettingsDep, StateDep
from service.current.configured_repository import model
from service.errors import NotReady

router = APIRouter(tags=["状態"])


@router.get("/healthz", summary="動いているか", response_model=models.Health)
async def healthz() -> models.Health:
    """サーバーが動いていれば200を返します。データの準備を待ちません。"""
    return models.Health(status="ok")


@router.get(
    "/readyz",
    summary="答えられるか",
    response_model=models.Ready,
    responses={503: {"model": models.Problem, "description": "準備中、またはデータがない。"}},
)
async def readyz(current: CurrentDep, state: StateDep, settings: SettingsDep) -> models.Ready:
    """版・検索・質問応答の準備ができていれば200、まだなら503（Retry-After付き）を返します。

    文のベクトルに何分もかかる埋め込みモデルでは、それを待たずに200になり、できれば `search` に `vectors` が加わります。
    """
    if not current.prepared:
        raise NotReady()
    done, total = state.behind.progress(current.id) or (None, None)
    return models.Ready(
        status="ready",
        revision=current.id,
        search=list(current.revision.searcher.parts),
        model=model(settings).name,
        vectors_done=done,
        vectors_total=total,
    )
