"""The files of deploy/: what they name exists, and the settings that they give are settings that start.

No image is built here; compose.yaml is read as YAML.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.current.configured_repository import engines
from service.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
ENV_FILES = sorted(DEPLOY.glob("*.env"))
# What the Compose Specification allows for what we use.
KEYS = {
    "build", "cap_drop", "command", "environment", "image", "init", "networks", "ports", "profiles", "read_only",
    "restart", "security_opt", "tmpfs", "volumes",
}  # fmt: skip


def variables(path: Path) -> dict[str, str]:
    """Return the variables of an env file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_every_service_is_whole() -> None:
    assert COMPOSE.keys() == {"name", "services", "networks", "volumes"}
    for name, service in COMPOSE["services"].items():
        assert service.keys() <= KEYS, name
        assert set(service["networks"]) <= COMPOSE["networks"].keys()
        assert re.fullmatch(r"[\w./-]+(:[\w.]+)?", service["image"])
        for volume in service["volumes"]:
            assert volume.partition(":")[0] in COMPOSE["volumes"]
        if name != "keikaku":
            assert service["networks"] == ["engines"]
            assert "ports" not in service
    assert COMPOSE["networks"]["engines"]["internal"] is True
    assert all(port.startswith("127.0.0.1:") for port in COMPOSE["services"]["keikaku"]["ports"])


def test_versions_are_those_that_are_tested() -> None:
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    for name, package in (("oxigraph", "oxigraph"), ("chroma", "chromadb")):
        version = COMPOSE["services"][name]["image"].rpartition(":")[2]
        assert f"\n{package}=={version}\n" in pins


@pytest.mark.parametrize("path", ENV_FILES, ids=lambda path: path.name)
def test_an_env_file_gives_settings_that_start(path: Path) -> None:
    given = variables(path)
    profiles = set(given.pop("COMPOSE_PROFILES").split(","))
    assert profiles == {path.stem, "chroma"}
    passed = COMPOSE["services"]["keikaku"]["environment"]
    assert given.keys() <= passed.keys()
    settings = load_settings(**{name.removeprefix("KEIKAKU_").lower(): value for name, value in given.items()})
    found = engines(settings)
    assert found.sparql is not None and f"//{path.stem}:" in found.sparql.query_url
    assert found.chroma is not None
    for service in ("sparql_url", "sparql_update_url", "chroma_url"):
        assert str(getattr(settings, service)).split("/")[2].partition(":")[0] in profiles


def test_every_variable_is_a_setting() -> None:
    known = {f"KEIKAKU_{name.upper()}" for name in Settings.model_fields}
    for path in DEPLOY.iterdir():
        if path.is_file():
            named = set(re.findall(r"KEIKAKU_[A-Z0-9_]+", path.read_text(encoding="utf-8")))
            assert named <= known, path.name


def test_what_the_image_copies_is_there() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = [word for line in re.findall(r"^COPY (?!--from)(.+)", text, re.MULTILINE) for word in line.split()[:-1]]
    assert {"graph", "ingest", "ontology", "service", "ui", "pyproject.toml"} <= set(copied)
    let_in = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    for name in copied:
        assert (ROOT / name).exists()
        assert f"!{name}" in let_in
    assert re.search(r"^USER keikaku$", text, re.MULTILINE)


def test_the_unit_starts_the_command() -> None:
    text = (DEPLOY / "keikaku.service").read_text(encoding="utf-8")
    assert re.search(r"^ExecStart=/\S+/keikaku serve$", text, re.MULTILINE)
    assert all(re.fullmatch(r"\[\w+\]|#.*|\w+=.*|", line) for line in text.splitlines())
