"""The two datasets that can be written graph by graph: a revision with its curation graphs, and a scratch dataset."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

import pyoxigraph as ox

from graph import errors as graph_errors
from graph.errors import PublishLocked, QueryRefused, RevisionChanged
from graph.revisions.curation import is_writable, root
from graph.workers.messages import Changes, Query, Result
from service.errors import Busy, NotReady, WriteOutside
from service.observe import metrics
from service.settings import Settings
from service.sparql.query_request import limits_of

if TYPE_CHECKING:
    from graph.remote.remote_pool import RemotePool
    from graph.workers.worker_pool import Pool
    from service.current.running_state import Current, State

_PATIENCE = 10.0  # seconds that a write waits for the one before it


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did. revision: what is served now; added, removed: statements."""

    revision: str
    added: int
    removed: int


class Graphs(Protocol):
    """A dataset whose graphs can be read, and of which some can be written. `write` comes within `turn`.

    keeps_empty: a graph can be there with nothing in it.
    """

    keeps_empty: bool

    @property
    def revision(self) -> str:
        """A name for what the dataset holds now."""

    async def query(self, query: Query) -> Result:
        """Return the result of a query of our own, of however many rows."""

    def turn(self) -> contextlib.AbstractAsyncContextManager[None]:
        """Be the only one who writes; raises Busy where the one before takes long."""

    def check(self, graph: str | None) -> None:
        """Return where a graph (None: the default graph) may be written; raises WriteOutside."""

    async def write(self, update: str, author: str) -> Written | None:
        """Do an update, all or nothing; return what it did, None where that is not told."""

    @property
    def base(self) -> str:
        """What relative IRIs of an update are resolved against."""

    def at(self, address: str, path: str) -> str:
        """Return the IRI of the graph that an address of the store stands for; path: its part below the store's."""

    def new(self, store: str) -> str:
        """Return the IRI of a graph that is not there yet, for the store at an address."""


class _OneAtATime:
    """Writes one after the other."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Be the only one who writes; raises Busy where the one before takes long."""
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._lock.acquire()
        except TimeoutError:
            raise Busy("ほかの書き込みが進んでいます。数秒おいてもう一度お試しください。") from None
        try:
            yield
        finally:
            self._lock.release()


class CuratedGraphs(_OneAtATime):
    """The open revision. Any graph can be read; a write to curation graphs makes the next revision."""

    keeps_empty = False

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state
        self._limits = limits_of(state.settings)
        self._whole = replace(self._limits, rows=sys.maxsize)

    @property
    def revision(self) -> str:
        """The open revision's id."""
        return self._state.current().id

    async def query(self, query: Query) -> Result:
        """Return the result of a query over the open revision."""
        return await _pool(self._state.current()).query(query, self._whole)

    def check(self, graph: str | None) -> None:
        """Return where a graph is a curator's; raises WriteOutside."""
        base = self._state.current().base
        if graph is None or not is_writable(graph, base):
            raise WriteOutside(str(graph_errors.WriteOutside(root(base))))

    async def write(self, update: str, author: str) -> Written:
        """Do an update to curation graphs, publish the next revision and open it.

        Raises WriteOutside where it would change anything else, Busy where another process publishes.
        """
        try:
            try:
                return await self._written(update, author)
            except RevisionChanged:  # another process published: what the update changes there is another matter
                await asyncio.to_thread(self._state.reload)
                return await self._written(update, author)
        except graph_errors.WriteOutside as error:
            raise WriteOutside(str(error)) from None

    @property
    def base(self) -> str:
        """The base of the revision's IRIs: ``<unit/市民課>`` is the 課."""
        return self._state.current().base

    def at(self, address: str, path: str) -> str:
        """Return the graph of a path under the base: ``graph/curation`` stands for ``{base}graph/curation``."""
        return self._state.current().base + unquote(path)

    def new(self, store: str) -> str:
        """Return a curation graph that is not there yet."""
        return f"{root(self._state.current().base)}/{uuid.uuid4()}"

    async def _written(self, update: str, author: str) -> Written:
        held = self._state.current()
        changes = await _pool(held).changes(update, self._limits, within=root(held.base))
        if changes.added or changes.removed:
            done = False
            try:
                await asyncio.to_thread(self._publish, held, changes, author)
                done = True
            except PublishLocked:
                raise Busy(
                    "文書の取り込みなど、ほかの書き込みが進んでいます。終わってからもう一度お試しください。"
                ) from None
            finally:
                metrics.published("update", done=done)
        return Written(self.revision, changes.added.count(b"\n"), changes.removed.count(b"\n"))

    def _publish(self, held: Current, changes: Changes, author: str) -> None:
        from ingest.pipeline import check_shapes

        self._state.repository().curate(
            _plain(changes.added),
            _plain(changes.removed),
            base=held.base,
            author=author,
            at=datetime.now(UTC),
            expected=held.id,
            validate=check_shapes,
        )
        self._state.reload()


class ScratchGraphs(_OneAtATime):
    """A dataset in memory, empty at first, in which all that SPARQL 1.1 says may be done."""

    keeps_empty = True

    def __init__(self, pool: Pool, settings: Settings) -> None:
        super().__init__()
        self.pool = pool
        self._limits = limits_of(settings)
        self._whole = replace(self._limits, rows=sys.maxsize)
        self._base = settings.base_iri
        self._run, self._writes = uuid.uuid4().hex[:8], 0

    @property
    def revision(self) -> str:
        """A name that changes with each write."""
        return f"{self._run}-{self._writes}"

    async def query(self, query: Query) -> Result:
        """Return the result of a query."""
        return await self.pool.query(query, self._whole)

    def check(self, graph: str | None) -> None:
        """Return: every graph may be written."""

    async def write(self, update: str, author: str) -> None:
        """Do an update."""
        await self.pool.update(update, self._limits, bare=True)
        self._writes += 1

    @property
    def base(self) -> str:
        """The base that is set."""
        return self._base

    def at(self, address: str, path: str) -> str:
        """Return the address itself, as the client encoded it."""
        return address

    def new(self, store: str) -> str:
        """Return an address below the store's."""
        return f"{store}/{uuid.uuid4()}"


def _pool(held: Current) -> Pool | RemotePool:
    if held.pool is None:
        raise NotReady()
    return held.pool


def _plain(quads: bytes) -> list[ox.Quad]:
    """Return quads from N-Quads; raises QueryRefused for what RDF 1.1 does not have: no other tool could read it."""
    found = list(ox.parse(quads, format=ox.RdfFormat.N_QUADS))
    for quad in found:
        if isinstance(quad.object, ox.Triple) or getattr(quad.object, "direction", None):
            raise QueryRefused(
                "トリプルを値とする文と、書字方向つきの文字列は書き込めません。RDF 1.1の範囲で書いてください。"
            )
    return found
