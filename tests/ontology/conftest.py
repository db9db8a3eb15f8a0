from pathlib import Path

import pytest
from rdflib import Graph

from ontology.loader import reference_graph

BASE = "http://127.0.0.1:8000/id/"


@pytest.fixture(scope="session")
def example_text() -> str:
    return (Path(__file__).parent / "example.ttl").read_text(encoding="utf-8")


@pytest.fixture
def example(example_text: str) -> Graph:
    """A small sound graph with its reference data; a test may break it."""
    return reference_graph(BASE).parse(data=example_text, format="turtle")
