"""What updates leave behind in memory is cleared away, and nothing else."""

from __future__ import annotations

import pyoxigraph as ox

from graph.workers.keeper import Keeper


def test_a_dataset_that_was_full_is_written_anew() -> None:
    keeper = Keeper(None, {})
    assert not keeper.tidy()
    many = "".join(f"<x:s{number}> <x:p> {number} ." for number in range(20_000))
    keeper.open().update(f"INSERT DATA {{ {many} GRAPH <x:g> {{ <x:s> <x:p> _:b }} }} ; CREATE GRAPH <x:empty>")
    assert not keeper.tidy()
    keeper.open().update("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(?o >= 5) }")
    before, full = set(keeper.open()), keeper.open()
    assert keeper.tidy()
    assert keeper.open() is not full
    assert set(keeper.open()) == before
    assert set(keeper.open().named_graphs()) == {ox.NamedNode("x:g"), ox.NamedNode("x:empty")}
    assert not keeper.tidy()
