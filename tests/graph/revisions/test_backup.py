"""One file with everything, back again, and what is cleared away."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import Quad, Store

from graph.errors import BackupDamaged, NoRevision, RevisionDamaged, UnknownRevision
from graph.revisions.backup import backup, restore
from graph.revisions.housekeeping import collect
from graph.revisions.repository import Repository, RevisionInfo
from tests.graph.conftest import BASE, sample_quads, sample_units
from tests.graph.material import stated


@pytest.fixture
def three(plain: Repository) -> tuple[Repository, list[RevisionInfo]]:
    """A repository of three revisions, newest last, and an original."""
    made = [plain.publish(sample_quads(note), sample_units(), description={"base": BASE}) for note in ("", "二")]
    made.append(plain.curate([stated("一")], [], base=BASE, author="山田", at=datetime.now(UTC)))
    original = plain.data_dir / "sources" / "0123456789abcdef" / "計画.txt"
    original.parent.mkdir(parents=True)
    original.write_text("計画", encoding="utf-8")
    return plain, made


def held(repository: Repository) -> dict[str, bytes]:
    """Everything that counts in a data folder."""
    folder = repository.data_dir
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != "LOCK"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_everything_comes_back_elsewhere(three: tuple[Repository, list[RevisionInfo]], tmp_path: Path) -> None:
    repository, made = three
    done = backup(repository, tmp_path / "b.zip")
    assert done.revisions == tuple(info.id for info in reversed(made)) and done.sources == 1
    other = Repository(tmp_path / "other", vectors=False)
    assert restore(other, tmp_path / "b.zip").current == made[-1].id
    assert held(other) == held(repository)
    assert other.open().searcher.search("電子契約")
    assert [info.id for info in other.history()] == list(done.revisions)


def test_what_was_there_stays_in_the_history(three: tuple[Repository, list[RevisionInfo]], tmp_path: Path) -> None:
    repository, made = three
    backup(repository, tmp_path / "b.zip")
    other = Repository(tmp_path / "other", vectors=False)
    own = other.publish(sample_quads("よそ"), sample_units())
    restore(other, tmp_path / "b.zip")
    assert {info.id for info in other.history()} == {own.id, *(info.id for info in made)}
    assert other.rollback(own.id) == own == other.current()


def test_a_backup_holds_what_revisions_share_once(three: tuple[Repository, list[RevisionInfo]], tmp_path: Path) -> None:
    repository, made = three
    backup(repository, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        digests = archive.namelist()
    files = [digest for info in made for digest in info.files.values()]
    assert len(digests) == len(set(digests)) < len(files)


@pytest.mark.parametrize("damage", ["cut", "byte", "text", "escape", "object", "empty"])
def test_a_damaged_backup_is_refused_and_nothing_changes(
    three: tuple[Repository, list[RevisionInfo]], tmp_path: Path, damage: str
) -> None:
    repository, _ = three
    file = tmp_path / "b.zip"
    backup(repository, file)
    whole = file.read_bytes()
    if damage == "cut":
        file.write_bytes(whole[: len(whole) // 2])
    elif damage == "byte":
        place = whole.index(b"objects/") + 200
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "text":
        file.write_text("バックアップではない", encoding="utf-8")
    else:
        changed(file, damage)
    other = Repository(tmp_path / "other", vectors=False)
    before = other.publish(sample_quads("よそ"), sample_units())
    there = held(other)
    with pytest.raises(BackupDamaged, match="何も戻していません"):
        restore(other, file)
    assert held(other) == there and other.current() == before
    assert not (tmp_path / "escaped").exists()


def statements(repository: Repository) -> set[Quad]:
    """All that the current revision states."""
    store = repository.open().dataset.store
    assert isinstance(store, Store)
    return set(store)


def changed(file: Path, damage: str) -> None:
    """Write the archive anew: with a path that leads out of the folder, or with another content than it says."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if damage == "escape":
        parts["backup.json"] = parts["backup.json"].replace(
            b'"sources/0123456789abcdef/', b'"sources/0123456789abcdef/../../../escaped'
        )
    else:
        name = next(name for name in parts if name.startswith("objects/"))
        parts[name] = b"other"
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_a_damaged_revision_is_left_out_unless_it_is_the_current_one(
    three: tuple[Repository, list[RevisionInfo]], tmp_path: Path
) -> None:
    repository, made = three
    (repository.folder(made[0]) / "dataset.nq").write_bytes(b"")
    assert backup(repository, tmp_path / "b.zip").skipped == (made[0].id,)
    (repository.folder(made[-1]) / "dataset.nq").write_bytes(b"")
    with pytest.raises(RevisionDamaged):
        backup(repository, tmp_path / "b.zip")
    assert zipfile.is_zipfile(tmp_path / "b.zip"), "the backup before stays"


def test_there_must_be_something_to_back_up(plain: Repository, tmp_path: Path) -> None:
    with pytest.raises(NoRevision):
        backup(plain, tmp_path / "b.zip")
    assert not list(tmp_path.glob("b.zip*"))


def test_back_by_steps_and_by_name(three: tuple[Repository, list[RevisionInfo]]) -> None:
    repository, made = three
    assert repository.rollback("2") == made[0] == repository.current()
    assert repository.find("0") == made[0]
    for unknown in ("1", "r-0000000000000000", "../../etc", "²", "9999999999"):
        with pytest.raises(UnknownRevision):
            repository.rollback(unknown)
    assert repository.rollback(made[2].id) == made[2]


def test_a_damaged_revision_does_not_become_the_current_one(
    three: tuple[Repository, list[RevisionInfo]],
) -> None:
    repository, made = three
    (repository.folder(made[0]) / "units.json").unlink()
    with pytest.raises(RevisionDamaged):
        repository.rollback("2")
    assert repository.current() == made[2]


def test_what_nobody_needs_is_removed(three: tuple[Repository, list[RevisionInfo]]) -> None:
    repository, made = three
    revisions = repository.data_dir / "revisions"
    for name in (".building-1", ".removing-r-0000000000000000", "r-00000000000000ff"):
        (revisions / name).mkdir()
        (revisions / name / "dataset.nq").write_bytes(b"x" * 1000)
    repository.rollback("2")
    done = collect(repository, 1)
    assert {path.name for path in revisions.iterdir()} == {made[0].id, made[2].id}
    assert set(done.revisions) == {made[1].id, "r-00000000000000ff"} and done.bytes > 3000
    assert repository.open().info == made[0]
    assert collect(repository, 1).revisions == collect(repository, 1).leftovers == ()


def test_a_store_on_the_disk_says_the_same(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "data", vectors=False, rocksdb_from=1)
    info = repository.publish(sample_quads(), sample_units())
    assert info.store and "store" in info.timings
    kept = statements(repository)
    plain = Repository(tmp_path / "plain", vectors=False)
    plain.publish(sample_quads(), sample_units())
    assert kept == statements(plain)
    backup(repository, tmp_path / "b.zip")
    other = Repository(tmp_path / "other", vectors=False)
    restore(other, tmp_path / "b.zip")
    assert statements(other) == kept
