"""The repository that the settings describe: its data folder, its model, and what of it lies on other machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.engines import ChromaServer, Engines, RemoteTarget
from graph.search.embedding_model import EmbeddingModel, embedding_model
from service.settings import Settings

if TYPE_CHECKING:
    from graph.revisions.repository import Repository

_WRITTEN = 4  # bytes of SPARQL JSON, in which an engine answers, to one byte of what a client gets at the least


def repository(settings: Settings) -> Repository:
    """Return the repository of the settings; heavy imports happen here, not before."""
    from graph.revisions.repository import Repository

    return Repository(settings.data_dir, embedding_model=model(settings), engines=engines(settings))


def model(settings: Settings) -> EmbeddingModel:
    """Return the model whose vectors take part in search."""
    return embedding_model(
        settings.embedding_model,
        query=settings.embedding_query_prefix,
        passage=settings.embedding_passage_prefix,
        weight=settings.embedding_weight,
    )


def engines(settings: Settings) -> Engines:
    """Return what of the repository lies on other machines."""
    sparql = None
    if settings.sparql_url is not None:
        sparql = RemoteTarget(
            query_url=settings.sparql_url,
            update_url=settings.sparql_update_url or settings.sparql_url,
            store_url=settings.sparql_store_url,
            base=settings.base_iri,
            user=settings.sparql_user,
            password=settings.sparql_password.get_secret_value() if settings.sparql_password else None,
            default_graph=settings.sparql_default_graph,
            seconds=settings.sparql_seconds,
            megabytes=_WRITTEN * settings.sparql_mb,
        )
    chroma = None
    if settings.chroma_url is not None:
        token = settings.chroma_token
        chroma = ChromaServer(settings.chroma_url, token.get_secret_value() if token else None)
    return Engines(sparql, chroma)
