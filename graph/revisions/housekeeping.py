"""What is no longer needed: old revisions, what interrupted work left behind, vectors that no revision names."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from graph.errors import RevisionDamaged
from graph.revisions.manifest import RevisionInfo
from graph.revisions.publishing import BESIDE
from graph.revisions.repository import Repository
from graph.search.vector_cache import EMBEDDED
from graph.workers.keeper import TRIAL

REMOVING = ".removing-"
RESTORING = ".restoring-"


@dataclass(frozen=True, slots=True)
class Collected:
    """What was removed. revisions: their ids; leftovers: names of unfinished folders; bytes: how much room that gave;
    kept: the revisions that are still there, newest first."""

    revisions: tuple[str, ...]
    leftovers: tuple[str, ...]
    bytes: int
    kept: tuple[RevisionInfo, ...]


def collect(repository: Repository, keep: int) -> Collected:
    """Remove all revisions but the current one and the newest `keep`, and all that no revision names.

    A revision is first renamed, so that one half removed is never taken for a revision. Who reads one that is removed
    keeps what is loaded. Raises PublishLocked.
    """
    with repository.exclusive():
        kept = _kept(repository, keep)
        names = {info.id for info in kept}
        revisions = repository.data_dir / "revisions"
        freed, gone, left = 0, [], []
        for path in sorted(revisions.glob("r-*")):
            if path.name not in names:
                gone.append(path.name)
                path = path.rename(revisions / f"{REMOVING}{path.name}")
                freed += _remove(path)
        for pattern in (f"{BESIDE}*", f"{REMOVING}*", f"{TRIAL}*"):
            for path in sorted(revisions.glob(pattern)):
                left.append(path.name)
                freed += _remove(path)
        for pattern in (f"{RESTORING}*", "CURRENT.next"):
            for path in sorted(repository.data_dir.glob(pattern)):
                left.append(path.name)
                freed += _remove(path)
        caches = [repository.data_dir / name for name in ("chroma", EMBEDDED)]
        before = sum(map(_size, caches))
        repository.keep_vectors(kept)
        freed += max(before - sum(map(_size, caches)), 0)
        return Collected(tuple(gone), tuple(left), freed, tuple(kept))


def _kept(repository: Repository, keep: int) -> list[RevisionInfo]:
    """Return the revisions that stay, newest first. Where the current one is damaged, the newest stay all the same."""
    history = repository.history()
    try:
        current = repository.current()
    except RevisionDamaged:
        current = None
    return [info for place, info in enumerate(history) if place < max(keep, 1) or info == current]


def _remove(path: Path) -> int:
    size = _size(path)
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    return size


def _size(path: Path) -> int:
    """Return the bytes of a file or of a folder's files that have no other name elsewhere."""
    files = path.rglob("*") if path.is_dir() else [path]
    found = 0
    for file in files:
        try:
            stat = file.stat()
        except FileNotFoundError:
            continue
        if not file.is_dir() and stat.st_nlink == 1:
            found += stat.st_size
    return found
