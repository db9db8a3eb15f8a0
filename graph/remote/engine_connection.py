"""HTTP to a SPARQL engine: a pool of connections, credentials, limits, and errors that say what to do."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass

import httpx

from graph.engines import RemoteTarget
from graph.errors import QueryOverLimit, QuerySyntax
from graph.remote.errors import RemoteFailed, RemoteUnauthorized, RemoteUnavailable

_CONNECT = 3.0  # seconds
_WRITE = 600.0  # seconds in which an engine takes a whole dataset
_CONNECTIONS = httpx.Limits(max_connections=64, max_keepalive_connections=16, keepalive_expiry=30)


@dataclass(frozen=True, slots=True)
class Reply:
    """What an engine answered. media_type: without parameters; server: how it calls itself."""

    media_type: str
    body: bytes
    server: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take: seconds, and bytes of the answer."""

    seconds: float
    bytes: int


class Connection:
    """The connections to one engine. Safe to use from any thread."""

    def __init__(self, target: RemoteTarget) -> None:
        self.target = target
        auth = _Credentials(target.user, target.password) if target.user is not None else None
        self._server: str | None = None
        self._client = httpx.Client(auth=auth, limits=_CONNECTIONS, trust_env=False, headers={"User-Agent": "keikaku"})

    def query(
        self, text: str, accept: str, dataset: Iterable[tuple[str, str]] = (), limits: Limits | None = None
    ) -> Reply:
        """Return an engine's answer to a query.

        dataset: ``default-graph-uri`` and ``named-graph-uri`` of the protocol; limits: the target's where None. Raises
        QuerySyntax where the engine does not understand the query, QueryOverLimit, or a RemoteUnavailable.
        """
        form: dict[str, list[str]] = {"query": [text]}
        for name, iri in dataset:
            form.setdefault(name, []).append(iri)
        for attempt in range(2):
            try:
                return self._read(form, accept, limits or Limits(self.target.seconds, self.target.most_bytes))
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
                if attempt:  # once: a kept connection that the engine had closed meanwhile
                    raise RemoteUnavailable(_said(error)) from error
        raise AssertionError("unreachable")

    def update(self, text: str) -> None:
        """Let an engine run an update."""
        self._write("POST", self.target.update_url, text.encode(), "application/sparql-update")

    def replace(self, lines: Iterable[bytes]) -> None:
        """Let an engine hold these N-Quads and nothing else; lines: can be walked more than once."""
        assert self.target.store_url is not None
        self._write("PUT", self.target.store_url, lines, "application/n-quads")

    def server(self) -> str:
        """Return how the engine calls itself, asked once."""
        if self._server is None:
            self._server = self.query("ASK {}", "application/sparql-results+json").server
        return self._server

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def _read(self, form: Mapping[str, list[str]], accept: str, limits: Limits) -> Reply:
        seconds, most = limits.seconds, limits.bytes
        until = time.monotonic() + seconds
        timeout = httpx.Timeout(seconds, connect=min(_CONNECT, seconds))
        try:
            with self._client.stream(
                "POST", self.target.query_url, data=form, headers={"Accept": accept}, timeout=timeout
            ) as response:
                body = bytearray()
                for part in response.iter_bytes():
                    body += part
                    if len(body) > most:
                        raise QueryOverLimit("bytes", most)
                    if time.monotonic() > until:
                        raise QueryOverLimit("seconds", seconds)
        except (httpx.ReadTimeout, httpx.WriteTimeout) as error:
            raise QueryOverLimit("seconds", seconds) from error
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            raise
        except httpx.HTTPError as error:
            raise RemoteUnavailable(_said(error)) from error
        _check(response, bytes(body))
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Reply(media_type, bytes(body), response.headers.get("server", ""))

    def _write(self, method: str, url: str, content: bytes | Iterable[bytes], media_type: str) -> None:
        timeout = httpx.Timeout(_WRITE, connect=_CONNECT)
        headers = {"Content-Type": media_type, "Accept": "*/*"}
        try:
            response = self._client.request(method, url, content=content, headers=headers, timeout=timeout)
        except httpx.HTTPError as error:
            raise RemoteUnavailable(_said(error)) from error
        try:
            _check(response, response.content)
        except QuerySyntax as error:  # our own text: nothing that a person could mend
            raise RemoteFailed(str(error)) from error


class _Credentials(httpx.Auth):
    """Basic or Digest, whichever the engine asks for; the password is sent to nobody who did not ask."""

    def __init__(self, user: str, password: str | None) -> None:
        self._pair = (user, password or "")
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._chosen is None:
            response = yield request
            if response.status_code != httpx.codes.UNAUTHORIZED:
                return
            asked = [
                one.split(maxsplit=1)[0].casefold() for one in response.headers.get_list("www-authenticate") if one
            ]
            self._chosen = httpx.DigestAuth(*self._pair) if "digest" in asked else httpx.BasicAuth(*self._pair)
        yield from self._chosen.auth_flow(request)


def _check(response: httpx.Response, body: bytes) -> None:
    """Raise what an answer that is no success means."""
    status = response.status_code
    if response.is_success:
        return
    said = " ".join(body.decode("utf-8", "replace").split())[:300]
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise RemoteUnauthorized
    if status == httpx.codes.BAD_REQUEST:
        raise QuerySyntax(f"エンジンがこのSPARQLを読めません（{said}）。")
    if status in (408, 429, 502, 503, 504):
        raise RemoteUnavailable(f"HTTP {status}")
    raise RemoteFailed(f"HTTP {status}：{said}")


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__
