"""Immutable revisions: RDF, text index and vectors built beside the current ones, then one pointer switched.

    data/CURRENT                    the id of the current revision: the only commit point
    data/LOCK                       held by the one who publishes
    data/revisions/{id}/            dataset.nq, units.json, text/, manifest.json; never changed once named
    data/chroma/                    vectors, a collection a revision

The dataset is an N-Quads file that each process loads into memory: in memory Oxigraph answers path and count queries
two to three times faster than from RocksDB (`docs/ARCHITECTURE.md`), and loads 350,000 triples a second.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, Triple, serialize
from rdflib import Graph

from graph.dataset import Dataset
from graph.embedding import DEFAULT_MODEL, Embedder
from graph.errors import NoRevision, PublishLocked, RevisionDamaged
from graph.search import Expands, Searcher
from graph.text import TextIndex
from graph.units import SearchUnit
from graph.vectors import VectorIndex

Progress = Callable[[str, int, int], None]  # stage in Japanese, done, of
Validate = Callable[[Graph], None]


@dataclass(frozen=True, slots=True)
class RevisionInfo:
    """What a manifest says. quads: without the default graph's copies; triples: the distinct ones."""

    id: str
    created: str
    quads: int
    triples: int
    units: int
    model: str
    description: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class OpenRevision:
    """A revision being read: the dataset, its units and the search over them."""

    info: RevisionInfo
    dataset: Dataset
    searcher: Searcher
    units: Mapping[str, SearchUnit]  # by IRI


class Repository:
    """The revisions in one data folder."""

    def __init__(self, data_dir: Path, *, embedding_model: str | None = None) -> None:
        self._data = data_dir
        self._revisions = data_dir / "revisions"
        self._pointer = data_dir / "CURRENT"
        self._model = embedding_model

    def current(self) -> RevisionInfo | None:
        """Return the current revision, or None where nothing was published."""
        if not self._pointer.exists():
            return None
        return self._info(self._pointer.read_text(encoding="utf-8").strip())

    def history(self) -> list[RevisionInfo]:
        """Return all revisions that are kept, newest first."""
        found = [self._info(path.name) for path in self._revisions.glob("r-*") if (path / "manifest.json").exists()]
        return sorted(found, key=lambda info: info.created, reverse=True)

    def publish(
        self,
        quads: Iterable[Quad],
        units: Sequence[SearchUnit],
        *,
        description: Mapping[str, str] | None = None,
        validate: Validate | None = None,
        progress: Progress | None = None,
    ) -> RevisionInfo:
        """Make the next revision the current one and return it; the same content again changes nothing.

        quads: in named graphs; each distinct triple is also written once into the default graph. validate: is given
        the default graph and raises where it must not be published. Raises PublishLocked, or what validate raises.
        """
        tell = progress or (lambda stage, done, total: None)
        named = list(dict.fromkeys(quads))
        key = _digest(named, units, self._model or DEFAULT_MODEL)
        with self._lock():
            before = self.current()
            if before and before.id == key:
                return before
            if not (self._revisions / key / "manifest.json").exists():
                self._build(key, named, units, description or {}, validate, tell)
            self._switch(key)
        return self._info(key)

    def open(self, info: RevisionInfo | None = None, *, thesaurus: Expands | None = None) -> OpenRevision:
        """Return a revision for reading, text search included; `attach_vectors` adds the rest.

        Raises NoRevision where there is none, RevisionDamaged where its files cannot be read.
        """
        info = info or self.current()
        if info is None:
            raise NoRevision
        folder = self._revisions / info.id
        try:
            store = Store()
            store.bulk_load(path=str(folder / "dataset.nq"), format=RdfFormat.N_QUADS)
            units = [SearchUnit(*row) for row in json.loads((folder / "units.json").read_text(encoding="utf-8"))]
            text = TextIndex.load(folder / "text")
        except (OSError, ValueError, SyntaxError, KeyError) as error:
            raise RevisionDamaged(info.id, str(error)) from error
        searcher = Searcher(units, text, thesaurus=thesaurus)
        return OpenRevision(info, Dataset(store), searcher, {unit.iri: unit for unit in units})

    def attach_vectors(self, revision: OpenRevision) -> None:
        """Load the embedding model and let the vectors take part; a damaged collection is built again."""
        embedder = Embedder(self._model)
        units = revision.searcher.units
        component = self._revisions / revision.info.id / "component.npy"
        embedder.fit(revision.searcher.text.words.rarity, np.load(component) if component.exists() else None)
        name = _collection(revision.info.id)
        try:
            index = VectorIndex.open(self._data / "chroma", name, len(units))
        except ValueError:
            with self._lock():
                index = VectorIndex.build(self._data / "chroma", name, embedder.documents([u.text for u in units]))
        revision.searcher.attach(index, embedder)

    def _build(
        self,
        key: str,
        named: Sequence[Quad],
        units: Sequence[SearchUnit],
        description: Mapping[str, str],
        validate: Validate | None,
        tell: Progress,
    ) -> None:
        self._revisions.mkdir(parents=True, exist_ok=True)
        partial = self._revisions / f".building-{key}"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        try:
            triples = list(dict.fromkeys(Triple(quad.subject, quad.predicate, quad.object) for quad in named))
            if validate:
                tell("グラフを確かめています", 0, 1)
                validate(_graph(triples))
            tell("グラフを書いています", 0, 1)
            default = (Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in triples)
            serialize([*named, *default], str(partial / "dataset.nq"), format=RdfFormat.N_QUADS)
            (partial / "units.json").write_text(
                json.dumps([list(asdict(unit).values()) for unit in units], ensure_ascii=False), encoding="utf-8"
            )
            tell("検索の索引を作っています", 0, 2)
            text = TextIndex.build([unit.text for unit in units])
            text.save(partial / "text")
            tell("ベクトルを作っています", 1, 2)
            embedder = Embedder(self._model)
            embedder.fit(text.words.rarity, None)
            vectors = embedder.documents([unit.text for unit in units])
            if embedder.component is not None:
                np.save(partial / "component.npy", embedder.component)
            VectorIndex.build(self._data / "chroma", _collection(key), vectors)
            created = datetime.now(UTC).isoformat(timespec="seconds")
            info = RevisionInfo(key, created, len(named), len(triples), len(units), embedder.name, dict(description))
            (partial / "manifest.json").write_text(json.dumps(asdict(info), ensure_ascii=False), encoding="utf-8")
            _sync(partial)
            shutil.rmtree(self._revisions / key, ignore_errors=True)
            partial.rename(self._revisions / key)
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def _switch(self, key: str) -> None:
        partial = self._pointer.with_name("CURRENT.next")
        with partial.open("w", encoding="utf-8") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self._pointer)
        _sync_folder(self._data)

    def _info(self, key: str) -> RevisionInfo:
        try:
            return RevisionInfo(**json.loads((self._revisions / key / "manifest.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise RevisionDamaged(key, str(error)) from error

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self._data.mkdir(parents=True, exist_ok=True)
        with (self._data / "LOCK").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise PublishLocked from error
            yield


def _graph(triples: Sequence[Triple]) -> Graph:
    graph = Graph()
    data = serialize(triples, format=RdfFormat.N_TRIPLES)
    graph.parse(data=data, format="nt")
    return graph


def _digest(quads: Sequence[Quad], units: Sequence[SearchUnit], model: str) -> str:
    """The id of a revision: what it holds, whatever the order in which it was made."""
    digest = hashlib.sha256(model.encode())
    for line in sorted(str(quad) for quad in quads):
        digest.update(line.encode())
    for unit in sorted(units, key=lambda unit: (unit.iri, unit.kind)):
        digest.update(repr(unit).encode())
    return f"r-{digest.hexdigest()[:16]}"


def _collection(key: str) -> str:
    return f"keikaku-{key}"


def _sync(folder: Path) -> None:
    for path in [*folder.rglob("*")]:
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    _sync_folder(folder)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
