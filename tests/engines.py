"""Real servers, started by the tests on free ports of this machine: Oxigraph, Virtuoso, Chroma."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from graph.engines import RemoteTarget
from tests.small_graph import BASE

DEFAULT_GRAPH = f"{BASE}graph/default"
_BIN = Path(sys.executable).parent
_INI = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 100

[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 6
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
MaxSortedTopRows = 1000000

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 16
KeepAliveTimeout = 5

[SPARQL]
ResultSetMaxRows = 1000000
"""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Running:
    """A server process in a folder of its own."""

    def __init__(self, command: list[str], folder: Path, alive: str, seconds: float = 60) -> None:
        """alive: an address that answers as soon as the server does."""
        self._command, self._folder, self._alive, self._seconds = command, folder, alive, seconds
        self.start()

    def start(self) -> None:
        """Start the process and wait until it answers."""
        with (self._folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                self._command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        until = time.monotonic() + self._seconds
        while time.monotonic() < until and self.process.poll() is None:
            try:
                httpx.get(self._alive, timeout=5)
                return
            except httpx.TransportError:
                time.sleep(0.05)
        self.kill()
        raise AssertionError((self._folder / "server.log").read_text()[-2000:])

    def kill(self) -> None:
        """End the process at once, as a power failure would."""
        self.process.kill()
        self.process.wait(20)


class Oxigraph(Running):
    """`oxigraph serve` over a folder."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [str(_BIN / "oxigraph"), "serve", "--location", "db", "--bind", f"127.0.0.1:{port}"]
        super().__init__(command, folder, f"{self.url}/query?query=ASK%7B%7D")

    def target(self, *, store: bool, at_once: int = 50_000, base: str = BASE) -> RemoteTarget:
        """Return where it is. store: with its store address, so that one PUT publishes; base: of the graphs."""
        address = f"{self.url}/store" if store else None
        return RemoteTarget(f"{self.url}/query", f"{self.url}/update", base, address, at_once=at_once)

    def dump(self) -> set[str]:
        """Return all N-Quads that it holds, save the marker."""
        lines = httpx.get(f"{self.url}/store", headers={"Accept": "application/n-quads"}).text.splitlines()
        return {line for line in lines if "/id/graph/revision> <http://purl.org/dc/terms/identifier>" not in line}


class Virtuoso(Running):
    """`virtuoso-t` over a database of its own, as Debian's virtuoso-opensource-7-bin installs it."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        (folder / "virtuoso.ini").write_text(_INI.format(sql=free_port(), http=port))
        super().__init__(["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"], folder, f"{self.url}/sparql")

    def target(self) -> RemoteTarget:
        """Return where it is, with the user that a new database has."""
        return RemoteTarget(
            f"{self.url}/sparql",
            f"{self.url}/sparql-auth",
            BASE,
            user="dba",
            password="dba",
            default_graph=DEFAULT_GRAPH,
            seconds=60,
        )

    @staticmethod
    def is_installed() -> bool:
        """Return whether the binary is there."""
        return shutil.which("virtuoso-t") is not None


class Chroma(Running):
    """`chroma run` over a folder."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [str(_BIN / "chroma"), "run", "--path", "data", "--host", "127.0.0.1", "--port", str(port)]
        super().__init__(command, folder, f"{self.url}/api/v2/heartbeat")
