"""``GET /api/search``: passages and things by words and by meaning."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from service.api import models
from service.api.route_dependencies import CurrentDep, SettingsDep, json
from service.current.running_state import Current
from service.observe import event_log
from service.views.statement_sources import excerpt
from service.views.thing_statements import names

router = APIRouter(tags=["検索"])


@router.get("/api/search", summary="言葉で探す", response_model=models.SearchResult)
def search(
    current: CurrentDep,
    settings: SettingsDep,
    q: Annotated[str, Query(min_length=1, max_length=1000, description="探す言葉。", examples=["避難"])],
    kind: Annotated[
        Literal["passage", "entity"] | None, Query(description="passage＝文書の箇所、entity＝もの（事業・課など）。")
    ] = None,
    limit: Annotated[int | None, Query(ge=1, le=1000, description="返す件数（1〜1000）。")] = None,
) -> Response:
    """文書の箇所と、事業・課・用語などのものを、文字と意味の両方で探します。点の高い順に返します。"""
    event_log.asked("search", q)
    return json({"items": found(current, q, kind, limit or settings.search_limit)})


def found(current: Current, words: str, kind: str | None, limit: int) -> list[dict[str, Any]]:
    """Return what a search finds in the contract's shape, best first."""
    hits = current.revision.searcher.search(words, kind=kind, limit=limit)
    types = names(current.store, [hit.unit.type for hit in hits if hit.unit.type])
    return [
        {
            "iri": hit.unit.iri,
            "label": hit.unit.label,
            "type": types[hit.unit.type].label if hit.unit.type else "",
            "text": excerpt(hit.unit.text),
            "score": round(float(hit.score), 4),
            "citation": {
                "document": hit.unit.document,
                "locator": hit.unit.locator,
                "quote": excerpt(hit.unit.quote),
                "passage": hit.unit.passage,
            },
        }
        for hit in hits
    ]
