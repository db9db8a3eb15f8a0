"""`create_app(settings)`: the HTTP API. `create_site(settings)`: the same with pages around it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp

from ontology.terms import SEARCH
from service.api import (
    ask_routes,
    conflict_routes,
    dataset_routes,
    description_routes,
    document_routes,
    entity_routes,
    graph_store_routes,
    health_routes,
    manual_routes,
    metrics_routes,
    project_routes,
    revision_routes,
    saved_query_routes,
    search_routes,
    sparql_routes,
    thing_routes,
    update_routes,
)
from service.api.description_routes import Descriptions
from service.api.models import Problem
from service.assistants.http_door import PATH as MCP
from service.assistants.http_door import McpDoor
from service.current.ingest_jobs import Jobs
from service.current.revision_metrics import watch
from service.current.running_state import State
from service.errors import NotReady
from service.exports.dataset_files import ENDINGS
from service.http import problem_responses
from service.http.cors import with_cors
from service.http.head_method import HeadAsGet
from service.http.site import Site
from service.observe.metrics import REGISTRY
from service.settings import Settings
from service.sparql.endpoint import SparqlEndpoint, Target
from service.sparql.service_description import Offer
from service.sparql.writable_graphs import CuratedGraphs

TITLE = "計画ナレッジグラフ"
_DESCRIPTION = """市町村の計画から作った知識グラフに、日本語・SPARQL・RESTで問い合わせるAPIです。

- 返す事実には、文書のとおりの引用（`quote`）と、その場所（`document`・`locator`）が付きます。
- 誤りは `application/problem+json`（RFC 9457）で、`detail` に日本語の説明が入ります。
- 読むことはだれでもできます。書くことには `Authorization: Bearer …` が要ります。
"""

# Puts pages behind an app's own routes, over what the service holds.
Mount = Callable[[FastAPI, State, Settings], object]

ROUTERS = tuple(
    module.router
    for module in (
        ask_routes,
        search_routes,
        project_routes,
        entity_routes,
        conflict_routes,
        document_routes,
        saved_query_routes,
        revision_routes,
        sparql_routes,
        update_routes,
        graph_store_routes,
        description_routes,
        thing_routes,
        dataset_routes,
        manual_routes,
        health_routes,
        metrics_routes,
    )
)


def create_app(settings: Settings, *, state: State | None = None) -> FastAPI:
    """Return the API. Its revision is opened in the background once the app has started."""
    held = state or State(settings)
    jobs = Jobs(settings, published=held.reload)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        held.start()
        counted = watch(held.current)
        yield
        REGISTRY.unregister(counted)
        held.stop()
        jobs.close()

    app = FastAPI(
        title=TITLE,
        description=_DESCRIPTION,
        version="0.1.0",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses={"default": {"model": Problem, "description": "誤り（application/problem+json）"}},
    )
    app.state.keikaku = held
    app.state.jobs = jobs
    app.state.settings = settings
    app.state.graphs = CuratedGraphs(held)
    app.state.descriptions = Descriptions(app.state.graphs, lambda origin: _offer(held, origin))
    app.state.sparql = SparqlEndpoint(settings, lambda: _target(held), app.state.descriptions.service)
    problem_responses.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.add_middleware(GZipMiddleware, minimum_size=2000)
    app.add_middleware(HeadAsGet)
    return app


def _target(state: State) -> Target:
    """Return the open revision as something to be asked by SPARQL; raises NotReady."""
    current = state.current()
    if current.pool is None:
        raise NotReady()
    searcher = current.revision.searcher
    return Target(current.pool, current.id, current.cache, searcher.search, " ".join(searcher.parts))


def _offer(state: State, origin: str) -> Offer:
    """Return what is offered at an origin; raises NotReady."""
    current, settings = state.current(), state.settings
    features = ("UnionDefaultGraph", *(("BasicFederatedQuery",) if settings.sparql_services else ()))
    created = current.revision.info.created
    files = tuple(f"{origin}/dumps/{current.id}.{ending}" for ending in ENDINGS)
    return Offer(origin, TITLE, settings.writable, features, SEARCH, current.base, created, files)


def owned_segments() -> frozenset[str]:
    """Return the first segments of the API's addresses: everything else is the pages'."""
    paths = [str(getattr(route, "path", "")) for router in ROUTERS for route in router.routes]
    return frozenset(path.split("/")[1] for path in [*paths, "/openapi.json"] if path)


def create_site(settings: Settings, *, mount: Mount | None = None) -> ASGIApp:
    """Return all that is served: the API, the SPARQL endpoint on its short way, and the pages that `mount` puts around
    them; None: no pages."""
    state = State(settings)
    api = create_app(settings, state=state)
    around = None
    if mount is not None:
        around = FastAPI(openapi_url=None)
        problem_responses.install(around)
        mount(around, state, settings)
    door = McpDoor(api, api.version)
    inner = api.router.lifespan_context

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with inner(app), door.open():
            yield

    api.router.lifespan_context = lifespan
    direct: dict[str, ASGIApp] = {"/sparql": api.state.sparql, MCP: door}
    if mount is None:
        direct["/"] = RedirectResponse("docs")  # there is nothing else for people to look at
    return with_cors(Site(api, owned_segments(), around, direct), settings)
