"""One query over a store, within its limits: what a worker does."""

from __future__ import annotations

import re
import resource
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from graph.sparql.media_types import GRAPH_FORMATS, RESULT_FORMATS
from graph.sparql.queryable import Queryable

Head = dict[str, Any]


class TooLarge(Exception):
    """A result is over one of its limits; the argument names it: rows or bytes."""


def evaluate(store: Queryable, asked: Mapping[str, Any], prefixes: dict[str, str]) -> tuple[Head, bytes]:
    """Return the head of the reply and the serialised result of a request (see `messages.query_message`)."""
    try:
        return _evaluate(store, asked, prefixes)
    except SyntaxError as error:
        return failure("syntax", error), b""
    except (ValueError, RuntimeError, OSError) as error:
        return failure("refused", error), b""
    except TooLarge as error:
        return {"error": str(error)}, b""
    except MemoryError:
        return {"error": "memory"}, b""


def failure(kind: str, error: Exception) -> Head:
    """Return the head of a reply that says what went wrong, in one short line."""
    return {"error": kind, "detail": " ".join(str(error).split())[:300]}


def used_memory() -> int:
    """Return the address space that this process takes, in bytes."""
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def limit_memory(used: int, megabytes: int) -> None:
    """Let this process take that much memory more than `used`; what asks for more ends it, or raises MemoryError."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = used + megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def term(text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return the term that an N-Triples text denotes; raises ValueError."""
    try:
        (quad,) = ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    except SyntaxError:
        raise ValueError(f"{text}: no term of N-Triples") from None
    if not isinstance(quad.object, (ox.NamedNode, ox.BlankNode, ox.Literal)):
        raise ValueError(text)
    return quad.object


def _evaluate(store: Queryable, asked: Mapping[str, Any], prefixes: dict[str, str]) -> tuple[Head, bytes]:
    described = asked["d"] or asked["n"]
    result = store.query(
        asked["q"],
        prefixes=None if asked.get("bare") else _used(asked["q"], prefixes),
        default_graph=[ox.NamedNode(iri) for iri in asked["d"]] if described else None,
        named_graphs=[ox.NamedNode(iri) for iri in asked["n"]] if described else None,
        substitutions={ox.Variable(name): term(text) for name, text in asked.get("b", {}).items()} or None,
    )
    if isinstance(result, ox.QueryTriples):
        if (media_type := asked["g"]) is None:
            return {"error": "graph-type"}, b""
        sink = _Sink(asked["bytes"])
        form = GRAPH_FORMATS[media_type]
        ox.serialize(
            _counted(result, asked["rows"]),
            sink,  # type: ignore[arg-type]  # it needs no more than write() and flush()
            format=form,
            prefixes=prefixes if form.supports_datasets is False and not asked.get("bare") else None,
        )
        return {"type": media_type}, sink.value()
    if (media_type := asked["r"]) is None:
        return {"error": "result-type"}, b""
    sink = _Sink(asked["bytes"])
    result.serialize(sink, format=RESULT_FORMATS[media_type])  # type: ignore[arg-type]
    body = sink.value()
    if len(body) > asked["rows"] and _rows(body, RESULT_FORMATS[media_type]) > asked["rows"]:
        raise TooLarge("rows")
    return {"type": media_type}, body


def _used(query: str, prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return the prefixes that a query may use: each one that is declared takes its time."""
    return {prefix: iri for prefix, iri in prefixes.items() if f"{prefix}:" in query}


def _counted(triples: Iterable[ox.Triple], most: int) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples):
        if number >= most:
            raise TooLarge("rows")
        yield triple


_JSON_ROW = re.compile(rb'(?:\[|\}\},)\{"[^"]*":\{')


def _rows(body: bytes, form: ox.QueryResultsFormat) -> int:
    """Return how many solutions a serialised result holds: the engine's serialiser does not count them.

    Quotes inside a JSON string are escaped, so that the border of two rows cannot stand inside a value; neither can a
    tag in XML nor a line break in TSV. In CSV a value with a line break stands between quotes.
    """
    if form == ox.QueryResultsFormat.JSON:
        return sum(1 for _ in _JSON_ROW.finditer(body))
    if form == ox.QueryResultsFormat.XML:
        return body.count(b"<result>")
    if form == ox.QueryResultsFormat.TSV:
        return body.count(b"\n") - 1
    return sum(part.count(b"\n") for part in body.split(b'"')[::2]) - 1


class _Sink:
    """A file that takes bytes up to a limit."""

    def __init__(self, most: int) -> None:
        self._parts: list[bytes] = []
        self._left = most

    def write(self, data: bytes) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge("bytes")
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: there is nothing behind it."""

    def value(self) -> bytes:
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
