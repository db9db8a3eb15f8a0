"""The statements of one revision as lines of N-Quads: each once, in one order, whatever order they came in.

Lines instead of objects: a quad is 500 bytes in Python and 200 as a line, and what can be asked of a line (is it the
same, which triple is it) needs no parser. The order is by a checksum of the subject, then by the line, so that all that
is said of a thing stands together, and so that the work is done part by part, in bounded memory.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse, serialize

FILE = "dataset.nq"
PARTS = 64
_HELD = 1_000_000  # lines held in memory, some 300 MB; beyond that the parts lie in files until it is their turn


@dataclass(frozen=True, slots=True)
class Written:
    """What was written. quads: the lines in named graphs, which come first; triples: the lines of the default graph;
    digest: the SHA-256 of the file."""

    quads: int
    triples: int
    digest: str


def lines_of(quads: Iterable[Quad]) -> list[bytes]:
    """Return quads as the lines that a revision's file has for them."""
    return serialize(quads, format=RdfFormat.N_QUADS).splitlines(keepends=True)  # type: ignore[union-attr]


def quads_of(lines: Iterable[bytes]) -> Iterator[Quad]:
    """Yield the quads of lines."""
    for quad in parse(b"".join(lines), format=RdfFormat.N_QUADS):
        if isinstance(quad, Quad):
            yield quad


def named(folder: Path, quads: int) -> Iterator[bytes]:
    """Yield the lines in named graphs of a revision's folder. quads: how many its manifest says there are."""
    with (folder / FILE).open("rb") as file:
        yield from islice(file, quads)


def default(folder: Path, quads: int) -> Iterator[bytes]:
    """Yield the lines of the default graph of a revision's folder: each distinct triple once."""
    with (folder / FILE).open("rb") as file:
        yield from islice(file, quads, None)


def graph_of(line: bytes) -> str:
    """Return the IRI of the named graph of a line, empty for the default graph.

    >>> graph_of(b'<http://a> <http://b> "c <d> ." <http://g> .\\n')
    'http://g'
    >>> graph_of(b'<http://a> <http://b> "c" .\\n')
    ''
    """
    name = line.rsplit(b" ", 2)[1]
    return name[1:-1].decode() if name[:1] == b"<" and is_quad(line) else ""


def is_quad(line: bytes) -> bool:
    """Return whether a line stands in a named graph. The last word of a literal has a quotation mark in it."""
    head, name, _ = line.rsplit(b" ", 2)
    return b'"' not in name and head.count(b" ") > 1


def write(lines: Iterable[bytes], folder: Path) -> Written:
    """Write the file of a revision into a folder: each line once, then each distinct triple once, without its graph.

    lines: in named graphs, in any order, any number of times. Where some have blank nodes, these get names that depend
    on what they are, not on who read them (RDFC-1.0), which needs all of the statements in memory.
    """
    parts = _Parts(folder / ".parts")
    try:
        if parts.fill(lines):
            whole = Dataset(quads_of(chain.from_iterable(parts)))
            whole.canonicalize(CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
            renamed = lines_of(whole)
            parts.clear()
            parts.fill(renamed)
        return _write(parts, folder)
    finally:
        parts.clear()


def raw(quads: Iterable[Quad], folder: Path) -> Iterator[bytes]:
    """Yield the lines of quads by way of a file, so that their number does not matter."""
    path = folder / ".raw"
    serialize(quads, str(path), format=RdfFormat.N_QUADS)
    with path.open("rb") as file:
        yield from file
    path.unlink()


class _Parts:
    """Lines by their subjects, in memory or, where they are many, in files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: list[list[bytes]] = [[] for _ in range(PARTS)]

    def fill(self, lines: Iterable[bytes]) -> bool:
        """Take lines in and return whether there may be blank nodes in them."""
        held, blank = self._held, False
        for count, line in enumerate(lines, start=1):
            if b"_:" in line and (line.startswith(b"_:") or b" _:" in line):
                blank = True
            held[crc32(line[: line.index(b" ")]) % PARTS].append(line)
            if count % _HELD == 0:
                self._spill()
        return blank

    def __iter__(self) -> Iterator[list[bytes]]:
        """Yield part by part, each sorted and without doubles."""
        for number, held in enumerate(self._held):
            path = self._folder / str(number)
            if path.exists():
                with path.open("rb") as file:
                    yield sorted({*file, *held})
            else:
                yield sorted(set(held))

    def clear(self) -> None:
        """Forget everything."""
        for held in self._held:
            held.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _spill(self) -> None:
        self._folder.mkdir(exist_ok=True)
        for number, held in enumerate(self._held):
            with (self._folder / str(number)).open("ab") as file:
                file.writelines(held)
            held.clear()


def _write(parts: _Parts, folder: Path) -> Written:
    quads = triples = 0
    digest = hashlib.sha256()
    rest = folder / ".default"
    with (folder / FILE).open("wb") as out:
        with rest.open("wb") as others:
            for part in parts:
                text = b"".join(part)
                digest.update(text)
                out.write(text)
                quads += len(part)
                distinct = dict.fromkeys(line.rsplit(b" ", 2)[0] for line in part)
                triples += len(distinct)
                others.writelines(triple + b" .\n" for triple in distinct)
        with rest.open("rb") as others:
            _append(others, out, digest)
    rest.unlink()
    return Written(quads, triples, digest.hexdigest())


def _append(source: BinaryIO, target: BinaryIO, digest: hashlib._Hash) -> None:
    while chunk := source.read(1 << 20):
        digest.update(chunk)
        target.write(chunk)
