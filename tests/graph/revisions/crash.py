"""Publishes in a process of its own that dies at a given moment.

python -m tests.graph.revisions.crash DATA STAGE [vectors]
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from graph import durable_files
from graph.revisions.repository import Repository
from tests.graph.conftest import sample_quads, sample_units

BEFORE_POINTER = "pointer"


def main(data: Path, fatal: str, vectors: bool) -> None:
    """Publish another content than the sample's and die where the fatal stage begins."""

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def progress(stage: str, done: int, total: int) -> None:
        if stage == fatal:
            die()

    if fatal == BEFORE_POINTER:
        durable_files.write_pointer = die
    Repository(data, vectors=vectors).publish(
        sample_quads("（変更）"), sample_units(), validate=lambda _: None, progress=progress
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], "vectors" in sys.argv[3:])
