"""A revision brought to a SPARQL engine, all or nothing as far as the engine allows.

The folder of the revision stays the truth. The engine's graph ``{base}graph/revision`` says which revision it holds
wholly; while it is being changed it says which ones it may hold parts of, so that whoever comes next can finish
or undo. Readers trust an answer only where the marker names their revision.

- An engine with a store address takes one PUT: one transaction with Oxigraph, Fuseki, RDF4J.
- Else the difference goes as one update request, which such engines run as one transaction, where it is small enough.
- Else in pieces. Virtuoso commits each statement by itself, so there it is always pieces.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from graph.remote import virtuoso
from graph.remote.engine_changes import Changes, changes, pieces, statements
from graph.remote.engine_connection import Connection
from graph.remote.errors import RemoteFailed
from graph.remote.select_column import column
from graph.statement_lines import FILE

_log = logging.getLogger(__name__)
_KEY = "http://purl.org/dc/terms/identifier"
_PIECE = 5_000  # quads of one request, at the most, where it takes several
_VIRTUOSO_PIECE = 500  # its compiler refuses much more
_GRAPHS = 100  # graphs emptied by one request


def held(connection: Connection) -> str | None:
    """Return the marker: a revision's id, several with spaces between where it is being changed, None for nothing."""
    marker = connection.target.marker
    found = column(connection, f"SELECT ?key WHERE {{ GRAPH <{marker}> {{ <{marker}> <{_KEY}> ?key }} }}")
    return " ".join(sorted({key for line in found for key in line.split()})) or None


def publish(connection: Connection, revisions: Path, key: str) -> None:
    """Let an engine hold a revision and nothing else of ours. revisions: the folder of all of them; key: its id.

    To be called under the repository's lock, before the pointer is switched. Raises RemoteUnavailable; the marker then
    says what the engine may hold, and no reader trusts it.
    """
    target = connection.target
    file = revisions / key / FILE
    before = held(connection)
    if before == key:
        return
    if target.store_url is not None:
        connection.replace(_Lines(file, f'<{target.marker}> <{_KEY}> "{key}" <{target.marker}> .\n'.encode()))
    else:
        _update(connection, revisions, key, file, before)
    if (after := held(connection)) != key:
        raise RemoteFailed(f"書いた版は{key}ですが、エンジンは{after or 'なし'}と答えます")
    _log.info("revision %s is on the engine", key)


def _update(connection: Connection, revisions: Path, key: str, file: Path, before: str | None) -> None:
    """Bring a revision by updates: the difference where it is known what is there, else everything."""
    target = connection.target
    parts = [revisions / one / FILE for one in (before or "").split()]
    known = bool(parts) and all(path.is_file() for path in parts)
    found = changes(parts if known else [], file)
    is_virtuoso = virtuoso.is_virtuoso(connection.server())
    moving = " ".join(sorted({*(before or "").split(), key, *([] if known else ["?"])}))
    first = _mark(target.marker, before, moving)
    last = _mark(target.marker, moving, key)
    emptied = [] if known else _emptied(connection)
    if not is_virtuoso and len(found) <= target.at_once:
        connection.update(" ;\n".join([*first, *emptied, *_data(connection, found, target.at_once), *last]))
        return
    quads = min(target.at_once, _VIRTUOSO_PIECE if is_virtuoso else _PIECE)
    for statement in (*first, *emptied, *_data(connection, found, quads), *last):
        connection.update(statement)


def _data(connection: Connection, found: Changes, quads: int) -> Iterator[str]:
    target = connection.target
    for verb, lines in (("DELETE", found.removed), ("INSERT", found.added)):
        for part in pieces(lines, quads):
            yield f"{verb} DATA {{\n{statements(part, target.base, target.default_graph)}\n}}"


def _emptied(connection: Connection) -> list[str]:
    """Return statements that empty our graphs and no one else's: those under our base, and the default graph."""
    target = connection.target
    is_ours = f'FILTER(STRSTARTS(STR(?g), "{target.base}"))'  # Virtuoso does not end without a filter
    every = column(connection, f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {is_ours} }}")
    ours = [graph for graph in every if graph != target.marker]
    default = f"DROP SILENT GRAPH <{target.default_graph}>" if target.default_graph else "DROP DEFAULT"
    batches: list[Sequence[str]] = [ours[start : start + _GRAPHS] for start in range(0, len(ours), _GRAPHS)]
    return [default, *(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in batch) for batch in batches)]


def _mark(marker: str, old: str | None, new: str) -> list[str]:
    """Return statements that change the marker: the new words come before the old ones go: never empty between."""
    said = [f'INSERT DATA {{ GRAPH <{marker}> {{ <{marker}> <{_KEY}> "{new}" }} }}']
    if old is not None and old != new:
        said.append(
            f"DELETE {{ GRAPH <{marker}> {{ <{marker}> <{_KEY}> ?key }} }}"
            f' WHERE {{ GRAPH <{marker}> {{ <{marker}> <{_KEY}> ?key FILTER(STR(?key) != "{new}") }} }}'
        )
    return said


class _Lines:
    """The lines of a file and one more; read anew each time, since an engine may ask for credentials first."""

    def __init__(self, path: Path, last: bytes) -> None:
        self._path = path
        self._last = last

    def __iter__(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            while part := file.read(1 << 20):
                yield part
        yield b"\n" + self._last
