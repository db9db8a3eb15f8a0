"""Documents over HTTP, in and out again: the token, the job, the next revision; and why a file was refused."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from service.api import models
from tests.conftest import TOKEN, Server
from tests.service.command.test_main import PLAN

pytestmark = pytest.mark.slow
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over an empty folder, its token known by digest only."""
    folder = tmp_path_factory.mktemp("uploads")
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    server = Server(folder / "data", folder / "log", "--no-ui", write_token_sha256=digest, max_file_mb="1")
    server.wait("/healthz", 30)
    yield server
    server.stop()


def _finished(server: Server, location: str) -> dict[str, object]:
    for _ in range(600):
        job = server.client.get(location).json()
        assert models.JobModel.model_validate(job).model_dump() == job
        if job["status"] in ("done", "failed"):
            return dict(job)
        time.sleep(0.1)
    raise AssertionError("the job did not end")


def test_an_upload_becomes_the_next_revision(writable: Server) -> None:
    files = [
        ("files", ("計画.md", PLAN.encode(), "text/markdown")),
        ("files", ("空.txt", b"", "text/plain")),
    ]
    answer = writable.client.post("/api/documents", files=files, headers=BEARER)
    assert answer.status_code == 202, answer.text
    job = _finished(writable, answer.headers["location"])
    assert job["status"] == "done" and job["documents"] == ["計画.md"]
    [skipped] = job["skipped"]  # type: ignore[misc]
    assert "空.txt" in skipped["message"]
    writable.wait("/readyz", 60)
    assert writable.client.get("/readyz").json()["revision"] == job["revision"]
    assert {row["name"] for row in writable.client.get("/api/projects").json()["items"]} == {"窓口の予約", "地図の公開"}


def test_a_bad_file_fails_with_its_reason(writable: Server) -> None:
    answer = writable.client.post("/api/documents", files={"files": ("空.txt", b"")}, headers=BEARER)
    job = _finished(writable, answer.headers["location"])
    assert job["status"] == "failed" and "空.txt" in str(job["message"])


@pytest.mark.parametrize(
    ("name", "size", "status"), [("大きい.txt", 1_200_000, 413), (".hidden", 10, 422), ("..", 10, 422)]
)
def test_files_that_are_not_taken(writable: Server, name: str, size: int, status: int) -> None:
    answer = writable.client.post("/api/documents", files={"files": (name, b"x" * size)}, headers=BEARER)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_name_never_leaves_its_folder(writable: Server, tmp_path: Path) -> None:
    answer = writable.client.post("/api/documents", files={"files": ("../../etc/計画2.md", b"")}, headers=BEARER)
    job = _finished(writable, answer.headers["location"])
    assert "計画2.md" in str(job["message"]) and "etc" not in str(job["message"])


def _serves(server: Server, revision: object) -> None:
    for _ in range(200):
        if server.client.get("/readyz").json().get("revision") == revision:
            return
        time.sleep(0.05)
    raise AssertionError("the next revision is not served")


def test_a_document_is_removed_by_its_name(writable: Server) -> None:
    files = [("files", (name, PLAN.replace("海辺", name).encode())) for name in ("残る.md", "-消える 計画.md")]
    job = _finished(writable, writable.client.post("/api/documents", files=files, headers=BEARER).headers["location"])
    _serves(writable, job["revision"])
    address = "/api/documents/" + quote("-消える 計画.md")
    assert writable.client.delete(address).status_code == 401
    answer = writable.client.delete(address, headers=BEARER)
    assert answer.status_code == 202, answer.text
    job = _finished(writable, answer.headers["location"])
    assert (job["status"], job["documents"]) == ("done", ["-消える 計画.md"]), job
    _serves(writable, job["revision"])
    listed = {item["name"] for item in writable.client.get("/api/documents").json()["items"]}
    assert "残る.md" in listed and "-消える 計画.md" not in listed
    again = writable.client.delete(address, headers=BEARER)
    assert (again.status_code, again.json()["code"]) == (404, "not-found")
    assert "消える" in again.json()["detail"]


def test_without_any_document_every_address_still_answers(writable: Server) -> None:
    for item in writable.client.get("/api/documents").json()["items"]:
        answer = writable.client.delete("/api/documents/" + quote(item["id"]), headers=BEARER)
        job = _finished(writable, answer.headers["location"])
        assert job["status"] == "done", job
    _serves(writable, job["revision"])
    assert writable.client.get("/api/documents").json()["total"] == 0
    assert writable.client.get("/api/projects").json()["total"] == 0
    asked = writable.client.post("/api/ask", json={"question": "市民課の事業は？"})
    assert (asked.status_code, asked.json()["status"]) == (200, "not_found")
    assert writable.client.get("/api/search", params={"q": "市民課"}).status_code == 200


def test_without_a_token_writing_is_off(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", tmp_path / "log", "--no-ui")
    try:
        server.wait("/healthz", 30)
        answer = server.client.post("/api/documents", files={"files": ("a.md", b"# a")}, headers=BEARER)
        assert (answer.status_code, answer.json()["code"]) == (403, "writing-off")
        removal = server.client.delete("/api/documents/a.md", headers=BEARER)
        assert (removal.status_code, removal.json()["code"]) == (403, "writing-off")
    finally:
        server.stop()
