"""Shared parts: data folders with the small graph and with the samples, and a real server over the former."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import settings

from tests import small_graph
from tests.parallel import (  # noqa: F401  the hooks are found here
    made_once,
    pytest_collection_modifyitems,
    pytest_runtest_call,
    pytest_runtest_setup,
    pytest_runtest_teardown,
    pytest_xdist_make_scheduler,
)

# In CI the examples are the same every time: what fails there can be run again, and nothing fails by chance.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")

TOKEN = "a-token-for-tests-0123456789"
ROOT = Path(__file__).parent.parent


def environment(data: Path, **settings: str) -> dict[str, str]:
    """Return an environment for a process of its own: settings only as given, Python's path to this checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KEIKAKU_")}
    given = {f"KEIKAKU_{name.upper()}": value for name, value in settings.items()}
    return {**kept, "PYTHONPATH": str(ROOT), "KEIKAKU_DATA_DIR": str(data), **given}


class Server:
    """A running `keikaku serve` on a free port; started: seconds since the epoch at which the process began."""

    def __init__(self, data: Path, log: Path, *options: str, **settings: str) -> None:
        command = [sys.executable, "-m", "service.command.main", "serve", "--port", "0", *options]
        self.log = log
        self._file = log.open("w")
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self._file, text=True, env=environment(data, **settings), cwd=ROOT
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert "http://" in line, log.read_text()
        self.base = line.partition("：")[2].split()[0].rstrip("/")
        self.client = httpx.Client(base_url=self.base, timeout=30)

    def wait(self, path: str, seconds: float) -> float:
        """Wait so long for an address to answer 200; return the seconds since the process began."""
        begun = time.monotonic()
        while (passed := time.monotonic() - begun) < seconds:
            try:
                if self.client.get(path).status_code == 200:
                    return time.monotonic() - self.started
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"{path}: no 200 within {passed:.1f} s\n{self.log.read_text()}")

    def stop(self) -> None:
        """End the process."""
        self.client.close()
        self.process.terminate()
        self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._file.close()


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the small graph is published."""
    from graph.revisions.repository import Repository

    def publish(folder: Path) -> None:
        Repository(folder).publish(small_graph.quads(), small_graph.units(), description={"base": small_graph.BASE})

    return made_once(tmp_path_factory, "small", publish)


@pytest.fixture(scope="session")
def samples_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the samples are published, for reading only."""
    from ingest.pipeline import ingest

    def publish(folder: Path) -> None:
        assert not ingest([ROOT / "samples"], data_dir=folder, base_iri=small_graph.BASE).skipped

    return made_once(tmp_path_factory, "samples", publish)


@pytest.fixture(scope="session")
def server(small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server over the small graph, ready, with the writing token set."""
    log = tmp_path_factory.mktemp("log") / "server.log"
    running = Server(small_data, log, "--no-ui", write_token=TOKEN)
    running.wait("/readyz", 60)
    yield running
    running.stop()
