"""Quads to test with: any that may be, and a curator's."""

from __future__ import annotations

from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from ontology import terms
from tests.graph.conftest import BASE

SUBJECT, LABEL = NamedNode(f"{BASE}project/0"), NamedNode(terms.ALT_LABEL)
IRIS = st.sampled_from([NamedNode(f"http://example.org/{n}") for n in "abcdef"])
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.sampled_from(['"', "a <b>", '\\" <http://x> .', "x _:b", " ", "値\n二行目"]),
)
LITERALS = st.one_of(TEXTS.map(Literal), TEXTS.map(lambda text: Literal(text, language="ja")))
QUADS = st.lists(st.builds(Quad, IRIS, IRIS, st.one_of(IRIS, LITERALS), IRIS), max_size=30)


def stated(text: str, graph: str = "graph/curation") -> Quad:
    """Return another name of the first thing of the sample, in a curation graph."""
    return Quad(SUBJECT, LABEL, Literal(text), NamedNode(BASE + graph))
