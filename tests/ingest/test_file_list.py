"""Which files a list of paths means."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.errors import MissingPath
from ingest.file_list import collect


def test_folders_are_searched_sorted_and_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden.txt", "~$lock.docx", "sub/c.md", ".git/config", "sub/.x/y.txt"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("計画", encoding="utf-8")
    assert [path.relative_to(tmp_path).as_posix() for path in collect([tmp_path])] == ["a.txt", "b.txt", "sub/c.md"]


def test_a_file_named_twice_or_also_found_in_a_folder_comes_once(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("計画", encoding="utf-8")
    assert collect([file, tmp_path, file]) == [file]


def test_a_hidden_file_that_is_named_itself_is_kept(tmp_path: Path) -> None:
    file = tmp_path / ".plan.txt"
    file.write_text("計画", encoding="utf-8")
    assert collect([file]) == [file]


def test_a_link_to_a_folder_above_makes_no_loop(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text("計画", encoding="utf-8")
    os.symlink(tmp_path, tmp_path / "sub" / "up")
    assert collect([tmp_path]) == [tmp_path / "a.txt"]


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingPath, match=r"ない\.txt.*見つかりません") as caught:
        collect([tmp_path / "ない.txt"])
    assert caught.value.path == tmp_path / "ない.txt"
