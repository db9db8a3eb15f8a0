from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from graph import statement_lines
from tests.graph.material import QUADS


def written(quads: list[Quad], folder: Path) -> tuple[statement_lines.Written, list[Quad]]:
    made = statement_lines.write(statement_lines.raw(quads, folder), folder)
    return made, list(parse(path=str(folder / statement_lines.FILE), format=RdfFormat.N_QUADS))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUADS, st.randoms())
def test_each_statement_once_and_each_triple_once_in_one_order(
    tmp_path: Path, quads: list[Quad], chance: random.Random
) -> None:
    made, found = written(quads, tmp_path)
    named = found[: made.quads]
    assert set(named) == set(quads) and len(named) == len(set(quads))
    triples = [quad.triple for quad in found[made.quads :]]
    assert all(quad.graph_name == DefaultGraph() for quad in found[made.quads :])
    assert set(triples) == {quad.triple for quad in quads} and len(triples) == len(set(triples)) == made.triples
    again = quads * 2
    chance.shuffle(again)
    assert written(again, tmp_path)[0] == made


@settings(max_examples=25, deadline=None)
@given(QUADS)
def test_the_graph_of_a_line_is_read_without_a_parser(quads: list[Quad]) -> None:
    for quad in quads:
        (line,) = statement_lines.lines_of([quad])
        assert statement_lines.is_quad(line) and statement_lines.graph_of(line) == quad.graph_name.value  # type: ignore[union-attr]
        (bare,) = statement_lines.lines_of([Quad(*quad.triple)])
        assert not statement_lines.is_quad(bare) and statement_lines.graph_of(bare) == ""
        assert list(statement_lines.quads_of([line, bare])) == [quad, Quad(*quad.triple)]


def test_many_lines_lie_in_files_until_it_is_their_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = NamedNode("http://example.org/p")
    quads = [Quad(NamedNode(f"http://example.org/{n % 97}"), name, Literal(str(n)), name) for n in range(1000)]
    whole = written(quads, tmp_path)
    monkeypatch.setattr(statement_lines, "_HELD", 150)
    assert written(quads, tmp_path) == whole
    assert [path.name for path in tmp_path.iterdir()] == [statement_lines.FILE]


def test_blank_nodes_are_named_by_what_they_are(tmp_path: Path) -> None:
    def quads() -> list[Quad]:
        node, name = BlankNode(), NamedNode("http://example.org/p")
        return [Quad(node, name, Literal("値"), name), Quad(NamedNode("http://example.org/s"), name, node, name)]

    assert written(quads(), tmp_path) == written(quads()[::-1], tmp_path)
