"""``/docs``: the API's manual to try out, with assets from this machine and none from a CDN."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import FileResponse, HTMLResponse, Response

from service.errors import NotFound

router = APIRouter(include_in_schema=False)
_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_POLICY = (
    "default-src 'none'; script-src 'self' 'sha256-{}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_ASSETS = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon.png": "image/png",
}


@router.get("/docs")
def manual(request: Request) -> HTMLResponse:
    """Return Swagger UI over ``/openapi.json``; its validator badge, a request to another host, is off.

    Of inline scripts only its own runs, named by its digest.
    """
    page = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title=f"{request.app.title} API",
        swagger_js_url="/docs/swagger-ui-bundle.js",
        swagger_css_url="/docs/swagger-ui.css",
        swagger_favicon_url="/docs/favicon.png",
        swagger_ui_parameters={"validatorUrl": None},
    )
    [script] = _INLINE.findall(bytes(page.body))
    page.headers["Content-Security-Policy"] = _POLICY.format(b64encode(sha256(script).digest()).decode())
    return page


@router.get("/docs/{name}")
def asset(name: str) -> Response:
    """Return one of the files that Swagger UI needs."""
    if name not in _ASSETS:
        raise NotFound()
    return FileResponse(_folder() / name, media_type=_ASSETS[name], headers={"Cache-Control": "max-age=86400"})


def _folder() -> Path:
    spec = find_spec("fastapi_offline")
    assert spec is not None and spec.origin is not None  # a dependency of this package
    return Path(spec.origin).parent / "static"
