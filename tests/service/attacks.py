"""What attackers need: a listener that counts who calls it, a file that nobody may read, and raw bytes on a socket."""

from __future__ import annotations

import contextlib
import io
import socket
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

SECRET = "the-canary-sings-4711"


class Listener:
    """A socket on this machine that counts connections and answers none."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port = self._socket.getsockname()[1]
        self.calls = 0
        self._thread = threading.Thread(target=self._count, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """An address at which it listens."""
        return f"http://127.0.0.1:{self.port}/x"

    def close(self) -> None:
        """Stop listening."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _count(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            self.calls += 1
            caller.close()


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back over a socket until the server closed it or was silent. closed: it closed the connection."""

    data: bytes
    closed: bool

    @property
    def statuses(self) -> list[int]:
        """The status of each answer."""
        parts = self.data.split(b"HTTP/1.1 ")[1:]
        return [int(part[:3]) for part in parts]


def raw(base: str, *pieces: bytes, wait: float = 3.0) -> Reply:
    """Send bytes to the server of an address as they are, and return what comes back within some seconds."""
    parts = urlsplit(base)
    with socket.create_connection((parts.hostname, parts.port), timeout=wait) as connection:
        received = b""

        def send() -> None:
            with contextlib.suppress(OSError):  # the other side may have heard enough
                for piece in pieces:
                    connection.sendall(piece)

        sending = threading.Thread(target=send)  # beside reading: a reset takes away what was not read
        sending.start()
        try:
            while chunk := connection.recv(65536):
                received += chunk
        except TimeoutError:
            return Reply(received, False)
        except OSError:  # reset, which ends it as well
            return Reply(received, True)
        finally:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            sending.join(wait)
    return Reply(received, True)


def chunked(size: int) -> Iterator[bytes]:
    """Yield a body of so many bytes of which nobody said how long it is."""
    for _ in range(size // 65536):
        yield b"x" * 65536


def zip_bomb(name: str, megabytes: int) -> bytes:
    """Return an archive whose one file is a thousand times larger than the archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open(name, "w", force_zip64=True) as member:
            for _ in range(megabytes):
                member.write(b" " * (1024 * 1024))
    return packed.getvalue()


def canary(folder: Path) -> Path:
    """Return a file, readable by the server's process, in which the secret stands as RDF, text and HTML alike."""
    file = folder / "canary.ttl"
    file.write_text(f'<urn:canary> <urn:says> "{SECRET}" .\n', encoding="utf-8")
    return file
