"""Every error as ``application/problem+json`` (RFC 9457): ours, the framework's, the unforeseen; people get a page."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from graph.errors import GraphError
from service import errors
from service.errors import ServiceError
from service.http.problem_page import problem_page, wants_page
from service.observe import metrics
from service.observe.event_log import REQUEST_ID

MEDIA_TYPE = "application/problem+json"
TYPE = "https://keikaku.example/problems#"
_log = logging.getLogger("keikaku")

# What the framework raises by status, in our words.
_BY_STATUS: dict[int, type[ServiceError]] = {
    400: errors.BadRequest,
    401: errors.Unauthorized,
    403: errors.WritingOff,
    404: errors.NotFound,
    405: errors.MethodNotAllowed,
    406: errors.NotAcceptable,
    413: errors.TooLarge,
    415: errors.UnsupportedMediaType,
    422: errors.Invalid,
    503: errors.NotReady,
}
# pydantic's kinds of complaint; {…} is filled from its context.
_COMPLAINTS = {
    "missing": "指定してください",
    "int_parsing": "整数で指定してください",
    "int_type": "整数で指定してください",
    "float_parsing": "数で指定してください",
    "bool_parsing": "true か false で指定してください",
    "string_type": "文字列で指定してください",
    "string_too_short": "{min_length}文字以上で指定してください",
    "string_too_long": "{max_length}文字以内で指定してください",
    "greater_than_equal": "{ge}以上で指定してください",
    "less_than_equal": "{le}以下で指定してください",
    "literal_error": "{expected} のどれかで指定してください",
    "enum": "{expected} のどれかで指定してください",
    "json_invalid": "正しいJSONではありません",
    "model_attributes_type": "JSONのオブジェクトで送ってください",
    "dict_type": "JSONのオブジェクトで送ってください",
    "extra_forbidden": "この項目は使えません",
}


def problem(error: ServiceError, instance: str) -> Response:
    """Return the response of an error; `instance` is the path that was asked for."""
    body = {
        "type": TYPE + error.code,
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
        "instance": instance,
        **error.extra,
    }
    if request_id := REQUEST_ID.get():
        body["request_id"] = request_id
    metrics.problem(error.code)
    return Response(orjson.dumps(body), error.status, error.headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make an app answer every error as a problem."""
    app.add_exception_handler(ServiceError, _ours)
    app.add_exception_handler(GraphError, _stored)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _unforeseen)


async def send_problem(error: ServiceError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a raw ASGI request with an error."""
    await problem(error, scope["path"])(scope, receive, send)


async def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, ServiceError)
    return problem_page(error, request) if wants_page(request) else problem(error, request.url.path)


async def _stored(request: Request, error: Exception) -> Response:
    """A failure of the stored graph says itself, with its own status and code."""
    assert isinstance(error, GraphError)
    kind = _BY_STATUS.get(error.status, ServiceError)
    known = type(kind.__name__, (kind,), {"status": error.status, "code": error.code.replace("_", "-")})
    return problem(known(str(error)), request.url.path)


async def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = _BY_STATUS.get(error.status_code)
    if kind is None:
        kind = type("Other", (ServiceError,), {"status": error.status_code, "code": "http", "title": "エラー"})
    shown = kind()
    response = problem_page(shown, request) if wants_page(request) else problem(shown, request.url.path)
    response.headers.update(error.headers or {})
    return response


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = [(_place(entry["loc"]), _complaint(entry)) for entry in error.errors()]
    detail = "／".join(f"{place}：{complaint}" for place, complaint in found) + "。"
    listed = [{"parameter": place, "message": complaint} for place, complaint in found]
    return problem(errors.Invalid(detail, errors=listed), request.url.path)


async def _gone(request: Request, error: Exception) -> Response:
    return Response(status_code=400)  # which nobody reads: the client went, or was sent away, amid its body


async def _unforeseen(request: Request, error: Exception) -> Response:
    _log.error("%s %s", request.method, request.url.path, exc_info=error)
    return problem(ServiceError(), request.url.path)


def _place(location: tuple[Any, ...]) -> str:
    names = [str(part) for part in location if isinstance(part, str) and part not in ("query", "path", "body")]
    return ".".join(names) or "本文"


def _complaint(entry: dict[str, Any]) -> str:
    sentence = _COMPLAINTS.get(entry["type"], "値が正しくありません")
    return sentence.format_map({**(entry.get("ctx") or {})}) if entry.get("ctx") else sentence
