"""The city's own documents, which lie beside the repository: read, and made a graph of, once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ingest.extract import extract
from ingest.graph_build import Build, build_graph
from ingest.model.document import Document
from ingest.model.facts import Facts
from ingest.readers import read
from ontology.loader import roles
from tests.small_graph import BASE

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "documents"
marks = [
    pytest.mark.documents,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the city's documents do not lie beside the repository"),
]


@cache
def documents() -> dict[str, Document]:
    """The documents by name."""
    return {document.name: document for document in map(read, sorted(FOLDER.glob("*.txt")))}


@cache
def facts(name: str) -> Facts:
    """What one of them says."""
    return extract(documents()[name], roles())


@cache
def build() -> Build:
    """The quads and units of all."""
    return build_graph(documents(), BASE, lambda stage, done, total: None)
