"""A LlamaIndex hybrid pipeline over the same files, as somebody who knows Japanese and the library would set it up.

SentenceSplitter counts characters (its own tokenizer must be downloaded and counts for English models) and cuts at 。;
BM25Retriever is given words by Sudachi (its own pattern takes a whole Japanese clause for one word); VectorStoreIndex
has the same embedding model as keikaku; QueryFusionRetriever joins both without a language model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import bm25s
from llama_index.core import Document, QueryBundle, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import BaseNode, MetadataMode, NodeWithScore
from llama_index.core.vector_stores.utils import node_to_metadata_dict
from llama_index.retrievers.bm25 import BM25Retriever

from graph.japanese import tokens
from graph.search.embedding import Embedder
from graph.search.text_index import TextIndex

_CHUNK, _OVERLAP = 350, 50  # characters
_WORDS = r"(?u)\S+"
_MODES = ("relative_score", "reciprocal_rerank")
_WIDTH = 20  # results of each retriever that are joined


class Embedding(BaseEmbedding):
    """keikaku's embedding model behind LlamaIndex's interface."""

    embedder: Any

    def _get_query_embedding(self, query: str) -> list[float]:
        return self.embedder.query(query)[0].tolist()

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self.embedder.documents(texts).tolist()


class JapaneseBM25(BM25Retriever):
    """BM25 over Sudachi's words; the library's own retriever apart from how it cuts a text."""

    @classmethod
    def over(cls, nodes: Sequence[BaseNode], limit: int) -> JapaneseBM25:
        """Return a retriever of nodes."""
        index = bm25s.BM25(corpus=[node_to_metadata_dict(node) | {"node_id": node.node_id} for node in nodes])
        index.index([tokens(_text(node)) for node in nodes], show_progress=False)
        return cls(existing_bm25=index, similarity_top_k=limit, skip_stemming=True, token_pattern=_WORDS)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return super()._retrieve(QueryBundle(" ".join(tokens(query_bundle.query_str))))


def pipelines(texts: Sequence[str], depth: int) -> dict[str, Callable[[str], list[str]]]:
    """Return the hybrid pipeline in the library's two usual ways to join scores, each from a question to quotes."""
    splitter = SentenceSplitter(
        chunk_size=_CHUNK,
        chunk_overlap=_OVERLAP,
        tokenizer=list,
        chunking_tokenizer_fn=lambda text: re.findall(r"[^。\n]*[。\n]?", text),
        include_metadata=False,
    )
    nodes = splitter.get_nodes_from_documents([Document(text=text) for text in texts])
    embedder = Embedder()
    chunks = [_text(node) for node in nodes]
    embedder.fit_to(chunks, TextIndex.build(chunks).words.rarity)
    dense = VectorStoreIndex(nodes, embed_model=Embedding(embedder=embedder, embed_batch_size=256))
    retrievers = [dense.as_retriever(similarity_top_k=_WIDTH), JapaneseBM25.over(nodes, _WIDTH)]

    def retrieve(mode: str) -> Callable[[str], list[str]]:
        fused = QueryFusionRetriever(
            retrievers, llm=MockLLM(), mode=mode, similarity_top_k=depth, num_queries=1, use_async=False
        )
        return lambda query: [_text(found.node) for found in fused.retrieve(query)]

    return {f"LlamaIndex hybrid, {mode}": retrieve(mode) for mode in _MODES}


def _text(node: BaseNode) -> str:
    return node.get_content(metadata_mode=MetadataMode.NONE)
