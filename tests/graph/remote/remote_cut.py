"""Publish by updates in small pieces, and end at once before one of them: what a crash does to an engine.

Arguments: data folder, address of the Oxigraph server, number of updates that get through.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from graph.engines import Engines, RemoteTarget
from graph.remote.engine_connection import Connection
from graph.revisions.repository import Repository
from tests.graph.conftest import BASE, sample_quads, sample_units


def main(data: Path, url: str, most: int) -> None:
    """Publish a changed revision until the given number of updates is sent."""
    sent = 0
    update = Connection.update

    def counted(connection: Connection, text: str) -> None:
        nonlocal sent
        if sent == most:
            os.kill(os.getpid(), signal.SIGKILL)
        sent += 1
        update(connection, text)

    Connection.update = counted  # type: ignore[method-assign]
    target = RemoteTarget(f"{url}/query", f"{url}/update", BASE, at_once=5)
    Repository(data, vectors=False, engines=Engines(target)).publish(sample_quads("（変更）"), sample_units())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
