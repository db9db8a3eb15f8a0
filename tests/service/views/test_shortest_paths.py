"""The shortest ways between two things."""

from __future__ import annotations

from collections import deque

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology import terms
from service.api.models import PathResult
from service.views import shortest_paths
from tests import small_graph


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return small_graph.store()


def test_along_a_succession(store: ox.Store) -> None:
    [way] = shortest_paths.shortest(store, small_graph.P1, small_graph.O1)[:1]
    assert way == [(small_graph.P1, terms.SUCCEEDS, small_graph.O1)]


def test_two_projects_of_one_unit(store: ox.Store) -> None:
    unit = small_graph.iri("unit/デジタル推進課")
    ways = shortest_paths.shortest(store, small_graph.P1, small_graph.O2)
    assert [(small_graph.P1, terms.RESPONSIBLE, unit), (small_graph.O2, terms.RESPONSIBLE, unit)] in ways


def test_as_json_every_edge_is_cited_and_ways_point_at_edges(store: ox.Store) -> None:
    ways = shortest_paths.shortest(store, small_graph.P2, small_graph.O1)
    found = shortest_paths.as_json(store, small_graph.P2, ways)
    assert PathResult.model_validate(found).model_dump() == found
    assert found["length"] == 3
    assert all(edge["citations"] for edge in found["edges"])
    assert all(0 <= place < len(found["edges"]) for way in found["paths"] for place in way)


def test_none_beyond_the_bound_and_none_to_itself(store: ox.Store) -> None:
    assert shortest_paths.shortest(store, small_graph.P2, small_graph.O1, steps=2) == []
    assert shortest_paths.shortest(store, small_graph.P2, small_graph.P2) == [[]]


_NODES = st.integers(0, 9)


@settings(max_examples=60, deadline=None)
@given(st.sets(st.tuples(_NODES, _NODES).filter(lambda pair: pair[0] != pair[1]), max_size=20), _NODES, _NODES)
def test_as_short_as_a_plain_search_says(links: set[tuple[int, int]], start: int, end: int) -> None:
    def node(number: int) -> ox.NamedNode:
        return ox.NamedNode(f"http://example.org/{number}")

    store = ox.Store()
    link = ox.NamedNode("http://example.org/link")
    store.extend(ox.Quad(node(a), link, node(b), ox.DefaultGraph()) for a, b in links)
    ways = shortest_paths.shortest(store, node(start).value, node(end).value)
    expected = _distance(links, start, end)
    if expected is None or expected > shortest_paths.MOST_STEPS:
        assert ways == []
    else:
        assert ways and all(len(way) == expected for way in ways)
        for way in ways:
            here = node(start).value
            for s, _, o in way:
                assert here in (s, o)
                here = o if here == s else s
            assert here == node(end).value
        assert len({tuple(way) for way in ways}) == len(ways)


def _distance(links: set[tuple[int, int]], start: int, end: int) -> int | None:
    seen, queue = {start: 0}, deque([start])
    while queue:
        here = queue.popleft()
        for a, b in links:
            for one, other in ((a, b), (b, a)):
                if one == here and other not in seen:
                    seen[other] = seen[here] + 1
                    queue.append(other)
    return seen.get(end)
