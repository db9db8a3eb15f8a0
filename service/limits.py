"""No request body over its limit is read into memory."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import TooLarge
from service.problems import send_problem
from service.settings import Settings

SMALL = 1024 * 1024  # a question or a SPARQL query
_UPLOADS = "/api/documents"
_GRAPHS = "/rdf-graph-store"


class BodyLimit:
    """Middleware that answers 413 where a body is larger than the route may need."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        # several files may come at once; each is measured again when it is stored
        self.upload = settings.max_file_bytes * 10
        self.graph = settings.max_file_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdigit() and int(length) > limit:
            await send_problem(TooLarge(f"本文は{_size(limit)}までです。小さく分けてください。"), scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise TooLarge(f"本文は{_size(limit)}までです。小さく分けてください。")
            return message

        await self.app(scope, counted, send)

    def _limit(self, path: str) -> int:
        if path.rstrip("/") == _UPLOADS:
            return self.upload
        return self.graph if path.startswith(_GRAPHS) else SMALL


def _size(limit: int) -> str:
    return f"{limit // (1024 * 1024)}MB"
