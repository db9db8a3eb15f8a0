"""Files that survive a crash: one writer at a time, all on the disk before a name points to them."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from graph.errors import DiskFull, PublishLocked

_PAUSE = 0.05  # seconds between two looks at a lock
_FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def writer_lock(path: Path, seconds: float = 0.0, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock file, which the system frees when the process ends, however.

    seconds: how long to wait for another who holds it; waiting: called once where one must. Raises PublishLocked.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + seconds
    with path.open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= until:
                    raise PublishLocked from error
                if waiting:
                    waiting()
                    waiting = None
                time.sleep(_PAUSE)
        yield


def write_pointer(path: Path, text: str) -> None:
    """Let a one-line file say something else, at once and for good."""
    partial = path.with_name(f"{path.name}.next")
    with partial.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync_folder(path.parent)


def sync_file(file: IO[Any]) -> None:
    """Bring an open file onto the disk."""
    os.fsync(file.fileno())


def sync_tree(folder: Path) -> None:
    """Bring all files of a folder onto the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                sync_file(file)
        else:
            sync_folder(path)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Bring a folder's list of names onto the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def checksums(folder: Path, known: Mapping[str, str] | None = None, *, without: str = "") -> dict[str, str]:
    """Return the SHA-256 of every file by its path inside the folder.

    known: those that were computed already; without: a folder inside that is left out.
    """
    known = known or {}
    return {
        name: known.get(name) or digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (parts := path.relative_to(folder).parts)[0] != without
        for name in ("/".join(parts),)
    }


def damaged(folder: Path, expected: Mapping[str, str]) -> list[str]:
    """Return which of the expected files are missing or other than they were."""
    there = {name: digest(folder / name) for name in expected if (folder / name).is_file()}
    return [name for name, wanted in expected.items() if there.get(name) != wanted]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def link_or_copy(source: Path, target: Path) -> None:
    """Let a second name stand for a file that is never changed, or copy it where the file system has no such names."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno in _FULL:
            raise
        shutil.copyfile(source, target)


@contextmanager
def told_when_full(folder: Path) -> Iterator[None]:
    """Say clearly that the disk is full, whichever library met it; raises DiskFull."""
    try:
        yield
    except DiskFull:
        raise
    except Exception as error:
        words = str(error).lower()
        if getattr(error, "errno", None) in _FULL or "no space left" in words or "disk is full" in words:
            raise DiskFull(folder) from error
        raise
