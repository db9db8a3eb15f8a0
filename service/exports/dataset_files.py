"""Whole revisions as files for everybody: N-Quads with the sources, Turtle and JSON-LD of what is stated.

    data/dumps/{revision}/{revision}.ttl.gz     made at the first request, beside the revisions and not in them

A file is written from the revision's own, statement by statement, by a process of its own at low priority: neither the
memory nor the other requests feel its size.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from graph.revisions.repository import RevisionInfo

SOURCE = "dataset.nq"
ENDINGS = {"nq": "application/n-quads", "ttl": "text/turtle", "jsonld": "application/ld+json"}
GZIP = "application/gzip"
_NAME = re.compile(r"(latest|r-[0-9a-f]{16})\.(nq|ttl|jsonld)(\.gz)?")
_FORM = re.compile(r".+\.(nq|ttl|jsonld)(\.gz)?")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Name:
    """What a dump is called: a revision's id or ``latest``, one of ENDINGS, and whether it is compressed."""

    revision: str
    ending: str
    compressed: bool

    def __str__(self) -> str:
        return f"{self.revision}.{self.ending}{'.gz' if self.compressed else ''}"

    @property
    def media_type(self) -> str:
        """The media type of the file as it lies there."""
        return GZIP if self.compressed else ENDINGS[self.ending]


@dataclass(frozen=True, slots=True)
class Dump:
    """A file that is there. sha256: of its bytes."""

    path: Path
    bytes: int
    sha256: str


class DumpFailed(Exception):
    """The process that writes a dump did not end well; the text says why."""


class Dumps:
    """The dumps in one data folder. Its coroutines belong to one event loop."""

    def __init__(self, data_dir: Path) -> None:
        self._data = data_dir
        self._making = asyncio.Lock()

    def there(self, info: RevisionInfo, name: Name) -> Dump | None:
        """Return a dump of a revision where it is made already."""
        if name.ending == "nq" and not name.compressed:
            path = self._data / "revisions" / info.id / SOURCE
            return Dump(path, path.stat().st_size, info.files[SOURCE]) if path.exists() else None
        path = self._data / "dumps" / info.id / str(name)
        try:
            return Dump(path, **json.loads(path.with_name(f"{name}.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    async def make(self, info: RevisionInfo, name: Name) -> Dump:
        """Return a dump of a revision, made where it is not there yet, one at a time; raises DumpFailed."""
        if found := self.there(info, name):
            return found
        async with self._making:
            if found := self.there(info, name):
                return found
            self._forget()
            source = self._data / "revisions" / info.id / SOURCE
            target = self._data / "dumps" / info.id / str(name)
            await _run("-m", "service.exports.dataset_files", str(source), str(info.quads), str(target))
        found = self.there(info, name)
        if found is None:
            raise DumpFailed(f"{target.name} is not there")
        return found

    def _forget(self) -> None:
        """Remove the dumps of revisions that are no longer kept."""
        for folder in (self._data / "dumps").glob("r-*"):
            if not (self._data / "revisions" / folder.name).exists():
                shutil.rmtree(folder, ignore_errors=True)


def name_of(text: str) -> Name | None:
    """Return the dump that a file name asks for, None where it is no such name.

    >>> name_of("latest.ttl.gz"), name_of("../CURRENT")
    (Name(revision='latest', ending='ttl', compressed=True), None)
    """
    match = _NAME.fullmatch(text)
    return Name(match[1], match[2], bool(match[3])) if match else None


def write(source: Path, quads: int, target: Path) -> Dump:
    """Write a dump from a revision's file, in bounded memory. It gets its name when it is whole.

    quads: how many lines of the source stand in named graphs, before those of the default graph. target: the end of its
    name says the format; raises ValueError where it says none.
    """
    form = _FORM.fullmatch(target.name)
    if form is None:
        raise ValueError(target.name)
    partial = target.with_name(f".{target.name}.{uuid4().hex}")
    try:
        with _output(partial, compressed=bool(form[2])) as out, source.open("rb") as lines:
            _convert(lines, quads, form[1], out)
        made = Dump(target, partial.stat().st_size, _digest(partial))
        partial.replace(target)
        return made
    finally:
        partial.unlink(missing_ok=True)


def _make(source: Path, quads: int, target: Path) -> None:
    """Write a dump and, once it is there, what is said of it beside it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    made = write(source, quads, target)
    partial = target.with_name(f".{target.name}.{uuid4().hex}")
    partial.write_text(json.dumps({"bytes": made.bytes, "sha256": made.sha256}), encoding="utf-8")
    partial.replace(target.with_name(f"{target.name}.json"))


def _convert(lines: IO[bytes], quads: int, ending: str, out: IO[bytes]) -> None:
    if ending == "nq":
        shutil.copyfileobj(lines, out, _CHUNK)
        return
    from pyoxigraph import RdfFormat, parse, serialize

    from ontology.terms import PREFIXES

    for _ in islice(lines, quads):
        pass
    formats = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD}
    triples = (quad.triple for quad in parse(lines, format=RdfFormat.N_QUADS))
    serialize(triples, out, format=formats[ending], prefixes=PREFIXES)


@contextmanager
def _output(path: Path, *, compressed: bool) -> Iterator[IO[bytes]]:
    with path.open("wb") as file:
        if not compressed:
            yield file
            return
        with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0) as packed:
            yield packed  # type: ignore[misc]


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


async def _run(*arguments: str) -> None:
    """Run Python in a process of its own and at low priority; raise DumpFailed where it fails."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    try:
        _, said = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        raise
    if process.returncode:
        raise DumpFailed(said.decode("utf-8", "replace").strip().rpartition("\n")[2])


if __name__ == "__main__":
    os.nice(10)
    _make(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
