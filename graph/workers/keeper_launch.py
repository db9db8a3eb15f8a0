"""Starting a keeper: the one process here that is not a fork, so that it holds nothing of the server's."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from graph.errors import GraphError, RevisionDamaged
from graph.workers import messages

_ROOT = Path(__file__).resolve().parent.parent.parent


def launch(
    source: Path | None, prefixes: Mapping[str, str], *, outward: bool = False
) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start a keeper, wait until it has loaded its dataset, and return it with our end of its socket.

    source: an N-Quads file, the folder of a store, or None for an empty dataset; outward: queries may ask endpoints
    elsewhere. Raises RevisionDamaged where it cannot
    be loaded, GraphError where the process does not start.
    """
    ours, theirs = socket.socketpair()
    given = json.dumps({"source": str(source) if source else None, "prefixes": dict(prefixes), "outward": outward})
    process = subprocess.Popen(
        [sys.executable, "-m", "graph.workers.keeper", str(theirs.fileno()), given],
        cwd=_ROOT,
        stdin=subprocess.DEVNULL,
        pass_fds=[theirs.fileno()],
    )
    theirs.close()
    head = messages.receive_reply(ours)
    if head is None or "error" in head:
        ours.close()
        process.wait()
        if head is None:
            raise GraphError("問合せの処理を始められませんでした。空きメモリーを確かめてから起動し直してください。")
        raise RevisionDamaged(source.parent.name if source else "", str(head.get("detail", "")))
    return process, ours
