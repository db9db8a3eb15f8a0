from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, Quad

from graph import statement_lines
from graph.revisions import statement_changes
from graph.revisions.repository import Repository
from graph.revisions.statement_changes import compared
from tests.graph.conftest import BASE, sample_quads, sample_units
from tests.graph.material import QUADS, stated

LINES = st.lists(st.sampled_from(statement_lines.lines_of(sample_quads())), unique=True)


def applied(lines: set[bytes], patch: bytes) -> set[bytes]:
    """What an RDF Patch makes of statements: every row is one of the format's, every deletion takes something away."""
    found = set(lines)
    rows = patch.splitlines(keepends=True)
    assert [row[:2] for row in rows[:2]] == [b"H ", b"H "] and rows[2] == b"TX .\n" and rows[-1] == b"TC .\n"
    for row in rows[3:-1]:
        kind, statement = row[:2], row[2:]
        assert kind in (b"A ", b"D ") and len(list(statement_lines.quads_of([statement]))) == 1
        if kind == b"A ":
            assert statement not in found
            found.add(statement)
        else:
            found.remove(statement)
    return found


@settings(max_examples=50, deadline=None)
@given(LINES, LINES)
def test_the_difference_is_that_of_the_sets_whatever_the_order(old: list[bytes], new: list[bytes]) -> None:
    found = compared(old, new)
    assert set(found.added) == set(new) - set(old) and set(found.removed) == set(old) - set(new)
    assert len(found.added) == len(set(found.added)) and len(found.removed) == len(set(found.removed))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUADS, QUADS, st.randoms())
def test_a_patch_makes_one_revision_of_the_other(
    tmp_path: Path, common: list[Quad], other: list[Quad], chance: random.Random
) -> None:
    texts = []
    for name, quads in (("a", common), ("b", [quad for quad in common if chance.random() < 0.8] + other)):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        statement_lines.write(statement_lines.lines_of(quads), folder)
        texts.append(set((folder / statement_lines.FILE).read_bytes().splitlines(keepends=True)))
    patch = statement_changes.between(tmp_path / "a", tmp_path / "b").patch("r-1", "r-2")
    assert applied(texts[0], patch) == texts[1]


def test_a_curators_change_is_the_difference(plain: Repository) -> None:
    old = plain.publish(sample_quads(), sample_units(), description={"base": BASE})
    new = plain.curate([stated("一")], [], base=BASE, author="山田", at=datetime.now(UTC))
    found = statement_changes.between(plain.folder(old), plain.folder(new))
    assert not found.removed
    assert Literal("一") in {quad.object for quad in statement_lines.quads_of(found.added)}
    assert b"<urn:keikaku:revision:" + new.id.encode() + b">" in found.patch(old.id, new.id)
