"""What is said of a revision beside it: a small JSON file that is written last."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from graph import durable_files
from graph.errors import RevisionDamaged

FILE = "manifest.json"
_ID = re.compile(r"r-[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class RevisionInfo:
    """What a manifest says. quads: without the default graph's copies; triples: the distinct ones; model: the embedding
    model, ``none`` where there are no vectors; description: what the publisher noted; files: their SHA-256 by name;
    sizes: their bytes; index: the name of the units' texts; store: there is a store on the disk; timings: seconds by
    stage (rdf, validation, text, vectors, store, switch)."""

    id: str
    created: str
    quads: int
    triples: int
    units: int
    model: str
    description: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
    sizes: Mapping[str, int] = field(default_factory=dict, repr=False)
    index: str = ""
    store: bool = False
    timings: Mapping[str, float] = field(default_factory=dict)

    @property
    def base(self) -> str | None:
        """The base of its IRIs, where the publisher noted it."""
        return self.description.get("base")

    @property
    def sources(self) -> dict[str, str]:
        """The digests of its documents by name."""
        found: dict[str, str] = json.loads(self.description.get("sources", "{}"))
        return found

    @property
    def curation(self) -> dict[str, Any] | None:
        """Who changed what by hand (author, at, added, removed), where that made this revision."""
        text = self.description.get("curation")
        return json.loads(text) if text else None


def read(folder: Path, key: str) -> RevisionInfo:
    """Return what a revision's manifest says. key: its id, which nobody has checked yet; raises RevisionDamaged."""
    if not _ID.fullmatch(key):
        raise RevisionDamaged(key[:20], "版の名前が正しくありません")
    try:
        return RevisionInfo(**json.loads((folder / key / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise RevisionDamaged(key, str(error)) from error


def kept(folder: Path) -> list[RevisionInfo]:
    """Return all revisions whose manifest can be read, newest first."""
    found = []
    for path in folder.glob("r-*"):
        try:
            found.append(read(folder, path.name))
        except RevisionDamaged:
            continue
    return sorted(found, key=lambda info: info.created, reverse=True)


def write(info: RevisionInfo, folder: Path) -> None:
    """Write the manifest into a revision's own folder, and onto the disk."""
    with (folder / FILE).open("w", encoding="utf-8") as file:
        json.dump(asdict(info), file, ensure_ascii=False)
        file.flush()
        durable_files.sync_file(file)
    durable_files.sync_folder(folder)
