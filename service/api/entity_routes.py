"""``/api/entities`` and ``/api/paths``: one thing, what stands around it, and the ways between two."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from service.api import models
from service.api.route_dependencies import CurrentDep, Limit, Offset, json, raw_path
from service.current.running_state import Current
from service.errors import Invalid, NotFound
from service.views import shortest_paths, thing_statements

router = APIRouter(tags=["つながり"])


@router.get("/api/entities", summary="1つのもの（IRIで）", response_model=models.EntityModel)
def entity_by_iri(
    current: CurrentDep, iri: Annotated[str, Query(max_length=2000, description="もののIRI。")], limit: Limit = 200
) -> Response:
    """IRIで指すものについて、言われていることのすべてを出典つきで返します。"""
    return json(thing_statements.describe(current.store, _known(current, iri), limit=limit))


@router.get("/api/entities/neighbors", summary="まわりの図（IRIで）", response_model=models.Neighbourhood)
def neighbours_by_iri(
    current: CurrentDep,
    iri: Annotated[str, Query(max_length=2000, description="もののIRI。")],
    limit: Limit = 60,
    offset: Offset = 0,
) -> Response:
    """IRIで指すもののまわりを、図にするための点と線で返します。"""
    return json(thing_statements.neighbours(current.store, _known(current, iri), limit=limit, offset=offset))


@router.get("/api/entities/{id:path}/neighbors", summary="まわりの図", response_model=models.Neighbourhood)
def neighbours(current: CurrentDep, request: Request, id: str, limit: Limit = 60, offset: Offset = 0) -> Response:
    """もののまわりを、図にするための点と線で返します。線には日本語の名前と出典が付きます。"""
    path = raw_path(request, "/api/entities/").removesuffix("/neighbors")
    return json(thing_statements.neighbours(current.store, _at(current, path), limit=limit, offset=offset))


@router.get("/api/entities/{id:path}", summary="1つのもの", response_model=models.EntityModel)
def entity(current: CurrentDep, request: Request, id: str, limit: Limit = 200) -> Response:
    """名前・種類・性質・つながり（出る側と入る側）を、出典つきで返します。

    id は、IRIのうち設定 KEIKAKU_BASE_IRI より後の部分です（例：`unit/市民課`）。
    limit は入る側のつながりの件数です。
    """
    iri = _at(current, raw_path(request, "/api/entities/"))
    return json(thing_statements.describe(current.store, iri, limit=limit))


@router.get("/api/paths", summary="2つのものを結ぶ道", response_model=models.PathResult)
def paths_between(
    current: CurrentDep,
    start: Annotated[str, Query(alias="from", max_length=2000, description="始めのIRI（または id）。")],
    end: Annotated[str, Query(alias="to", max_length=2000, description="終わりのIRI（または id）。")],
    steps: Annotated[int, Query(ge=1, le=shortest_paths.MOST_STEPS, description="たどる線の数の上限。")] = 6,
) -> Response:
    """2つのものを結ぶ最も短い道を5本まで、線ごとの出典つきで返します。つながりがなければ length は null です。"""
    first, last = _known_or_id(current, start), _known_or_id(current, end)
    return json(
        shortest_paths.as_json(current.store, first, shortest_paths.shortest(current.store, first, last, steps=steps))
    )


def _at(current: Current, path: str) -> str:
    if not path:
        raise Invalid("id：ものの名前かIRIを指定してください。")
    return thing_statements.find(current.store, current.base, path)


def _known(current: Current, iri: str) -> str:
    if not thing_statements.exists(current.store, iri):
        raise NotFound(f"「{iri}」というものはありません。IRIを確かめてください。")
    return iri


def _known_or_id(current: Current, name: str) -> str:
    return name if thing_statements.exists(current.store, name) else _at(current, name)
