"""The originals of all ingested files, kept by their digest, so that a later ingest can read them again."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

from graph.durable_files import sync_file, sync_folder


class Archive:
    """What a revision names stays in this folder for as long as the revision may be opened."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, path: Path, digest: str) -> str:
        """Copy a file in under its digest and return the digest; a copy half made is never seen."""
        target = self.path(path.name, digest)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(target.name + ".partial")
            shutil.copyfile(path, partial)
            with partial.open("rb") as file:
                sync_file(file)
            partial.replace(target)
            sync_folder(target.parent)
        return digest

    def path(self, name: str, digest: str) -> Path:
        """Return where the file of a digest lies, whether or not it is there."""
        return self._folder / digest[:16] / name

    def keep_only(self, digests: Collection[str]) -> tuple[str, ...]:
        """Delete the files of all other digests and return their names. Only while nobody ingests."""
        kept = {digest[:16] for digest in digests}
        gone = []
        for folder in sorted(self._folder.glob("*")):
            if folder.name not in kept:
                gone += [path.name for path in sorted(folder.iterdir())]
                shutil.rmtree(folder, ignore_errors=True)
            else:
                for partial in folder.glob("*.partial"):
                    partial.unlink(missing_ok=True)
        return tuple(gone)
