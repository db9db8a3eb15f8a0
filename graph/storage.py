"""Files that survive a crash: one writer at a time, all on the disk before a name points to them."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad

from graph.errors import PublishLocked
from graph.units import SearchUnit


@contextmanager
def writer_lock(path: Path) -> Iterator[None]:
    """Hold the lock file, which the system frees when the process ends, however; raises PublishLocked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PublishLocked from error
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


def sync_tree(folder: Path) -> None:
    """Bring all files of a folder onto the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
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


def checksums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file by its path inside the folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def damaged(folder: Path, expected: Mapping[str, str]) -> list[str]:
    """Return which of the expected files are missing or other than they were."""
    there = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in expected if (folder / name).is_file()
    }
    return [name for name, digest in expected.items() if there.get(name) != digest]


def distinct(quads: Iterable[Quad]) -> list[Quad]:
    """Return quads, each once; blank nodes get names that depend on what they are, not on who read them."""
    found = list(dict.fromkeys(quads))
    if any(isinstance(term, BlankNode) for quad in found for term in (quad.subject, quad.object, quad.graph_name)):
        dataset = Dataset(found)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
        return list(dataset)
    return found


def content_id(quads: Sequence[Quad], units: Sequence[SearchUnit], model: str) -> str:
    """Return a name for what a revision holds, whatever the order in which it was made."""
    digest = hashlib.sha256(model.encode())
    for line in sorted(str(quad) for quad in quads):
        digest.update(f"{line}\n".encode())
    for line in sorted(repr(unit) for unit in units):
        digest.update(f"{line}\n".encode())
    return f"r-{digest.hexdigest()[:16]}"
