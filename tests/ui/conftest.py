"""A real server on the samples, and a real browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAIT = 30_000  # milliseconds; generous, since a shared machine may be busy
_ADDRESS = re.compile(r"http://[\d.]+:\d+")


@dataclass
class Visit:
    """A page in the browser, and all that it asked for."""

    page: Page
    site: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str, ready: str) -> Page:
        """Return the page when what `ready` selects is visible."""
        self.page.goto(self.site + path)
        self.page.wait_for_selector(ready)
        return self.page


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that has read the samples; KEIKAKU_TEST_SITE names one that runs already."""
    running = os.environ.get("KEIKAKU_TEST_SITE")
    if running:
        yield running
        return
    data = request.getfixturevalue("samples_data")
    log = (tmp_path_factory.mktemp("site") / "serve.log").open("w", encoding="utf-8")
    command = [sys.executable, "-m", "service.command.main", "serve", "--data", str(data), "--port", "0"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield _address(server, Path(log.name))
    finally:
        server.terminate()
        server.wait(30)
        log.close()


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    """Return where a server listens, once its pages are there."""
    for _ in range(600):
        found = _ADDRESS.search(log.read_text(encoding="utf-8"))
        if found:
            try:
                with urlopen(found[0] + "/", timeout=5) as answer:
                    if b"gradio-app" in answer.read():
                        return found[0]
            except (URLError, OSError):
                pass  # not yet
        if server.poll() is not None:
            break
        time.sleep(0.2)
    raise AssertionError(f"the server does not show its pages:\n{log.read_text(encoding='utf-8')[-2000:]}")


def chromium() -> str | None:
    """Return where the browser lies: KEIKAKU_CHROMIUM, else the system's; None where there is none."""
    return os.environ.get("KEIKAKU_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser. Its event loop must end with these tests: beside it, no other can run in this thread."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium: install it, or name it in KEIKAKU_CHROMIUM")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield opened
        opened.close()


WIDTHS = {"wide": 1280, "narrow": 390}  # of a desk and of a telephone


@contextmanager
def visiting(browser: Browser, site: str, width: int) -> Iterator[Visit]:
    """Give a fresh browser on the site; at its end, it must have asked no other host and complained of nothing."""
    context = browser.new_context(viewport={"width": width, "height": 844}, locale="ja-JP", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(WAIT)
    visited = Visit(page, site)
    page.on("request", lambda asked: visited.requests.append(asked.url))
    page.on("pageerror", lambda error: visited.complaints.append(str(error)))
    page.on("console", lambda line: visited.complaints.append(line.text) if line.type in {"error", "warning"} else None)
    yield visited
    context.close()
    strangers = [url for url in visited.requests if not url.startswith((site, "data:", "blob:"))]
    assert strangers == [], "the pages asked another host"
    assert visited.complaints == []


@pytest.fixture(params=WIDTHS)
def visit(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Visit]:
    """A fresh browser on the site, at either width."""
    with visiting(browser, site, WIDTHS[request.param]) as visited:
        yield visited
