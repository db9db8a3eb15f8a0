"""The documents as they were given, to look quotes up in: a folder's, or those that the revision was made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from service.evaluation.accepted_spellings import quoted

if TYPE_CHECKING:
    from graph.revisions.repository import RevisionInfo


class Originals:
    """The texts by document name."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = {name: quoted(text) for name, text in texts.items()}
        self._all = "\n".join(self._texts.values())

    def __len__(self) -> int:
        return len(self._texts)

    def hold(self, document: str, quote: str) -> bool:
        """Return whether the named document holds a quote word for word; any document where the name is unknown."""
        return quoted(quote) in self._texts.get(document, self._all)


def of_folder(folder: Path) -> Originals:
    """Return the documents of a file or folder; what cannot be read is left out. Raises MissingPath."""
    from ingest.errors import IngestError
    from ingest.file_list import collect
    from ingest.readers import read

    texts = {}
    for path in collect([folder]):
        try:
            document = read(path)
        except IngestError:
            continue
        texts[document.name] = document.text
    return Originals(texts)


def of_revision(info: RevisionInfo, data_dir: Path) -> Originals | None:
    """Return the documents of a revision, read again from their originals; None where it notes none."""
    from ingest.originals import Archive
    from ingest.readers import read

    sources = json.loads(info.description.get("sources", "{}"))
    archive = Archive(data_dir / "sources")
    texts = {name: read(archive.path(name, digest)).text for name, digest in sources.items()}
    return Originals(texts) if texts else None
