"""Immutable revisions: RDF, text index and vectors built beside the current ones, then one pointer switched.

    data/CURRENT                    the id of the current revision: the only commit point
    data/LOCK                       held by the one who publishes
    data/revisions/{id}/            dataset.nq, units.json, text/, store/, manifest.json; never changed once named
    data/chroma/                    vectors, a collection a set of units and model; a cache
    data/embeddings/                vectors by text, of models that take long; a cache

The dataset is an N-Quads file that each process loads into memory, at about 350,000 quads a second. In memory Oxigraph
answers path and count queries 2.5 to 3.4 times faster than from RocksDB (400,000 triples; a city has a tenth), nobody
can write to what a reader reads, and the file's checksum tells damage that a store would not. From `ROCKSDB_FROM`
quads on, a store on the disk is written beside it, which opens in milliseconds whatever its size.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import chain
from pathlib import Path

from pyoxigraph import Quad

from graph import durable_files, statement_lines
from graph.engines import HERE, Engines
from graph.errors import NoRevision, RevisionChanged, RevisionDamaged, UnknownRevision
from graph.remote.remote_engine import engine_of
from graph.revisions import curation, manifest, revision_folder
from graph.revisions.manifest import RevisionInfo as RevisionInfo
from graph.revisions.publishing import Progress, Publisher, Validate
from graph.search.embedding_cache import Told
from graph.search.embedding_model import DEFAULT, EmbeddingModel
from graph.search.search_unit import SearchUnit
from graph.search.searcher import Expands, Searcher
from graph.search.text_index import TextIndex
from graph.search.vector_cache import SemanticCache
from graph.sparql.dataset import Dataset
from graph.sparql.queryable import Queryable
from ontology.loader import thesaurus as own_thesaurus

NO_MODEL = "none"
ROCKSDB_FROM = 1_500_000  # quads with the default graph's; some 500 MB a process in memory


class OpenRevision:
    """A revision being read. It stays as it is whatever is published later; safe to use from any thread."""

    def __init__(self, info: RevisionInfo, dataset: Dataset, searcher: Searcher) -> None:
        self.info = info
        self.dataset = dataset
        self.searcher = searcher
        self.units: Mapping[str, SearchUnit] = {unit.iri: unit for unit in searcher.units}

    @property
    def id(self) -> str:
        """The revision's id."""
        return self.info.id


class Repository:
    """The revisions in one data folder."""

    def __init__(
        self,
        data_dir: Path,
        *,
        embedding_model: EmbeddingModel = DEFAULT,
        vectors: bool = True,
        rocksdb_from: int = ROCKSDB_FROM,
        engines: Engines = HERE,
    ) -> None:
        """embedding_model: whose vectors take part in search; vectors: False for text only; rocksdb_from: quads, the
        default graph's among them, from which a revision has a store on the disk; engines: what lies on other machines.
        """
        self._data = data_dir
        self._revisions = data_dir / "revisions"
        self._pointer = data_dir / "CURRENT"
        self._lock = data_dir / "LOCK"
        self._attaching = threading.Lock()
        self._writer: int | None = None  # the thread that holds the lock
        cache = SemanticCache(data_dir, self._lock, embedding_model, engines.chroma)
        self._semantic = cache if vectors else None
        self._engine = engine_of(engines.sparql) if engines.sparql else None
        model = embedding_model.name if vectors else NO_MODEL
        self._publisher = Publisher(self._revisions, model, self._semantic, rocksdb_from)

    @property
    def data_dir(self) -> Path:
        """The data folder."""
        return self._data

    def folder(self, info: RevisionInfo) -> Path:
        """Return where a revision lies."""
        return self._revisions / info.id

    def current(self) -> RevisionInfo | None:
        """Return the current revision, None where nothing was published; raises RevisionDamaged."""
        try:
            key = self._pointer.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        return self._info(key)

    def history(self) -> list[RevisionInfo]:
        """Return all revisions that are kept and whose manifest can be read, newest first."""
        return manifest.kept(self._revisions)

    def find(self, wanted: str) -> RevisionInfo:
        """Return a revision by its id, or by how many steps it lies behind the current one; raises UnknownRevision."""
        history = self.history()
        if wanted.isascii() and wanted.isdigit() and (now := self.current()) is not None and now in history:
            behind = history[history.index(now) :]
            if len(wanted) < 6 and int(wanted) < len(behind):
                return behind[int(wanted)]
        for info in history:
            if info.id == wanted:
                return info
        raise UnknownRevision(wanted)

    @contextmanager
    def exclusive(self, seconds: float = 0.0, waiting: Callable[[], None] | None = None) -> Iterator[None]:
        """Be the only writer, so that what is read within is still current when it is replaced.

        seconds: how long to wait for another; waiting: called once where one must. Raises PublishLocked.
        """
        if self._writer == threading.get_ident():
            yield
            return
        with durable_files.writer_lock(self._lock, seconds, waiting):
            self._writer = threading.get_ident()
            try:
                yield
            finally:
                self._writer = None

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

        quads: in named graphs, read once; each distinct triple is also written once into the default graph. validate:
        is given the default graph and raises where it must not be published. Raises PublishLocked, ModelUnavailable,
        VectorsDamaged, DiskFull, or what validate raises; then everything is as before.
        """
        with self.exclusive(), durable_files.told_when_full(self._data), self._publisher.beside() as partial:
            lines = statement_lines.raw(quads, partial)
            key = self._publisher.publish(partial, lines, units, description or {}, validate, progress)
            return self._point(key)

    def curate(
        self,
        added: Iterable[Quad],
        removed: Iterable[Quad],
        *,
        base: str,
        author: str,
        at: datetime,
        expected: str | None = None,
        validate: Validate | None = None,
        progress: Progress | None = None,
    ) -> RevisionInfo:
        """Change curation graphs by hand and return the next revision; a change that changes nothing makes none.

        base: of all IRIs; author: a name; at: with its time zone; expected: the revision that the change was made for.
        Units, text index and vectors stay those of the revision before. Raises WriteOutside, NoRevision,
        RevisionChanged, and what `publish` raises.
        """
        new, gone = curation.checked(added, base), curation.checked(removed, base)
        with self.exclusive(), durable_files.told_when_full(self._data):
            before = self.current()
            if before is None:
                raise NoRevision
            if expected is not None and expected != before.id:
                raise RevisionChanged(expected, before.id)
            plus, minus = curation.difference(curation.held(self.folder(before), before), new, gone)
            if not plus and not minus:
                return before
            record = curation.record(plus, minus, base, author, at)
            noted = {"author": author, "at": at.isoformat(), "added": len(plus), "removed": len(minus)}
            description = {**before.description, "curation": json.dumps(noted, ensure_ascii=False)}
            out = set(statement_lines.lines_of(minus))
            kept = (line for line in statement_lines.named(self.folder(before), before.quads) if line not in out)
            with self._publisher.beside() as partial:
                lines = chain(kept, statement_lines.lines_of([*plus, *record]))
                units = self._units(before)
                return self._point(self._publisher.publish(partial, lines, units, description, validate, progress))

    def curated(self, base: str) -> list[Quad]:
        """Return what curators stated, of the newest revision that can be read: what the next one must carry over.

        base: of the next one's IRIs, to which those of an older base are moved.
        """
        try:
            newest = self.current()
        except RevisionDamaged:
            newest = None
        for info in ([newest] if newest else []) + self.history():
            try:
                return curation.rebased(curation.held(self.folder(info), info), info.base or base, base)
            except RevisionDamaged:
                continue
        return []

    def rollback(self, wanted: str) -> RevisionInfo:
        """Make an earlier revision the current one and return it. wanted: as for `find`; raises RevisionDamaged too."""
        with self.exclusive():
            info = self.find(wanted)
            self._check(info)
            return self._point(info.id)

    def open(self, info: RevisionInfo | None = None, *, thesaurus: Expands | None = None) -> OpenRevision:
        """Return a revision for reading with its text search; `attach_vectors` adds the rest.

        info: the current one where None. thesaurus: the ontology's where None. Raises NoRevision where there is none,
        RevisionDamaged where its files are not what was written.
        """
        if (info := info or self.current()) is None:
            raise NoRevision
        folder = self.folder(info)
        self._check(info)
        try:
            if self._engine is not None and info == self.current():  # it holds no other
                store: Queryable = self._engine.open(info.id, self.push)
            else:
                store = revision_folder.read_store(folder, on_disk=info.store)
            text = TextIndex.load(folder / revision_folder.TEXT)
        except (OSError, ValueError, SyntaxError, KeyError, TypeError) as error:
            raise RevisionDamaged(info.id, str(error)) from error
        searcher = Searcher(self._units(info), text, thesaurus=thesaurus or own_thesaurus())
        return OpenRevision(info, Dataset(store), searcher)

    def push(self) -> None:
        """Let the engine hold the current revision again; raises NoRevision, PublishLocked, RemoteUnavailable."""
        if (info := self.current()) is None:
            raise NoRevision
        if self._engine is not None and self._engine.held() != info.id:
            with self.exclusive():
                self._point((self.current() or info).id)

    def attach_vectors(self, revision: OpenRevision, told: Told | None = None) -> bool:
        """Let the vectors take part in a revision's search, those of words and those of texts, and return whether they
        do; takes seconds, so call it late.

        Damaged or missing vectors are built again. told: where it is given, those of a model that takes minutes too; it
        hears how many texts of how many have theirs, and may raise VectorsPending to give up. Raises ModelUnavailable,
        PublishLocked, VectorsDamaged, VectorsPending: the search goes on with what takes part.
        """
        with self._attaching:
            if self._semantic is not None and not revision.searcher.has_vectors:
                revision.searcher.attach_words()
                index = revision.info.index or revision_folder.index_id(revision.searcher.units)
                revision.searcher.attach(*self._semantic.load(index, revision.searcher, told))
        return revision.searcher.has_vectors

    def keep_vectors(self, kept: Iterable[RevisionInfo]) -> None:
        """Delete the vectors of all other revisions. Only within `exclusive`."""
        if self._semantic is not None:
            infos = list(kept)
            self._semantic.keep_only({info.index for info in infos}, self._texts(infos))

    def _texts(self, infos: Iterable[RevisionInfo]) -> Iterator[str]:
        for info in infos:
            with suppress(RevisionDamaged):  # its vectors can be made again with the rest
                yield from (unit.text for unit in self._units(info))

    def _point(self, key: str) -> RevisionInfo:
        """Let the pointer say a whole revision, and the engine hold it before; return it."""
        if self._engine is not None:
            self._engine.publish(self._revisions, key)
        if not self._pointer.exists() or self._pointer.read_text(encoding="utf-8") != key:
            durable_files.write_pointer(self._pointer, key)
        return self._info(key)

    def _units(self, info: RevisionInfo) -> tuple[SearchUnit, ...]:
        try:
            return revision_folder.read_units(self.folder(info))
        except (OSError, ValueError, TypeError) as error:
            raise RevisionDamaged(info.id, str(error)) from error

    def _check(self, info: RevisionInfo) -> None:
        """Raise RevisionDamaged where a revision's files are not what was written."""
        try:
            wrong = revision_folder.broken(self.folder(info), info.files, info.sizes, on_disk=info.store)
        except OSError as error:
            raise RevisionDamaged(info.id, str(error)) from error
        if wrong:
            raise RevisionDamaged(info.id, "、".join(wrong))

    def _info(self, key: str) -> RevisionInfo:
        return manifest.read(self._revisions, key)
