from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from rdflib import Graph

from graph.durable_files import writer_lock
from graph.errors import NoRevision, PublishLocked, RevisionDamaged, ValidationFailed
from graph.revisions.repository import Repository
from tests.graph.conftest import sample_quads, sample_units
from tests.graph.revisions.crash import BEFORE_POINTER

ROOT = Path(__file__).resolve().parent.parent.parent.parent
STAGES = ("グラフを書いています", "グラフを確かめています", "検索の索引を作っています", "版を切り替えています")
COUNT = "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?t) AS ?d) { ?s ?p ?o BIND(CONCAT(STR(?s), STR(?p), STR(?o)) AS ?t) }"


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {str(p): (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.rglob("*") if p.is_file()}


def test_nothing_is_open_before_the_first_publish(plain: Repository) -> None:
    assert plain.current() is None
    assert plain.history() == []
    with pytest.raises(NoRevision):
        plain.open()


def test_a_revision_comes_back_as_it_was_published(plain: Repository) -> None:
    info = plain.publish(sample_quads(), sample_units(), description={"base": "http://example.org/"})
    opened = plain.open()
    assert opened.info == info == plain.current()
    assert dict(opened.info.description) == {"base": "http://example.org/"}
    assert list(opened.searcher.units) == sample_units()
    assert opened.units[sample_units()[0].iri] == sample_units()[0]
    assert {quad for quad in opened.dataset.store if isinstance(quad.graph_name, NamedNode)} == set(sample_quads())


def test_each_triple_stands_once_in_the_default_graph(plain: Repository) -> None:
    info = plain.publish(sample_quads(), sample_units())
    (row,) = plain.open().dataset.rows(COUNT)
    distinct = len({quad.triple for quad in sample_quads()})
    assert int(row["n"].value) == int(row["d"].value) == distinct == info.triples
    assert info.quads == len(sample_quads()) > distinct


def test_the_same_content_in_any_order_changes_nothing(plain: Repository, tmp_path: Path) -> None:
    first = plain.publish(sample_quads(), sample_units())
    before = files(tmp_path)
    quads, units = sample_quads() * 2, sample_units()
    random.Random(1).shuffle(quads)
    random.Random(2).shuffle(units)
    assert plain.publish(quads, units) == first
    assert files(tmp_path) == before


def test_blank_nodes_are_the_same_whatever_they_are_called(plain: Repository) -> None:
    def quads() -> list[Quad]:
        node, graph = BlankNode(), NamedNode("http://example.org/g")
        return [Quad(node, NamedNode("http://example.org/p"), Literal("値"), graph)]

    assert plain.publish(quads(), []).id == plain.publish(quads(), []).id


def test_readers_keep_the_revision_that_they_opened(plain: Repository) -> None:
    first = plain.publish(sample_quads(), sample_units())
    opened = plain.open()
    second = plain.publish(sample_quads("（変更）"), sample_units()[:1])
    assert second.id != first.id
    assert opened.id == first.id
    assert len(opened.searcher.units) == len(sample_units())
    assert [info.id for info in plain.history()] == [second.id, first.id]
    assert plain.open(first).id == first.id
    assert plain.publish(sample_quads(), sample_units()).id == first.id == plain.open().id


def test_what_does_not_pass_the_check_is_not_published(plain: Repository, tmp_path: Path) -> None:
    plain.publish(sample_quads(), sample_units())
    before = files(tmp_path)
    seen: list[int] = []

    def refuse(graph: Graph) -> None:
        seen.append(len(graph))
        raise ValidationFailed(["「名前」がありません"])

    with pytest.raises(ValidationFailed, match="「名前」がありません"):
        plain.publish(sample_quads("（変更）"), sample_units(), validate=refuse)
    assert seen == [len({quad.triple for quad in sample_quads()})]
    assert {name: data for name, (_, data) in files(tmp_path).items()} == {n: data for n, (_, data) in before.items()}


def test_only_one_publishes(plain: Repository, tmp_path: Path) -> None:
    with writer_lock(tmp_path / "data" / "LOCK"), pytest.raises(PublishLocked):
        plain.publish(sample_quads(), sample_units())
    assert plain.current() is None
    plain.publish(sample_quads(), sample_units())


@pytest.mark.parametrize("stage", [*STAGES, BEFORE_POINTER])
def test_a_publish_that_is_killed_leaves_the_old_revision(plain: Repository, tmp_path: Path, stage: str) -> None:
    old = plain.publish(sample_quads(), sample_units())
    command = [sys.executable, "-m", "tests.graph.revisions.crash", str(tmp_path / "data"), stage]
    assert subprocess.run(command, cwd=ROOT, check=False, timeout=60).returncode == -9
    opened = plain.open()
    assert opened.info == old
    assert opened.searcher.search("電子契約")[0].unit.label == "電子契約の導入"
    new = plain.publish(sample_quads("（変更）"), sample_units())
    assert plain.open().info == new != old
    assert not list((tmp_path / "data" / "revisions").glob(".*"))


@pytest.mark.parametrize("name", ["dataset.nq", "units.json", "text/words.json", "text/grams.npz", "manifest.json"])
def test_damage_is_told_and_mended_by_publishing_again(plain: Repository, tmp_path: Path, name: str) -> None:
    info = plain.publish(sample_quads(), sample_units())
    path = tmp_path / "data" / "revisions" / info.id / name
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RevisionDamaged, match="もう一度取り込んで"):
        plain.open()
    assert plain.publish(sample_quads(), sample_units()).id == info.id
    assert plain.open().searcher.search("電子契約")


def test_a_damaged_pointer_is_told(plain: Repository, tmp_path: Path) -> None:
    plain.publish(sample_quads(), sample_units())
    (tmp_path / "data" / "CURRENT").write_text("../../etc")
    with pytest.raises(RevisionDamaged):
        plain.current()


def test_an_empty_graph_can_be_published(plain: Repository) -> None:
    plain.publish([], [])
    assert plain.open().searcher.search("電子契約") == []
