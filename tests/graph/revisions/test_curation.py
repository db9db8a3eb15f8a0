"""Changes by hand: where they may be made, what is recorded of them, and what they leave as it was."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph.errors import NoRevision, RevisionChanged, ValidationFailed, WriteOutside
from graph.revisions import curation
from graph.revisions.repository import Repository, RevisionInfo
from tests.graph.conftest import BASE, sample_quads, sample_units
from tests.graph.material import LABEL, SUBJECT, stated

AT = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def repository(plain: Repository) -> Repository:
    plain.publish(sample_quads(), sample_units(), description={"base": BASE})
    return plain


def curate(repository: Repository, added: list[Quad], removed: list[Quad] | None = None, **more: str) -> RevisionInfo:
    return repository.curate(added, removed or [], base=BASE, author="山田 花子", at=AT, **more)  # type: ignore[arg-type]


def names(repository: Repository) -> set[str]:
    rows = repository.open().dataset.rows(f"SELECT ?l {{ <{SUBJECT.value}> skos:altLabel ?l }}")
    return {row["l"].value for row in rows}


def test_a_change_makes_the_next_revision_and_says_who_and_when(repository: Repository) -> None:
    before = repository.current()
    info = curate(repository, [stated("スマホ教室"), stated("教室", "graph/curation/names")])
    assert before is not None and repository.current() == info != before
    assert names(repository) == {"スマホ教室", "教室"}
    assert info.curation == {"author": "山田 花子", "at": AT.isoformat(), "added": 2, "removed": 0}
    (row,) = repository.open().dataset.rows(
        "SELECT ?who ?when (COUNT(?graph) AS ?graphs) { ?change a prov:Activity ; prov:endedAtTime ?when ; "
        "prov:wasAssociatedWith/skos:prefLabel ?who ; prov:generated ?graph } GROUP BY ?who ?when"
    )
    assert (row["who"].value, row["graphs"].value) == ("山田 花子", "2")
    assert datetime.fromisoformat(row["when"].value) == AT


def test_a_later_change_takes_an_earlier_one_back(repository: Repository) -> None:
    curate(repository, [stated("一"), stated("二")])
    info = curate(repository, [stated("三")], [stated("一"), stated("なかった")])
    assert names(repository) == {"二", "三"}
    assert info.curation is not None and (info.curation["added"], info.curation["removed"]) == (1, 1)


def test_what_changes_nothing_makes_no_revision(repository: Repository) -> None:
    info = curate(repository, [stated("一")])
    assert curate(repository, [stated("一")], [stated("なかった")]) == info
    assert curate(repository, [stated("一")], [stated("一")]) == info, "removed and added again, as DELETE/INSERT does"


@pytest.mark.parametrize("graph", ["passage/sample/1", "graph/reference", "graph/curations", "graph/curation/history"])
def test_only_curation_graphs_may_be_written(repository: Repository, graph: str) -> None:
    before = repository.current()
    for added, removed in (([stated("一", graph)], []), ([stated("一")], [stated("一", graph)])):
        with pytest.raises(WriteOutside):
            curate(repository, added, removed)
    with pytest.raises(WriteOutside):
        curate(repository, [Quad(SUBJECT, LABEL, Literal("既定グラフ"))])
    assert repository.current() == before


def test_a_change_for_an_older_revision_is_refused(repository: Repository) -> None:
    first = repository.current()
    assert first is not None
    second = curate(repository, [stated("一")], expected=first.id)
    with pytest.raises(RevisionChanged, match="もう一度") as caught:
        curate(repository, [stated("二")], expected=first.id)
    assert caught.value.current == second.id and repository.current() == second


def test_what_breaks_the_shapes_is_not_published(repository: Repository) -> None:
    def refuse(graph: object) -> None:
        raise ValidationFailed(["「名前」がありません"])

    before = repository.current()
    with pytest.raises(ValidationFailed):
        repository.curate([stated("一")], [], base=BASE, author="山田", at=AT, validate=refuse)
    assert repository.current() == before


def test_without_a_graph_there_is_nothing_to_correct(plain: Repository) -> None:
    with pytest.raises(NoRevision):
        curate(plain, [stated("一")])


def test_a_blank_node_becomes_a_name_that_can_be_taken_back(repository: Repository) -> None:
    curate(repository, [Quad(BlankNode("b"), LABEL, Literal("名もなきもの"), NamedNode(curation.root(BASE)))])
    (quad,) = [quad for quad in repository.curated(BASE) if quad.object == Literal("名もなきもの")]
    assert isinstance(quad.subject, NamedNode)
    curate(repository, [], [quad])
    assert Literal("名もなきもの") not in {each.object for each in repository.curated(BASE)}


def test_the_index_is_the_same_file(repository: Repository, tmp_path: Path) -> None:
    before = repository.current()
    after = curate(repository, [stated("一")])
    assert before is not None and before.index == after.index
    files = [repository.folder(info) / "text" / "words.npz" for info in (before, after)]
    assert os.path.samefile(*files)
    assert repository.open().searcher.search("電子契約")[0].unit.label == "電子契約の導入"


def test_what_was_corrected_moves_with_the_base(repository: Repository) -> None:
    curate(repository, [stated("一")])
    moved = repository.curated("https://city.example/id/")
    assert NamedNode("https://city.example/id/project/0") in {quad.subject for quad in moved}
    assert all(curation.is_curation(quad.graph_name.value, "https://city.example/id/") for quad in moved)  # type: ignore[union-attr]


def test_vectors_are_those_of_the_revision_before(vector_data: Path, tmp_path: Path) -> None:
    import shutil

    data = Path(shutil.copytree(vector_data, tmp_path / "copy"))
    repository = Repository(data)
    before = sorted(path.name for path in (data / "chroma").iterdir())
    info = curate(repository, [stated("一")])
    assert sorted(path.name for path in (data / "chroma").iterdir()) == before
    assert info.timings["vectors"] < 0.5, "the model was not even loaded"
    opened = repository.open()
    assert repository.attach_vectors(opened)
