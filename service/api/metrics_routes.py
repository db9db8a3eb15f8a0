"""``/metrics``: the counts for Prometheus, where the settings open them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.errors import NotFound
from service.observe import metrics

router = APIRouter(tags=["状態"])


@router.get(
    "/metrics", summary="稼働状況の数値", response_class=Response, responses={200: {"content": {"text/plain": {}}}}
)
def shown(request: Request) -> Response:
    """要求・応答時間・問合せ・版などの数を、Prometheusの形式で返します。質問や問合せの本文は含みません。"""
    if not request.app.state.settings.metrics:
        raise NotFound()
    return Response(metrics.exposition(), headers={"Content-Type": metrics.CONTENT_TYPE, "Cache-Control": "no-store"})
