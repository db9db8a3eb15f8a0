"""What the running service holds: the revision that is open, and what is computed from it once.

Opening takes seconds (the embedding model), so it happens in a thread after the server has started to answer.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pyoxigraph as ox

from service.errors import NoData, NotReady, ServiceError
from service.settings import Settings

T = TypeVar("T")
_log = logging.getLogger("keikaku")


@dataclass(slots=True)
class Current:
    """One open revision, its answerer, and views of it that are built once. Never changes what it shows."""

    revision: Any
    answerer: Any
    _views: dict[str, Any] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def id(self) -> str:
        """The revision's id."""
        return str(self.revision.id)

    @property
    def store(self) -> ox.Store:
        """The revision's store, for reading."""
        store: ox.Store = self.revision.dataset.store
        return store

    def view(self, name: str, build: Callable[[ox.Store], T]) -> T:
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
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._ready = threading.Event()

    def start(self) -> None:
        """Begin to open the current revision, and to look for newer ones, in a thread."""
        self._thread = threading.Thread(target=self._watch, name="revision", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop looking for newer revisions."""
        self._stop.set()
        self._wake.set()

    def current(self) -> Current:
        """Return the open revision; raises NotReady (or NoData) where there is none yet."""
        current = self._current
        if current is None:
            raise self._error
        return current

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until a revision is open; return whether one is."""
        return self._ready.wait(seconds)

    def repository(self) -> Any:
        """Return the repository of the data folder."""
        from graph.revision import Repository

        model = str(self.settings.embedding_model) if self.settings.embedding_model else None
        return Repository(self.settings.data_dir, embedding_model=model)

    def reload(self) -> None:
        """Open the current revision again where it is another one than the open one; raises NoData, ServiceError."""
        repository = self.repository()
        info = repository.current()
        if info is None:
            raise NoData()
        if self._current is not None and self._current.id == info.id:
            return
        self._current = _open(repository)
        self._ready.set()
        _log.info("revision %s is open", info.id)

    def _watch(self) -> None:
        while not self._stop.is_set():
            try:
                self.reload()
            except ServiceError as error:
                self._error = error
            except Exception as error:  # a damaged store must not end the thread: the next revision may be sound
                _log.exception("the revision cannot be opened")
                self._error = NotReady(f"データを開けません（{error}）。「keikaku validate」で確かめてください。")
            pause = self.settings.reload_seconds or (None if self._current else 1.0)
            self._wake.wait(pause)
            self._wake.clear()


def _open(repository: Any) -> Current:
    from service.answering.engine import Answerer

    revision = repository.open()
    current = Current(revision, Answerer(revision))
    revision.searcher.search("準備", None, 1)  # the first search loads the tokenizer and the model
    return current
