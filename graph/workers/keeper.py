"""The process that holds a dataset and forks the workers; it runs no query itself.

    python -m graph.workers.keeper {file descriptor of its socket} {JSON: source, prefixes}

It has one thread and imports nothing but the engine, so that forking is safe and quick. A dataset in memory is shared
with the workers by the system (copy on write); one on disk is opened by each worker, since its engine starts threads,
which a fork would lose. Everything here ends with the server: the keeper at the end of its socket, a worker with the
keeper, by the system's hand even in the middle of a query.
"""

from __future__ import annotations

import array
import ctypes
import gc
import json
import os
import resource
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import pyoxigraph as ox

from graph.workers import messages, update_evaluation
from graph.workers.query_evaluation import Head, evaluate, limit_memory, used_memory
from graph.workers.sandbox import stay_inside

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
TRIAL = ".trial-"  # how the name of such a copy begins; one whose process was killed is left for the next clean-up
QUERIES = 1_000_000  # after which a worker makes room for a new one
COPIED_MB = 512  # of the shared memory that a worker may have made its own, by reading it, before it does
_TIDY_FROM = 10_000  # quads that were there at once, from which on a dataset is worth writing anew
_GROWTH_MB = 64
_LOOK = 16  # queries between two looks at that


class Keeper:
    """A dataset and the prefixes that queries need not declare."""

    def __init__(self, source: str | None, prefixes: dict[str, str]) -> None:
        """source: an N-Quads file, a store's folder, None for an empty dataset."""
        self.prefixes = prefixes
        self._folder = source if source is not None and os.path.isdir(source) else None
        self._store = None if self._folder else ox.Store()
        if source is not None and self._store is not None:
            self._store.bulk_load(path=source, format=ox.RdfFormat.N_QUADS)
        self._most = len(self._store) if self._store is not None else 0  # quads at once, since the store was written
        self._memory = used_memory()

    def tidy(self) -> bool:
        """Write a dataset in memory anew where updates have left much behind, and return whether that was so.

        The engine keeps what is deleted, and looks at it in every scan: a store that was full is slow when it is empty.
        """
        if self._store is None:
            return False
        size = len(self._store)
        self._most = max(self._most, size)
        grown = used_memory() > 2 * self._memory + _GROWTH_MB * 1024 * 1024
        if self._most < _TIDY_FROM or (size * 2 > self._most and not grown):
            return False
        anew = ox.Store()
        for graph in self._store.named_graphs():
            anew.add_graph(graph)  # the empty ones, too
        anew.bulk_extend(self._store)
        self._store, self._most = anew, size
        gc.collect()
        self._memory = used_memory()
        return True

    def open(self) -> ox.Store:
        """Return the dataset for reading, in a fork."""
        return ox.Store.read_only(str(self._folder)) if self._store is None else self._store

    def trial(self, request: Mapping[str, Any]) -> tuple[Head, bytes]:
        """Return what an update would change, in a fork that then ends.

        A dataset on the disk is copied first, by hard links where the system has them.
        """
        if self._store is not None:
            return update_evaluation.changes(self._store, request, self.prefixes)
        with tempfile.TemporaryDirectory(dir=Path(str(self._folder)).parent.parent, prefix=TRIAL) as folder:
            ox.Store.read_only(str(self._folder)).backup(f"{folder}/store")
            store = ox.Store(f"{folder}/store")
            result = update_evaluation.changes(store, request, self.prefixes)
            del store  # it has threads that still write
            return result

    def serve(self, control: socket.socket) -> None:
        """Fork what the server asks for until it closes the socket."""
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system reaps what ends
        requests = messages.Requests(control)
        while (asked := requests.next()) is not None:
            self._fork(control, asked)

    def _fork(self, control: socket.socket, asked: Mapping[str, Any]) -> None:
        ours, theirs = socket.socketpair()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                control.close()
                theirs.close()
                _die_with(parent)
                _started(self, ours, asked)
                code = 0
            finally:
                os._exit(code)
        ours.close()
        handle = os.pidfd_open(pid)
        fds = array.array("i", [theirs.fileno(), handle])
        frame = messages.reply({"pid": pid})
        control.sendmsg([frame], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
        theirs.close()
        os.close(handle)


def _started(keeper: Keeper, sock: socket.socket, asked: Mapping[str, Any]) -> None:
    """Be what was asked for: a worker, a trial of an update, or the next keeper."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    kind = asked["kind"]
    if kind == "worker":
        # Loading has left this thread's heap in pieces, among which finding room takes a third of a short query's time;
        # another thread has a heap of its own.
        thread = threading.Thread(target=_work, args=(keeper, sock))
        thread.start()
        thread.join()
        return
    request = messages.Requests(sock).next()
    if request is None:
        return
    limit_memory(used_memory(), request["mb"])
    if kind == "trial":
        sock.sendall(messages.reply(*keeper.trial(request)))
        return
    head = update_evaluation.apply(keeper.open(), request, keeper.prefixes)
    if "error" in head:
        sock.sendall(messages.reply(head))
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    _LIBC.prctl(_PR_SET_PDEATHSIG, 0)  # the keeper before goes once this one has replied; it ends with its own socket
    sock.sendall(messages.reply(head))
    keeper.tidy()
    keeper.serve(sock)


def _work(keeper: Keeper, sock: socket.socket) -> None:
    """Answer one query after the other until the socket closes, or this process has grown too much of its own."""
    store = keeper.open()
    used, allowed, done = used_memory(), None, 0
    requests = messages.Requests(sock)
    while (asked := requests.next()) is not None:
        if asked["mb"] != allowed:
            allowed = asked["mb"]
            limit_memory(used, allowed)
        head, body = evaluate(store, asked, keeper.prefixes)
        done += 1
        retire = done % _LOOK == 0 and (done >= QUERIES or _copied() > COPIED_MB * 1024 * 1024)
        sock.sendall(messages.reply({**head, "retire": True} if retire else head, body))
        if retire:
            return


def _copied() -> int:
    """Return how much of the shared memory this process has made its own since it was forked, in bytes (about)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt * resource.getpagesize()


def _die_with(parent: int) -> None:
    """Let the system kill this process when its parent ends."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the line above
        os._exit(1)


def main() -> NoReturn:
    """Load the dataset and serve it."""
    control = socket.socket(fileno=int(sys.argv[1]))
    given = json.loads(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the server, which closes the socket
    try:
        keeper = Keeper(given["source"], given["prefixes"])
    except (OSError, SyntaxError, ValueError) as error:
        control.sendall(messages.reply({"error": "load", "detail": str(error)[:300]}))
        sys.exit(1)
    if not given["outward"]:
        stay_inside()
    gc.collect()
    gc.freeze()
    gc.disable()  # a collection would copy the pages that it looks at into every worker
    control.sendall(messages.reply({"type": "ready"}))
    keeper.serve(control)
    sys.exit(0)


if __name__ == "__main__":
    main()
