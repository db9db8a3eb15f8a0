"""The whole site as one ASGI app: the API's addresses, and the pages at every other one.

Two apps side by side, since pages mounted at ``/`` inside the API would take its 404 and 405 for their own. Addresses
that are asked very often go straight to what serves them.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send


class Site:
    """The API and the pages; the server's start and stop reach both."""

    def __init__(
        self,
        api: FastAPI,
        owned: frozenset[str],
        pages: FastAPI | None,
        direct: Mapping[str, ASGIApp] | None = None,
    ) -> None:
        """owned: first segments of the API's addresses; pages: None for the API alone; direct: apps by whole path."""
        self.api = api
        self.pages = pages
        self._owned = owned
        self._direct = direct or {}
        if pages is None:
            return
        inner, outer = api.router.lifespan_context, pages.router.lifespan_context

        @contextlib.asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            async with inner(app), outer(pages):
                yield

        api.router.lifespan_context = lifespan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and (app := self._direct.get(scope["path"])) is not None:
            await app(scope, receive, send)
        elif self.pages is None or scope["type"] == "lifespan" or self.owns(scope["path"]):
            await self.api(scope, receive, send)
        else:
            await self.pages(scope, receive, send)

    def owns(self, path: str) -> bool:
        """Return whether an address is the API's, by its first segment."""
        return path.lstrip("/").partition("/")[0] in self._owned
