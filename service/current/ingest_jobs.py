"""Documents on their way into the graph and out of it: one job at a time, each in a process of its own.

A process of its own, so that a file that crashes a reader cannot take the service with it, and answering stays fast.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from service.observe import metrics
from service.settings import Settings

KEPT = 200  # jobs that are remembered
_RUNNING = {"ingest": "取り込んでいます。", "remove": "取り除いています。"}
_FAILED = {"ingest": "取込みに失敗しました。", "remove": "取り除けませんでした。"}


@dataclass(frozen=True, slots=True)
class Job:
    """One upload or removal. status: waiting, running, done or failed; documents: the names taken in, or taken out;
    skipped: (file name, reason)."""

    id: str
    status: str = "waiting"
    message: str = "順番を待っています。"
    documents: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    revision: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the job as the contract writes it."""
        return {
            "id": self.id,
            "status": self.status,
            "message": self.message,
            "documents": list(self.documents),
            "skipped": [{"file": name, "message": reason} for name, reason in self.skipped],
            "revision": self.revision,
        }


@dataclass
class Jobs:
    """The queue of jobs. `published` is called after each one that changed the graph."""

    settings: Settings
    published: Callable[[], None]
    _known: dict[str, Job] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _worker: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="jobs"), init=False
    )

    def submit(self, command: str, *given: str, after: Callable[[], None] = lambda: None) -> Job:
        """Queue a ``keikaku`` command that writes (``ingest`` paths, ``remove`` names); return the job.

        `after` is called at its end.
        """
        job = Job(uuid.uuid4().hex)
        self._put(job)
        self._worker.submit(self._run, job, command, given).add_done_callback(lambda _: after())
        return job

    def get(self, id: str) -> Job | None:
        """Return a job, or None where there is none (any more)."""
        with self._lock:
            return self._known.get(id)

    def close(self) -> None:
        """Start no further job."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _put(self, job: Job) -> None:
        with self._lock:
            self._known[job.id] = job
            while len(self._known) > KEPT:
                self._known.pop(next(iter(self._known)))

    def _run(self, job: Job, command: str, given: tuple[str, ...]) -> None:
        self._put(replace(job, status="running", message=_RUNNING[command]))
        options = ["--json", "--data", str(self.settings.data_dir)]
        line = [sys.executable, "-m", "service.command.main", command, *options, "--", *given]
        try:
            done = subprocess.run(line, capture_output=True, text=True, env=self._environment(), check=False)
            self._put(_finished(job, command, done))
            metrics.published(command, done=done.returncode in (0, 3))
            if done.returncode in (0, 3):
                self.published()
        except Exception as error:  # the queue must outlive any one job
            self._put(replace(job, status="failed", message=f"処理を始められませんでした（{error}）。"))

    def _environment(self) -> dict[str, str]:
        """Return this process's environment with the settings that decide what is written."""
        given = {
            "KEIKAKU_BASE_IRI": self.settings.base_iri,
            "KEIKAKU_MAX_FILE_MB": str(self.settings.max_file_mb),
            "PYTHONPATH": os.pathsep.join(
                filter(None, [str(Path(__file__).parent.parent.parent), os.environ.get("PYTHONPATH")])
            ),
        }
        for name in ("embedding_model", "embedding_query_prefix", "embedding_passage_prefix"):
            if (value := getattr(self.settings, name)) is not None:
                given[f"KEIKAKU_{name.upper()}"] = value
        return {name: value for name, value in os.environ.items() if "WRITE_TOKEN" not in name} | given


def _finished(job: Job, command: str, done: subprocess.CompletedProcess[str]) -> Job:
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    try:
        report = json.loads(done.stdout)
    except ValueError:
        report = {}
    skipped = tuple((entry["file"], entry["message"]) for entry in report.get("skipped", []))
    if done.returncode not in (0, 3):
        message = skipped[0][1] if skipped else (lines[-1] if lines else _FAILED[command])
        return replace(job, status="failed", message=message, skipped=skipped)
    if command == "remove":
        removed = tuple(report.get("removed", []))
        message = f"{len(removed)}件を取り除きました。"
        return replace(job, status="done", message=message, documents=removed, revision=report.get("revision"))
    documents = tuple(report.get("documents", []))
    message = "変わりはありませんでした。" if report.get("unchanged") else f"{len(documents)}件を取り込みました。"
    if skipped:
        message += f"{len(skipped)}件は取り込めませんでした。"
    return replace(
        job, status="done", message=message, documents=documents, skipped=skipped, revision=report.get("revision")
    )
