"""The SPARQL servers that are measured, each a process of its own over the same N-Quads."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
from processes import family, memory

ROOT = Path(__file__).resolve().parent.parent
OPEN = "/sparql?query=ASK%7B%7D"  # answers 200 once the revision is open
READY = "/readyz"  # once all is loaded that answers use


class ServerError(Exception):
    """A server did not come up, or is not installed; says what to do."""


@dataclass(slots=True)
class Server:
    """A running server. name: for tables; base: its address; path: of its query endpoint; log: what it printed."""

    name: str
    base: str
    path: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def processes(self) -> int:
        """How many processes it is."""
        return len(family(self.process.pid))

    @property
    def memory(self) -> float:
        """The resident memory of all its processes in MB."""
        return memory(self.process.pid)

    def stop(self) -> None:
        """End it with all its processes."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def keikaku(data: Path, port: int, log: Path, *options: str, wait: str = READY, **settings: str) -> Server:
    """Start ``keikaku serve`` over a data folder, without pages and without a limit of requests.

    wait: the address that has to answer; settings: names as in docs/SETTINGS.md, without their prefix.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KEIKAKU_")}
    given = {"requests_per_minute": "0", **settings}
    environment = {
        **kept,
        "PYTHONPATH": str(ROOT),
        **{f"KEIKAKU_{name.upper()}": value for name, value in given.items()},
    }
    command = [
        sys.executable,
        "-m",
        "service.command.main",
        "serve",
        "--no-ui",
        "--data",
        str(data),
        "--port",
        str(port),
        *options,
    ]
    return _start("keikaku serve", command, port, "/sparql", log, wait, environment)


def oxigraph(dataset: Path, store: Path, port: int, log: Path, binary: str | None = None) -> Server:
    """Start ``oxigraph serve`` over a RocksDB store of a dataset, loaded and optimised at the first use."""
    program = binary or shutil.which("oxigraph") or str(Path(sys.executable).with_name("oxigraph"))
    if not shutil.which(program):
        raise ServerError("oxigraph がありません。「pip install oxigraph」のあと、もう一度実行してください。")
    if not store.exists():
        partial = store.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        subprocess.run(
            [program, "load", "--location", str(partial), "--file", str(dataset)], check=True, stderr=subprocess.DEVNULL
        )
        subprocess.run([program, "optimize", "--location", str(partial)], check=True, stderr=subprocess.DEVNULL)
        partial.rename(store)
    command = [program, "serve", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    return _start("oxigraph serve", command, port, "/query", log, "/", os.environ)


def rdflib_endpoint(dataset: Path, port: int, log: Path, python: str) -> Server:
    """Start rdflib-endpoint over a dataset; python: that of an environment with ``rdflib-endpoint`` and ``uvicorn``."""
    command = [python, str(Path(__file__).with_name("rdflib_endpoint_app.py")), str(dataset), str(port)]
    return _start("rdflib-endpoint", command, port, "/sparql", log, "/docs", os.environ, seconds=1800)


def _start(
    name: str,
    command: Sequence[str],
    port: int,
    path: str,
    log: Path,
    wait: str,
    environment: Mapping[str, str],
    seconds: float = 600,
) -> Server:
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, env=dict(environment), cwd=ROOT)
    server = Server(name, f"http://127.0.0.1:{port}", path, process, log)
    try:
        wait_for(server, wait, seconds)
    except ServerError:
        server.stop()
        raise
    return server


def wait_for(server: Server, path: str, seconds: float = 1800) -> None:
    """Wait until an address of a server answers 200; raises ServerError where the process ends, or takes too long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.process.poll() is None:
        try:
            if httpx.get(server.base + path, timeout=10).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise ServerError(f"{server.name} did not come up: {server.log.read_text(errors='replace')[-2000:]}")
