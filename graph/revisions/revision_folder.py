"""One revision's folder, written under a name that nobody reads: statements, search units, text index, a store.

What depends on the units' texts alone (text index, vectors) is named by them and taken over from a revision that has
the same: a curator's correction changes statements, not texts.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from operator import attrgetter
from pathlib import Path

from pyoxigraph import RdfFormat, Store
from rdflib import Graph

from graph import durable_files, statement_lines
from graph.search.search_unit import SearchUnit
from graph.search.text_index import TextIndex
from graph.statement_lines import Written

STORE = "store"
UNITS = "units.json"
TEXT = "text"
_ROW = attrgetter(*(each.name for each in fields(SearchUnit)))


@dataclass(slots=True)
class Clock:
    """Seconds by stage."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time within to a stage."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - begun, 3)


def content_id(written: Written, units: Sequence[SearchUnit], model: str) -> str:
    """Return a name for what a revision holds, whatever the order in which it was made."""
    digest = hashlib.sha256(f"{model}\n{written.digest}\n".encode())
    for row in sorted(_row(unit) for unit in units):
        digest.update(row.encode())
    return f"r-{digest.hexdigest()[:16]}"


def index_id(units: Sequence[SearchUnit]) -> str:
    """Return a name for what text index and vectors are made from: the units' texts in their order."""
    digest = hashlib.sha256()
    for unit in units:
        digest.update(unit.text.encode() + b"\0")
    return f"u-{digest.hexdigest()[:16]}"


def write_units(units: Sequence[SearchUnit], folder: Path) -> None:
    """Write the units, one a line of a JSON array."""
    with (folder / UNITS).open("w", encoding="utf-8") as file:
        file.write("[" + ",\n".join(_row(unit) for unit in units) + "]")


def read_units(folder: Path) -> tuple[SearchUnit, ...]:
    """Return the units of a folder; raises OSError, ValueError or TypeError where they are damaged."""
    return tuple(SearchUnit(*row) for row in json.loads((folder / UNITS).read_text(encoding="utf-8")))


def text_index(units: Sequence[SearchUnit], folder: Path, donor: Path | None) -> TextIndex:
    """Return the text index of a new folder. donor: a whole revision's folder with the same texts."""
    if donor is not None:
        for path in sorted((donor / TEXT).iterdir()):
            durable_files.link_or_copy(path, folder / TEXT / path.name)
        return TextIndex.load(folder / TEXT)
    index = TextIndex.build([unit.text for unit in units])
    index.save(folder / TEXT)
    return index


def write_store(folder: Path) -> None:
    """Load a folder's statements into a store on the disk, which nobody ever writes to again.

    Oxigraph leaves undefined what a reader sees of a store that is being written, so it is closed here, before the
    folder gets the name by which readers find it.
    """
    store = Store(str(folder / STORE))
    store.bulk_load(path=str(folder / statement_lines.FILE), format=RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    del store


def read_store(folder: Path, *, on_disk: bool) -> Store:
    """Return a revision's store: the one on the disk, for reading, or one in memory; raises OSError, SyntaxError."""
    if on_disk:
        return Store.read_only(str(folder / STORE))
    store = Store()
    store.bulk_load(path=str(folder / statement_lines.FILE), format=RdfFormat.N_QUADS)
    return store


def default_graph(folder: Path, quads: int) -> Graph:
    """Return RDFLib's own graph of a folder's distinct triples: what pySHACL reads fastest."""
    graph = Graph()
    graph.parse(data=b"".join(statement_lines.default(folder, quads)), format="nt")
    return graph


def broken(folder: Path, files: Mapping[str, str], sizes: Mapping[str, int], *, on_disk: bool) -> list[str]:
    """Return which files of a revision are not what was written.

    Digests cost a twentieth of loading the statements into memory. Where a store on the disk (whose blocks have
    checksums of their own) is opened instead, in milliseconds, the statements' file is told by its size only.
    """
    unread = {statement_lines.FILE} if on_disk else set()
    wrong = durable_files.damaged(folder, {name: digest for name, digest in files.items() if name not in unread})
    for name in unread & sizes.keys():
        path = folder / name
        if not path.is_file() or path.stat().st_size != sizes[name]:
            wrong.append(name)
    return wrong


def sizes(folder: Path, names: Iterable[str]) -> dict[str, int]:
    """Return the bytes of files by name."""
    return {name: (folder / name).stat().st_size for name in names}


def _row(unit: SearchUnit) -> str:
    return json.dumps(_ROW(unit), ensure_ascii=False)
