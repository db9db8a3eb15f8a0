"""From files to a published revision, and what happens to a file that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.revision import Repository
from ingest.errors import EmptyFile, IngestError, NothingToIngest
from ingest.pipeline import IngestReport, ingest
from tests.small_graph import BASE

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
