"""What routes ask for: the open revision, the settings, the right to write."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import Depends, Query, Request
from starlette.responses import Response

from service.current.running_state import Current, State
from service.http.write_token import require_token
from service.settings import Settings

LIST_LIMIT = 1000


def state(request: Request) -> State:
    """Return the service's state."""
    held: State = request.app.state.keikaku
    return held


def current(request: Request) -> Current:
    """Return the open revision; raises NotReady."""
    return state(request).current()


def settings(request: Request) -> Settings:
    """Return the settings."""
    return state(request).settings


def writer(request: Request) -> None:
    """Pass where the request may write; raises WritingOff, Unauthorized."""
    require_token(settings(request), request.headers.get("authorization"))


CurrentDep = Annotated[Current, Depends(current)]
StateDep = Annotated[State, Depends(state)]
SettingsDep = Annotated[Settings, Depends(settings)]
Limit = Annotated[int, Query(ge=1, le=LIST_LIMIT, description=f"返す件数（1〜{LIST_LIMIT}）。")]
Offset = Annotated[int, Query(ge=0, description="何件目から返すか（0から）。")]


def json(body: Any) -> Response:
    """Return a body as JSON; it was made to the contract's shape and is not checked a second time."""
    return Response(orjson.dumps(body), media_type="application/json")


def raw_path(request: Request, prefix: str) -> str:
    """Return the path after `prefix` as the client encoded it, so that an encoded ``/`` stays apart from a real one."""
    raw = request.scope.get("raw_path") or request.url.path.encode()
    return str(raw.decode("ascii", "replace").partition("?")[0]).removeprefix(prefix)
