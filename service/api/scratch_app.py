"""``keikaku serve --scratch``: an empty dataset in memory and literal SPARQL, for one's own RDF and for conformance."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from graph.sparql.update_dataset import with_base
from graph.workers.messages import Limits, Query, Result
from graph.workers.pool_sizes import Sizes
from graph.workers.worker_pool import Pool
from service.api import description_routes, graph_store_routes, sparql_routes, update_routes
from service.current.result_cache import ResultCache
from service.http import problem_responses
from service.http.cors import with_cors
from service.http.head_method import HeadAsGet
from service.http.site import Site
from service.settings import Settings
from service.sparql.endpoint import SparqlEndpoint, Target
from service.sparql.service_description import Offer
from service.sparql.writable_graphs import ScratchGraphs

TITLE = "作業用のデータセット"


def create_scratch(settings: Settings) -> ASGIApp:
    """Return a service over a dataset that is empty at first and gone when the service stops.

    No prefix is declared, the default graph and the named ones are independent, FROM and the protocol's dataset are
    taken as they are. Relative IRIs are resolved against the base that is set.
    """
    sizes = Sizes(settings.sparql_workers, settings.sparql_slow_workers, settings.sparql_queue)
    pool = Pool(None, {}, sizes, outward=bool(settings.sparql_services))
    graphs = ScratchGraphs(pool, settings)
    descriptions = description_routes.Descriptions(graphs, lambda origin: _offer(origin, settings))
    engine, uncached = _Based(pool, settings.base_iri), ResultCache(0)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        pool.close()

    app = FastAPI(title=TITLE, docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.settings = settings
    app.state.graphs = graphs
    app.state.descriptions = descriptions
    app.state.sparql = SparqlEndpoint(
        settings, lambda: Target(engine, graphs.revision, uncached, bare=True), descriptions.service
    )
    problem_responses.install(app)
    for module in (sparql_routes, update_routes, graph_store_routes, description_routes):
        app.include_router(module.router)
    app.add_middleware(GZipMiddleware, minimum_size=2000)
    app.add_middleware(HeadAsGet)
    site: ASGIApp = Site(app, frozenset(), None, direct={"/sparql": app.state.sparql})
    return with_cors(site, settings)


class _Based:
    """An engine that resolves relative IRIs of queries against a base."""

    def __init__(self, pool: Pool, base: str) -> None:
        self._pool = pool
        self._base = base

    async def query(self, query: Query, limits: Limits) -> Result:
        """Return the result of a query."""
        text = with_base(query.text, self._base)
        return await self._pool.query(
            Query(text, query.default_graphs, query.named_graphs, query.result_type, query.graph_type, bare=True),
            limits,
        )


def _offer(origin: str, settings: Settings) -> Offer:
    features = ("EmptyGraphs", *(("BasicFederatedQuery",) if settings.sparql_services else ()))
    return Offer(origin, TITLE, settings.writable, features)
