"""The originals of all ingested files, kept by their digest, so that a later ingest can read them again."""

from __future__ import annotations

import shutil
from pathlib import Path


class Archive:
    """A folder that only grows: what a revision names stays there as long as the revision may be opened."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, path: Path, digest: str) -> str:
        """Copy a file in under its digest and return the digest; a copy half made is never seen."""
        target = self.path(path.name, digest)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(target.name + ".partial")
            shutil.copyfile(path, partial)
            partial.replace(target)
        return digest

    def path(self, name: str, digest: str) -> Path:
        """Return where the file of a digest lies, whether or not it is there."""
        return self._folder / digest[:16] / name
