"""What holds for every page: Japanese, still, readable by all, its doors closed, fit for paper."""

from __future__ import annotations

from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from tests.ui.conftest import Visit

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
]
_WATCH_SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => shifts.push(...list.getEntries().filter((e) => !e.hadRecentInput).map((e) => ({
  value: e.value, moved: e.sources.map(({ node, previousRect, currentRect }) =>
    `${node?.nodeName} #${node?.id} .${node?.className} ${previousRect.y} → ${currentRect.y}`),
})))).observe({ type: 'layout-shift', buffered: true })"""


@pytest.mark.parametrize(("path", "ready"), PAGES)
def test_page_is_japanese_and_does_not_scroll_sideways(visit: Visit, path: str, ready: str) -> None:
    page = visit.open(path, ready)
    assert page.evaluate("document.documentElement.lang") == "ja"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate("getComputedStyle(document.querySelector('#page')).fontSize") == "16px"


@pytest.mark.parametrize(("path", "ready"), PAGES)
def test_nothing_jumps_while_the_page_comes_up(visit: Visit, path: str, ready: str) -> None:
    visit.page.add_init_script(_WATCH_SHIFTS)
    page = visit.open(path, ready)
    page.wait_for_timeout(1000)
    shifts = page.evaluate("shifts")
    assert sum(shift["value"] for shift in shifts) < 0.1, shifts


@pytest.mark.parametrize(("path", "ready"), PAGES)
def test_page_is_accessible(visit: Visit, path: str, ready: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not there: python -m ui.vendor --tests")
    page = visit.open(path, ready)
    if path == "/relations":
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
