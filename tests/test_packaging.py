"""The package: what is imported is declared, what is declared is pinned, the pins suit the oldest Python promised."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata, packages_distributions
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("ontology", "graph", "ingest", "service", "ui")
OLDEST_PYTHON = "3.11.2"  # that of Debian 12
PINS = [line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if "==" in line]


def _imported(path: Path) -> set[str]:
    """Return the packages that a file imports, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def _declared(*extras: str) -> set[str]:
    """Return the distributions that pyproject.toml names, in pip's spelling."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    return {_plain(re.split(r"[<>=!~\[; ]", line)[0]) for line in wanted}


def _used(folders: tuple[str, ...]) -> dict[str, str]:
    """Return the distributions whose modules are imported, each with a file that does so."""
    providers = packages_distributions()
    own = {*LAYERS, "tests", *(path.stem for path in (ROOT / "scripts").glob("*.py"))}
    found: dict[str, str] = {}
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for name in _imported(path) - own - sys.stdlib_module_names:
                for distribution in providers.get(name, [name])[:1]:
                    found.setdefault(_plain(distribution), path.relative_to(ROOT).as_posix())
    return found


def test_what_is_imported_is_declared() -> None:
    missing = {name: path for name, path in _used(LAYERS).items() if name not in _declared("e5")}
    assert not missing
    unknown = {name: path for name, path in _used(("tests", "scripts")).items() if name not in _declared("dev", "e5")}
    assert not unknown


def test_what_is_declared_is_pinned() -> None:
    assert not _declared("dev", "e5") - {_plain(line.partition("==")[0]) for line in PINS}
    assert not [line for line in PINS if "+" in line or "/" in line], "a pin is a name and a public version"


@pytest.mark.parametrize("pin", PINS)
def test_a_pin_suits_the_oldest_python(pin: str) -> None:
    name, _, version = pin.partition("==")
    try:
        found = metadata(name)
    except PackageNotFoundError:
        pytest.skip("not needed on this machine")
    assert found["Version"].partition("+")[0] == version, "constraints.txt and what is installed differ: run make setup"
    assert OLDEST_PYTHON in SpecifierSet(found.get("Requires-Python") or "")


@pytest.mark.parametrize("script", ["scripts/install", "scripts/system_packages", ".ci/run"])
def test_a_shell_script_can_be_run(script: str) -> None:
    path = ROOT / script
    assert path.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", str(path)], check=False).returncode == 0
