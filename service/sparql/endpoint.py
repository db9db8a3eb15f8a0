"""``/sparql`` as a bare ASGI app: it is asked thousands of times a second, and routing costs more than most queries.

What a request is, `service.sparql.query_request` reads; what evaluates it, `graph.workers`; here are the steps
between, and the headers of the answer. Nothing is sent before the result is there, so that a failure is never half a
"200".
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from graph import errors as graph_errors
from graph.errors import GraphError
from graph.sparql.guard import check_query
from graph.sparql.media_types import GRAPH_FORMATS, RESULT_FORMATS
from graph.sparql.search_pattern import Search, expand
from graph.workers.messages import Limits, Query, Result
from service import errors
from service.current.result_cache import ResultCache
from service.errors import ServiceError
from service.http import client_caching
from service.http.content_negotiation import choose
from service.http.problem_responses import problem
from service.http.write_token import has_token
from service.observe import event_log
from service.settings import Settings
from service.sparql.query_request import QueryRequest, limits_of, query_of, read_request

Headers = list[tuple[bytes, bytes]]
_READ = frozenset({b"accept", b"accept-encoding", b"authorization", b"content-type", b"if-none-match"})
_LONG = 16 * 1024  # characters of a query that are not read while the others wait
_IN_THREAD = 256 * 1024  # bytes from which compressing would hold up the others


class Engine(Protocol):
    """What evaluates queries: `graph.workers.worker_pool.Pool`, or an engine on another machine."""

    async def query(self, query: Query, limits: Limits) -> Result:
        """Return a result; raises GraphError."""


@dataclass(frozen=True, slots=True)
class Target:
    """A dataset that is asked. revision: what its answers are tagged with, None where it changes; search: what finds
    the hits of kk:search, None for nothing; finds: names how it finds them, since they are more once the vectors are
    there; bare: literal SPARQL without the vocabulary's prefixes."""

    engine: Engine
    revision: str | None
    cache: ResultCache
    search: Search | None = None
    finds: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer."""

    status: int
    headers: Headers = field(repr=False)
    body: bytes = field(repr=False)
    query: str = ""  # that was asked


class SparqlEndpoint:
    """The query operation of the SPARQL 1.1 Protocol."""

    def __init__(
        self,
        settings: Settings,
        target: Callable[[], Target],
        describe: Callable[[Scope, str], Awaitable[Result]],
    ) -> None:
        """target: what is asked now, raises NotReady; describe: the service description in a media type of
        GRAPH_FORMATS for a request without a query."""
        self._settings = settings
        self._target = target
        self._describe = describe
        self._limits = limits_of(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        answer = await self.answer(scope, receive)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})

    async def answer(self, scope: Scope, receive: Receive) -> Answer:
        """Return the answer to one request; errors are problems."""
        try:
            return await self._answer(scope, receive)
        except ServiceError as error:
            return _problem(error, scope)
        except GraphError as error:
            return _problem(_translated(error), scope)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        if method not in ("GET", "POST"):
            raise errors.MethodNotAllowed(allow="GET, HEAD, POST")
        given = {name: value.decode("latin-1") for name, value in scope["headers"] if name in _READ}
        request = None if method == "POST" or b"if-none-match" in given else self._request(scope, given)
        if request is not None and isinstance(known := self._target().cache.get(request), Answer):
            event_log.asked("sparql", known.query)
            return known
        body = await Request(scope, receive).body() if method == "POST" else b""
        asked = read_request(method, scope["query_string"], given.get(b"content-type"), body, given.get(b"accept"))
        if asked is None:
            return await self._described(scope, given.get(b"accept"))
        event_log.asked("sparql", asked.query)
        target = self._target()
        query = query_of(asked, bare=target.bare)
        key = (*_parts(query), target.finds if "search" in query.text else None)
        steady = target.revision is not None and _is_steady(query.text)
        tag = client_caching.etag(target.revision or "", *key) if steady else None
        if tag and method == "GET" and client_caching.not_modified(scope["headers"], tag):
            return Answer(304, _raw(client_caching.kept(tag)), b"")
        result = target.cache.get(key) if steady else None
        if not isinstance(result, Result):
            result = await self._evaluated(target, asked, query, given.get(b"authorization"))
            if steady:
                target.cache.put(key, result)
        answer = await _sent(result, scope, tag, query.text)
        if steady and request is not None:
            target.cache.put(request, answer)  # who asks in the very same words needs no reading again
        return answer

    def _request(self, scope: Scope, given: Mapping[bytes, str]) -> Hashable:
        """Return all of a GET that its answer depends on, as the client wrote it."""
        target = self._target()
        accepted = given.get(b"accept"), given.get(b"accept-encoding")
        return scope["query_string"], accepted, target.revision, target.finds

    async def _evaluated(self, target: Target, asked: QueryRequest, query: Query, authorization: str | None) -> Result:
        await self._check(query.text)
        if target.search is not None:
            text = query.text
            if "search" in text:  # looking takes milliseconds, and must not hold up the others
                text = await asyncio.to_thread(expand, query.text, target.search)
            if text is not query.text:
                await self._check(text)  # what was put in must not have moved a border
                query = Query(text, query.default_graphs, query.named_graphs, query.result_type, query.graph_type)
        return await target.engine.query(query, self._limited(asked, authorization))

    async def _check(self, text: str) -> None:
        """Raise QueryRefused where a query may not be run; reading a long one takes time that others may use."""
        if len(text) < _LONG:
            check_query(text, self._settings.sparql_services)
        else:
            await asyncio.to_thread(check_query, text, self._settings.sparql_services)

    def _limited(self, asked: QueryRequest, authorization: str | None) -> Limits:
        """Return the limits of a request: anybody may ask for less time, who has the token for more."""
        if asked.seconds is None:
            return self._limits
        most = self._limits.seconds
        if asked.seconds > most and has_token(self._settings, authorization):
            most = self._settings.sparql_seconds_most
        limits = self._limits
        return Limits(min(asked.seconds, most), limits.rows, limits.bytes, limits.memory_mb)

    async def _described(self, scope: Scope, accept: str | None) -> Answer:
        media_type = choose(accept, list(GRAPH_FORMATS))
        if media_type is None and choose(accept, ["text/html"]):
            media_type = "text/turtle"  # a browser looks at the address
        if media_type is None:
            raise errors.NotAcceptable(
                f"説明は {'、'.join(GRAPH_FORMATS)} のどれかで返せます。Acceptを直してください。"
            )
        result = await self._describe(scope, media_type)
        tag = client_caching.etag("", result.body)
        if client_caching.not_modified(scope["headers"], tag):
            return Answer(304, _raw(client_caching.kept(tag)), b"")
        return await _sent(result, scope, tag)


def _is_steady(query: str) -> bool:
    """Return whether a query answers the same as long as the revision is the same: it asks nobody else, for one."""
    return "service" not in query.casefold() and client_caching.is_steady(query)


def _parts(query: Query) -> Sequence[str | None]:
    return (query.text, *query.default_graphs, None, *query.named_graphs, None, query.result_type, query.graph_type)


async def _sent(result: Result, scope: Scope, tag: str | None, query: str = "") -> Answer:
    """Return the answer with a result, compressed where that is wanted and worth it."""
    media_type = result.media_type
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    headers = _raw({"Content-Type": media_type, **client_caching.kept(tag)})
    body = result.body
    if client_caching.takes_gzip(scope["headers"]):
        if len(body) < _IN_THREAD:
            smaller = client_caching.gzipped(body, scope["headers"])
        else:
            smaller = await asyncio.to_thread(client_caching.gzipped, body, scope["headers"])
        if smaller is not None:
            body = smaller
            headers.append((b"content-encoding", b"gzip"))
    headers.append((b"content-length", str(len(body)).encode()))
    return Answer(200, headers, body, query)


def _raw(headers: dict[str, str]) -> Headers:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def _problem(error: ServiceError, scope: Scope) -> Answer:
    response = problem(error, scope["path"])
    return Answer(response.status_code, response.raw_headers, bytes(response.body))


def _translated(error: GraphError) -> ServiceError:
    """Return a failure of the engine as the problem that the client reads."""
    if isinstance(error, graph_errors.QueryOverLimit):
        over = errors.ResultTooLarge if error.limit in ("rows", "bytes") else errors.QueryOverLimit
        return over(str(error), limit={error.limit: error.most}, hint=_HINTS[error.limit])
    if isinstance(error, graph_errors.QueryFormat):
        formats = RESULT_FORMATS if error.kind == "result" else GRAPH_FORMATS
        return errors.NotAcceptable(
            f"この問合せの結果は {'、'.join(formats)} のどれかで返せます。Acceptを直してください。"
        )
    for kind, ours in _KINDS.items():
        if isinstance(error, kind):
            return ours(str(error))
    return errors.NotReady(str(error)) if error.status == errors.NotReady.status else ServiceError(str(error))


def _unacceptable(what: str, formats: Iterable[str]) -> errors.NotAcceptable:
    return errors.NotAcceptable(f"{what}は {'、'.join(formats)} のどれかで返せます。Acceptを直してください。")


# The narrower ones first.
_KINDS: dict[type[GraphError], type[ServiceError]] = {
    graph_errors.QuerySyntax: errors.QuerySyntax,
    graph_errors.QueryRefused: errors.QueryRefused,
    graph_errors.QueryBusy: errors.Busy,
}
_HINTS = {
    "seconds": "条件を絞る、LIMITを付ける、集計を分ける。トークンがあればtimeout=秒でもっと長く待てます。",
    "memory_mb": "ORDER BY・GROUP BY・DISTINCTの対象を絞る。",
    "rows": "LIMITとOFFSETで分けて受け取る。全体が要るときは一括のダウンロードを使う。",
    "bytes": "列を減らすか、LIMITとOFFSETで分けて受け取る。全体が要るときは一括のダウンロードを使う。",
}
