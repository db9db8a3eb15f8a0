"""What leads from any mixture of revisions to one of them, and how it is written."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from graph.remote.engine_changes import changes, pieces, statements

LINES = st.frozensets(st.integers(0, 12), max_size=8)


def written(folder: str, name: str, numbers: frozenset[int]) -> Path:
    """Write statements into an N-Quads file."""
    path = Path(folder) / name
    path.write_bytes(b"".join(f'<http://a/s> <http://a/p> "{number}" .\n'.encode() for number in sorted(numbers)))
    return path


@given(LINES, LINES, LINES, st.sets(st.integers(0, 12)))
def test_any_mixture_of_two_becomes_the_third(
    old: frozenset[int], new: frozenset[int], wanted: frozenset[int], chosen: set[int]
) -> None:
    mixture = (old & new) | ((old | new) & chosen)
    with tempfile.TemporaryDirectory() as folder:
        held = [written(folder, "old", old), written(folder, "new", new)]
        found = changes(held, written(folder, "wanted", wanted))
    removed, added = ({int(line.split(b'"')[1]) for line in lines} for lines in (found.removed, found.added))
    assert (mixture - removed) | added == wanted
    assert not removed & added


@given(st.lists(st.tuples(st.text(), st.sampled_from(["", "http://a/g", "http://a/h"])), max_size=12))
def test_statements_mean_what_the_lines_mean(drawn: list[tuple[str, str]]) -> None:
    subject, predicate = ox.NamedNode("http://a/課"), ox.NamedNode("http://a/p")
    quads = {
        ox.Quad(subject, predicate, ox.Literal(text), ox.NamedNode(graph) if graph else ox.DefaultGraph())
        for text, graph in drawn
    }
    lines = (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").splitlines()
    store = ox.Store()
    for part in pieces(lines, 3):
        store.update(f"INSERT DATA {{ {statements(part, 'http://a/', None)} }}")
    assert set(store) == quads


def test_what_an_update_cannot_name_gets_a_name() -> None:
    lines = [b"_:x <http://a/p> _:y <http://a/g> .", b'_:x <http://a/p> "_:y" .']
    store = ox.Store()
    store.update(f"INSERT DATA {{ {statements(lines, 'http://a/', 'http://a/default')} }}")
    node = ox.NamedNode("http://a/.well-known/genid/x")
    assert {quad.subject for quad in store} == {node}
    assert {quad.graph_name.value for quad in store} == {"http://a/g", "http://a/default"}
    assert {quad.object.value for quad in store} == {"http://a/.well-known/genid/y", "_:y"}
