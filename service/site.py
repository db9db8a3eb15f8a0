"""The whole site as one ASGI app: the API at once, the pages when they are loaded.

Gradio takes seconds to import. The API's addresses are served from the first moment; every other address goes to the
pages, and until they are there to a small page that reloads itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from service.errors import NotReady
from service.problems import send_problem

_log = logging.getLogger("keikaku")
_WAITING = """<!doctype html><html lang="ja"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<title>準備中 - 計画ナレッジグラフ</title>
<style>body{font-family:sans-serif;text-align:center;padding:20vh 1rem 0}</style>
</head><body><main><h1>計画ナレッジグラフ</h1><p role="status">準備中です。数秒で開きます…</p></main></body></html>"""
LoadPages = Callable[[FastAPI], FastAPI]


class Site:
    """The API and, once loaded, the pages. `load` mounts the pages on the empty app that it is given and returns it."""

    def __init__(self, api: FastAPI, load: LoadPages | None) -> None:
        self.api = api
        self._load = load
        self._pages: ASGIApp | None = None
        self._owned = {route.path.split("/")[1] for route in api.routes if hasattr(route, "path")} - {""}
        inner = api.router.lifespan_context

        @contextlib.asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            async with inner(app):
                stop = asyncio.Event()
                pages = asyncio.create_task(self._open_pages(stop)) if load else None
                try:
                    yield
                finally:
                    stop.set()
                    if pages:
                        await pages

        api.router.lifespan_context = lifespan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan" or self._load is None or self._owns(scope["path"]):
            await self.api(scope, receive, send)
        elif self._pages is not None:
            await self._pages(scope, receive, send)
        elif scope["type"] == "http":
            await self._wait(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1013})

    def _owns(self, path: str) -> bool:
        return path.lstrip("/").partition("/")[0] in self._owned

    async def _wait(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "text/html" in Request(scope).headers.get("accept", ""):
            page = HTMLResponse(_WAITING, 503, {"Retry-After": "2", "Cache-Control": "no-store"})
            await page(scope, receive, send)
        else:
            await send_problem(NotReady(), scope, receive, send)

    async def _open_pages(self, stop: asyncio.Event) -> None:
        """Load the pages in a thread, keep their lifespan open in this task until the site stops."""
        assert self._load is not None
        loading = asyncio.create_task(asyncio.to_thread(self._load, FastAPI(openapi_url=None)))
        waiting = asyncio.create_task(stop.wait())
        await asyncio.wait({loading, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not loading.done():
            return
        waiting.cancel()
        try:
            pages = loading.result()
            async with pages.router.lifespan_context(pages):
                self._pages = pages
                _log.info("the pages are open")
                await stop.wait()
        except Exception:  # the API must go on without its pages
            _log.exception("the pages cannot be opened")
            self._load = None
        finally:
            self._pages = None
