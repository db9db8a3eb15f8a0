"""The libraries of the front end: pinned, checked, in their places."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from ui import vendor

ROOT = Path(__file__).parents[2]


def test_each_library_is_pinned_to_one_version_with_its_licence() -> None:
    for pin in vendor.pins():
        assert pin.integrity.startswith("sha512-")
        assert pin.version.count(".") == 2
        assert any("LICENSE" in name for name in pin.files)


def test_only_tests_use_what_is_not_as_free_as_we_are() -> None:
    assert {pin.license for pin in vendor.pins() if pin.use == "service"} <= {"MIT", "Apache-2.0", "BSD-3-Clause"}


def test_another_archive_is_refused() -> None:
    with pytest.raises(vendor.VendorError, match=r"vendor\.json"):
        vendor.check(vendor.pins()[0], b"something else")


def test_what_lies_in_its_place_is_not_fetched_again(tmp_path: Path) -> None:
    pin = vendor.pins()[0]
    assert vendor.missing(pin, tmp_path)
    for target in pin.files.values():
        (tmp_path / target).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / target).write_bytes(b"x")
    assert vendor.missing(pin, tmp_path)  # there, but of no known version
    first = tmp_path / next(iter(pin.files.values()))
    first.with_name(f"{pin.package}.integrity").write_text(pin.integrity, encoding="utf-8")
    assert not vendor.missing(pin, tmp_path)


def test_fetched_libraries_are_not_committed() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "ui/static/vendor", "*node_modules*"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert listed.stdout == ""


def test_what_npm_installs_for_the_tests_is_locked_to_one_version_and_digest() -> None:
    for folder in vendor.LOCKED:
        lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
        assert lock[""]["dependencies"] == vendor.wanted_by(folder)
        for name, part in lock.items():
            assert not name or part["integrity"].startswith("sha512-")
        assert all(lock[f"node_modules/{name}"]["version"] == each for name, each in vendor.wanted_by(folder).items())


def test_what_was_installed_by_another_lock_is_installed_again(tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_text('{"lockfileVersion": 3}')
    (tmp_path / "node_modules").mkdir()
    assert vendor.unlike_lock(tmp_path)
    digest = hashlib.sha256((tmp_path / "package-lock.json").read_bytes()).hexdigest()
    (tmp_path / "node_modules" / ".lock.sha256").write_text(digest)
    assert not vendor.unlike_lock(tmp_path)
    (tmp_path / "package-lock.json").write_text('{"lockfileVersion": 3, "packages": {}}')
    assert vendor.unlike_lock(tmp_path)
