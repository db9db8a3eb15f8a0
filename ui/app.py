"""Mounts the pages in the service's app: Gradio in our frame, its other doors closed. Gradio is imported late."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.settings import Settings
from ui.shell import PAGES, POLICY, framed, page_of
from ui.source import Source, State

STATIC = Path(__file__).with_name("static")

# What the pages need of Gradio's many routes. The rest (uploads, file reading, proxies, runs) is closed: the pages take
# text only, and a closed route cannot be misused.
_GRADIO_FILES = frozenset({"assets", "static", "svelte", "theme.css", "robots.txt"})
_GRADIO_CALLS = frozenset(
    {"component_server", "heartbeat", "info", "queue", "run", "reset", "startup-events", "theme.css"}
)


def mount(app: FastAPI, state: State, settings: Settings) -> FastAPI:
    """Return the app with the pages behind all of its other routes: ``/``, ``/relations`` and what they load.

    Imports Gradio, which takes seconds: call it in a thread where the server is to answer meanwhile.
    """
    # Read by Gradio at import: no statistics, no look for newer versions, no model hub.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from ui.blocks import build

    built = build(Source(state), settings)
    app.mount("/ui", StaticFiles(directory=STATIC), name="ui")
    app.mount("/", Pages(built), name="pages")
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: FastAPI) -> AsyncIterator[Any]:
        async with before(running) as held, built.router.lifespan_context(built):
            yield held

    app.router.lifespan_context = lifespan
    return app


class Pages:
    """An ASGI app that serves Gradio's pages in our frame, and of Gradio's other routes only those that they need."""

    def __init__(self, built: FastAPI) -> None:
        self._built = built
        self._version = _version()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; raises HTTPException 404 where the path is none of the pages'."""
        if scope["type"] != "http":
            raise HTTPException(404)
        request = Request(scope)
        root = scope.get("root_path", "").rstrip("/")
        path = request.url.path.removeprefix(root)
        if not _ours(path):
            raise HTTPException(404)
        is_page = path.strip("/") in {page.slug for page in PAGES}
        if is_page and request.method in {"GET", "HEAD"}:
            response = await _fetch(self._built, scope, receive)
            if response.status_code == 200:
                html = framed(bytes(response.body).decode("utf-8"), page_of(path), root, self._version)
                response = HTMLResponse(html, headers={"Cache-Control": "no-cache", "Content-Security-Policy": POLICY})
            await response(scope, receive, send)
        else:
            await self._built(scope, receive, send)


def _ours(path: str) -> bool:
    first, _, rest = path.strip("/").partition("/")
    if first == "gradio_api":
        return rest.partition("/")[0] in _GRADIO_CALLS
    return first in _GRADIO_FILES or path.strip("/") in {page.slug for page in PAGES}


async def _fetch(app: ASGIApp, scope: Scope, receive: Receive) -> Response:
    """Return the whole response of an app to a request for a page."""
    response = Response()
    body = bytearray()

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            response.status_code = message["status"]
            response.raw_headers = [pair for pair in message["headers"] if pair[0].lower() != b"content-length"]
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))

    # Without the client's wish for a compressed answer: the text is changed before it is sent.
    plain = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
    await app(plain, receive, collect)
    response.body = bytes(body)
    response.headers["content-length"] = str(len(body))
    return response


def _version() -> str:
    """Return a short name for the state of the static files."""
    files = sorted(path for path in STATIC.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
