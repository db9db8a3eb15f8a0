"""Everything in one file, and back: revisions, sources and the pointer, every byte checked.

The file is a ZIP: ``objects/{sha256}`` holds each content once, whichever revisions share it, and ``backup.json``,
which comes last, says which file has which content. Vectors and stores on the disk are made again from the rest.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph import durable_files
from graph.errors import BackupDamaged, NoRevision, RevisionDamaged
from graph.revisions import revision_folder
from graph.revisions.housekeeping import RESTORING
from graph.revisions.manifest import RevisionInfo
from graph.revisions.repository import Repository

_FORMAT = "keikaku-backup-1"
_INDEX = "backup.json"
_PATH = re.compile(r"revisions/r-[0-9a-f]{16}/[^/]+(/[^/]+)?|sources/[0-9a-f]{16}/[^/]+")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20
Tell = Callable[[str, int, int], None]  # stage in Japanese, done, of


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds. current: the id of its current revision; revisions: ids, newest first; sources: how many
    originals; bytes: of the file; skipped: revisions that were left out because they are damaged."""

    current: str
    revisions: tuple[str, ...]
    sources: int
    bytes: int
    skipped: tuple[str, ...] = ()


def backup(repository: Repository, target: Path, progress: Tell | None = None) -> Backup:
    """Write a backup, which appears under its name only when it is whole; an older file of that name is replaced.

    Raises NoRevision, RevisionDamaged (of the current revision; older ones that are damaged are left out),
    PublishLocked, DiskFull.
    """
    partial = target.with_name(f"{target.name}.partial")
    with repository.exclusive(), durable_files.told_when_full(target.parent):
        current = repository.current()
        if current is None:
            raise NoRevision
        kept, skipped = _whole(repository, current)
        paths = list(_paths(repository, kept))
        try:
            _write(partial, repository.data_dir, paths, current, kept, progress or _silent)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        durable_files.sync_folder(target.parent)
    ids = tuple(info.id for info in kept)
    sources = sum(path.parts[-3] == "sources" for path in paths)
    return Backup(current.id, ids, sources, target.stat().st_size, skipped)


def restore(repository: Repository, source: Path, progress: Tell | None = None) -> Backup:
    """Bring back all that a backup holds and make its current revision the current one.

    Everything is unpacked and checked beside the data first; then what is not there yet gets its name, and the pointer
    is switched last. Revisions that are there stay, in the history. Raises BackupDamaged, PublishLocked, DiskFull.
    """
    tell = progress or _silent
    data = repository.data_dir
    with repository.exclusive(), durable_files.told_when_full(data):
        beside = data / f"{RESTORING}{source.name}"
        shutil.rmtree(beside, ignore_errors=True)
        try:
            with _opened(source) as archive:
                index = _index(archive, source)
                _unpack(archive, index["files"], beside, source, tell)
            tell("版を切り替えています", 0, 1)
            _put(repository, beside, index, source)
            repository.rollback(index["current"])
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    files = index["files"]
    sources = sum(name.startswith("sources/") for name in files)
    return Backup(index["current"], tuple(index["revisions"]), sources, source.stat().st_size)


def _whole(repository: Repository, current: RevisionInfo) -> tuple[list[RevisionInfo], tuple[str, ...]]:
    kept, skipped = [], []
    for info in repository.history():
        if wrong := durable_files.damaged(repository.folder(info), info.files):
            if info == current:
                raise RevisionDamaged(info.id, "、".join(wrong))
            skipped.append(info.id)
        else:
            kept.append(info)
    return kept, tuple(skipped)


def _paths(repository: Repository, kept: list[RevisionInfo]) -> Iterator[Path]:
    for info in kept:
        folder = repository.folder(info)
        yield from (folder / name for name in info.files)
        yield folder / "manifest.json"
    yield from sorted(path for path in (repository.data_dir / "sources").glob("*/*") if path.suffix != ".partial")


def _write(
    target: Path, data: Path, paths: list[Path], current: RevisionInfo, kept: list[RevisionInfo], tell: Tell
) -> None:
    files: dict[str, str] = {}
    stored: set[str] = set()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for done, path in enumerate(paths):
            tell("バックアップを書いています", done, len(paths))
            digest = durable_files.digest(path)
            files[path.relative_to(data).as_posix()] = digest
            if digest not in stored:
                stored.add(digest)
                archive.write(path, f"objects/{digest}")
        index = {
            "format": _FORMAT,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "current": current.id,
            "revisions": [info.id for info in kept],
            "files": files,
        }
        archive.writestr(_INDEX, json.dumps(index, ensure_ascii=False))
    with target.open("rb") as file:
        durable_files.sync_file(file)


def _opened(source: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise BackupDamaged(source, "ZIPとして開けません") from error


def _index(archive: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    """Return what the archive says it holds; raises BackupDamaged where that could not be put back as it stands."""
    try:
        index: dict[str, Any] = json.loads(archive.read(_INDEX))
        files: Mapping[str, str] = index["files"]
        sound = (
            index["format"] == _FORMAT
            and f"revisions/{index['current']}/manifest.json" in files
            and all(f"revisions/{key}/manifest.json" in files for key in index["revisions"])
            and all(_PATH.fullmatch(name) and ".." not in name.split("/") for name in files)
            and all(_DIGEST.fullmatch(digest) for digest in files.values())
        )
    except (KeyError, TypeError, ValueError, AttributeError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BackupDamaged(source, "目録を読めません") from error
    if not sound:
        raise BackupDamaged(source, "目録が正しくありません")
    return index


def _unpack(archive: zipfile.ZipFile, files: Mapping[str, str], beside: Path, source: Path, tell: Tell) -> None:
    """Write every file into a folder of its own; raises BackupDamaged where one is not what the index says."""
    first: dict[str, Path] = {}
    for done, (name, digest) in enumerate(files.items()):
        tell("バックアップを読んでいます", done, len(files))
        path = beside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if digest in first:
            durable_files.link_or_copy(first[digest], path)
            continue
        found = hashlib.sha256()
        try:
            with archive.open(f"objects/{digest}") as packed, path.open("wb") as out:
                while chunk := packed.read(_CHUNK):
                    found.update(chunk)
                    out.write(chunk)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise BackupDamaged(source, f"{name} を読めません") from error
        if found.hexdigest() != digest:
            raise BackupDamaged(source, f"{name} の内容が変わっています")
        first[digest] = path


def _put(repository: Repository, beside: Path, index: Mapping[str, Any], source: Path) -> None:
    """Give what was unpacked its names; what is there and whole stays."""
    unpacked = Repository(beside, vectors=False)
    found = {info.id: info for info in unpacked.history()}
    for key in index["revisions"]:
        if key not in found or durable_files.damaged(beside / "revisions" / key, found[key].files):
            raise BackupDamaged(source, f"版 {key} がそろっていません")
    for info in found.values():
        if info.store:
            revision_folder.write_store(unpacked.folder(info))
    durable_files.sync_tree(beside)
    data = repository.data_dir
    for path in sorted((beside / "sources").glob("*/*")):
        target = data / path.relative_to(beside)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    (data / "revisions").mkdir(parents=True, exist_ok=True)
    there = {info.id: info for info in repository.history()}
    for key in reversed(index["revisions"]):
        target = data / "revisions" / key
        if key in there and not durable_files.damaged(target, there[key].files):
            continue
        shutil.rmtree(target, ignore_errors=True)
        (beside / "revisions" / key).rename(target)
    durable_files.sync_folder(data / "revisions")


def _silent(stage: str, done: int, total: int) -> None:
    """Say nothing."""
