"""What a full disk and a sudden end leave: the old revision or the new one, never half of one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import DiskFull
from graph.revisions.backup import backup
from graph.revisions.repository import Repository
from tests.graph.conftest import BASE, sample_quads, sample_units

ROOT = Path(__file__).resolve().parent.parent.parent.parent
MEGABYTES = 2


def test_ten_processes_killed_at_random_moments_leave_a_whole_revision() -> None:
    command = [sys.executable, "benchmarks/crash.py", "--kills", "10", "--seed", "7", "--no-vectors"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 kills, 0 wrong" in done.stdout and "killed" in done.stdout


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "keikaku-test", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount the small disk that is to be filled")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_said_and_the_old_revision_stays(small_disk: Path) -> None:
    repository = Repository(small_disk / "data", vectors=False)
    old = repository.publish(sample_quads(), sample_units(), description={"base": BASE})
    with pytest.raises(DiskFull, match=r"空き容量が足りません。前の版はそのまま使えます。.*gc"):
        repository.publish(sample_quads("長い説明" * 50_000), sample_units())
    assert repository.open().info == old == repository.current()
    assert repository.open().searcher.search("電子契約")[0].unit.label == "電子契約の導入"
    assert not list((small_disk / "data" / "revisions").glob(".*")), "what was half written is gone"
    assert repository.publish(sample_quads("（変更）"), sample_units()) == repository.current() != old


def test_a_backup_onto_a_full_disk_leaves_the_one_before(small_disk: Path, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "data", vectors=False)
    repository.publish(sample_quads(), sample_units())
    backup(repository, small_disk / "b.zip")
    before = (small_disk / "b.zip").read_bytes()
    source = repository.data_dir / "sources" / "0123456789abcdef" / "大きな文書.pdf"
    source.parent.mkdir(parents=True)
    source.write_bytes(os.urandom(MEGABYTES * 1_500_000))
    with pytest.raises(DiskFull):
        backup(repository, small_disk / "b.zip")
    assert [path.name for path in small_disk.iterdir()] == ["b.zip"]
    assert (small_disk / "b.zip").read_bytes() == before


def test_the_command_says_a_full_disk_in_one_line(small_disk: Path) -> None:
    from tests.conftest import environment

    Repository(small_disk / "data", vectors=False).publish(sample_quads(), sample_units())
    (small_disk / "filler").write_bytes(b"x" * (MEGABYTES * 1_000_000))
    command = [
        sys.executable,
        "-m",
        "service.command.main",
        "ingest",
        str(ROOT / "samples"),
        "--data",
        str(small_disk / "data"),
    ]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(small_disk / "data"),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert "空き容量" in done.stderr.splitlines()[-1] and "Traceback" not in done.stderr
    assert Repository(small_disk / "data", vectors=False).open().searcher.search("電子契約")
