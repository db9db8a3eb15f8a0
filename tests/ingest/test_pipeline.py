"""From files to a published revision and out of it again, and what happens to a file that cannot be read."""

from __future__ import annotations

import shutil
import subprocess
import sys
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import NoRevision
from graph.revisions.repository import Repository
from ingest.errors import EmptyFile, IngestError, NothingToIngest, UnknownDocument
from ingest.pipeline import IngestReport, check_shapes, ingest, remove
from ontology import terms
from service.revisions.revision_checks import check
from tests.small_graph import BASE

ROOT = Path(__file__).resolve().parent.parent.parent

TABLE = "「やま計画」個別事業\n\n番号\t事業名\t主管課\n1-1\t坂道の手すり\t道路課\n1-2\t図書の宅配\t図書館\n"


def take_in(data: Path, *paths: Path) -> IngestReport:
    """Ingest into a data folder."""
    return ingest(paths, data_dir=data, base_iri=BASE)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, IngestReport]:
    """A data folder, the ingested file and the report."""
    folder = tmp_path_factory.mktemp("published")
    file = folder / "計画.txt"
    file.write_text(TABLE, encoding="cp932")
    return folder / "data", file, take_in(folder / "data", file)


def names(data: Path) -> set[str]:
    """The 事業 of the current revision."""
    revision = Repository(data).open()
    rows = revision.dataset.rows("SELECT ?name { ?p a kk:Project ; skos:prefLabel ?name }")
    return {row["name"].value for row in rows}


def test_a_file_becomes_a_revision(published: tuple[Path, Path, IngestReport]) -> None:
    data, _, report = published
    assert (report.documents, report.projects, report.unchanged) == (("計画.txt",), 2, False)
    assert names(data) == {"坂道の手すり", "図書の宅配"}


def test_the_same_file_again_changes_nothing(published: tuple[Path, Path, IngestReport]) -> None:
    data, file, first = published
    again = take_in(data, file)
    assert again.unchanged and again.revision.id == first.revision.id
    assert len(Repository(data).history()) == 1


def test_a_bad_file_alone_leaves_the_graph_as_it_was(
    published: tuple[Path, Path, IngestReport], tmp_path: Path
) -> None:
    data, _, first = published
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    with pytest.raises(EmptyFile, match=r"空\.txt"):
        take_in(data, empty)
    current = Repository(data).current()
    assert current is not None and current.id == first.revision.id


def test_nothing_but_bad_files_is_said_of_each(tmp_path: Path) -> None:
    for name in ("一.txt", "二.txt"):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(NothingToIngest, match=r"一\.txt.*二\.txt"):
        take_in(tmp_path / "data", tmp_path)
    assert Repository(tmp_path / "data").current() is None


def test_nine_of_ten_are_ingested_and_the_tenth_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "文書"
    folder.mkdir()
    for n in range(9):
        (folder / f"計画{n}.txt").write_text(TABLE.replace("やま", f"やま{n}"), encoding="utf-8")
    (folder / "壊れた.docx").write_bytes(b"PK\x03\x04 cut off")
    report = take_in(tmp_path / "data", folder)
    assert len(report.documents) == 9
    ((path, reason),) = report.skipped
    assert path.name == "壊れた.docx" and "壊れた.docx" in reason and "\n" not in reason


def test_a_later_document_joins_the_earlier(published: tuple[Path, Path, IngestReport], tmp_path: Path) -> None:
    data, _, _ = published
    other = tmp_path / "別.txt"
    other.write_text(TABLE.replace("やま", "うみ").replace("坂道の手すり", "港の手すり"), encoding="utf-8")
    report = take_in(data, other)
    assert report.documents == ("別.txt", "計画.txt") and report.read == ("別.txt",)
    assert "港の手すり" in names(data) and "坂道の手すり" in names(data)


def test_a_missing_path_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="見つかりません"):
        take_in(tmp_path / "data", tmp_path / "ない.txt")


def test_two_ingests_at_once_lose_no_document(tmp_path: Path) -> None:
    """Each process reads what there is, adds its own and publishes; the second waits for the first.

    Without vectors, which would take each of them ten seconds of importing.
    """
    files = [tmp_path / f"{name}計画.txt" for name in ("やま", "うみ")]
    for file in files:
        file.write_text(TABLE.replace("やま", file.stem[:2]), encoding="utf-8")
    code = (
        "from functools import partial; from sys import argv; from tests.ingest.test_pipeline import *; "
        "import ingest.pipeline as pipeline; "
        "pipeline.Repository = partial(Repository, vectors=False); take_in(Path(argv[1]), Path(argv[2]))"
    )
    commands = [[sys.executable, "-c", code, str(tmp_path / "data"), str(file)] for file in files]
    running = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for command in commands]
    for process in running:
        _, said = process.communicate(timeout=300)
        assert process.returncode == 0, said
    current = Repository(tmp_path / "data").current()
    assert current is not None and set(current.sources) == {file.name for file in files}


def test_what_a_curator_stated_stays(published: tuple[Path, Path, IngestReport], tmp_path: Path) -> None:
    """Through an ingest, a removal, and a change of the base of all IRIs; asking again for the same changes nothing."""
    data = Path(shutil.copytree(published[0], tmp_path / "data"))
    subject, predicate = NamedNode(f"{BASE}project/やま計画/坂道の手すり"), NamedNode(terms.ALT_LABEL)
    note = Quad(subject, predicate, Literal("手すり"), NamedNode(f"{BASE}graph/curation/names"))
    Repository(data).curate([note], [], base=BASE, author="山田", at=datetime.now(UTC), validate=check_shapes)
    other = tmp_path / "別.txt"
    other.write_text(TABLE.replace("やま", "かわ"), encoding="utf-8")
    for _ in range(2):
        report = take_in(data, other)
        assert "手すり" in also_called(data)
    assert report.unchanged
    assert report.revision.curation is None, "who ingests is not who corrected"
    take_out(data, "別.txt")
    assert "手すり" in also_called(data)
    moved = ingest([other], data_dir=data, base_iri="https://city.example/id/")
    (quad,) = [quad for quad in Repository(data).curated("https://city.example/id/") if quad.object == note.object]
    assert quad.graph_name == NamedNode("https://city.example/id/graph/curation/names")
    assert moved.revision.base == "https://city.example/id/"
    assert check(Repository(data).open()) == []


def also_called(data: Path) -> set[str]:
    """The other names in the current revision."""
    rows = Repository(data).open().dataset.rows("SELECT ?name { ?thing skos:altLabel ?name }")
    return {row["name"].value for row in rows}


def take_out(data: Path, *names: str) -> IngestReport:
    """Remove documents from a data folder."""
    return remove(names, data_dir=data, base_iri=BASE)


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, IngestReport, IngestReport]:
    """A data folder of two documents that share a 事業, and the reports: of the first alone, of both."""
    mountain, sea = tmp_path / "やま計画.txt", tmp_path / "うみ計画.txt"
    mountain.write_text(TABLE, encoding="utf-8")
    sea.write_text(TABLE.replace("やま", "うみ").replace("坂道", "港"), encoding="utf-8")
    return tmp_path / "data", take_in(tmp_path / "data", mountain), take_in(tmp_path / "data", sea)


def test_what_is_removed_leaves_no_trace(two: tuple[Path, IngestReport, IngestReport]) -> None:
    data, first, both = two
    report = take_out(data, "うみ計画.txt")
    assert (report.removed, report.documents, report.unchanged) == (("うみ計画.txt",), ("やま計画.txt",), False)
    assert report.revision.id == first.revision.id != both.revision.id, "as if it had never been there"
    assert names(data) == {"坂道の手すり", "図書の宅配"}
    revision = Repository(data).open()
    assert not revision.dataset.rows('SELECT ?g { GRAPH ?g { ?s ?p ?o } FILTER CONTAINS(STR(?o), "うみ") } LIMIT 1')
    assert not [unit for unit in revision.units.values() if "港" in unit.text]


def test_the_last_document_leaves_the_reference_data(two: tuple[Path, IngestReport, IngestReport]) -> None:
    data, *_ = two
    report = take_out(data, "うみ計画.txt", "やま計画.txt", "うみ計画.txt")
    assert (report.documents, len(report.removed), report.projects) == ((), 2, 0)
    assert names(data) == set()
    assert Repository(data).open().dataset.rows("SELECT ?goal { ?goal a sdgo:Goal }")


def test_what_was_removed_may_come_again(two: tuple[Path, IngestReport, IngestReport], tmp_path: Path) -> None:
    data, _, both = two
    take_out(data, "うみ計画.txt")
    assert take_in(data, tmp_path / "うみ計画.txt").revision.id == both.revision.id


def test_a_name_is_known_however_its_marks_are_composed(two: tuple[Path, IngestReport, IngestReport]) -> None:
    data, *_ = two
    (tmp := data.parent / "ガイド.txt").write_text(TABLE, encoding="utf-8")
    take_in(data, tmp)
    assert take_out(data, unicodedata.normalize("NFD", "ガイド.txt")).removed == ("ガイド.txt",)


def test_an_unknown_name_removes_nothing(two: tuple[Path, IngestReport, IngestReport], tmp_path: Path) -> None:
    data, _, both = two
    with pytest.raises(UnknownDocument, match=r"かわ計画\.txt.*「うみ計画\.txt」、「やま計画\.txt」"):
        take_out(data, "やま計画.txt", "かわ計画.txt")
    current = Repository(data).current()
    assert current is not None and current.id == both.revision.id
    with pytest.raises(NoRevision):
        take_out(tmp_path / "nothing", "やま計画.txt")
