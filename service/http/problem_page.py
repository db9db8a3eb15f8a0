"""An error as a page for people who followed a link: what happened, in words, and a way back."""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse

from service.errors import ServiceError
from service.http.content_negotiation import choose
from service.http.plain_page import POLICY, STYLE


def wants_page(request: Request) -> bool:
    """Return whether a person's browser asks: programs ask for JSON, RDF or anything."""
    wanted = choose(request.headers.get("accept"), ["application/problem+json", "text/html"])
    return request.method == "GET" and wanted == "text/html"


def problem_page(error: ServiceError, request: Request) -> HTMLResponse:
    """Return the page of an error, with its status and headers."""
    root = escape(request.scope.get("root_path", "").rstrip("/"))
    title, detail = escape(error.title), escape(error.detail)
    html = (
        f'<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>{title}｜計画ナレッジグラフ</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><style>{STYLE}</style></head>'
        f'<body><header><a href="{root}/">計画ナレッジグラフ</a></header><main><h1>{title}</h1><p>{detail}</p><ul>'
        f'<li><a href="{root}/">質問のページへ</a></li><li><a href="{root}/relations">つながりのページで探す</a></li>'
        f'<li><a href="{root}/docs">APIの説明へ</a></li></ul></main></body></html>'
    )
    return HTMLResponse(html, error.status, {**(error.headers or {}), "Content-Security-Policy": POLICY})
