"""What the manuals say is so: settings, addresses, saved queries, commands, and the answers on the first page."""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from ontology.loader import saved_queries
from service.command.main import main, parser
from service.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MANUALS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
_ANSWERS = re.compile(r"```console\n\$ \.venv/bin/keikaku ask \"(.+?)\"\n(.+?)\n```", re.S)
_COMMANDS = re.findall(r"^\.venv/bin/keikaku (.+?)(?:\s+#.*)?$", README, re.M)


def _rows(name: str) -> list[list[str]]:
    """Return the rows of the tables of a manual as bare cells."""
    lines = (ROOT / "docs" / name).read_text(encoding="utf-8").splitlines()
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def test_every_setting_is_documented_with_its_default() -> None:
    shown = {row[0]: row[1] for row in _rows("SETTINGS.md") if row[0].startswith(PREFIX)}
    real = {
        f"{PREFIX}{name.upper()}": "（なし）" if field.default in (None, ()) else str(field.default)
        for name, field in Settings.model_fields.items()
    }
    assert shown == real


def test_every_address_is_documented() -> None:
    from service.api.app import ROUTERS

    shown = {(row[0], row[1]) for row in _rows("API.md") if row[1].startswith("/")}
    real = {
        (method, path)
        for router in ROUTERS
        for route in router.routes
        for method in getattr(route, "methods", None) or ()
        if (path := str(getattr(route, "path", ""))) and not path.startswith("/docs") and method != "HEAD"
    }
    assert shown == real


def test_every_saved_query_is_documented() -> None:
    shown = {row[0]: row[1] for row in _rows("QUERIES.md") if len(row) == 3 and row[0] not in {"名前", "---"}}
    assert shown == {name: query.title for name, query in saved_queries().items()}


@pytest.mark.parametrize("manual", MANUALS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(manual: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", manual.read_text(encoding="utf-8"))
    assert not [target for target in targets if not (manual.parent / target).exists()]


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_on_the_first_page_is_one(command: str) -> None:
    options = parser().parse_args(shlex.split(command))
    if options.command == "query":
        assert options.file in saved_queries()


def test_the_first_page_shows_the_whole_command() -> None:
    [commands] = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    assert {shlex.split(command)[0] for command in _COMMANDS} == set(commands.choices)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?<!install )\bmake ([a-z]+)", README))))
def test_every_make_target_is_one(target: str) -> None:
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_make_run_honours_what_it_is_given() -> None:
    def shown(*given: str) -> str:
        return subprocess.run(
            ["make", "-n", "run", *given], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout

    plain, own, placed = shown(), shown("DOCUMENTS=/my/plans"), shown("DOCUMENTS=/my/plans", "DATA=/d", "PORT=9")
    assert '--data ".data" "samples"' in plain
    assert '--port "8000"' in plain
    assert '--data ".data-plans" "/my/plans"' in own
    assert '--data "/d" "/my/plans"' in placed
    assert '--data "/d" --port "9"' in placed


def test_there_are_three_questions_on_the_first_page() -> None:
    assert len(_ANSWERS.findall(README)) == 3


@pytest.mark.parametrize(("question", "answer"), _ANSWERS.findall(README), ids=lambda part: part[:12])
def test_the_answers_on_the_first_page_are_the_real_ones(question: str, answer: str, samples_data: Path) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        assert main(["ask", question, "--data", str(samples_data)]) == 0
    lines = [line.rstrip() for line in printed.getvalue().strip().splitlines()]
    assert lines == [line.rstrip() for line in answer.splitlines()]
