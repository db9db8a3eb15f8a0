"""What the running service holds: the revision that is open, and what is computed from it once.

Opening takes seconds (the embedding model), so it happens in a thread after the server has started to answer.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from graph.errors import GraphError, VectorsPending
from graph.sparql.queryable import Queryable
from service.current.configured_repository import repository
from service.current.result_cache import ResultCache
from service.current.vector_building import Behind
from service.errors import NoData, NotReady, ServiceError
from service.observe import event_log, metrics
from service.settings import Settings

if TYPE_CHECKING:
    from graph.remote.remote_pool import RemotePool
    from graph.revisions.repository import OpenRevision, Repository
    from graph.workers.worker_pool import Pool
    from service.answering.answer import Answer
    from service.answering.conversation.sessions import Sessions
    from service.answering.engine import Answerer
    from service.answering.rank.outside import Outside
    from service.answering.say.chip import Chip
    from service.model_reading import ModelReader
    from service.rewording import Reworder

T = TypeVar("T")
_HEAD_START = 0.2  # seconds in which the server binds and answers before heavy imports take the interpreter
_STILL_ENDING = 8  # pools of revisions before that may still answer somebody
_log = logging.getLogger("keikaku")


@dataclass(slots=True)
class Current:
    """One open revision, its answerer, and views of it that are built once. Never changes what it shows.

    base: the base of its IRIs, which is the setting at the time it was ingested; pool: the processes for everybody's
    queries, None on the command line; cache: results of such queries; prepared: all has been attached that takes
    seconds (or cannot be, and words alone search); reworder: what words answers anew, where a model is set; reader:
    what lets a model read questions, too.
    """

    revision: OpenRevision
    answerer: Answerer
    base: str
    pool: Pool | RemotePool | None = None
    cache: ResultCache = field(default_factory=lambda: ResultCache(0))
    prepared: bool = False
    reworder: Reworder | None = None
    reader: ModelReader | None = None
    _views: dict[str, Any] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def id(self) -> str:
        """The revision's id."""
        return self.revision.info.id

    @property
    def store(self) -> Queryable:
        """The revision's store, for reading."""
        return self.revision.dataset.store

    def ask(self, question: str, session: str | None) -> Answer:
        """Return the answer to a question as people see it: in a model's words, where one is set and its words hold."""
        event_log.asked("ask", question)
        answer = self.answerer.ask(question, session, self._outside())
        return self.reworder.reword(question, answer) if self.reworder else answer

    def chips(self, question: str, session: str | None) -> tuple[Chip, ...]:
        """Return what is understood of a question, by the plan that answers it; to be called before it is asked."""
        return self.answerer.chips(question, session, self._outside())

    def _outside(self) -> Outside | None:
        return self.reader.message() if self.reader else None

    def view(self, name: str, build: Callable[[Queryable], T]) -> T:
        """Return what `build` makes of the store, built at the first request only."""
        with self._lock:
            if name not in self._views:
                self._views[name] = build(self.store)
            built: T = self._views[name]
            return built


class State:
    """The settings, and the revision that is open now. Safe to use from any thread."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._current: Current | None = None
        self._error: ServiceError = NotReady()
        self._sessions: Sessions | None = None  # conversations outlive a change of the revision
        self._reworder: Reworder | None = None
        self._reader: ModelReader | None = None
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._loading = threading.Lock()
        self.behind = Behind(self._without_vectors, self.repository)
        self._serving = False
        self._retired: deque[Pool | RemotePool] = deque(maxlen=_STILL_ENDING)

    def start(self) -> None:
        """Begin to open the current revision for everybody's queries, and to look for newer ones, in a thread."""
        self._serving = True
        if self.settings.llm_url is not None:
            from service.model_reading import model_reader
            from service.rewording import reworder

            self._reworder = reworder(self.settings)
            self._reader = model_reader(self.settings)
        threading.Thread(target=self._watch, name="revision", daemon=True).start()
        self.behind.start()

    def stop(self) -> None:
        """Stop looking for newer revisions, and end the processes for queries and the connection to the model."""
        self._stop.set()
        self._wake.set()
        self.behind.stop()
        for pool in (*self._retired, self._current.pool if self._current is not None else None):
            if pool is not None:
                pool.close()
        for talks in (self._reworder, self._reader):
            if talks is not None:
                talks.close()

    def current(self) -> Current:
        """Return the open revision; raises NotReady (or NoData) where there is none yet."""
        current = self._current
        if current is None:
            raise self._error
        return current

    def repository(self) -> Repository:
        """Return the repository of the data folder."""
        return repository(self.settings)

    def reload(self) -> None:
        """Open the revision that is current now, where it is not open yet; return when it is wholly prepared.

        The first one answers, by words alone, before its vectors are there, and so does each one on another machine; a
        later one takes over when prepared.
        Raises NoData where nothing was published, GraphError where it cannot be read.
        """
        with self._loading:
            repository = self.repository()
            info = repository.current()
            if info is None:
                raise NoData()
            if self._current is not None and self._current.id == info.id:
                return
            opened = self._open(repository)
            before = self._current
            if before is None or opened.revision.dataset.is_remote:  # the one before cannot answer any more
                self._current = opened
            _prepare(opened, repository)
            self._current = opened
            self.behind.look()
            if before is not None and before.pool is not None:
                before.pool.retire()
                self._retired.append(before.pool)
            metrics.opened()
            _log.info("revision %s is open", info.id)

    def _open(self, repository: Repository) -> Current:
        from ontology.thesaurus import thesaurus
        from service.answering.conversation.sessions import Sessions
        from service.answering.engine import Answerer

        self._sessions = self._sessions or Sessions()
        revision = repository.open(thesaurus=thesaurus())
        base = revision.info.description.get("base", self.settings.base_iri)
        if base != self.settings.base_iri:
            _log.warning("this revision's IRIs begin with %s, not with KEIKAKU_BASE_IRI; ingest again to change", base)
        cache = ResultCache(self.settings.sparql_cache_mb * 1024 * 1024)
        pool = self._pool(revision, repository.folder(revision.info)) if self._serving else None
        answerer = Answerer(revision, self._sessions)
        return Current(revision, answerer, base, pool, cache, reworder=self._reworder, reader=self._reader)

    def _pool(self, revision: OpenRevision, folder: Path) -> Pool | RemotePool:
        from graph.remote import RemoteStore
        from graph.remote.remote_pool import RemotePool
        from graph.workers.pool_sizes import Sizes
        from graph.workers.worker_pool import Pool
        from ontology.terms import PREFIXES

        known = self.settings
        source = folder / ("store" if revision.info.store else "dataset.nq")
        sizes = Sizes(known.sparql_workers, known.sparql_slow_workers, known.sparql_queue)
        store = revision.dataset.store
        if isinstance(store, RemoteStore):
            return RemotePool(store, source, PREFIXES, sizes)
        return Pool(source, PREFIXES, sizes, outward=bool(known.sparql_services))

    def _watch(self) -> None:
        failed: str | None = None
        self._wake.wait(_HEAD_START)
        while not self._stop.is_set():
            try:
                self.reload()
                failed = None
            except ServiceError as error:
                self._error = error
            except GraphError as error:  # it says itself what to do, such as to wait for an engine that is away
                if str(error) != failed:
                    _log.warning("%s", error)
                failed = str(error)
                self._error = NotReady(str(error))
            except Exception as error:  # a damaged store must not end the thread: the next revision may be sound
                if str(error) != failed:  # said once, not every second
                    _log.exception("the revision cannot be opened")
                failed = str(error)
                self._error = NotReady(f"データを開けません（{error}）。文書をもう一度取り込んでください。")
            pause = self.settings.reload_seconds or (None if self._current else 1.0)
            self._wake.wait(pause)
            self._wake.clear()

    def _without_vectors(self) -> OpenRevision | None:
        """Return the open revision where it answers already without its vectors."""
        current = self._current
        if current is None or not current.prepared or current.revision.searcher.has_vectors:
            return None
        return current.revision


def _prepare(opened: Current, repository: Repository) -> None:
    try:
        with suppress(VectorsPending):  # they are made behind, while the rest answers
            repository.attach_vectors(opened.revision)
        opened.revision.searcher.search("準備")  # the first search loads what later ones use
    except GraphError as error:
        _log.warning("%s", error)
    except Exception:  # words alone still search; better than no service
        _log.exception("the vectors cannot be used; search goes by words alone")
    opened.prepared = True
