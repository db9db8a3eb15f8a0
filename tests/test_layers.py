"""The house rules: imports run downward only, modules stay short, no sentence of the city's documents is in here."""

from __future__ import annotations

import ast
import doctest
import importlib
import subprocess
import unicodedata
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ROOT.parent / "shared" / "documents"
LAYERS = ("ontology", "graph", "ingest", "service", "ui")  # lowest first
MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
LONGEST_MODULE = 300
LONGEST_QUOTE = 40
# The one place that knows both: it puts the pages around the service's app when `keikaku serve` starts.
MEETING_PLACES = {("service/command/serving.py", "ui.app")}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imported(path: Path) -> list[str]:
    """Return every module that a file imports, inside functions too."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_name(path)}: relative import"
            found.append(node.module or "")
    return found


def test_every_layer_is_there() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_imports_run_downward(path: Path) -> None:
    layer = LAYERS.index(path.relative_to(ROOT).parts[0])
    upward = [
        name
        for name in _imported(path)
        if name.partition(".")[0] in LAYERS[layer + 1 :] and (_name(path), name) not in MEETING_PLACES
    ]
    assert not upward, f"{_name(path)} imports upward: {upward}"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", [path for path in MODULES if ">>> " in path.read_text(encoding="utf-8")], ids=_name)
def test_examples_in_docstrings_hold(path: Path) -> None:
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def _bare(text: str) -> str:
    """Letters and digits only, regular widths: what is left of a sentence however it is wrapped and marked up."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def _lines(path: Path) -> list[str]:
    """Return a tracked file's text, a line or a cell at a time; the XML inside office files counts as text."""
    if path.suffix in {".xlsx", ".docx"}:
        with zipfile.ZipFile(path) as packed:
            inside = [
                packed.read(name).decode("utf-8", "ignore") for name in packed.namelist() if name.endswith(".xml")
            ]
        return [part for xml in inside for part in xml.replace("<", "\n<").splitlines()]
    try:
        text = path.read_text(encoding="utf-8")
        return (text.replace("\t", "\n") if path.suffix == ".tsv" else text).splitlines()
    except UnicodeDecodeError:
        return []


def test_no_sentence_of_the_documents_is_in_the_repository() -> None:
    """No 40 characters in a row of a document stand in one tracked line: names and figures are shorter."""
    sources = sorted(DOCUMENTS.glob("*.txt")) if DOCUMENTS.is_dir() else []
    if not sources:
        pytest.skip("the city's documents are not beside the repository")
    runs: set[str] = set()
    for source in sources:
        text = _bare(source.read_text(encoding="utf-8"))
        runs.update(text[start : start + LONGEST_QUOTE] for start in range(len(text) - LONGEST_QUOTE + 1))
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    copied = []
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        for number, line in enumerate(_lines(path) if path.is_file() else [], start=1):
            bare = _bare(line)
            if any(bare[start : start + LONGEST_QUOTE] in runs for start in range(len(bare) - LONGEST_QUOTE + 1)):
                copied.append(f"{name}:{number}: {line.strip()[:60]}")
    assert not copied
