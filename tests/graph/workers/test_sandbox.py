"""A process that stays inside: no connection, no program, and queries as ever."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys

from graph.errors import GraphError
from graph.workers.messages import Limits, Query
from graph.workers.pool_sizes import Sizes
from graph.workers.worker_pool import Pool

_CODE = """
import os, socket, sys
from graph.workers.sandbox import stay_inside
import pyoxigraph as ox
if not stay_inside():
    sys.exit("no sandbox here")
left, right = socket.socketpair()
left.sendall(b"x")
assert right.recv(1) == b"x"
assert ox.Store().query("ASK { FILTER(1 < 2) }")
for family in (socket.AF_INET, socket.AF_INET6):
    try:
        socket.socket(family)
    except PermissionError:
        continue
    sys.exit("a socket")
try:
    list(ox.Store().query("SELECT * { SERVICE <http://127.0.0.1:%s/> { ?s ?p ?o } }"))
    sys.exit("an answer")
except (OSError, RuntimeError):
    pass
if os.fork() == 0:
    try:
        os.execv("/bin/true", ["true"])
    except PermissionError:
        os._exit(7)
print(os.waitstatus_to_exitcode(os.wait()[1]))
"""


def test_no_way_out() -> None:
    done = subprocess.run([sys.executable, "-c", _CODE % 9], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "7"), done.stderr


def test_workers_reach_nobody_even_where_no_guard_looks() -> None:
    """A pool that may reach out does; one that may not is stopped by the system."""

    async def reached(outward: bool) -> bool:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.settimeout(1)
            pool = Pool(None, {}, Sizes(1, 0, 1), outward=outward)
            port = listening.getsockname()[1]
            query = Query(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")
            asked = asyncio.create_task(pool.query(query, Limits(seconds=3)))
            try:
                caller, _ = await asyncio.to_thread(listening.accept)
                caller.close()
                return True
            except TimeoutError:
                return False
            finally:
                with contextlib.suppress(GraphError):
                    await asked
                pool.close()

    assert asyncio.run(reached(True))
    assert not asyncio.run(reached(False))
