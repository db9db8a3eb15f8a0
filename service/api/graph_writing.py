"""What the routes that write graphs share: the dataset, the token, the address asked for, the answer."""

from __future__ import annotations

import re
from typing import Annotated

import orjson
from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer
from starlette.responses import Response

from service.errors import BadRequest
from service.http.client_caching import NO_STORE
from service.http.write_token import require_token
from service.sparql.writable_graphs import Graphs, Written

_BEARER = HTTPBearer(auto_error=False, scheme_name="bearer", description="KEIKAKU_WRITE_TOKEN のトークン。")
_HOST = re.compile(r"[\w.\-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?", re.ASCII)


def graphs(request: Request) -> Graphs:
    """Return the dataset that this service serves."""
    held: Graphs = request.app.state.graphs
    return held


def token(request: Request, _: Annotated[object, Security(_BEARER)]) -> None:
    """Pass where the request may write, before its body is read; raises WritingOff, Unauthorized."""
    require_token(request.app.state.settings, request.headers.get("authorization"))


GraphsDep = Annotated[Graphs, Depends(graphs)]
TokenDep = Annotated[None, Depends(token)]


def origin(request: Request) -> str:
    """Return the scheme and host that a client asked, as in ``http://127.0.0.1:8000``; raises BadRequest."""
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        raise BadRequest("Hostヘッダーが正しくありません。")
    return f"{request.url.scheme}://{host}"


def address(request: Request) -> str:
    """Return the address that a client asked, its path encoded as it came, without the query string."""
    raw = request.scope.get("raw_path") or request.url.path.encode()
    return origin(request) + str(raw.decode("ascii", "replace").partition("?")[0])


def done(written: Written | None, *, created: bool, location: str | None = None) -> Response:
    """Return the answer to a write: 201 where a graph was created, else 200 with what was done, or 204."""
    headers = {**NO_STORE, **({"Location": location} if location else {})}
    if written is None:
        return Response(status_code=201 if created else 204, headers=headers)
    body = {"revision": written.revision, "added": written.added, "removed": written.removed}
    return Response(orjson.dumps(body), 201 if created else 200, headers, "application/json")
