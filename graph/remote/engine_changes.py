"""What must be written and removed so that an engine goes from one revision to another, by the lines of their files.

A line is kept as a digest of 16 bytes: two files of 4 million lines fit into some 800 MB.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True, slots=True)
class Changes:
    """Quads to be removed from an engine and to be added to it; each may be walked more than once."""

    removed: Sequence[bytes]
    added: Sequence[bytes]

    def __len__(self) -> int:
        """Return the number of quads."""
        return len(self.removed) + len(self.added)


def changes(held: Sequence[Path], wanted: Path) -> Changes:
    """Return what leads from any mixture of N-Quads files to one of them.

    held: the files of which the engine may hold parts: one where a revision is there wholly, two where going from one
    to the other was cut off, none where it is empty. Removing what is not there and adding what is there does nothing,
    so doing this twice is doing it once.
    """
    there = [_digests(path) for path in held]
    kept = _digests(wanted)
    certain = set.intersection(*there) if there else set()
    removed = list(dict.fromkeys(line for path in held for line in _lines(path) if _digest(line) not in kept))
    return Changes(removed, [line for line in _lines(wanted) if _digest(line) not in certain])


def statements(lines: Iterable[bytes], base: str, default_graph: str | None) -> str:
    """Return N-Quads as the inside of INSERT DATA or DELETE DATA.

    default_graph: where the default graph's triples go, None for the default graph itself. Blank nodes become IRIs
    under ``{base}.well-known/genid/``, since no update can name one.
    """
    quads = parse(b"\n".join(lines), format=RdfFormat.N_QUADS)
    placed = [(_graph(quad, base, default_graph), _triple(quad, base)) for quad in quads]
    parts = []
    for graph, found in groupby(sorted(placed), key=lambda pair: pair[0]):
        inside = "\n".join(triple for _, triple in found)
        parts.append(f"GRAPH {graph} {{\n{inside}\n}}" if graph else inside)
    return "\n".join(parts)


def pieces(lines: Sequence[bytes], quads: int) -> Iterator[Sequence[bytes]]:
    """Yield lines in pieces of at most so many quads."""
    for start in range(0, len(lines), quads):
        yield lines[start : start + quads]


def _graph(quad: Quad, base: str, default_graph: str | None) -> str:
    if isinstance(quad.graph_name, DefaultGraph):
        return str(NamedNode(default_graph)) if default_graph else ""
    return _named(quad.graph_name, base)


def _triple(quad: Quad, base: str) -> str:
    return f"{_named(quad.subject, base)} {quad.predicate} {_named(quad.object, base)} ."


def _named(term: Term, base: str) -> str:
    return f"<{base}.well-known/genid/{term.value}>" if isinstance(term, BlankNode) else str(term)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for line in file:
            if line.strip():
                yield line.rstrip(b"\n")


def _digest(line: bytes) -> bytes:
    return blake2b(line, digest_size=16).digest()


def _digests(path: Path) -> set[bytes]:
    return {_digest(line) for line in _lines(path)}
