"""RDF that somebody sent, as N-Triples: parsed in a process of its own, which may run out of anything.

The engine's parsers recurse and expand: thirty kilobytes of nested JSON-LD end the process that parses them, and so do
entities of RDF/XML that stand for one another. So they run where that ends nothing else, within limits of memory, time
and output. They fetch nothing: a JSON-LD context or an XML entity at another address is an error.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox

FORMATS = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
    "application/ld+json": "jsonld",
    "text/n3": "n3",
}
_SECONDS = 10  # of a processor that the parsing of one body may take
_MB = 1024 * 1024
_GROWTH = 20  # how much longer the N-Triples may be than what was sent: prefixes and entities make it so
_SYNTAX, _SIZE = 3, 4


class BodyRefused(Exception):
    """A body cannot be read as RDF; the argument is a Japanese sentence that says why."""


def read_rdf(body: bytes, media_type: str, base: str) -> bytes:
    """Return what a body states, as N-Triples with blank nodes that have names of their own; takes 0.1 s and more.

    media_type: a key of FORMATS; base: the IRI that relative ones are resolved against. Raises BodyRefused.
    """
    command = [sys.executable, "-P", __file__, FORMATS[media_type], base]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=_SECONDS * 3, check=False)
    except subprocess.TimeoutExpired:
        raise BodyRefused("本文を読むのに時間がかかりすぎます。小さく分けてください。") from None
    if done.returncode == _SYNTAX:
        reason = done.stderr.decode("utf-8", "replace").strip()
        raise BodyRefused(f"本文を {media_type} として読めません（{reason}）。")
    if done.returncode:  # out of stack, memory or time, or over the size
        raise BodyRefused("本文の入れ子が深すぎるか、展開すると大きすぎます。小さく分けてください。")
    return done.stdout


class _Sink:
    """A file that takes bytes up to a limit."""

    def __init__(self, most: int) -> None:
        self.parts: list[bytes] = []
        self._left = most

    def write(self, data: bytes) -> int:
        self._left -= len(data)
        if self._left < 0:
            sys.exit(_SIZE)
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: there is nothing behind it."""


def _main(extension: str, base: str) -> None:
    """Read standard input in a format and write N-Triples."""
    body = sys.stdin.buffer.read()
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    memory = used + 64 * _MB + len(body) * (_GROWTH + 4)
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, _SECONDS), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(kind, (most, most))
    form = ox.RdfFormat.from_extension(extension)
    sink = _Sink(len(body) * _GROWTH + _MB)
    try:
        quads = ox.parse(body, format=form, base_iri=base, without_named_graphs=True, rename_blank_nodes=True)
        triples = (quad.triple for quad in quads)
        ox.serialize(triples, sink, format=ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]  # needs write and flush
    except (SyntaxError, ValueError) as error:
        sys.stderr.write(" ".join(str(error).split())[:300])
        sys.exit(_SYNTAX)
    sys.stdout.buffer.write(b"".join(sink.parts))


if __name__ == "__main__":
    _main(*sys.argv[1:3])
