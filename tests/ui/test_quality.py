"""What holds for every page: Japanese, still, readable by all, its doors closed, fit for paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page

from tests.ui.conftest import WIDTHS, Visit, visiting

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
QUESTION = f"/?q={quote('みなもと市スマート行政推進計画で情報政策課が担当する新規の事業は？')}"
LONG = f"/?q={quote('みなもと市スマート行政推進計画で情報政策課が担当する事業は？')}"
AMBIGUOUS = f"/?q={quote('スマホの事業の主管課は？')}"
MISSING = f"/?q={quote('月の裏側の天気は？')}"
PAGES = [
    ("/", "#question textarea"),
    (QUESTION, ".answer"),
    (AMBIGUOUS, ".candidates button"),
    (MISSING, ".answer[data-status=not_found]"),
    ("/relations", ".choices button"),
    ("/plan", ".tree"),
    ("/indicators", ".chart"),
    ("/sdgs", ".matrix"),
    ("/check", ".conflict"),
]
_WATCH_SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => shifts.push(...list.getEntries().filter((e) => !e.hadRecentInput).map((e) => ({
  value: e.value, moved: e.sources.map(({ node, previousRect, currentRect }) =>
    `${node?.nodeName} #${node?.id} .${node?.className} ${previousRect.y} → ${currentRect.y}`),
})))).observe({ type: 'layout-shift', buffered: true })"""


@dataclass(frozen=True)
class Shown:
    """A page that has come up, and what moved meanwhile."""

    path: str
    page: Page
    shifts: list[dict[str, Any]]


@pytest.fixture(scope="module", params=product(WIDTHS, PAGES), ids=lambda case: f"{case[0]}-{case[1][0]}")
def shown(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Shown]:
    """Each page at each width, a second after it was there; the tests below look at it in turn."""
    width, (path, ready) = request.param
    with visiting(browser, site, WIDTHS[width]) as visit:
        visit.page.add_init_script(_WATCH_SHIFTS)
        page = visit.open(path, ready)
        page.wait_for_timeout(1000)
        yield Shown(path, page, page.evaluate("shifts"))


def test_page_is_japanese_and_does_not_scroll_sideways(shown: Shown) -> None:
    assert shown.page.evaluate("document.documentElement.lang") == "ja"
    assert shown.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert shown.page.evaluate("getComputedStyle(document.querySelector('#page')).fontSize") == "16px"


def test_nothing_jumps_while_the_page_comes_up(shown: Shown) -> None:
    assert sum(shift["value"] for shift in shown.shifts) < 0.1, shown.shifts


def test_page_is_accessible(shown: Shown) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not there: python -m ui.vendor --tests")
    page = shown.page
    if shown.path == "/relations":
        page.locator(".choices button").first.click()
        page.wait_for_selector(".picture canvas")
    for chip in page.locator(".understood summary").all():
        chip.click()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })"
    )
    broken = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"]]
    assert broken == []


def test_focus_is_visible(visit: Visit) -> None:
    page = visit.open("/", "#question textarea")
    page.locator("#send").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    style = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert style == "3px"


def test_paper_shows_the_answer_and_not_the_form(visit: Visit) -> None:
    page = visit.open(LONG, ".answer blockquote")
    page.emulate_media(media="print")
    assert not page.locator("#ask").is_visible()
    assert not page.locator("[data-save]").first.is_visible()
    assert page.locator(".answer-text").first.is_visible()
    assert page.locator(".answer blockquote").first.is_visible()


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=x", "/login", "/config", "/nothing"],
)
def test_doors_that_the_pages_do_not_need_are_closed(site: str, path: str) -> None:
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(site + path, headers={"Accept": "application/json"}), timeout=10)
    refused.value.close()
    assert refused.value.code == 404


def test_policy_keeps_the_browser_on_this_host(site: str) -> None:
    with urlopen(site + "/", timeout=10) as answer:
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert "http" not in answer.headers["content-security-policy"]
