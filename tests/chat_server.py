"""A small server that speaks ``POST /v1/chat/completions``, and answers as a test tells it to: well, late, broken."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Act = Callable[["Handler"], None]
JSON = "application/json; charset=utf-8"


class ChatServer(ThreadingHTTPServer):
    """The server on a free port. act: what it does with the next requests; seen: what was asked of it."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, act: Act) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.act = act
        self.seen: list[dict[str, Any]] = []
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def url(self) -> str:
        """The address up to ``/v1``."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def stop(self) -> None:
        """End the server."""
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: that the other side hangs up is what the tests are about."""


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: ChatServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with self.server.lock:
            self.server.seen.append({"path": self.path, "headers": dict(self.headers), "body": body})
        self.server.act(self)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def send(self, body: bytes, *, status: int = 200, kind: str = JSON, **headers: str) -> None:
        """Send a whole response."""
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def completion(text: object, **choice: object) -> bytes:
    """Return the body of a reply with these words."""
    message = {"role": "assistant", "content": text}
    whole = {"index": 0, "message": message, "finish_reason": "stop", **choice}
    return json.dumps({"id": "x", "object": "chat.completion", "choices": [whole]}).encode()


def says(text: str) -> Act:
    """Return the act of a model that replies with these words."""
    return lambda handler: handler.send(completion(text))


def sends(body: bytes, **options: Any) -> Act:
    """Return the act of a server that sends this body."""
    return lambda handler: handler.send(body, **options)


def late(seconds: float, act: Act) -> Act:
    """Return an act that begins late."""

    def acted(handler: Handler) -> None:
        time.sleep(seconds)
        act(handler)

    return acted


def drips(body: bytes, pause: float, *, headers: bool = False) -> Act:
    """Return the act of a server that sends a byte at a time, of its body or of its headers already."""

    def acted(handler: Handler) -> None:
        head = f"HTTP/1.1 200 OK\r\ncontent-type: {JSON}\r\ncontent-length: {len(body)}\r\n\r\n".encode()
        if not headers:
            handler.wfile.write(head)
            head = b""
        for byte in head + body:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(pause)

    return acted


def hangs_up(body: bytes) -> Act:
    """Return the act of a server that promises more than it sends, and closes."""

    def acted(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n" + body)
        handler.close_connection = True

    return acted


def floods(count: int) -> Act:
    """Return the act of a server that sends so many bytes without saying how many."""

    def acted(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n")
        handler.close_connection = True
        for _ in range(count // 65_536):
            handler.wfile.write(b" " * 65_536)

    return acted
