"""Which files a list of paths means: folders are searched through, hidden files left out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ingest.errors import MissingPath


def collect(paths: Iterable[Path]) -> list[Path]:
    """Return the files that paths name, each once, sorted; folders with all files below them.

    Hidden files and folders, and the lock files that office programs leave (``~$…``), are skipped inside folders; a
    file that is named itself is kept whatever its name. Raises MissingPath for a path that does not exist.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            for file in _below(path):
                found.setdefault(file.resolve(), file)
        elif path.exists():
            found.setdefault(path.resolve(), path)
        else:
            raise MissingPath(path)
    return sorted(found.values(), key=str)


def _below(folder: Path) -> list[Path]:
    """Return the files under a folder; links to folders are not followed, so that no loop can arise."""
    files: list[Path] = []
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith((".", "~$")):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                files.extend(_below(entry))
        elif entry.is_file():
            files.append(entry)
    return files
